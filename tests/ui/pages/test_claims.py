"""The page of claims: a card each, verdicts that follow the sidebar, and the way to see it."""

import json
import re
import string

import numpy as np
import pytest

from gru_viz.figures.base.number import numbers_of
from gru_viz.lesson.claims.all import CLAIMS
from gru_viz.ui.blocks.cards import CARDS
from tests.lesson.claims.subjects import subject
from tests.ui.visits import figures, opened, said, sound, turned_to


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_every_verdict_has_a_sentence_that_its_numbers_fill(claim):
    because = CARDS[claim.name].because
    numbers = claim.measure(subject())
    assert claim.judge(numbers) in because
    for sentence in because.values():
        fields = {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name}
        assert fields <= set(numbers_of(numbers))
        assert sentence.format(**numbers_of(numbers))
    if CARDS[claim.name].others:
        # What has not been trained yet is not told (tests/lesson/claims/test_very_long_sequences.py).
        assert numbers.others or claim.name == "very_long_sequences"
        assert all(CARDS[claim.name].others.format(**numbers_of(other)) for other in numbers.others)


def test_every_card_belongs_to_a_claim():
    assert set(CARDS) == {claim.name for claim in CLAIMS}


def has_a_card_for_every_claim(at, language: str) -> None:
    assert len([b for b in at.button if b.key.startswith("claim_")]) == len(CLAIMS) == 14
    assert not re.search(r"\{\w+", said(at))
    assert re.search(
        {"en": r"minGRU is a gated cell that can.*: \d+\.\d\d ms", "zh_CN": r"minGRU 是可以并行的门控循环单元"}[
            language
        ],
        said(at),
    )
    if language == "zh_CN":
        assert not re.search(r"\b(holds|parameters|steps)\b", said(at))


def test_every_claim_has_its_card_in_the_visitors_language():
    has_a_card_for_every_claim(opened("claims", lang="zh_CN"), "zh_CN")


def test_verdicts_follow_the_sidebar():
    at = opened("claims", w="seed")
    assert "They differ by" in said(at)
    at.toggle(key="bidirectional").set_value(True).run()
    assert "With two directions h_n[-1]" in said(sound(at))


@pytest.mark.parametrize(
    "link",
    [
        {"conv": "cho", "text": "a b c"},
        {"conv": "textbook", "L": "2", "bias": "0", "text": "a"},
        {"src": "generator", "len": "100", "H": "32"},
        {"w": "example", "model": "clue-both", "text": "ab+c-"},
        {"text": "a b\nc", "seq": "1", "bf": "1", "drop": "0.5", "train": "1", "L": "2"},
    ],
)
def test_any_gru_can_be_examined(link):
    assert not opened("claims", **link).error


def test_see_it_leads_to_the_page_in_the_state_that_shows_it():
    at = opened("claims")
    for name, link in {"straight_road": {}, "copied_state": {"za": "100"}, "blind_candidate": {"ra": "0"}}.items():
        at.button(key=f"claim_{name}").click().run()
        assert sound(at).session_state["_link"] == link
        assert at.session_state["_at"] == CARDS[name].page
        turned_to(at, "claims")


def test_what_the_practice_cannot_tell_is_said_and_the_example_offered_tells():
    at = opened(
        "claims", w="seed", src="generator", sig="noise", len="1", batch="3", feat="5", H="6", L="2", h0="random"
    )
    offers = [button for button in at.button if button.key.startswith("telling_")]
    assert sorted(button.key.removeprefix("telling_") for button in offers) == [
        "copied_state",
        "saturated_gates",
        "straight_road",
    ]
    assert "nan" not in said(at)
    assert "over 0 steps" not in said(at).lower()
    offers[1].click().run()
    assert not [button for button in sound(at).button if button.key.startswith("telling_")]
    assert "Over 11 steps" in said(at)


@pytest.mark.parametrize("link", [{}, {"w": "seed", "bi": "1", "L": "2", "conv": "cho", "layer": "1"}])
def test_every_claim_has_its_card_and_opens_its_live_figure(link):
    at = opened("claims", **link)
    if not link:
        has_a_card_for_every_claim(at, "en")
    assert not figures(at)
    for claim in CLAIMS:
        at.session_state[f"fold_claim_{claim.name}"] = True
    sound(at.run())
    assert len(figures(at)) == len(CLAIMS)
    candidates = [rows(figure) for figure in figures(at) if "What if: the candidate state" in figure]
    assert len(candidates) == 2
    for one, other, difference in candidates:  # of two starts with r = 0; and of the GRU with r = 1 and nn.RNNCell
        assert abs(one).max() > 0.1
        assert abs(difference).max() < 1e-5
        assert (difference == other - one).all()


def rows(figure: str) -> list[np.ndarray]:
    """The heatmaps of units of a figure, as they were sent."""
    found = [trace for trace in json.loads(figure)["data"] if trace["type"] == "heatmap" and "z" in trace]
    return [np.array(trace["z"], "f4") for trace in found if "text" not in trace][-3:]
