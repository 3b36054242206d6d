"""The language of a page is its visitor's, whichever thread draws it and whatever part of it is drawn anew."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from streamlit.testing.v1 import AppTest

from gru_viz.ui.i18n import told_together

MET = Barrier(2, timeout=60)
#: Drawn whole at first, and then only in part, as a fragment is.
PAGE = """
import streamlit as st
from gru_viz.ui.i18n import _
from gru_viz.ui.state import session
from tests.ui.test_i18n import MET

if "whole" not in st.session_state:
    st.session_state["whole"] = True
    session.speak("LANGUAGE")
MET.wait()
st.text(_("Memory"))
MET.wait()
st.text(_("Gates"))
"""


def texts(language: str) -> list[list[str]]:
    at = AppTest.from_string(PAGE.replace("LANGUAGE", language), default_timeout=60)
    return [[text.value for text in at.run().text] for _ in range(2)]


def test_two_visitors_at_once_read_their_own_languages_in_every_part_of_the_page():
    with ThreadPoolExecutor(2) as pool:
        english, chinese = pool.map(texts, ("en", "zh_CN"))
    assert english == 2 * [["Memory", "Gates"]]
    assert chinese == 2 * [["记忆", "门"]]


def test_sentences_in_a_line_have_air_between_them_once():
    assert told_together("One.", "", "Two.") == "One. Two."
    assert told_together("甲。", "乙！", "丙", "丁。") == "甲。乙！丙 丁。"
