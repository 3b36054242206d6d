"""Labels: no markup left, visible marks, never a forest of ticks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gru_viz.figures.base.labels import safe, time_ticks, unit_ticks


@given(st.text(max_size=60))
def test_safe_text_has_no_markup_left(text):
    shown = safe(text)
    assert not set(shown) & set("<>$\n\t")
    assert len(safe(text, 12)) <= 12 * len("&quot;")


@pytest.mark.parametrize(
    ("text", "shown"), [(" ", "␣"), ("\t", "⇥"), ("\n", "⏎"), ("\u202e", "�"), ("不", "不"), ("&", "&amp;")]
)
def test_marks(text, shown):
    assert safe(text) == shown


@given(st.integers(1, 2000))
def test_ticks_never_become_a_forest(steps):
    ticks = time_ticks([str(t) for t in range(steps)])
    assert 1 <= len(ticks["tickvals"]) <= 40
    assert len(unit_ticks(min(steps, 256))["tickvals"]) <= 6


def test_ticks_leave_out_the_spaces_beside_a_letter_but_not_a_token_that_is_a_space():
    assert time_ticks(["I ", "w", "as, ", " ", "\t"])["ticktext"] == ["I", "w", "as,", "␣", "⇥"]
