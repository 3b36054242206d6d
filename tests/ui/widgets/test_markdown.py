"""Markdown as it is read: what is shown as it is, and what is left of it without its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gru_viz.ui.widgets.markdown import literal, plain


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("**Arguments** of `nn.GRU`", "Arguments of nn.GRU"),
        (":green-badge[:material/check_circle: holds]", "holds"),
        ("left $10^{-1.3}$ of it", "left 10^-1.3 of it"),
        (r"weight\_ih\_l0 \| 3", "weight_ih_l0 | 3"),
        ("Chinese 成立。", "Chinese 成立。"),
    ],
)
def test_marks_are_left_out(marked, read):
    assert plain(marked) == read


@given(st.text("abc 一_{}[]()#+.!|~<>:&-=/", max_size=20))
def test_what_was_shown_as_it_is_is_read_as_it_was(text):
    assert plain(literal(text)) == text
