"""A corpus in its store is what the model computes on each of its sequences."""

from itertools import product

import numpy as np
import pytest
import torch
import xarray as xr

import gru_viz
from gru_viz.cells import notes
from gru_viz.corpus import batches, reading, trace
from gru_viz.corpus import open as opened
from gru_viz.corpus.sources import source
from gru_viz.learning.files.reader import Reader
from gru_viz.learning.files.vocabulary import Vocabulary
from tests.corpus.lines import LINES, array, arrays

#: From how many numbers of a state on its quantities are written down while it runs: always, never.
ALWAYS, NEVER = 1, 1 << 40


def written(monkeypatch, enough, own):
    """Quantities are written down from here on, or never; where a cell's `own` steps are known, nothing else is done."""
    monkeypatch.setattr(notes, "_ENOUGH", enough)
    if own and enough == ALWAYS:
        monkeypatch.setattr(batches, "read_back", None)


@pytest.mark.parametrize("enough", [ALWAYS, NEVER])
def test_a_text_is_what_the_model_reads_line_by_line(tmp_path, monkeypatch, enough):
    written(monkeypatch, enough, own=True)
    text = tmp_path / "novel.txt"
    text.write_text("\n".join(LINES), "utf-8")
    run = trace("words-both", text, store=tmp_path / "run.zarr", dtype="float32", chunk=16, progress=False)
    model, at, found = gru_viz.bundled()["words-both"], 0, arrays(run)
    for line in filter(None, LINES):
        alone = model.read(line.strip()).trace
        for name in ("update_gate", "hidden_state"):
            wanted = getattr(alone, name)[:, :, :, 0].permute(2, 0, 1, 3).numpy()
            np.testing.assert_allclose(found[name][at : at + len(alone)], wanted, atol=2e-6)
        assert tuple(run.tokens(at, at + len(alone))) == alone.tokens[0]
        assert run.text(at, at + len(alone)) == line.strip()
        at += len(alone)
    assert len(run) == at == run.dataset.sizes["position"] and run.finished


@pytest.mark.parametrize("lines", [LINES[:1], [*LINES[:2], "x" * 20, "a"]])
def test_a_corpus_that_ends_where_a_portion_of_it_does_is_whole_at_once(tmp_path, monkeypatch, lines):
    usual = trace("words", lines, tmp_path / "usual", chunk=4, progress=False)
    monkeypatch.setattr(source, "_BLOCK", 1)
    monkeypatch.setattr(reading, "_LARGEST", 1)
    run = trace("words", lines, tmp_path / "run", chunk=4, progress=False)
    found = array(run, "hidden_state")
    assert run.finished
    assert not np.isnan(found).any()
    np.testing.assert_array_equal(found, array(usual, "hidden_state"))


@pytest.mark.parametrize(
    ("cell", "enough"),
    [*product((torch.nn.GRU, torch.nn.LSTM), (ALWAYS, NEVER)), (gru_viz.TextbookGRU, ALWAYS)],  # which it never is
)
def test_arrays_of_any_lengths_are_traced_as_each_alone(tmp_path, monkeypatch, cell, enough):
    written(monkeypatch, enough, own=cell is not gru_viz.TextbookGRU)
    module = cell(3, 5, num_layers=2, bidirectional=True).double()
    sequences = [torch.randn(steps, 3) for steps in (7, 1, 30, 8, 7, 13)]
    keep = tuple(gru_viz.trace(module, sequences[0].double()).quantities)
    trace(
        module,
        iter(sequences),
        store=tmp_path / "run",
        keep=keep,
        dtype="float64",
        chunk=10,
        longest=25,
        progress=False,
    )
    found = xr.open_zarr(tmp_path / "run", consolidated=False, chunks=None).load()
    pieces = [piece for each in sequences for piece in each.split(25)]
    assert found.length.values.tolist() == list(map(len, pieces))
    for piece, start in zip(pieces, found.offset.values.tolist(), strict=True):
        with torch.no_grad():
            alone = gru_viz.trace(module, piece.double())
        for name in keep:
            wanted = getattr(alone, name)[:, :, :, 0].permute(2, 0, 1, 3).numpy()
            np.testing.assert_allclose(found[name][start : start + len(piece)], wanted, atol=1e-12)
    assert opened(tmp_path / "run").tokens(3, 5) == ["3", "4"]


@pytest.mark.parametrize("enough", [ALWAYS, NEVER])
def test_a_word_without_numbers_matters_to_who_reads_it(tmp_path, monkeypatch, enough):
    monkeypatch.setattr(notes, "_ENOUGH", enough)
    rows = torch.randn(3, 4)
    rows[2] = torch.nan
    model = Reader("gru", torch.nn.GRU(4, 5), rows, Vocabulary(("a", "b", "c")))
    run = trace(model, ["a b", "b"], tmp_path / "good.zarr", chunk=8, progress=False)
    assert np.isfinite(array(run, "hidden_state")).all()
    with pytest.raises(ValueError, match="finite"):
        trace(model, ["a c"], tmp_path / "bad.zarr", chunk=8, progress=False)
