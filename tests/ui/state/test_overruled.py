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


def _undrawn():
    import streamlit as st  # noqa: PLC0415 - a script of its own

    from gru_viz.ui.state import session  # noqa: PLC0415

    st.session_state.hidden_size = 5
    session.overrule(hidden_size=16)
    for drawn in (False, True):
        if drawn:
            session.drawn("hidden_size")
        st.session_state.hidden_size = 5  # as a browser says it with a run
        session.withstand()
        st.text(session.value("hidden_size"))
    st.session_state.cell = None
    st.text(session.value("cell"))


def test_what_nobody_was_shown_nobody_has_chosen():
    at = AppTest.from_function(_undrawn).run()
    assert not at.exception
    assert [text.value for text in at.text] == ["16", "5", "gru"]
