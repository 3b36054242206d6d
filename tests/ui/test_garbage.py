"""Garbage: Streamlit's own collection after each run is held back, and what can be is still collected."""

import gc
import inspect
import weakref

from streamlit.runtime.scriptrunner import script_runner

from gru_viz.ui.garbage import THRESHOLDS, Seldom
from tests.ui.visits import opened


class Ring:
    """An object that only a collection can free."""

    def __init__(self) -> None:
        self.itself = self


def test_only_the_first_of_two_collections_is_made():
    seldom = Seldom(pause=1000)
    first = weakref.ref(Ring())
    seldom.collect(2)
    assert first() is None
    gc.disable()
    try:
        second = weakref.ref(Ring())
        assert seldom.collect(2) == 0
        assert second() is not None
        Seldom().collect()
        assert second() is None
    finally:
        gc.enable()


def test_streamlit_collects_by_the_name_that_is_replaced():
    assert "gc.collect(" in inspect.getsource(script_runner.ScriptRunner)
    opened()
    assert isinstance(script_runner.gc, Seldom)
    assert script_runner.gc.isenabled() == gc.isenabled()
    assert gc.get_threshold() == THRESHOLDS
