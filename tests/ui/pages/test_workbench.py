"""The page nn.GRU follows the sidebar."""

import pytest

from tests.ui.visits import figures, opened, said, sound


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_shapes_code_parameters_and_mistakes_are_shown(language):
    at = opened("nn-gru", w="seed", bi="1", L="2", lang=language)
    assert len(figures(at)) == 1
    assert "torch.nn.GRU(16, 16, num_layers=2, bidirectional=True)" in at.code[0].value
    assert "parameters 8064" in at.code[1].value
    assert len(at.dataframe[0].value) == 16
    assert "8{,}064" in at.latex[0].value
    assert len(at.code) == 2 + 2 * 5
    assert any("UserWarning" in block.value for block in at.code)


def test_the_page_follows_the_sidebar():
    at = opened("nn-gru", w="seed")
    at.number_input(key="hidden_size").set_value(7).run()
    assert "torch.nn.GRU(16, 7)" in sound(at).code[0].value
    assert "Usual mistakes" in "\n".join(heading.value for heading in at.header)
    assert "All arguments are in the sidebar" in said(at)


def test_learned_weights_have_their_sizes():
    assert "torch.nn.GRU(8, 16)" in opened("nn-gru").code[0].value


def test_the_lessons_practice_is_printed_as_the_lesson_prints_it():
    at = opened(
        "nn-gru", w="seed", src="generator", sig="noise", len="1", batch="3", feat="5", H="6", L="2", h0="random", t="0"
    )
    assert "h_0 = torch.randn(2, 3, 6)" in at.code[0].value
    assert "h_n[-1] == output[-1]: True" in at.code[1].value
    assert "`h_n[-1]` = `output[-1]`" in said(at)
