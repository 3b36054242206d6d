"""Shell: what every page has around it: the run, the sidebar, and what there is to say about both."""

from pathlib import Path

import streamlit as st
import torch
from streamlit.navigation.page import StreamlitPage

from gru_viz.experiment.examples import example_of, home
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.link import home_in_full
from gru_viz.problem import Problem
from gru_viz.ui.blocks.takehome import show_take_home
from gru_viz.ui.blocks.words import show_words
from gru_viz.ui.components.back import on_back
from gru_viz.ui.components.copylink import copy_link
from gru_viz.ui.components.document import tell_document
from gru_viz.ui.components.present import show_present
from gru_viz.ui.components.theme import watch_theme
from gru_viz.ui.delivery import deliver
from gru_viz.ui.frame import keep_link, page_of, styled, title_of
from gru_viz.ui.garbage import settle
from gru_viz.ui.i18n import _, resolve
from gru_viz.ui.menu import PAGES
from gru_viz.ui.meter import measured
from gru_viz.ui.pages import machine
from gru_viz.ui.patience import wait_for_it
from gru_viz.ui.sidebar import sidebar
from gru_viz.ui.state import cursor, lesson, session
from gru_viz.ui.state.address import (
    arriving,
    follow_back,
    link_now,
    page_wanted,
    read_link,
    went,
)
from gru_viz.ui.state.budget import keep_within_budget, share_arenas
from gru_viz.ui.state.computing import compute, compute_or_stand_in, last_good
from gru_viz.ui.state.gathering import new_page
from gru_viz.ui.state.memo import keep_shown
from gru_viz.ui.state.pace import paced
from gru_viz.ui.state.run import Run
from gru_viz.ui.state.typed import note_read
from gru_viz.ui.state.upload import table_in_use
from gru_viz.ui.state.view import keep_in_view
from gru_viz.ui.state.weights import model_in_use
from gru_viz.ui.thrift import spare
from gru_viz.ui.widgets.progress import Work

_ICON = Path(__file__).parent / "icon.svg"
#: Pages that are whole on a wall; of the others one thing is after the other.
_MADE_FOR_A_WALL = ("gates", "cell", lesson.PAGE)
#: Pages that have the cursor beside their pictures.
_LED = {**dict.fromkeys(("gates", "cell", "bi-gru", lesson.PAGE), lambda _run: True), "machine": machine.led}


@measured()
@session.read_once()
@paced()
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
        styled()
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
    pages = {path: page_of(path, run, problem, example, first=first) for path in PAGES}
    shown = st.navigation(_sections(pages), position="top")
    here = next(path for path, page in pages.items() if page == shown)
    if (wanted := page_wanted()) not in (None, here):
        keep_link(wanted)
        # The address as it is: without its query it would be one more place to go back to.
        st.switch_page(pages[wanted], query_params=st.query_params.to_dict())
    if lesson.turned_to(here):
        keep_link(here)  # else the next run would take what the address says once more
        st.rerun()
    # Its name in the browser's tab, history and bookmarks; the home page is the app's.
    if here != next(iter(PAGES)):
        st.set_page_config(page_title=f"{title_of(here, run)} · GRU Viz")
    new_page()
    shown.run()
    _onwards(pages, here, run)
    if not session.value("present"):
        show_take_home(run, title_of(here, run), here)
    copy_link(_("Copy link"), _("Copied"), _("The link"), home_in_full())
    _present(here, run)
    show_words()
    with st.sidebar:
        sidebar(run, table, example, led=_led(here, run))
        watch_theme()
        tell_document(session.language())
        on_back(follow_back, here, tuple(PAGES), link_now(), went())
    if run.is_large:
        keep_shown(Work)
    for once in (settle, share_arenas, spare, wait_for_it, deliver):
        once()
    keep_within_budget()


def _led(here: str, run: Run) -> bool:
    """Whether the page has the cursor beside its pictures."""
    return cursor.live() and here in _LED and _LED[here](run)


def _present(here: str, run: Run) -> None:
    """The page for a wall, or the button that turns it on."""
    if session.value("present"):
        one_by_one = here not in _MADE_FOR_A_WALL
        show_present(
            lambda: session.put(present=False),
            walked=here == lesson.PAGE,
            steps=_led(here, run),
            sheets=one_by_one,
            keys=_("Esc leaves · PageDown next · PageUp back · Space plays · B blank"),
        )
        return
    row = Experiment.table()["present"]
    st.button(
        _(row.label),
        key="present_on",
        icon=":material/slideshow:",
        help=_(row.help),
        on_click=lambda: session.put(present=True),
    )


def _sections(pages: dict[str, StreamlitPage]) -> dict[str, list[StreamlitPage]]:
    """The pages by what the visitor wants."""
    sections: dict[str, list[StreamlitPage]] = {}
    for path, page in pages.items():
        sections.setdefault(_(PAGES[path].section), []).append(page)
    return sections


def _onwards(pages: dict[str, StreamlitPage], shown: str, run: Run) -> None:
    """Where what was seen leads to, and why one would go there."""
    entry = PAGES[shown]
    label = f"{_(entry.reason)} → **{title_of(entry.leads_to, run)}**"
    with st.container(key="onwards"):
        st.page_link(pages[entry.leads_to], label=label)
