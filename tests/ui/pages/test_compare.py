"""The page Compare: a row for each cell, and the pictures of time and of what is learned."""

import re

import numpy as np
import pytest

from gru_viz.learning import equal, scores
from gru_viz.learning.equal import Found
from gru_viz.learning.lengths import MORE_STEPS, STEPS, Score, lengths
from tests.ui.visits import figures, opened, said


@pytest.fixture(scope="module")
def visits():
    """A visit in each language, to look at only."""
    return {language: opened("compare", w="seed", lang=language) for language in ("en", "zh_CN")}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_eight_rows_and_three_pictures(visits, language):
    at = visits[language]
    assert len(figures(at)) == 3
    rows = re.findall(r"\*\*(RNN|minGRU|GRU|LSTM)\*\* \| ([12]) \| ([\d,]+) ·", said(at))
    assert [row[:2] for row in rows] == [(name, d) for name in ("RNN", "minGRU", "GRU", "LSTM") for d in "12"]
    assert [row[2] for row in rows[2:6]] == ["544", "1,088", "1,632", "3,264"]
    assert "minGRU" in said(at).split("nn.Linear")[1]
    assert "python -m gru_viz.learning --lengths" in said(at)
    if language == "zh_CN":
        assert not re.search(r"[\w×], ", said(at).split("nn.Linear")[1])


def test_an_lstm_that_is_faster_although_it_computes_more_is_explained_beside_its_row(visits):
    at = visits["en"]
    row = next(line for line in said(at).splitlines() if line.startswith("| **LSTM** | 1 |"))
    ratio = row.split(" | ")[4].split("\xa0")[-1]
    assert ratio == "1.00×" or ("The LSTM computes more" in said(at)) == (ratio < "1")


@pytest.mark.parametrize(
    "link", [{"L": "3", "bias": "0"}, {"text": "a b\nc"}, {"src": "generator", "len": "300", "H": "32"}]
)
def test_any_sizes_can_be_compared(link):
    assert not opened("compare", **link).error


def test_what_was_trained_longer_and_with_equal_parameters_is_told_as_far_as_it_is_there(monkeypatch):
    known = tuple(row for row in lengths() if row.steps == STEPS)
    further = [
        Score(task="remember", cell=cell, length=96, seed=seed, steps=MORE_STEPS, accuracy=seed, start=start)
        for cell in ("gru", "lstm")
        for start in ("pytorch", "chrono")
        for seed in (0, 1)
    ]
    row = Found(
        cell="lstm",
        bidirectional=True,
        seed=0,
        steps=4000,
        units=41,
        parameters=35_424,
        fresh={"english": 0.5, "chinese": 0.5},
        sentences={"english": 0.91, "chinese": 0.82},
    )
    monkeypatch.setattr(scores, "lengths", lambda: (*known, *further))
    monkeypatch.setattr(equal, "found", lambda: (row,))
    told = said(opened("compare", w="seed", lang="zh_CN"))
    assert "| **LSTM** | 2 | 41 | 35,424 | 0.91 | 0.82 |" in told
    assert "训练 4,800 步，在都训练过的最大长度（96）上，记住字母：" in told
    assert "PyTorch 的初始化：GRU 50.0%，LSTM 50.0%；chrono 初始化：GRU 50.0%，LSTM 50.0%。" in told


@pytest.mark.parametrize(("language", "sentence"), [("en", "closes the gap"), ("zh_CN", "差距就会消失")])
def test_the_sources_findings_stand_beside_the_table_s_own_numbers(visits, language, sentence):
    told = said(visits[language])
    for task, length in (("adding", 120), ("remember", 96)):
        rows = [row for row in lengths() if (row.task, row.steps, row.length) == (task, STEPS, length)]
        of = {
            cell: np.mean([row.accuracy for row in rows if (row.cell, row.start) == (cell, "keep")])
            for cell in ("gru", "lstm")
        }
        line = next(line for line in told.splitlines() if sentence in line and f"{length} " in line)
        assert re.search(rf"GRU {of['gru']:.1%}[,，] ?LSTM {of['lstm']:.1%}", line)
