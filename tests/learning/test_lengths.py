"""The table of lengths against what it says it is, and the command that makes it."""

import json
from functools import partial

import pytest
import torch

import gru_viz.learning.__main__ as command
import gru_viz.learning.lengths as module
from gru_viz.cells.kinds import CELLS
from gru_viz.learning.__main__ import main
from gru_viz.learning.bundled import load
from gru_viz.learning.initialisation import STARTS
from gru_viz.learning.learner import accuracy
from gru_viz.learning.lengths import LENGTHS, SEEDS, STEPS, Score, Training, lengths, make_lengths, score, trainings
from gru_viz.learning.loop import Settings
from gru_viz.learning.recipes import RECIPES, Recipe


def test_the_table_is_complete_with_three_seeds_and_reaches_to_where_each_fails():
    table = [row for row in lengths() if (row.start, row.steps) == ("pytorch", STEPS)]
    keys = {row.training for row in table}
    assert keys == {each for each in trainings() if (each.start, each.steps) == ("pytorch", STEPS)}
    assert len({key.seed for key in keys}) == 3
    assert len(table) == len(keys)
    for task, guessing in (("adding", 0.17), ("remember", 1 / 8)):
        for cell in CELLS:
            rows = [row for row in table if (row.task, row.cell) == (task, cell)]
            longest = max(row.length for row in rows)
            assert min(row.accuracy for row in rows if row.length == longest) < guessing + 0.25, (task, cell)


def test_what_else_is_in_the_table_has_all_its_seeds():
    rows = {row.training for row in lengths()}
    assert rows <= set(trainings())
    for row in rows:
        assert {row._replace(seed=seed) for seed in SEEDS} <= rows
    assert {row.start for row in rows} == set(STARTS)
    # Further lengths and the greater budget are trained by the same command.
    assert {each for each in trainings() if each.steps == STEPS and each.length in LENGTHS[each.task]} <= rows


def test_a_row_of_the_table_can_be_made_again():
    threads = torch.get_num_threads()
    short = Training("remember", "lstm", 12, 0, "chrono", steps=2)
    found = score(short)
    assert found == score(short)
    assert found.training == short
    assert 0 <= found.accuracy <= 1
    torch.set_num_threads(threads)


def test_the_command_makes_a_table_goes_on_after_an_interruption_and_says_how_long_it_takes(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(module, "LENGTHS", {"remember": (6,)})
    monkeypatch.setattr(module, "FURTHER", {"parity": {"gru": (5,)}})
    monkeypatch.setattr(module, "STARTED", {})
    monkeypatch.setattr(module, "STEPS", 2)
    monkeypatch.setattr(module, "SEEDS", (0,))
    cells = module.by_size()[:2]
    monkeypatch.setattr(module, "by_size", lambda: cells)
    monkeypatch.setattr(module, "_pace", partial(module._pace, short=4, long=8, steps=2))
    short = list(dict.fromkeys(each._replace(steps=2) for each in trainings()))
    monkeypatch.setattr(module, "trainings", lambda: short)
    monkeypatch.setattr(module, "accuracy", lambda task, learner, _size, seed: accuracy(task, learner, 20, seed))
    file = tmp_path / "lengths" / "lengths.json"
    told = []

    def interrupted(row, done, every, left):
        told.append((done, every, left))
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_lengths(file, tell=interrupted)
    kept = json.loads(file.read_text())
    assert len(kept) == 3
    assert told[0][:2] == (0, len(short))
    assert all(left >= 0 for _done, _every, left in told)
    monkeypatch.setattr(command, "make_equal", lambda file, **_: 0)
    main(["--lengths", "--out", str(tmp_path)])
    rows = [Score.model_validate(row) for row in json.loads(file.read_text())]
    assert [row for row in json.loads(file.read_text()) if row in kept] == kept
    assert [row.training for row in rows] == short
    assert rows[0] == score(rows[0].training)
    said = capsys.readouterr().out
    assert f"3 of {len(rows)} are there, the others take about 1 min" in said
    assert f"lengths.json: {len(rows)} trainings" in said


def test_the_command_makes_bundled_models(tmp_path, monkeypatch, capsys):
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
