"""The visitor's parameters, where somebody else than the visitor changes them."""

from streamlit.testing.v1 import AppTest


def _told():
    import streamlit as st  # noqa: PLC0415 - a script of its own

    from gru_viz.ui.state import session  # noqa: PLC0415

    st.session_state.example_model = "remember"
    session.overrule(example_model="words")
    for said in ("remember", "parity"):
        session.put(example_model=said)  # as a browser says it with a run
        session.withstand()
        st.text(session.value("example_model"))
        session.unasked()
        st.text(session.value("example_model"))
        session.withstand()
        st.text(session.value("example_model"))


def test_what_a_browser_has_not_heard_of_yet_is_not_taken_back_by_a_run_that_no_visitor_has_asked_for():
    at = AppTest.from_function(_told).run()
    assert not at.exception
    # A visitor's own run may set it to what it was, a bar may not; whatever else is said is news.
    assert [text.value for text in at.text] == ["remember", "words", "words", *["parity"] * 3]
