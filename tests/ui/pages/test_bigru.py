"""The page Bi-GRU: offered, turned on, and every choice in the link."""

import json
import re

import pytest

from gru_viz import Experiment, bundled
from gru_viz.cells.kinds import CELLS
from gru_viz.experiment import setup
from gru_viz.learning.segmentation import ends_f1
from gru_viz.learning.tasks import TASKS
from tests.ui.visits import figures, opened, said, sound

SENTENCE = "I love my dog and my cat"
LINKS = [{"cell": "lstm"}, {"cell": "rnn"}, {"cell": "mingru"}]


def test_bi_gru_is_offered_and_turned_on():
    at = opened("bi-gru", w="seed")
    assert "one direction only" in said(at)
    next(b for b in at.button if b.label == "Turn bidirectional on").click().run()
    assert len(figures(sound(at))) == 4
    assert "`h_n[1]` = `output[0, :, 16:]`" in said(at)
    assert re.search(r"parameters \| 1,632 \| 3,264 \| 2.00×", said(at))


#: One control beside another: neither waits for the other.
CHOICES = [
    *(
        {"quantity": q, "merge": m}
        for q, m in zip(("reset_gate", "update_gate", "candidate_state"), ("sum", "mean", "product"), strict=True)
    ),
    {"output_layer": "linear", "direction": "backward"},
]


def test_every_choice_of_the_bi_gru_page_changes_the_link():
    at = opened("bi-gru", bi="1", L="2")
    for choices in CHOICES:
        keys = {name: Experiment.table()[name].key for name in choices}
        for name, value in choices.items():
            assert at.session_state["_link"].get(keys[name]) != value
            at.segmented_control(key=name).set_value(value)
        sound(at.run())
        for name, value in choices.items():
            assert at.session_state["_link"][keys[name]] == value
        assert len(figures(at)) == 4


@pytest.mark.parametrize("link", LINKS)
def test_both_directions_of_other_cells(link):
    at = opened("bi-gru", **link)
    cell = CELLS[link["cell"]].name
    assert f"The chosen {cell} reads in one direction only" in said(at)
    stood_in = figures(at)
    at.button(key="both_random").click().run()
    assert figures(sound(at)) == stood_in
    assert "one direction only" not in said(at)
    assert "h_n[1]" in said(at)
    assert "2.00×" in said(at)
    assert len(figures(at)) == 4


@pytest.mark.parametrize(
    "link", [{"text": SENTENCE}, {"text": SENTENCE, "w": "seed"}, {"text": SENTENCE, "w": "example", "model": "words"}]
)
@pytest.mark.parametrize("convention", ["pytorch", "textbook"])
def test_it_opens_on_the_sentence_read_by_one_direction_and_by_both(link, convention):
    at = opened("bi-gru", conv=convention, **link)
    assert len(figures(at)) == 5
    reset = "before" if convention == "textbook" else "after"
    for name, arrows in (("words", "→"), ("words-both", "→←")):
        words = "|".join(bundled(reset)[name].read(SENTENCE).words)
        headings = [note["text"] for note in json.loads(figures(at)[0])["layout"]["annotations"]]
        assert any(heading.startswith(f"{arrows} · read as <b>{words}") for heading in headings)
    scores = re.findall(r"(?:one direction|both directions) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+)", said(at))
    for name, (here, english, chinese) in zip(("words", "words-both"), scores, strict=True):
        model = bundled(reset)[name]
        assert float(here) == pytest.approx(ends_f1(model.task, model.learner, [SENTENCE]), abs=0.006)
        assert float(english) == pytest.approx(model.card.sentences.english, abs=0.006)
        assert float(chinese) == pytest.approx(model.card.sentences.chinese, abs=0.006)


def test_marks_of_a_models_own_language_are_no_sentence():
    at = opened("bi-gru")
    assert "it|was|the|best|of|times" in figures(at)[0]
    why = "“fac!dbeafcb?” is no sentence but marks of “Remember”. So here is one, “It was the best of times, it …”"
    assert why in said(at).replace("\\", "")
    at.button(key="both_words").click().run()
    assert sound(at).session_state["example_model"] == "words-both"
    assert "one direction only" not in said(at)


def test_a_chinese_reader_is_shown_a_chinese_sentence_on_which_one_direction_errs():
    at = opened("bi-gru", lang="zh_CN")
    typed = TASKS["words"].samples["zh_CN"]
    assert "今天|我们|学习|循环|神经|网络" in str(json.loads(figures(at)[0]))
    assert "今天 我们 学习" in said(at)
    words = [word.strip("，。") for word in typed.split()]
    for convention in ("after", "before"):
        models = bundled(convention)
        assert models["words"].read(typed).words != words
        assert models["words-both"].read(typed).words == words


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_chinese_without_spaces_is_not_judged_but_compared(language):
    at = opened("bi-gru", text="我今天学习了门控循环单元", lang=language)
    words = {"en": "letters at which they differ", "zh_CN": "两者不同的字符"}[language]
    assert words in str(json.loads(figures(at)[0]))


@pytest.mark.parametrize("link", [{"w": "seed"}, {"w": "example", "model": "sine", "len": "30"}])
def test_numbers_are_read_in_both_directions_at_random(link):
    at = opened("bi-gru", src="generator", t="0", **link)
    assert "The chosen GRU reads in one direction only" in said(at)
    assert len(figures(at)) == 4
    at.button(key="both_random").click().run()
    assert "one direction only" not in said(sound(at))


def test_a_run_that_is_too_large_for_a_second_direction_says_so(monkeypatch):
    monkeypatch.setattr(setup, "LIMITS", setup.LIMITS.model_copy(update={"values": 4000}))
    at = opened("bi-gru", src="generator", w="seed", len="100", H="32", t="0")
    assert "This GRU reads in one direction only" in at.info[0].value
    at.button(key="both_clue").click().run()
    assert len(figures(sound(at))) == 4
