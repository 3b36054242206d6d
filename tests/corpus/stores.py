"""Stores of random numbers in the format of a corpus, for searches to be held to brute force on them."""

from pathlib import Path

import numpy as np
import xarray as xr

import gru_viz.corpus
from gru_viz.corpus import Corpus
from gru_viz.corpus.layout import FORMAT, VERSION

SYMBOLS = tuple("abcdefgh")
QUANTITIES = ("update_gate", "hidden_state")


def random_store(
    path: Path,
    lengths: list[int],
    *,
    hidden_size: int = 6,
    chunk: int = 37,
    layers: int = 2,
    directions: int = 2,
    seed: int = 0,
    smooth: int = 1,
    complete: int | None = None,
) -> Corpus:
    """A corpus whose states and gates are noise, averaged over `smooth` steps so that units stay on for a while."""
    source = np.random.default_rng(seed)
    count = sum(lengths)
    shape = (count, layers, directions, hidden_size)
    noise = source.standard_normal(shape)
    noise = sum(np.roll(noise, shift, axis=0) for shift in range(smooth)) / np.sqrt(smooth)
    ids = source.integers(0, len(SYMBOLS), count)
    ends = set((np.cumsum(lengths) - 1).tolist())
    spaces = source.random(count) < 0.25
    pieces = [
        SYMBOLS[number] + ("\n" if at in ends else ", " if space else "")
        for at, (number, space) in enumerate(zip(ids, spaces, strict=True))
    ]
    dims = ("position", "layer", "direction", "unit")
    dataset = xr.Dataset(
        {
            "update_gate": (dims, (1 / (1 + np.exp(-noise))).astype("float16")),
            "hidden_state": (dims, np.tanh(noise[::-1]).astype("float16")),
            "token": ("position", ids.astype("int32")),
            "text": ("byte", np.frombuffer("".join(pieces).encode(), np.uint8)),
            "text_offset": ("position", np.cumsum([0, *map(len, pieces[:-1])])),
            "offset": ("sequence", np.cumsum([0, *lengths[:-1]])),
            "length": ("sequence", np.array(lengths)),
        },
        coords={"direction": np.array(["forward", "backward"][:directions])},
        attrs={
            "format": FORMAT,
            "version": VERSION,
            "model": "noise",
            "keep": list(QUANTITIES),
            "symbols": list(SYMBOLS),
            "separator": "",
            "complete": count if complete is None else complete,
            "finished": complete is None,
        },
    )
    chunks = {name: {"chunks": (chunk, *shape[1:])} for name in QUANTITIES}
    chunks |= {name: {"chunks": (chunk,)} for name in ("token", "text_offset", "text")}
    dataset.to_zarr(path, mode="w", zarr_format=2, consolidated=False, encoding=chunks)
    return gru_viz.corpus.open(path)
