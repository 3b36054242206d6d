"""The page of the lesson: steps by link and key, predictions against what is measured, and a state of its own."""

import json
import re
from bisect import bisect_left

import pytest

from gru_viz.experiment.setup import Setup
from gru_viz.lesson.course import VARIABLE, courses
from gru_viz.lesson.front import FIGURES
from gru_viz.lesson.measures import measured
from gru_viz.ui.blocks.exhibits import EXHIBITS, page_of
from gru_viz.ui.menu import PAGES
from tests.ui.visits import figures, opened, said, sound, turned_to

COURSE = courses()[0]["gru"]
COUNT = len(COURSE.steps)


def at_step(number: int, **link: str):
    return opened("lesson", lesson="gru", step=str(number), **link)


def number_of(name: str) -> int:
    return next(i for i, step in enumerate(COURSE.steps, start=1) if step.name.endswith(name))


def title(at) -> str:
    return next(e.proto.body for e in at.get("html") if "step-title" in e.proto.body)


def test_every_figure_that_a_file_may_name_is_shown_by_a_page_that_there_is():
    assert set(EXHIBITS) == set(FIGURES)
    for name, arguments in FIGURES.items():
        assert {page_of(f"{name} {more}".strip()) for more in arguments} <= set(PAGES)


@pytest.mark.parametrize("number", [12, COUNT])
def test_a_link_opens_its_step_and_the_step_is_its_link(number):
    at = at_step(number)
    assert COURSE.steps[number - 1].sheets["en"].front.title in title(at)
    assert at.session_state["_link"] == {"lesson": "gru", "step": str(number)}


def test_a_step_speaks_the_visitors_language_and_follows_it():
    at = at_step(1, lang="zh_CN")
    assert COURSE.steps[0].sheets["zh_CN"].front.title in title(at)
    assert at.session_state["text"] == "今天我们学习循环神经网络"
    at.segmented_control(key="language").set_value("en").run()
    assert COURSE.steps[0].sheets["en"].front.title in title(sound(at))
    assert at.session_state["text"] == "it was the best of times"


def test_choosing_a_step_shows_what_its_link_says_and_the_visitors_own_sentence_goes_through_the_lesson():
    at = at_step(1)
    assert COURSE.steps[0].sheets["en"].front.title in title(at)
    assert at.session_state["_link"] == {"lesson": "gru"}
    at.selectbox(key="lesson_step").set_value(number_of("update-shut")).run()
    assert sound(at).session_state["force_update"] == 0
    assert at.session_state["example_model"] == "remember-price"
    at.selectbox(key="lesson_step").set_value(1).run()
    assert sound(at).session_state["_link"] == {"lesson": "gru"}
    at.text_input(key="lesson_text").set_value("to be or not to be").run()
    assert sound(at).session_state["text"] == "to be or not to be"
    at.selectbox(key="lesson_step").set_value(2).run()
    assert sound(at).session_state["text"] == "fac!dbeafcb?"
    at.selectbox(key="lesson_step").set_value(4).run()
    assert sound(at).session_state["text"] == "to be or not to be"
    assert at.session_state["_link"] == {"lesson": "gru", "step": "4", "own": "to be or not to be"}
    assert at_step(4, own="to be or not to be").session_state["text"] == "to be or not to be"


def test_a_sentence_typed_before_comes_along():
    at = opened(w="example", model="words", text="we are the champions")
    assert turned_to(at, "lesson").session_state["text"] == "we are the champions"


def test_the_lesson_has_a_state_of_its_own_and_the_visitors_comes_back():
    at = opened(text="a b c", H="5", w="seed", layer="0")
    before = at.session_state["_link"]
    turned_to(at, "lesson")
    at.selectbox(key="lesson_step").set_value(3).run()
    assert sound(at).session_state["weights"] == "example"
    turned_to(at, "gates")
    assert at.session_state["_link"] == before
    assert COURSE.steps[2].sheets["en"].front.title in title(turned_to(at, "lesson"))


def test_open_in_the_app_takes_the_step_to_the_page_that_owns_its_figure():
    at = at_step(number_of("update-shut"))
    at.button(key="open_in_the_app").click().run()
    sound(at)
    assert at.session_state["_at"] == "cell"
    assert at.session_state["_link"] == {
        "w": "example",
        "conv": "textbook",
        "text": "fac!dbeafcb?",
        "t": "4",
        "za": "0",
    }
    turned_to(at, "lesson")
    assert at.session_state["lesson_step"] == number_of("update-shut")


QUESTIONS = [i for i, step in enumerate(COURSE.steps, 1) if step.sheets["en"].front.question]
#: One that is answered by a guess, and one by a choice: they are answered in every way, and again.
THROUGHOUT = [
    next(i for i in QUESTIONS if bool(COURSE.steps[i - 1].sheets["en"].front.question.choices) == of) for of in (0, 1)
]


@pytest.mark.parametrize("number", QUESTIONS)
def test_every_question_is_answered_by_what_is_measured(number):
    sheet = COURSE.steps[number - 1].sheets["en"]
    question, after = sheet.front.question, sheet.after.splitlines()[0]
    count = max(1, len(question.choices))
    at = at_step(number)
    assert after not in said(at)
    for choice in range(count) if number in THROUGHOUT else [number % count]:
        at.button(key=f"choice_{choice}" if question.choices else "guessed").click().run()
        (box,) = [*sound(at).success, *at.info]
        assert question.why in box.value
        if question.choices:
            found = number_in(box.value)
            if "not_parallel" not in question.measure:  # which is timed anew
                assert found == pytest.approx(measured_on(sheet), rel=0.01, abs=1e-9)
            right = question.choices[bisect_left(question.bounds, found)]
            assert f"“{right}”" in box.value
            assert bool(at.success) == box.value.startswith("Yes") == (question.choices[choice] == right)
        assert after in said(at)
        if number in THROUGHOUT:
            at.button(key="again").click().run()
            assert after not in said(sound(at))


def test_a_guess_on_a_slider_is_told_how_far_off_it_is():
    number = number_of("update-gate")
    at = at_step(number)
    at.slider(key="guess").set_value(0.1).run()
    at.button(key="guessed").click().run()
    found = measured_on(COURSE.steps[number - 1].sheets["en"])
    assert f"You said 0.1. Measured: {found:.3g}; you were off by {found - 0.1:.3g}." in sound(at).info[0].value


def test_a_guessed_step_is_told_which_one_it_is():
    at = at_step(number_of("gates-steer"))
    at.selectbox(key="guess").set_value(6).run()
    at.button(key="guessed").click().run()
    assert "You said step 6, “e”. It is step 4, “d”; you were off by 2." in sound(at).info[0].value


def test_whoever_rather_sees_at_once_sees():
    at = at_step(number_of("update-shut"))
    at.button(key="passed").click().run()
    assert "Yes, “not at all”: measured 0." in sound(at).success[0].value


def number_in(sentence: str) -> float:
    number, power = re.search(r"[Mm]easured:? (-?[\d.]+)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", sentence).groups()
    return float(number.rstrip(".")) * 10 ** int((power or "⁰").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))


def measured_on(sheet) -> float:
    return measured(Setup.of(sheet.experiment), sheet.front.question.measure)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"step": "999"}, f"This lesson has {COUNT} steps; there is no step 999. The last one is shown."),
        ({"lesson": "../../etc"}, "There is no lesson “../../etc”; there are: gru. The first one is shown."),
        ({"lesson": "gru", "step": "0"}, "The link sets “step” to “0”; allowed: 1 … 1000. The default was taken."),
        ({"lesson": "<b>", "step": "x"}, "There is no lesson “<b>”; there are: gru. The first one is shown."),
    ],
)
def test_a_link_to_nowhere_is_answered_with_a_sentence_and_a_step(link, sentence):
    at = opened(**link)
    assert any(sentence in note.value.replace("\\", "") for note in at.warning)
    assert title(at)
    assert not at.error


def test_a_lecturers_own_lesson_stands_beside_ours_with_a_sentence_for_each_fault(tmp_path, monkeypatch):
    head = '+++\ntitle = "{title}"\nlink = "?w=example&model=remember-price&text=fac%21dbeafcb%3F&t=4"\nfigure = "{figure}"\n+++\n{text}'
    texts = {
        **{f"1-{name.replace(' ', '-')}": head.format(title=name, figure=name, text="Text.") for name in MORE},
        "2-html": head.format(title="HTML", figure="gates", text="<b>bold</b>"),
        "3-figure": head.format(title="No figure", figure="gate", text="Text."),
        "4-bytes": "x" * 10_000_000,
    }
    (tmp_path / "mine").mkdir()
    for name, text in texts.items():
        (tmp_path / "mine" / f"{name}.en.md").write_text(text, "utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    at = opened("lesson", lesson="mine")
    for number, name in enumerate(MORE, start=1):
        if number > 1:
            at.selectbox(key="lesson_step").set_value(number).run()
        assert name in title(sound(at))
        assert figures(at)
        assert "zh\\_CN\\.md, line 1: this file is missing" in at.warning[0].value
    for number, fault in enumerate(
        ("line 6: HTML is not let through", "line 4: there is no figure", "bytes"), start=len(MORE) + 1
    ):
        at.selectbox(key="lesson_step").set_value(number).run()
        assert any(fault in note.value for note in sound(at).warning)
        assert "This step cannot be shown; the others go on." in said(at)
    # On a wall there is room for what a class should see, and for nothing else.
    assert not opened("lesson", lesson="mine", present="1").warning
    at.selectbox(key="lesson").set_value("gru").run()
    assert COURSE.steps[0].sheets["en"].front.title in title(sound(at))


#: Figures that a lesson can show and ours does not.
MORE = ("gradients", "half-lives", "lengths remember", "machine", "nudge", "opening", "path", "road")


@pytest.mark.parametrize(
    ("outside", "told"), [("pytorch", True), ("textbook", False), ("cho", True), ("a link", False)]
)
def test_who_comes_from_pages_that_write_z_the_other_way_round_is_told(outside, told):
    """Nobody is who comes by a link to a step."""
    at = at_step(1) if outside == "a link" else turned_to(opened(conv=outside, model="remember-price"), "lesson")
    assert ("the colours of z mean the opposite" in said(at)) is told


def test_beside_the_lstm_the_paths_pass_alike_and_what_is_written_tells_the_cells_apart():
    at = opened("lesson", lesson="gru", step="33")
    numbers = [float(each) for each in re.findall(r"(?:GRU|LSTM) ([\d.]+)%", said(at))]
    gru_passed, lstm_passed, gru_written, lstm_written = numbers
    assert gru_passed == pytest.approx(lstm_passed, abs=5)
    assert lstm_written > gru_written + 20
    lines = [trace for trace in json.loads(figures(at)[0])["data"] if "written of the new" in trace["name"]]
    assert [trace["line"]["dash"] for trace in lines] == ["dash", "dash"]
