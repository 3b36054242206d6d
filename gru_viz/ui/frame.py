"""Frame: what every page has around it: the sidebar, the run, and what there is to say about both."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from gru_viz.examples import Example
from gru_viz.problem import N_, Problem
from gru_viz.ui import controls, session
from gru_viz.ui.i18n import Translate, resolve, translator
from gru_viz.ui.pages import bigru, gates, table
from gru_viz.ui.run import Run, compute, last_good

_STYLE = Path(__file__).parent / "style.css"
Page = Callable[[Run, Translate], None]

PAGES: dict[str, tuple[str, str, Page]] = {
    "gates": (N_("Gates"), ":material/grid_on:", gates.page),
    "bi-gru": ("Bi-GRU", ":material/swap_horiz:", bigru.page),
    "table": (N_("Table"), ":material/table_chart:", table.page),
}


def main() -> None:
    """One run of the app: read the link, draw the sidebar, compute, show the chosen page."""
    st.html(_STYLE)
    session.read_link()
    _ = translator(resolve(st.session_state["language"], st.context.locale))
    with st.sidebar:
        st.subheader(_("1 · Sequence"), anchor=False)
        upload, problem = controls.sequence_controls(_)
        st.subheader(_("2 · GRU"), anchor=False)
        controls.model_controls(_)
        st.subheader(_("3 · View"), anchor=False)
        view = st.container()
    run = None
    try:
        if problem is not None:
            raise problem
        run = compute(session.current(), upload)
    except Problem as caught:
        st.error(caught.text(_), icon=":material/error:")
        run = last_good()
        if run is not None:
            st.caption(_("Below is still the last sequence that worked."))
    with view:
        if run is not None:
            tr = run.trace
            size = (tr.num_layers, len(tr.lengths), tr.lengths[_sample(tr.lengths)], tr.hidden_size)
            session.clamp_view(*size, bidirectional=tr.num_directions == 2)
            controls.view_controls(_, *size, bidirectional=tr.num_directions == 2)
        controls.choice("language", _)
    _link(_)
    for note in session.link_notes():
        st.warning(note.text(_), icon=":material/link_off:")
    if run is not None:
        _look_for(controls.matching_example(), _)
        run = run.in_view(_view())
    st.navigation([_page(path, run, _) for path in PAGES], position="top").run()


def _page(path: str, run: Run | None, _: Translate) -> StreamlitPage:
    """One page of the navigation, empty while nothing has worked yet."""
    title, icon, draw = PAGES[path]

    def body() -> None:
        if run is not None:
            draw(run, _)

    return st.Page(body, title=_(title), icon=icon, url_path=path, default=path == "gates")


def _sample(lengths: tuple[int, ...]) -> int:
    """The sequence in view, or the last one there is."""
    return min(st.session_state["sample"], len(lengths) - 1)


def _view() -> dict[str, object]:
    """What the view controls say."""
    return {name: st.session_state[name] for name, row in session.Experiment.table().items() if row.part == "view"}


def _link(_: Translate) -> None:
    """The address bar follows the controls."""
    try:
        experiment = session.current()
    except Problem:
        return
    if not session.write_link(experiment):
        st.info(_("This sequence is too long for a link; whoever opens the link gets all settings but the sequence."))
    if experiment.source == "file":
        st.caption(_("An uploaded file is not part of the link; whoever opens it chooses the file again."))


def _look_for(example: Example | None, _: Translate) -> None:
    """The example's own line."""
    if example is not None:
        st.markdown(f":material/visibility: **{_('What to look for')}** · {_(example.look_for)}")
