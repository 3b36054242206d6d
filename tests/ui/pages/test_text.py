"""The page Coloured text: units ranked by the answer, tokens as they were typed."""

import re

from tests.ui.visits import opened, said, sound


def test_coloured_text_ranks_units_by_the_answer_and_looks_at_the_best():
    at = opened("text", w="example", model="quotes", text='a "b" c')
    assert "Unit 11 follows the answer best: correlation 0.84" in said(at)
    html = "".join(element.proto.body for element in at.get("html") if "coloured-text" in element.proto.body)
    assert html
    assert html.count("<span style=") == 7
    at.button(key="best_unit").click().run()
    assert at.session_state["unit"] == 11
    at.segmented_control(key="quantity").set_value("update_gate").run()
    assert "follows the answer best" in said(sound(at))


def test_coloured_text_of_remember_uses_the_correlation_ratio():
    assert re.search(r"tells the answers apart best: η = 1\.00", said(opened("text")))


def test_coloured_text_works_untrained_and_shows_tokens_literally():
    at = opened("text", text="<script>alert(1)</script> <b>x</b> &lt;")
    assert "Units by how much they vary" in said(at)
    html = "".join(element.proto.body for element in at.get("html") if "coloured-text" in element.proto.body)
    assert html
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;" in html


def test_a_very_long_text_is_cut_with_a_sentence():
    at = opened("text", text="\n".join(["a b c d " * 250] * 6))
    assert "The first 4,000 tokens are shown" in said(at)
