"""Costs of the cells against the modules, the table of lengths against what it says it is."""

import json
import math

import pytest
import torch
from torch import nn

import gru_viz.learning.lengths as module
from gru_viz import figures
from gru_viz.analysis.compare import cell_costs, multiply_adds, time_by_length
from gru_viz.analysis.timing import Timing, in_turns
from gru_viz.learning.__main__ import main
from gru_viz.learning.bundled import load
from gru_viz.learning.learner import Learner, accuracy
from gru_viz.learning.lengths import CELLS, STEPS, Score, lengths, score, trainings
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.recipes import RECIPES, Recipe
from gru_viz.learning.tasks import TASKS
from gru_viz.progress import whole


def test_counts_are_the_modules_own():
    costs = whole(cell_costs(torch.randn(5, 2, 3), 4, 2, budget=0))
    assert [(cost.name, cost.directions) for cost in costs] == [(n, d) for n in ("RNN", "GRU", "LSTM") for d in (1, 2)]
    for cost, kind in zip(costs[::2], (nn.RNN, nn.GRU, nn.LSTM), strict=True):
        assert cost.parameters == sum(p.numel() for p in kind(3, 4, 2).parameters())
        assert cost.forward.fastest <= cost.forward.median <= cost.forward.slowest
        assert cost.training.median > 0


@pytest.mark.parametrize(("kind", "gates"), [(nn.RNN, 1), (nn.GRU, 3), (nn.LSTM, 4)])
def test_multiply_adds_of_a_step_by_hand(kind, gates):
    assert multiply_adds(kind(3, 5)) == gates * 5 * (3 + 5)
    assert multiply_adds(kind(3, 5, 2, bidirectional=True)) == 2 * gates * 5 * (3 + 5) + 2 * gates * 5 * (10 + 5)


def test_measurements_are_in_turns_and_within_the_budget():
    order = []
    found = in_turns([lambda: order.append("a"), lambda: order.append("b")], budget=math.inf, repeats=3)
    assert order == list("ab" * 4)
    assert all(isinstance(timing, Timing) for timing in found)
    order.clear()
    in_turns([lambda: order.append("a")], budget=0, repeats=50)
    assert len(order) == 2


def test_times_come_for_every_cell_and_length():
    found = whole(time_by_length(2, 3, lengths=(5, 10), budget=0))
    assert set(found) == {"RNN", "GRU", "LSTM", "Linear"}
    assert all(len(timings) == 2 for timings in found.values())
    fig = figures.time_by_length(found, (5, 10))
    assert [list(trace.x) for trace in fig.data] == [[5, 10]] * 4


def test_the_table_is_complete_with_three_seeds_and_reaches_to_where_each_fails():
    table = lengths()
    keys = {(row.task, row.cell, row.length, row.seed) for row in table}
    assert keys == set(trainings())
    assert len({key[3] for key in keys}) == 3
    assert len(table) == len(keys)
    assert {row.steps for row in table} == {STEPS}
    for task, guessing in (("adding", 0.17), ("remember", 1 / 8)):
        for cell in CELLS:
            rows = [row for row in table if (row.task, row.cell) == (task, cell)]
            longest = max(row.length for row in rows)
            assert min(row.accuracy for row in rows if row.length == longest) < guessing + 0.25, (task, cell)


def test_a_row_of_the_table_can_be_made_again():
    threads = torch.get_num_threads()
    short = score("remember", "rnn", 12, 0, steps=15)
    assert short == score("remember", "rnn", 12, 0, steps=15)
    assert 0 <= short.accuracy <= 1
    torch.set_num_threads(threads)


def test_the_command_makes_a_table_and_bundled_models(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(module, "LENGTHS", {"remember": (6,)})
    monkeypatch.setattr(module, "FURTHER", {"parity": {"gru": (5,)}})
    file = tmp_path / "lengths" / "lengths.json"
    assert module.make_lengths(file, steps=2) == 12
    rows = [Score.model_validate(row) for row in json.loads(file.read_text())]
    assert rows[0] == score("remember", "rnn", 6, 0, steps=2)
    assert {row.task for row in rows} == {"remember", "parity"}
    monkeypatch.setitem(RECIPES, "tiny", Recipe("parity", Settings(steps=3)))
    main(["tiny", "--out", str(tmp_path), "--seed", "4"])
    assert "tiny: 3 steps" in capsys.readouterr().out
    assert load(tmp_path / "tiny").card.seed == 4
    with pytest.raises(SystemExit):
        main(["no-such"])
    assert "no such model: no-such" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "--lengths" in capsys.readouterr().out


@pytest.mark.parametrize("cell", ["lstm", "rnn"])
def test_other_cells_learn_too(cell):
    task = TASKS["quotes"]
    learner = Learner(task, cell=cell)
    before = accuracy(task, learner)
    *_, last = train(task, learner, Settings(steps=150))
    assert last.accuracy > before + 0.1
    assert math.isnan(last.write_gate)


def test_accuracy_by_length_shows_mean_and_spread():
    fig = figures.accuracy_by_length(lengths(), "adding", "Adding")
    lstm = next(trace for trace in fig.data if trace.name == "LSTM")
    rows = [row.accuracy for row in lengths() if (row.task, row.cell, row.length) == ("adding", "lstm", 40)]
    at = list(lstm.x).index(40)
    assert lstm.y[at] == pytest.approx(sum(rows) / 3, abs=1e-4)
    assert lstm.y[at] + lstm.error_y.array[at] == pytest.approx(max(rows), abs=1e-4)
    assert lstm.y[at] - lstm.error_y.arrayminus[at] == pytest.approx(min(rows), abs=1e-4)
