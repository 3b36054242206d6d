"""The page Units: what is lost, what turns a unit up, what is read off, and siblings."""

import json
import re

import pytest

from gru_viz.learning import seeds
from tests.ui.visits import figures, opened, said, sound


def htmls(at) -> str:
    return "\n".join(e.proto.body for e in at.get("html"))


def test_units_are_silenced_probed_and_coloured_and_pairs_come_on_request():
    at = opened("units", w="example", model="brackets", text="a(a)")
    assert re.search(r"\*\*Unit \d+\*\* .*: loses count of the brackets, \d+% → \d+%", said(at))
    assert len(figures(at)) == 1
    assert htmls(at).count("text-decoration:underline") == 12  # six places up, six down
    held = at.dataframe[0].value.set_index("property").loc["what is to be held by the rule"]
    assert held["read off"] > 0.95 > held["by chance"]
    at.button(key="pairs").click().run()
    assert len(figures(sound(at))) == 2


def test_where_no_unit_matters_alone_the_page_says_at_once_which_two_do():
    at = opened("units", w="example", model="remember-price", text="fac!dbeafcb?")
    found = re.search(
        r"No single unit matters.*Units (\d+) and (\d+) together do.*forgets the letter, (\S+)% → (\S+)%", said(at)
    )
    assert found
    assert "nothing of the 100.0% is lost" in found[0]  # and not "of 100.0% at least 100.0% remain"
    assert float(found[4]) < float(found[3]) - 10
    pairs = json.loads(figures(at)[1])["data"][0]
    assert pairs["customdata"][0][1] == f"{found[1]} · {found[2]}"
    assert float(pairs["text"][0][1]) == round(float(found[4]))


def test_siblings_are_matched_unit_by_unit(monkeypatch):
    monkeypatch.setattr(seeds.train_siblings, "__kwdefaults__", {"textbook": False, "steps": 2, "seeds": (1, 2)})
    at = opened("units", w="example", model="quotes", text='a"b', lang="zh_CN")
    at.button(key="train_siblings").click().run()
    assert "种子 2：正确率" in said(sound(at))
    assert len(at.dataframe[1].value) == 16


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"w": "seed"}, "Random weights have learned nothing"),
        (
            {"w": "example", "model": "words", "text": "it was the best of times"},
            # Nineteen letters; with five of six ends found F1 is 2·5 / (5 + 6).
            "Letters that count here: 19; ends of words among them: 6. With a single one of these missed and all else right, F1 would be 91%.",
        ),
        ({"w": "example", "model": "words", "text": "x"}, "asks for no answer"),
        ({"w": "example", "model": "clue-both", "text": "ab+c-", "conv": "textbook"}, "fresh sequences"),
    ],
)
def test_every_kind_of_weights_is_examined_or_told_why_not(link, sentence):
    at = opened("units", **link)
    assert sentence in said(at)
    # Of words there are no fresh sequences: the control and the sentence below it say the same.
    own = "largest and with the smallest value in the sequence on the screen" in said(at)
    assert ("your sequence" if own else "fresh sequences") in [
        name for each in at.button_group for name in each.options
    ]
