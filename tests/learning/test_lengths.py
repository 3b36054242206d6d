"""The table of lengths against what it says it is, and the command that makes it."""

import json

import pytest
import torch

import gru_viz.learning.lengths as module
from gru_viz.cells.kinds import CELLS
from gru_viz.learning.__main__ import main
from gru_viz.learning.bundled import load
from gru_viz.learning.lengths import STEPS, Score, lengths, score, trainings
from gru_viz.learning.loop import Settings
from gru_viz.learning.recipes import RECIPES, Recipe


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
    assert module.make_lengths(file, steps=2) == 3 * (len(CELLS) + 1)
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
