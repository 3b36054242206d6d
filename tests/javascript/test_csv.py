"""CSV: the numbers of a figure as a table that other programs read, with the tokens that a trace's own table has."""

import io
from collections.abc import Sequence

import pandas as pd
import pytest
import torch
from torch import nn

import gru_viz
from gru_viz.cells.celltrace import CellTrace
from gru_viz.figures.base import blocks
from gru_viz.figures.gates import gates
from tests.javascript.node import run

_PLOT = """
const { csvOfPlot } = await from("album/csv.js");
return csvOfPlot(data, data, "title", layout.meta?.tokens);
"""


def _traced(tokens: Sequence[str]) -> CellTrace:
    torch.manual_seed(0)
    return gru_viz.trace(nn.GRU(2, 3), torch.randn(len(tokens), 2), tokens=list(tokens))


def _read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype={"token": str}, keep_default_na=False)


def _drawn(tr: CellTrace) -> pd.DataFrame:
    drawing = gates.plain(tr, layer=0, direction="forward", sample=0)
    heatmaps = [{**each, "z": each["z"].tolist()} for each in drawing["data"] if "coloraxis" in each]
    return _read(run(_PLOT, data=heatmaps, layout={"meta": drawing["layout"]["meta"]}))


def test_beside_each_step_stands_its_token_as_in_the_table_of_the_trace(tmp_path):
    tr = _traced(['"a"', " ", "b,", "中", "\n", "<b>1</b>", "", "a longer token than a tick has room for"])
    table = pd.read_csv(tr.to_csv(tmp_path / "trace.csv"), dtype={"token": str}, keep_default_na=False)
    named = dict(zip(table["time"], table["token"], strict=True))
    assert named[0] == '"a"'
    read = _drawn(tr)
    assert list(read) == ["name", "x", "token", "y", "value"]
    assert read["token"].tolist() == [named[step] for step in read["x"]]


@pytest.mark.parametrize("steps", [800, 801])
def test_a_mean_over_several_steps_stands_at_their_middle_and_has_nobodys_token(steps, monkeypatch):
    monkeypatch.setattr(blocks, "MOST_CELLS", 1_500)  # as if there were more of them
    read = _drawn(_traced(["a"] * steps))
    where = sorted(read["x"].unique())
    block = round(where[1] - where[0])
    assert block == -(-steps // 400)
    assert where[0] == (block - 1) / 2
    assert set(read["token"]) == {""}


def test_of_one_step_of_the_cell_every_row_has_its_token():
    script = 'const { csvOfCell } = await from("album/csv.js"); return csvOfCell(4, "a, b", { h: [0.5, 0.25] });'
    read = _read(run(script))
    assert read.to_dict("records") == [
        {"name": "h", "x": 4, "token": "a, b", "y": unit, "value": value} for unit, value in enumerate((0.5, 0.25))
    ]


def test_a_figure_without_steps_has_no_tokens():
    read = _read(run(_PLOT, data=[{"type": "bar", "name": "n", "x": [1, 2], "y": [3, 4]}], layout={}))
    assert list(read) == ["name", "x", "y", "value"]
