"""The page Machine: what is said and drawn of each kind of weights."""

import json

import pytest

from gru_viz.analysis.automaton import extraction
from tests.ui.visits import figures, opened, said, sound

CARDS = [
    ({"model": "parity", "text": "0110101"}, "A machine of 2 states", 2),
    ({"model": "words", "text": "it was the best of times", "t": "6"}, "Not a machine of up to 32 states: 40%", 1),
    ({"model": "clue-both", "text": "ab+c-"}, "left to right can know", 0),
    ({"model": "sine", "src": "generator"}, "Not a machine of up to 32 states: 4", 0),
    ({"w": "seed"}, "Random weights answer nothing", None),
]


@pytest.fixture(scope="module", autouse=True)
def few_sequences():
    """The small machines here are found in half as many, chosen by and judged on fewer still."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extraction, "FOUND_IN", 200)
        patch.setattr(extraction, "CHOSEN_BY", 50)
        patch.setattr(extraction, "JUDGED_ON", 50)
        yield


@pytest.mark.parametrize(("link", "sentence", "charts"), CARDS)
def test_the_page_says_which_machine_it_is_or_how_near_one_comes(link, sentence, charts):
    at = opened("machine", **({"w": "example"} | link))
    assert sentence in said(at).replace("**", "")
    assert charts is None or len(figures(at)) == charts


def test_remembering_needs_a_state_for_each_letter_and_each_opens():
    at = opened("machine")
    assert "6 letters, 6 states that hold one, 8 in all" in said(at)
    box = at.selectbox(key="machine_state")
    held = [option for option in box.options if "holds" in option]
    assert len(held) == 6
    box.set_value(7).run()
    state = json.loads(figures(sound(at))[1])
    assert "holds" in state["layout"]["title"]["text"]
    assert at.session_state["_link"]["state"] == "7"
    for number, does in ((7, "keeps"), (1, "writes")):  # while one is held, and after the mark
        at.selectbox(key="machine_state").set_value(number).run()
        ways = sound(at).dataframe[0].value.set_index("symbol")
        assert set(ways.loc[list("abcdef"), "this edge"]) == {does}


def test_remembering_is_a_machine_whose_state_with_the_ring_is_looked_into_from_a_button():
    at = opened("machine", w="example", text="ab!cd?", t="4")
    assert "A machine of 8 states" in said(at)
    assert len(figures(at)) == 2
    assert at.selectbox(key="machine_state").value == 0
    at.button(key="lit_state").click().run()
    box = sound(at).selectbox(key="machine_state")
    assert "holds c" in box.format_func(box.value)


def test_the_diagram_is_drawn_in_the_browser_and_in_the_visitors_language():
    at = opened("machine", live=True, lang="zh_CN")
    assert not figures(at)
    assert any("machine_chart" in each.proto.id for each in at.get("bidi_component"))
    assert "8 个状态的自动机" in said(at)


def test_the_table_of_all_models_rounds_no_machine_to_one():
    at = opened("machine", unfolded=("machines",), w="example", model="sine", src="generator")
    rows = next(frame.value for frame in at.dataframe if len(frame.value) > 20)
    verdicts = rows[rows.columns[-1]]
    assert "not a machine of up to 32 states: 98.7%" in set(verdicts)
    assert verdicts.str.contains("a machine of").all() and not verdicts.str.contains("99%|100%").any()
