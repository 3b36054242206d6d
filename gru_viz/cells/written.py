"""Written: quantities of a packed batch in the order in which its steps lie, for whoever puts them elsewhere."""

from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.checks import check_input, check_module, check_plain, check_start, check_untouched
from gru_viz.cells.kept import Wanted
from gru_viz.cells.kinds import form_of
from gru_viz.cells.layers import unroll
from gru_viz.cells.notes import Notes
from gru_viz.cells.steps import Steps
from gru_viz.cells.trace import Start, trace

#: name -> (num_layers, num_directions, N, hidden_size), a row for each step of the batch
Written = dict[str, Tensor]
#: (V, rows) for each direction
Sums = tuple[Tensor, ...] | None


def written(
    module: Any, x: PackedSequence, h0: Start, keep: tuple[str, ...], dtype: torch.dtype, *, sums: Sums = None
) -> Written | None:
    """The quantities `keep` of a batch, without gradients, as they are written down while it runs.

    Parameters
    ----------
    module : nn.Module
        As for `trace`.
    x : PackedSequence
        Longest sequence first.
    h0 : Start
    keep : tuple of str
    dtype : torch.dtype
        That they are rounded to.
    sums : tuple of Tensor (V, rows), optional
        What each direction of the first layer makes of an id, W_ih x + b_ih; `x` are ids then.

    Returns
    -------
    Written or None
        None where they have to be read back: see `read_back`.
    """
    check_plain(module)
    cell, form = form_of(module)
    check_module(module)
    check_untouched(module, form.module)
    if sums is None:
        check_input(module, x)
    data = x.data if sums is None else x.data[:, None]
    steps, wanted = Steps(data, x.batch_sizes), Wanted.of(cell, module.hidden_size, keep, None)
    start = check_start(cell, module, x, h0)
    with torch.no_grad():
        notes = Notes.of(cell, form, module, steps, start, wanted, sums=sums, dtype=dtype)
        if notes is None:
            return None
        unroll(module, steps, start, notes.kernel)
    sides = 2 if module.bidirectional else 1
    return {name: values.unflatten(0, (-1, sides)) for name, values in notes.places.items()}


def read_back(module: Any, x: PackedSequence, h0: Start, keep: tuple[str, ...], dtype: torch.dtype) -> Written:
    """The same from a trace."""
    with torch.no_grad():
        kept = trace(module, x, h0, keep=keep)
    sizes = x.batch_sizes
    places = (torch.arange(int(sizes[0])) < sizes[:, None]).flatten().nonzero()[:, 0]
    return {name: values.to(dtype).flatten(2, 3).index_select(2, places) for name, values in kept.quantities.items()}
