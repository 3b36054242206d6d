"""A memo makes a result once, and again when what it came from is another thing or another value."""

from streamlit.testing.v1 import AppTest

PAGE = """
import streamlit as st
from gru_viz.ui.state.memo import last, memo, recall

made = st.session_state.setdefault("made", [])
if "one" not in st.session_state:
    st.session_state["one"], st.session_state["two"] = [], []
one, two = st.session_state["one"], st.session_state["two"]


def make():
    made.append(len(made))
    if len(made) > 4:
        raise ValueError
    return made[-1]


assert recall("a", one, (1,)) is None
assert [memo("a", one, (1,), make), memo("a", one, (1,), make), recall("a", one, (1,))] == [0, 0, 0]
assert memo("a", two, (1,), make) == 1  # equal, but another thing
assert memo("a", (one, two), (1,), make) == 2
assert memo("a", (one, two), (1,), make) == 2
assert memo("a", (two, one), (1,), make) == 3
assert last("a") == 3
try:
    memo("a", one, (2,), make)
except ValueError:
    st.text(last("a"))
"""


def test_what_came_from_the_same_things_is_made_once_and_a_failure_leaves_the_last():
    at = AppTest.from_string(PAGE).run()
    assert not at.exception
    assert at.text[0].value == "3"


def test_each_visitor_has_memos_of_their_own():
    assert [AppTest.from_string(PAGE).run().text[0].value for _ in range(2)] == ["3", "3"]


FORGETTING = """
import streamlit as st
from gru_viz.ui.state.memo import forget, last, memo


class Source:
    pass


source = Source()
memo("gone", source, (), lambda: 1)
memo("gone, too", ("a", source), (), lambda: 2)
memo("lasting", source, (), lambda: 3, lasting=True)
memo("of something else", "a", (), lambda: 4)
forget(Source)
st.text([last(name) for name in ("gone", "gone, too", "lasting", "of something else")])
"""


def test_what_came_from_objects_that_are_gone_goes_too():
    at = AppTest.from_string(FORGETTING).run()
    assert not at.exception
    assert at.text[0].value == "[None, None, 3, 4]"


KEEPING = """
import streamlit as st
from gru_viz.ui.state.memo import keep_shown, last, memo

memo("shown", None, (), lambda: [1])
if "turned" not in st.session_state:
    memo("another page's", None, (), lambda: [2])
    memo("a long work's", None, (), lambda: "3")
    memo("lasting", None, (), lambda: [4], lasting=True)
st.session_state["turned"] = True
keep_shown(str)
st.text(sorted(st.session_state["_memos"]))
"""


def test_what_another_page_shows_goes_but_for_what_took_long():
    at = AppTest.from_string(KEEPING).run()
    assert at.text[0].value == str(["a long work's", "another page's", "lasting", "shown"])
    assert at.run().text[0].value == str(["a long work's", "lasting", "shown"])
    assert not at.exception
