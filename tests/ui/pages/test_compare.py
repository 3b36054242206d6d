"""The page Compare: a row for each cell, and the pictures of time and of what is learned."""

import re

import pytest

from tests.ui.visits import figures, opened, said


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_eight_rows_and_three_pictures(language):
    at = opened("compare", w="seed", lang=language)
    assert len(figures(at)) == 3
    rows = re.findall(r"\*\*(RNN|minGRU|GRU|LSTM)\*\* \| ([12]) \| ([\d,]+)", said(at))
    assert [row[:2] for row in rows] == [(name, d) for name in ("RNN", "minGRU", "GRU", "LSTM") for d in "12"]
    assert [row[2] for row in rows[2:6]] == ["544", "1,088", "1,632", "3,264"]
    assert "minGRU" in said(at).split("nn.Linear")[1]
    assert "python -m gru_viz.learning --lengths" in said(at)


def test_an_lstm_that_is_faster_although_it_computes_more_is_explained_beside_its_row():
    at = opened("compare", w="seed")
    row = next(line for line in said(at).splitlines() if line.startswith("| **LSTM** | 1 |"))
    ratio = row.split(" | ")[4].split("\xa0")[-1]
    assert ratio == "1.00×" or ("The LSTM computes more" in said(at)) == (ratio < "1")


@pytest.mark.parametrize(
    "link", [{"L": "3", "bias": "0"}, {"text": "a b\nc"}, {"src": "generator", "len": "500", "H": "96"}]
)
def test_any_sizes_can_be_compared(link):
    assert not opened("compare", **link).error
