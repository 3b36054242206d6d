"""Tables: a trace as pandas and xarray have it."""

from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from gru_viz.cells.celltrace import CellTrace

#: Names of the axes of everything recorded.
DIMENSIONS = ("layer", "direction", "time", "batch", "unit")


def tidy(tr: "CellTrace", rows: int | None) -> "pd.DataFrame":
    """As `CellTrace.to_pandas`."""
    import pandas as pd  # noqa: PLC0415 - only whoever asks for a table waits for it

    shape = tr.hidden_state.shape
    inside = np.arange(shape[2])[:, None, None] < np.asarray(tr.lengths)[:, None]
    chosen = np.flatnonzero(np.broadcast_to(inside, shape))[:rows]
    layer, direction, time, batch, unit = (axis.astype(np.int32) for axis in np.unravel_index(chosen, shape))
    names = sorted({token for row in tr.tokens for token in row})
    code = {name: i for i, name in enumerate(names)}
    codes = np.full((len(tr.tokens), shape[2]), -1)
    for row, tokens in enumerate(tr.tokens):
        codes[row, : len(tokens)] = [code[token] for token in tokens]
    columns = {
        "layer": layer,
        "direction": pd.Categorical.from_codes(direction, list(tr.directions)),
        "batch": batch,
        "time": time,
        "token": pd.Categorical.from_codes(codes[batch, time], names),
        "unit": np.asarray(tr.unit_numbers, np.int32)[unit],
        **{name: _numbers(tr, name).ravel()[chosen] for name in tr.quantities},
    }
    return pd.DataFrame(columns)


def labelled(tr: "CellTrace") -> "xr.Dataset":
    """As `CellTrace.to_xarray`."""
    import xarray as xr  # noqa: PLC0415 - as above

    steps = tr.hidden_state.shape[2]
    token = np.array([[*row, *[""] * (steps - len(row))] for row in tr.tokens], dtype=object)
    return xr.Dataset(
        {name: (DIMENSIONS, _numbers(tr, name)) for name in tr.quantities},
        coords={
            "layer": range(tr.num_layers),
            "direction": list(tr.directions),
            "time": range(steps),
            "batch": range(len(tr.lengths)),
            "unit": list(tr.unit_numbers),
            "token": (("batch", "time"), token),
        },
        attrs=tr.facts,
    )


def _numbers(tr: "CellTrace", name: str) -> np.ndarray:
    """A quantity without gradients, in a precision that NumPy knows."""
    value = getattr(tr, name).detach().cpu()
    return (value.float() if value.dtype in (torch.float16, torch.bfloat16) else value).numpy()
