"""Two readings of one text: what the second direction repairs, and F1 by hand."""

import numpy as np
import pytest

from gru_viz import bundled
from gru_viz.analysis.answers import Answers
from gru_viz.analysis.readings import compared, f1
from gru_viz.learning.segmentation import ends_f1


def said(ends, wanted) -> Answers:
    ends = np.array(ends)
    right = tuple(None if want is None else bool(want) == (end > 0.5) for end, want in zip(ends, wanted, strict=True))
    letters = tuple("abcde"[: len(ends)])
    return Answers(np.stack([1 - ends, ends], axis=1), tuple(wanted), right, (), True, letters=letters)


def test_repaired_spoiled_and_different_letters_are_told_apart():
    wanted = (0, 1, 0, None, 1)
    one, both = said([0.9, 0.1, 0.2, 0.3, 0.9], wanted), said([0.1, 0.8, 0.7, 0.8, 0.9], wanted)
    found = compared(one, both)
    assert found.repaired == (0, 1)
    assert found.spoiled == (2,)
    assert found.differing == (0, 1, 2, 3)


def test_f1_is_two_thirds_of_one_found_one_missed_and_none_too_many():
    assert f1(said([0.9, 0.1, 0.2, 0.9], (1, 1, 0, 1))) == pytest.approx(2 / 3)
    assert f1(said([0.9, 0.1], (None, None))) is None


def test_f1_is_that_of_the_measurements_and_the_second_direction_is_ahead():
    text = "them and the theme are in the other thesis"
    found = {}
    for name in ("words", "words-both"):
        model = bundled()[name]
        reading = model.read(text)
        wanted = tuple(
            None if right is None else int(right == (end > 0.5))
            for right, end in zip(reading.right, reading.ends, strict=True)
        )
        found[name] = f1(said_long(reading.ends, wanted))
        assert found[name] == pytest.approx(ends_f1(model.task, model.learner, [text]))
    assert found["words-both"] > found["words"]


def said_long(ends, wanted) -> Answers:
    return Answers(np.stack([1 - ends, ends], axis=1), wanted, (None,) * len(wanted), (), True)
