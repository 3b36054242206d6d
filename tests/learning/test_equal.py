"""Cells with equal parameters on where words end."""

import json
from functools import partial

import pytest
import torch

from gru_viz.cells.kinds import CELLS
from gru_viz.learning import equal
from gru_viz.learning.equal import UNITS, Contender, Found, compete, contenders, make_equal, units_of
from gru_viz.learning.segmentation import Segmentation
from gru_viz.learning.tasks import TASKS


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("both", [False, True])
def test_all_have_about_as_many_parameters_as_the_gru(cell, both):
    size, features = units_of(cell, both), TASKS["words"].input_size
    blocks = {"gru": 3, "lstm": 4, "rnn": 1, "mingru": 2}[cell]
    recurrent = 0 if cell == "mingru" else size
    biases = 1 if cell == "mingru" else 2
    count = (1 + both) * blocks * size * (features + recurrent + biases)
    assert count == pytest.approx(3 * UNITS * (features + UNITS + 2), rel=0.03)


@pytest.mark.xdist_group("wordfreq")
def test_one_is_trained_and_judged_and_the_table_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(equal, "on_fresh", partial(equal.on_fresh, texts=10))
    threads = torch.get_num_threads()
    for language in ("english", "chinese"):
        (tmp_path / f"{language}.txt").write_text("it was the best\n", "utf-8")
    found = compete(Contender("rnn", True, steps=1), tmp_path)
    torch.set_num_threads(threads)
    assert found.units == units_of("rnn", True)
    assert 0 <= found.fresh.english <= 1
    file = tmp_path / "words.json"
    assert make_equal(file, [found.contender], make=_again, processes=1) == 1
    row = json.loads(file.read_text())[0]
    assert make_equal(file, [found.contender, found.contender._replace(seed=1)], make=_again, processes=1) == 2
    assert json.loads(file.read_text())[0] == row


def _again(contender: Contender) -> Found:
    """A result without a training, in another process."""
    half = Segmentation(english=0.5, chinese=0.5)
    return Found(**contender._asdict(), units=1, parameters=1, fresh=half, sentences=half)


def test_every_cell_competes_with_one_direction_and_with_both():
    assert len(set(contenders())) == 2 * len(CELLS)
