"""The whole lesson taken home: a figure of every step, with its own title, link and words, and a name for what fails."""

import pytest
from streamlit.testing.v1 import AppTest

from gru_viz.lesson.course import courses
from gru_viz.ui.blocks import wholelesson

STEPS = courses()[0]["gru"].steps


def gathering() -> None:
    """The app, and behind it all figures of the lesson."""
    import streamlit as st  # noqa: PLC0415 - AppTest runs the body of this function as a script of its own

    from gru_viz.lesson.course import courses  # noqa: PLC0415
    from gru_viz.progress import whole  # noqa: PLC0415
    from gru_viz.ui.blocks.wholelesson import plates_of  # noqa: PLC0415
    from gru_viz.ui.shell import main  # noqa: PLC0415
    from gru_viz.ui.state.session import language  # noqa: PLC0415

    main()
    st.session_state["found"] = whole(plates_of(courses()[0]["gru"], language()))


@pytest.mark.usefixtures("little_work")
def test_every_step_is_there_and_one_that_fails_is_named(monkeypatch):
    show = wholelesson.show_exhibit
    seen = []

    def broken(run, figure, highlight):
        seen.append(figure)
        if figure == "shapes":
            raise ValueError("no shapes today")
        if figure != "held":  # of which nothing may be left to show
            show(run, figure, highlight)

    monkeypatch.setattr(wholelesson, "show_exhibit", broken)
    at = AppTest.from_function(gathering, default_timeout=120)
    at.query_params.update({"lesson": "gru", "step": "2", "own": "to be or not to be"})
    at.run()
    assert not at.exception
    found = at.session_state["found"]
    titles = [step.sheets["en"].front.title for step in STEPS]
    assert list(dict.fromkeys(plate.title for plate in found)) == titles
    assert seen == [step.sheets["en"].front.figure for step in STEPS]
    failed = [plate.failed for plate in found if plate.failed]
    assert failed == ["ValueError: no shapes today", "What this step shows is no figure."]
    others = [plate for plate in found if not plate.failed]
    assert all((plate.drawing is None) != (plate.cell is None) and plate.sentence and plate.words for plate in others)
    # The visitor's own sentence goes through the files, too.
    assert "".join(found[2].cell["scene"]["tokens"]).replace(" ", "") == "tobeornottobe"
    # What is on the screen has stayed.
    assert at.session_state["lesson_step"] == 2
    assert at.session_state["text"] == "fac!dbeafcb?"
