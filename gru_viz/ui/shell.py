"""Shell: what every page has around it: the run, the sidebar, and what there is to say about both."""

import json
from html import escape
from pathlib import Path

import streamlit as st
import torch
from streamlit.navigation.page import StreamlitPage

from gru_viz.cells.gru import GRU
from gru_viz.experiment.examples import example_of, examples, home
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.link import home_in_full
from gru_viz.figures.base.palette import properties
from gru_viz.inputs.gaps import Gap
from gru_viz.problem import N_, Problem
from gru_viz.ui.blocks.offers import show_offers
from gru_viz.ui.blocks.rows import show_ways_with_gaps
from gru_viz.ui.blocks.takehome import show_take_home
from gru_viz.ui.blocks.welcome import show_welcome
from gru_viz.ui.blocks.words import show_words
from gru_viz.ui.components import STYLE, common
from gru_viz.ui.components.back import on_back
from gru_viz.ui.components.copylink import copy_link
from gru_viz.ui.components.document import tell_document
from gru_viz.ui.components.pagelist import show_pagelist
from gru_viz.ui.components.present import show_present
from gru_viz.ui.components.theme import watch_theme
from gru_viz.ui.delivery import deliver
from gru_viz.ui.garbage import settle
from gru_viz.ui.i18n import _, resolve
from gru_viz.ui.menu import PAGES
from gru_viz.ui.meter import measured
from gru_viz.ui.pages import gates, machine, train
from gru_viz.ui.sidebar import sidebar
from gru_viz.ui.state import cursor, lesson, session
from gru_viz.ui.state.address import (
    arriving,
    follow_back,
    link_notes,
    link_now,
    page_wanted,
    read_link,
    want_page,
    went,
    write_link,
)
from gru_viz.ui.state.budget import keep_within_budget, share_arenas
from gru_viz.ui.state.gathering import new_page
from gru_viz.ui.state.memo import keep_shown
from gru_viz.ui.state.run import Run, compute, compute_or_stand_in, last_good
from gru_viz.ui.state.typed import note_read
from gru_viz.ui.state.upload import table_in_use
from gru_viz.ui.state.view import keep_in_view
from gru_viz.ui.state.weights import model_in_use
from gru_viz.ui.thrift import spare
from gru_viz.ui.widgets.markdown import told
from gru_viz.ui.widgets.progress import Work

_COLOURS = f"<style>:root {{ {properties()} }}</style>"
#: The page's style, and what is fetched while the page is still being put together: Plotly takes a second to come and to
#: be read.
_STYLED = """<script>{
  const { src } = document.querySelector('script[src*="static/js/"]');
  const at = (path) => new URL(`../../${path}`, src).href;
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: at(STYLE) });
  if (!document.querySelector(`link[rel=stylesheet][href="${style.href}"]`)) document.head.append(style);
}</script>"""
_ICON = Path(__file__).parent / "icon.svg"
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
#: Pages that are whole on a wall; of the others one thing is after the other.
_MADE_FOR_A_WALL = ("gates", "cell", lesson.PAGE)
#: Pages that have the cursor beside their pictures.
_LED = {**dict.fromkeys(("gates", "cell", "bi-gru", lesson.PAGE), lambda _run: True), "machine": machine.led}


@measured()
@session.read_once()
def main() -> None:
    """One run of the app: read the link, compute, show the chosen page, draw the sidebar.

    What takes time goes first, before anything is sent: a browser draws what has come within 10 ms of the first element,
    and all the rest later. Of a page the main figure should be among the first, and the controls, which look the same as
    before, may wait.
    """
    st.set_page_config(page_title="GRU Viz", page_icon=str(_ICON), layout="wide", initial_sidebar_state=340)
    # A page's GRUs are small: starting a pool of threads costs ten times what they compute. The number belongs to the
    # thread, and Streamlit runs every update in a new one.
    torch.set_num_threads(1)
    if first := arriving():
        _style()
    read_link(lambda choice: resolve(choice, st.context.locale))
    session.speak(resolve(session.value("language"), st.context.locale))
    lesson.follow_language()
    table = problem = None
    try:
        table = table_in_use()
        run = compute_or_stand_in(session.current(), table, model_in_use())
        if run.unread is None and run.missing is None:
            note_read()
    except Problem as caught:
        problem, run = caught, last_good() or compute(home())
    keep_in_view(run)
    run = run.in_view(session.view())
    example = example_of(session.values())
    pages = {path: _page(path, run, problem, example, first=first) for path in PAGES}
    shown = st.navigation(_sections(pages), position="top")
    here = next(path for path, page in pages.items() if page == shown)
    if (wanted := page_wanted()) not in (None, here):
        _link(here)
        st.switch_page(pages[wanted])
    if lesson.turned_to(here):
        _link(here)  # else the next run would take what the address says once more
        st.rerun()
    new_page()
    shown.run()
    _onwards(pages, here, run)
    if not session.value("present"):
        show_take_home(run, _title(here, run), here)
    copy_link(_("Copy link"), _("Copied"), _("The link"), home_in_full())
    _present(here)
    show_words()
    with st.sidebar:
        sidebar(run, table, example, led=cursor.live() and here in _LED and _LED[here](run))
        watch_theme()
        tell_document(session.language())
        on_back(follow_back, here, tuple(PAGES), link_now(), went())
    if run.is_large:
        keep_shown(Work)
    settle()
    share_arenas()
    keep_within_budget()
    spare()
    deliver()


def _present(here: str) -> None:
    """The page for a wall, or the button that turns it on."""
    if session.value("present"):
        one_by_one = here not in _MADE_FOR_A_WALL
        show_present(lambda: session.put(present=False), walked=here == lesson.PAGE, sheets=one_by_one)
        return
    row = Experiment.table()["present"]
    st.button(
        _(row.label),
        key="present_on",
        icon=":material/slideshow:",
        help=_(row.help),
        on_click=lambda: session.put(present=True),
    )


def _style() -> None:
    """The style of the page around the components, in its head: first of all, as without it everything moves."""
    st.html(_STYLED.replace("STYLE", json.dumps(common(STYLE))), unsafe_allow_javascript=True)


def _sections(pages: dict[str, StreamlitPage]) -> dict[str, list[StreamlitPage]]:
    """The pages by what the visitor wants."""
    sections: dict[str, list[StreamlitPage]] = {}
    for path, page in pages.items():
        sections.setdefault(_(PAGES[path].section), []).append(page)
    return sections


def _onwards(pages: dict[str, StreamlitPage], shown: str, run: Run) -> None:
    """Where what was seen leads to, and why one would go there."""
    entry = PAGES[shown]
    label = f"{_(entry.reason)} → **{_title(entry.leads_to, run)}**"
    with st.container(key="onwards"):
        st.page_link(pages[entry.leads_to], label=label)


def _title(path: str, run: Run) -> str:
    """What a page is called, by the cell of `run` where it goes by one."""
    return _(PAGES[path].title).format(cell=run.trace.cell.name)


def _notices(problem: Problem | None) -> None:
    """What is wrong, and what the link did not say clearly."""
    if problem is not None:
        st.error(told(problem), icon=":material/error:")
        if isinstance(problem, Gap):
            show_ways_with_gaps()
        st.caption(_("Below is still the last sequence that worked, or the first example."))
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


def _page(path: str, run: Run, problem: Problem | None, example: str | None, *, first: bool) -> StreamlitPage:
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
    title, question = _title(path, run), _(entry.question)
    look_for = "" if problem else _look_for(path, example, run)

    def show() -> None:
        _PREPARED.get(path, lambda _run: None)(run)
        if not first:
            _style()
        st.html(_COLOURS)
        _link(path)
        show_pagelist({each: _title(each, run) for each in PAGES}, path, _("Pages"), want_page)
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


def _link(page: str) -> None:
    """The address bar follows the controls."""
    try:
        experiment = session.current()
    except Problem:
        return
    if not write_link(experiment, page):
        st.info(_("This sequence is too long for a link; whoever opens the link gets all settings but the sequence."))
    if experiment.source == "file":
        st.caption(_("An uploaded file is not part of the link; whoever opens it chooses the file again."))
    if experiment.weights == "file":
        st.caption(_("An uploaded model is not part of the link; whoever opens it chooses the file again."))
    if experiment.weights == "trained":
        st.caption(_(TRAINED_HERE))
