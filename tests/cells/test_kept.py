"""What was kept of a run has the means and tables of the whole run, as far as it was kept."""

import numpy as np
import pandas as pd
import pytest
import torch
import xarray as xr
from torch import nn
from torch.nn.utils.rnn import pack_sequence

from gru_viz import trace, watch

WORDS = [["to", "be", "or"], ["not"]]
KEEP, UNITS = ("update_gate", "hidden_state"), [0, -1]


@pytest.fixture(params=["names", "positions"])
def runs(request):
    """A run and what was kept of it."""
    torch.manual_seed(0)
    module = nn.GRU(4, 5, num_layers=2, bidirectional=True)
    x = pack_sequence([torch.randn(len(row), 4) for row in WORDS])
    tokens = WORDS if request.param == "names" else None
    return trace(module, x, tokens=tokens), trace(module, x, tokens=tokens, keep=KEEP, units=UNITS)


def test_tables_are_those_of_the_run(runs, tmp_path):
    tr, kept = runs
    whole = tr.to_pandas()
    part = whole[whole["unit"].isin([0, 4])].drop(columns=["reset_gate", "candidate_state"])
    pd.testing.assert_frame_equal(kept.to_pandas(), part.reset_index(drop=True))
    pd.testing.assert_frame_equal(kept.to_pandas(rows=3), kept.to_pandas().head(3))
    xr.testing.assert_identical(kept.to_xarray(), tr.to_xarray().isel(unit=UNITS)[[*KEEP]])
    file = kept.to_csv(tmp_path / "kept.csv.gz")
    pd.testing.assert_frame_equal(
        pd.read_csv(file, dtype={"token": str}), kept.to_pandas(), check_dtype=False, check_categorical=False
    )


def test_a_file_has_every_number_of_the_table(runs, tmp_path):
    tr, _kept = runs
    written = pd.read_csv(tr.to_csv(str(tmp_path / "run.csv")), dtype={"token": str})
    assert [*written] == [*tr.to_pandas()] and len(written) == len(tr.to_pandas())
    for name in tr.quantities:
        np.testing.assert_array_equal(written[name].astype("f4"), tr.to_pandas()[name])


def test_means_are_those_of_the_run(runs):
    tr, kept = runs
    for over in (("time", "batch"), "time", ("layer", "direction", "time", "batch")):
        of_all = tr.mean("update_gate", over=over)[..., UNITS]
        torch.testing.assert_close(kept.mean("update_gate", over=over), of_all, equal_nan=True)
    with pytest.raises(ValueError, match="What was kept of GRU has no 'reset_gate'; it has update_gate, hidden_state"):
        kept.mean("reset_gate")


def test_what_was_watched_is_kept_the_same_way():
    model = nn.Sequential(nn.GRU(3, 4, batch_first=True))
    x = torch.randn(2, 5, 3)
    with torch.no_grad(), watch(model, keep="update_gate") as seen:
        model(x)
    tr = trace(model[0], x)
    whole = tr.to_pandas().drop(columns=["reset_gate", "candidate_state", "hidden_state"])
    pd.testing.assert_frame_equal(seen["0"].calls[0].to_pandas(), whole)
    assert seen["0"].calls[0].facts == tr.facts
