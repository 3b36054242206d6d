"""Thrift: what Streamlit is spared stays what it was, and a run leaves nothing for the garbage collector."""

import gc
import inspect
import json

from streamlit.components.v2.bidi_component import main as components
from streamlit.elements.widgets import selectbox
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest
from streamlit.watcher.local_sources_watcher import LocalSourcesWatcher

from gru_viz.ui import shell
from gru_viz.ui.state.visitvalues import Values
from gru_viz.ui.thrift import presenter, watch_nothing
from tests.ui.visits import opened


def test_streamlit_goes_by_the_names_that_are_replaced():
    assert "filtered_state" in inspect.getsource(selectbox)
    assert "make_bidi_component_presenter(" in inspect.getsource(components)
    opened()
    assert components.make_bidi_component_presenter is presenter
    assert SafeSessionState.filtered_state.fget is Values
    # Nothing is watched, by the project's configuration.
    assert "update_watched_modules()" in inspect.getsource(AppSession)
    assert LocalSourcesWatcher.update_watched_modules is watch_nothing


def test_a_settled_run_leaves_nothing_that_only_a_collection_could_free(monkeypatch):
    at = opened(live=True, unfolded=["parameters"])
    for bias in (0.5, 1.0):
        at.slider(key="update_gate_bias").set_value(bias).run()
    main, left = shell.main, []

    def watched():
        gc.collect()
        gc.disable()
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            main()
            gc.collect()
            left.extend(type(each) for each in gc.garbage)
        finally:
            gc.set_debug(0)
            gc.garbage.clear()
            gc.enable()

    monkeypatch.setattr(shell, "main", watched)
    at.slider(key="update_gate_bias").set_value(1.5).run()
    assert not at.exception
    assert left == []


def test_values_are_those_that_streamlit_lists():
    state = SessionState()
    state["one"], state["two"] = 1, [2]
    values = Values(SafeSessionState(state, lambda: None))
    assert dict(values) == state.filtered_state == {"one": 1, "two": [2]}
    assert "one" in values
    assert "three" not in values
    assert len(values) == 2


def test_values_read_together_are_those_that_are_read_one_by_one():
    def script():
        import streamlit as st  # noqa: PLC0415 - AppTest runs the body alone

        from gru_viz.ui.state.visitvalues import together  # noqa: PLC0415

        st.text_input("Typed", key="typed")
        st.selectbox("Chosen", ["a", "b"], key="chosen", format_func=str.upper)
        st.session_state["put"] = 1
        names = ["typed", "chosen", "put"]
        st.json([together(names), {name: st.session_state[name] for name in names}])

    at = AppTest.from_function(script).run()
    at.text_input(key="typed").set_value("x")
    one, other = json.loads(at.selectbox(key="chosen").set_value("b").run().json[0].value)
    assert one == other == {"typed": "x", "chosen": "b", "put": 1}


def test_a_component_without_events_says_what_its_state_says():
    said = {"text": "red"}
    assert presenter("events", "component", {"text"})(said, SessionState()) is said


def test_a_list_that_shows_nothing_is_still_one_that_shows_nothing():
    """Streamlit looks for None among the values of the visit."""

    def script():
        import streamlit as st  # noqa: PLC0415 - AppTest runs the body alone

        from gru_viz.ui.thrift import spare  # noqa: PLC0415

        spare()
        st.session_state.setdefault("choice", None)
        st.selectbox("Choice", ["a", "b"], key="choice")

    assert AppTest.from_function(script).run().selectbox(key="choice").value is None
