"""Session: what a link means, and what is said of a link that makes no sense."""

import pytest
from streamlit.testing.v1 import AppTest

from gru_viz import Experiment
from gru_viz.experiment.link import link_of, told_by
from gru_viz.ui.state.session import put
from tests.browser.server import ROOT
from tests.ui.visits import figures, opened

#: Those of the lesson open a page of their own: tests/ui/pages/test_lesson.py.
ROWS = [row for row in Experiment.table().values() if row.part != "lesson"]


#: Whatever is written there is sense.
FREE_TEXT = [row for row in ROWS if isinstance(row.default, str) and not row.options and row.name != "columns"]


@pytest.mark.parametrize("nonsense", ["nonsense", "9" * 30, "<script>alert(1)</script>", "☠"])
def test_every_parameter_that_is_nonsense_has_its_default_and_a_note(nonsense):
    rows = [row for row in ROWS if row not in FREE_TEXT]
    at = opened(**{row.key: nonsense for row in rows})
    for row, note in zip(rows, at.warning, strict=True):
        assert f"“{row.key}”" in note.value.replace("\\", "")
        assert at.session_state[row.name] == row.default
    assert not at.error
    assert len(figures(at)) == 2


def test_any_text_is_a_text():
    text = "<script>alert(1)</script>"
    at = opened(**{row.key: text for row in FREE_TEXT})
    assert not at.warning
    assert {row.name: at.session_state[row.name] for row in FREE_TEXT} == {row.name: text for row in FREE_TEXT}


def test_a_view_outside_what_there_is_gives_the_default_with_a_note():
    outside = {"layer": "7", "seq": "30", "unit": "30", "t": "30"}
    at = opened(text="a b", **outside)
    assert len(at.warning) == len(outside)
    for key in outside:
        assert any(f"“{key}”" in note.value for note in at.warning), key
    assert len(figures(at)) == 2


def test_an_empty_link_is_home_and_old_links_stay_what_they_were():
    assert told_by({})[0].weights == "example"
    assert told_by({"lang": "zh_CN"})[0].weights == "example"
    assert told_by({"H": "5"})[0] == Experiment(hidden_size=5)
    assert link_of(told_by({"t": "2", "cmp": "1"})[0]) == {"t": "2", "cmp": "1"}
    assert told_by(link_of(Experiment()))[0] == Experiment()
    assert told_by(link_of(Experiment(language="en")))[0] == Experiment(language="en")


def test_what_is_no_parameter_is_not_put_into_the_session():
    with pytest.raises(KeyError, match="got bidirectionl"):
        put(bidirectionl=True)


READING = """
import streamlit as st
from gru_viz.experiment.examples import home
from gru_viz.ui.state import session

session.adopt(home())
with session.read_once():
    assert session.value("hidden_size") == session.values()["hidden_size"] == home().hidden_size
    st.session_state["hidden_size"] = 7  # as a control does that is drawn
    assert session.value("hidden_size") == home().hidden_size
    session.drawn("hidden_size")
    assert session.value("hidden_size") == 7
    session.put(hidden_size=9)
    assert session.value("hidden_size") == session.values()["hidden_size"] == 9
st.session_state["hidden_size"] = 8
assert session.value("hidden_size") == 8
"""


def test_a_parameter_is_read_once_until_somebody_sets_it():
    assert not AppTest.from_string(READING).run().exception


def test_only_the_room_of_state_knows_of_the_session():
    room = ROOT / "gru_viz" / "ui" / "state"
    files = [path for path in (ROOT / "gru_viz").rglob("*.py") if "session_state" in path.read_text("utf-8")]
    assert files
    assert [path for path in files if room not in path.parents] == []


def test_a_word_for_an_option_that_is_gone_is_no_option():
    """As Streamlit leaves it of a list that is not drawn any more."""
    at = opened(text="ab")
    for name in ("file_gru", "file_embedding", "file_output", "step"):
        at.session_state[name] = "by its name: emb.weight"
    at.run()
    assert not at.exception
    assert not at.error
    assert at.query_params == {"text": "ab"}
