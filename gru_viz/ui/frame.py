"""Frame: what stands around the figures of a page: its style, its title, what is wrong, and its link."""

import json
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from gru_viz.cells.gru import GRU
from gru_viz.experiment.examples import examples
from gru_viz.figures.base.palette import properties
from gru_viz.inputs.gaps import Gap
from gru_viz.problem import N_, Problem
from gru_viz.ui.blocks.offers import show_offers
from gru_viz.ui.blocks.rows import show_ways_with_gaps
from gru_viz.ui.blocks.welcome import show_welcome
from gru_viz.ui.components import STYLE, common
from gru_viz.ui.components.pagelist import show_pagelist
from gru_viz.ui.i18n import _
from gru_viz.ui.menu import PAGES
from gru_viz.ui.pages import gates, train
from gru_viz.ui.state import lesson, session
from gru_viz.ui.state.address import (
    link_notes,
    want_page,
    write_link,
)
from gru_viz.ui.state.computing import last_good
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.markdown import told

_COLOURS = f"<style>:root {{ {properties()} }}</style>"
#: The page's style, where it stands above Streamlit's.
_STYLED = """<script>{
  const { src } = document.querySelector('script[src*="static/js/"]');
  const at = (path) => new URL(`../../${path}`, src).href;
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: at(STYLE) });
  if (!document.querySelector(`link[rel=stylesheet][href="${style.href}"]`)) document.head.append(style);
}</script>"""
ABOUT_GRUS = N_(
    "This page is about the GRU: it shows one with the sizes and the seed of the sidebar, on the same sequence. "
    "The {cell} itself is on the pages Gates, Cell, Bi-{cell}, Coloured text and Table."
)
TRAINED_HERE = N_(
    "Weights trained here are not part of the link, but all settings of the training are: on the page “Train” "
    "whoever opens it makes them again."
)
#: Pages that explain the GRU whatever cell is looked at elsewhere.
_ABOUT_GRUS = ("memory", "gradients", "machine", "units", "claims")
#: Pages on which neither the pattern of the weights nor the answers are the matter.
_ASIDE = ("compare", "claims", "nn-gru", lesson.PAGE)
#: What some pages do before anything is sent.
_PREPARED = {"gates": gates.prepare, "train": train.prepare}


def page_of(path: str, run: Run, problem: Problem | None, example: str | None, *, first: bool) -> StreamlitPage:
    """One page of the navigation.

    Parameters
    ----------
    path : str
    run : Run
    problem : Problem or None
        What is wrong with the controls.
    example : str or None
        The example that is on the screen, if any is.
    first : bool
        The visitor has just come.
    """
    entry, cell = PAGES[path], run.trace.cell
    title, question = title_of(path, run), _(entry.question)
    look_for = "" if problem else _look_for(path, example, run)

    def show() -> None:
        _PREPARED.get(path, lambda _run: None)(run)
        if not first:
            styled()
        st.html(_COLOURS)
        keep_link(path)
        show_pagelist({each: title_of(each, run) for each in PAGES}, path, _("Pages"), want_page)
        _notices(problem)
        if path == "gates":
            show_welcome(look_for, run)
        else:
            st.html(f'<h1 class="page-title">{escape(title)} <span>{escape(question)}</span></h1>')
            if look_for and not run.experiment.present:
                st.markdown(look_for)
        if problem is None and path != "train" and not run.experiment.present:
            show_offers(run.both if path == "bi-gru" else run, pattern=path not in _ASIDE)
        if path in _ABOUT_GRUS and cell is not GRU:
            st.info(_(ABOUT_GRUS).format(cell=cell.name), icon=":material/info:")
            entry.draw(run.gru)
        else:
            entry.draw(run.both if path == "bi-gru" else run)

    return st.Page(show, title=f"{title} · {question}", icon=entry.icon, url_path=path, default=path == "gates")


def keep_link(page: str) -> None:
    """The address bar follows the controls."""
    try:
        experiment = session.current()
    except Problem:
        return
    if not write_link(experiment, page):
        st.info(_("What was typed is too long for a link; whoever opens the link gets all settings but that."))
    if experiment.source == "file":
        st.caption(_("An uploaded file is not part of the link; whoever opens it chooses the file again."))
    if experiment.weights == "file":
        st.caption(_("An uploaded model is not part of the link; whoever opens it chooses the file again."))
    if experiment.weights == "trained":
        st.caption(_(TRAINED_HERE))


def title_of(path: str, run: Run) -> str:
    """What a page is called, by the cell of `run` where it goes by one."""
    return _(PAGES[path].title).format(cell=run.trace.cell.name)


def styled() -> None:
    """The style of the page around the components, in its head: first of all, as without it everything moves."""
    st.html(_STYLED.replace("STYLE", json.dumps(common(STYLE))), unsafe_allow_javascript=True)


def _notices(problem: Problem | None) -> None:
    """What is wrong, and what the link did not say clearly."""
    if problem is not None:
        st.error(told(problem), icon=":material/error:")
        if isinstance(problem, Gap):
            show_ways_with_gaps()
        st.caption(
            _("Below is still the last sequence that worked.") if last_good() else _("Below is the first example.")
        )
    for note in link_notes():
        st.warning(told(note), icon=":material/link_off:")


def _look_for(path: str, example: str | None, run: Run) -> str:
    """What to look for on a page, as Markdown: in the example that is shown, or where the gates are in what a GRU has learned."""
    found = None if example is None else examples()[example].look_for.get(path)
    if found is None and path == "gates" and run.model is not None and run.model.task is not None:
        found = run.model.task.look_for
    if found is None:
        return ""
    heading = _("What to look for")
    return f":material/visibility: **{heading}** · {_(found)}"
