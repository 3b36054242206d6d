"""Markdown as it is read: what is shown as it is, and what is left of it without its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gru_viz.ui.widgets.markdown import literal, of_lesson, plain, together


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("**Arguments** of `nn.GRU`", "Arguments of nn.GRU"),
        (":green-badge[:material/check_circle: holds]", "holds"),
        ("left $10^{-1.3}$ of it", "left 10^-1.3 of it"),
        (r"weight\_ih\_l0 \| 3", "weight_ih_l0 | 3"),
        ("Chinese 成立。", "Chinese 成立。"),
        (r"$\Vert\partial h_T/\partial h_t\Vert$ of it", "‖∂h_T/∂h_t‖ of it"),
    ],
)
def test_marks_are_left_out(marked, read):
    assert plain(marked) == read


@given(st.text("abc 一_{}[]()#+.!|~<>:&-=/", max_size=20))
def test_what_was_shown_as_it_is_is_read_as_it_was(text):
    assert plain(literal(text)) == text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**更新门** $z_t$。", r"**更新门** $z_t\text{。}$"),
        ("从 $r = 0$ 到 $r = 1$，逐个", r"从 $r = 0$ 到 $r = 1\text{，}$逐个"),
        ("$h_t$ needs $h_{t-1}$.", "$h_t$ needs $h_{t-1}$."),
        ("没有公式。", "没有公式。"),
    ],
)
def test_no_line_can_begin_with_the_mark_behind_a_formula(written, shown):
    assert together(written) == shown


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("[state](?w=seed&t=2)", "[state](./?w=seed&t=2)"),
        ("[state][1]\n\n[1]: ?w=seed", "[state][1]\n\n[1]: ./?w=seed"),
        (
            "[paper](https://arxiv.org/abs/1412.3555?v=1), really?",
            "[paper](https://arxiv.org/abs/1412.3555?v=1), really?",
        ),
    ],
)
def test_a_lessons_link_into_the_app_leads_to_its_first_page_from_any(text, leads):
    assert of_lesson(text) == leads
