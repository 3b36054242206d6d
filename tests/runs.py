"""Runs: random GRU configurations and inputs, for property tests."""

from dataclasses import dataclass

import torch
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence

import gru_viz


@dataclass(frozen=True)
class Run:
    """A module and what it reads, and whether autograd follows: with gradients and without, other code computes."""

    module: nn.Module
    x: Tensor | PackedSequence
    h0: Tensor | None
    gradients: bool = True


@st.composite
def runs(draw, kinds=("torch", "textbook"), dtypes=(torch.float32, torch.float64)) -> Run:
    """Any module, any form of input, with and without h0."""
    seed = draw(st.integers(0, 2**20))
    generator = torch.Generator().manual_seed(seed)
    dtype = draw(st.sampled_from(dtypes))
    sizes = {"input_size": draw(st.integers(1, 5)), "hidden_size": draw(st.integers(1, 7))}
    options = {name: draw(st.booleans()) for name in ("bias", "batch_first", "bidirectional")}
    layers = draw(st.integers(1, 3))
    dropout = draw(st.sampled_from([0.0, 0.4])) if layers > 1 else 0.0
    cls = nn.GRU if draw(st.sampled_from(kinds)) == "torch" else gru_viz.TextbookGRU
    torch.manual_seed(seed)
    module = cls(**sizes, num_layers=layers, dropout=dropout, **options).to(dtype)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(3)  # gates that leave the middle
    module.train(draw(st.booleans()))
    steps, batch = draw(st.integers(1, 9)), draw(st.integers(1, 4))
    form = draw(st.sampled_from(["batched", "unbatched", "packed", "packed-sorted"]))
    shape = {"unbatched": (steps,)}.get(form, (batch, steps) if module.batch_first else (steps, batch))
    x = torch.randn(*shape, module.input_size, generator=generator, dtype=dtype)
    if form.startswith("packed"):
        lengths = draw(st.lists(st.integers(1, steps), min_size=batch, max_size=batch))
        lengths[0] = steps
        lengths = sorted(lengths, reverse=True) if form == "packed-sorted" else lengths
        x = pack_padded_sequence(x, lengths, module.batch_first, enforce_sorted=form == "packed-sorted")
    h0 = None
    if draw(st.booleans()):
        rows = layers * (2 if module.bidirectional else 1)
        shape = (rows, module.hidden_size) if form == "unbatched" else (rows, batch, module.hidden_size)
        h0 = torch.randn(*shape, generator=generator, dtype=dtype)
    return Run(module, x, h0, draw(st.booleans()))


def call(run: Run) -> tuple[Tensor | PackedSequence, Tensor]:
    """The module itself, dropout masks from a fixed seed."""
    torch.manual_seed(7)
    with torch.set_grad_enabled(run.gradients):
        return run.module(run.x, run.h0)


def data(output: Tensor | PackedSequence) -> Tensor:
    """Values of an output in any form."""
    return output.data if isinstance(output, PackedSequence) else output
