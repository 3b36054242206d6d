"""Nearest: the places of a corpus whose hidden state is closest to that of one step."""

from functools import partial

import numpy as np

from gru_viz.corpus.opened import Corpus
from gru_viz.corpus.search.blocks import Block, mapped, rows
from gru_viz.corpus.search.contexts import AROUND, Place
from gru_viz.progress import Computation

#: Candidates beyond those that are wanted, before distances are computed in double precision.
_BEYOND = 16


def search(
    corpus: Corpus,
    position: int,
    layer: int = 0,
    direction: int = 0,
    *,
    count: int = 10,
    quantity: str = "hidden_state",
    apart: int = AROUND,
) -> Computation[list[Place]]:
    """The `count` nearest, by Euclidean distance in the space of all units of a layer.

    Parameters
    ----------
    position : int
        The step that they are near to.
    layer, direction : int
    count : int
    quantity : str
    apart : int
        Steps so close to it in the corpus are left out: they are near because they are next to it.
    """
    array = corpus.dataset[quantity].isel(layer=layer, direction=direction)
    wanted = array.isel(position=position).to_numpy().astype(np.float32)
    found = yield from mapped(
        corpus, [array], partial(_nearest, wanted=wanted, of=position, count=count + _BEYOND, apart=apart)
    )
    places = np.concatenate([each[0] for each in found])
    roughly = np.concatenate([each[1] for each in found])
    places = np.sort(places[np.argsort(roughly, kind="stable")[: count + _BEYOND]])
    states = [state[0].astype(float) for state in rows(array, [(at, at + 1) for at in places.tolist()])]
    exactly = np.array([np.linalg.norm(state - wanted) for state in states])
    return [
        Place(int(places[i]), int(places[i]) + 1, float(exactly[i]))
        for i in np.argsort(exactly, kind="stable")[:count].tolist()
    ]


def _nearest(
    block: Block, states: np.ndarray, *, wanted: np.ndarray, of: int, count: int, apart: int
) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the nearest in a block, and their squared distances."""
    away = states.astype(np.float32)
    away -= wanted
    squared = np.einsum("ij,ij->i", away, away)
    squared[max(0, of - apart - block.low) : max(0, of + apart + 1 - block.low)] = np.inf
    best = np.argpartition(squared, min(count, len(squared) - 1))[:count]
    best = best[np.isfinite(squared[best])]
    return best + block.low, squared[best]
