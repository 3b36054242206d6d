"""Chunks: the gates of a run that is done, some steps at a time, each number written where it stays.

Without gradients nothing needs to be at hand twice: a chunk is as large as a processor's cache, so that what is
computed on the way costs no memory, and no time to fetch it from there.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from gru_viz.cells.product import Squash, laid_out, product
from gru_viz.cells.sweep import Sweep
from gru_viz.cells.weights import CellWeights

#: Rows, steps times sequences, in a chunk.
_ROWS = 2048


class Sums:
    """The weighted sums of one layer and direction, one block of rows at a time; each is a new tensor (rows, size).

    Parameters
    ----------
    weights : CellWeights
    size : int
        hidden_size, rows in a block.
    count : int
        How many rows of numbers come at a time, again and again but for the last; 0 if they all come at once.
    """

    def __init__(self, weights: CellWeights, size: int, count: int) -> None:
        self._from_x, self._from_h, self._biases_x, self._biases_h = (
            () if value is None else value.detach().split(size)
            for value in (weights.weight_ih, weights.weight_hh, weights.bias_ih, weights.bias_hh)
        )
        self._biases = [x + h for x, h in zip(self._biases_x, self._biases_h, strict=False)]
        self._count = count
        self._laid_out: dict[tuple[str, int], Tensor] = {}

    def of_input(self, block: int, x: Tensor) -> Tensor:
        """W_i x + b_i."""
        matrix = self._once("input", block, lambda: self._from_x[block])
        return product(x, matrix, self._biases_x[block] if self._biases_x else None)

    def of_state(self, block: int, h: Tensor) -> Tensor:
        """W_h h + b_h."""
        matrix = self._once("state", block, lambda: self._from_h[block])
        return product(h, matrix, self._biases_h[block] if self._biases_h else None)

    def of_both(self, block: int, both: Tensor, squash: Squash = "none") -> Tensor:
        """W_i x + b_i + W_h h + b_h of [x, h]."""
        matrix = self._once("both", block, lambda: torch.cat([self._from_x[block], self._from_h[block]], dim=1))
        return product(both, matrix, self._biases[block] if self._biases else None, squash)

    def _once(self, of: str, block: int, matrix: Callable[[], Tensor]) -> Tensor:
        if (of, block) not in self._laid_out:
            self._laid_out[of, block] = laid_out(matrix(), self._count) if self._count else matrix()
        return self._laid_out[of, block]


@dataclass(frozen=True)
class Chunk:
    """Some steps of one layer and direction.

    Attributes
    ----------
    sums : Sums
    read : Tensor (K, B, layer input size)
        x_t.
    before : Tensor (K, B, hidden_size)
        The h that each step started from.
    sweep : Sweep
        Of this chunk alone: its start is what the first of its steps starts from.
    place : mapping of str to Tensor (K, B, hidden_size)
        Where each quantity but h_t stands, or is to be written.
    spare : Tensor (K, B, hidden_size)
        For what is needed on the way.
    desk : Tensor (K * B, layer input size + hidden_size)
        For `both`.
    facts : mapping of str to str
        `Cell.facts`.
    """

    sums: Sums
    read: Tensor
    before: Tensor
    sweep: Sweep
    place: Mapping[str, Tensor]
    spare: Tensor
    desk: Tensor
    facts: Mapping[str, str]

    @cached_property
    def x(self) -> Tensor:
        """`read` as rows, (K * B, layer input size)."""
        return self.read.flatten(0, 1)

    @cached_property
    def h(self) -> Tensor:
        """`before` as rows, (K * B, hidden_size)."""
        return self.before.flatten(0, 1)

    @cached_property
    def both(self) -> Tensor:
        """[x, h] as rows."""
        return torch.cat([self.x, self.h], dim=1, out=self.desk)

    def gate(self, block: int, name: str) -> Tensor:
        """σ(W_i x + b_i + W_h h + b_h) at the place of a quantity."""
        place = self.place[name]
        torch.sigmoid(self.sums.of_both(block, self.both), out=place.flatten(0, 1))
        return place

    def gates(self, *names: str) -> dict[str, Tensor]:
        """Those of the gates, named in the order of their blocks, that have a place."""
        return {name: self.gate(block, name) for block, name in enumerate(names) if name in self.place}

    def candidate(self, block: int, name: str) -> Tensor:
        """tanh(W_i x + b_i + W_h h + b_h) at the place of a quantity."""
        place = self.place[name]
        place.flatten(0, 1).copy_(self.sums.of_both(block, self.both, "tanh"))
        return place


#: a chunk -> its quantities are written at their places; returned is what the next chunk starts from beside h
Fill = Callable[[Chunk], tuple[Tensor, ...]]
#: a chunk whose quantities are there -> h_t as they give it, in memory that is nobody else's
Hidden = Callable[[Chunk], Tensor]


@dataclass(frozen=True)
class Target:
    """Where a quantity of one layer and direction is kept, (T, B, units); `units` None for all."""

    values: Tensor
    units: Sequence[int] | None = None

    def takes(self, dtype: torch.dtype) -> bool:
        """Whether it can be written there as it is computed."""
        return self.units is None and self.values.dtype == dtype

    def keep(self, at: slice, values: Tensor) -> None:
        """Keep what was computed somewhere else."""
        self.values[at] = values if self.units is None else values[..., list(self.units)]


@dataclass(frozen=True)
class Reader:
    """One layer and direction of a run that is done.

    Attributes
    ----------
    x : Tensor (T, B, layer input size)
    h : Tensor (T, B, hidden_size), of all steps
    facts : mapping of str to str
        `Cell.facts`.
    narrow : bool
        Half precision, and the kernel rounded what each operation gave: such a run is followed as it is written.
    """

    weights: CellWeights
    x: Tensor
    h: Tensor
    sweep: Sweep
    facts: Mapping[str, str]
    narrow: bool = False

    @torch.no_grad()
    def fill(self, names: Sequence[str], fill: Fill, targets: Mapping[str, Target], hidden: Hidden | None) -> float:
        """Compute all of `names`, keep what has a target, and say how far h_t is from what they give, if asked."""
        gap, carried = 0.0, self.sweep.start[1:]
        others = [name for name in names if name not in targets or not targets[name].takes(self._dtype)]
        scratch = self.h.new_empty(len(others) + 1, self._count, *self.h.shape[1:], dtype=self._dtype)
        for at in self.chunks():
            *free, spare = scratch[:, : at.stop - at.start].unbind()
            place = {name: targets[name].values[at] for name in names if name not in others}
            chunk = self._chunk(at, carried, place | dict(zip(others, free, strict=True)), spare)
            carried = fill(chunk)
            if hidden is not None:
                gap = max(gap, self._gap(chunk, at, hidden))
            if (inside := chunk.sweep.inside(at.stop - at.start)) is not None:
                for value in chunk.place.values():
                    value.masked_fill_(~inside, torch.nan)
            for name in others:
                if name in targets:
                    targets[name].keep(at, chunk.place[name])
        return gap

    @torch.no_grad()
    def gap(self, quantities: Mapping[str, Tensor], hidden: Hidden) -> float:
        """How far h_t is, at most, from what its recorded quantities (T, B, H) give."""
        spare = self.h.new_empty(self._count, *self.h.shape[1:], dtype=self._dtype)
        found = 0.0
        for at in self.chunks():
            place = {name: value[at].to(self._dtype) for name, value in quantities.items()}
            chunk = self._chunk(at, self.sweep.start[1:], place, spare[: at.stop - at.start])
            found = max(found, self._gap(chunk, at, hidden))
        return found

    @property
    def _dtype(self) -> torch.dtype:
        """Half precision adds up in more, whatever it rounds to."""
        return torch.promote_types(self.h.dtype, torch.float32)

    @property
    def _count(self) -> int:
        """Steps in a chunk."""
        return min(len(self.h), max(1, _ROWS // self.h.shape[1]))

    @cached_property
    def _sums(self) -> Sums:
        again = self._count < len(self.h)
        return Sums(self.weights.to(self._dtype), self.h.shape[-1], self._count * self.h.shape[1] * again)

    @cached_property
    def _desk(self) -> Tensor:
        width = self.x.shape[-1] + self.h.shape[-1]
        return self.h.new_empty(self._count * self.h.shape[1], width, dtype=self._dtype)

    def chunks(self) -> list[slice]:
        """The steps of each, in the order in which they were read."""
        steps, count = len(self.h), self._count
        chunks = [slice(start, min(start + count, steps)) for start in range(0, steps, count)]
        return chunks[::-1] if self.sweep.backward else chunks

    def _chunk(self, at: slice, carried: tuple[Tensor, ...], place: Mapping[str, Tensor], spare: Tensor) -> Chunk:
        lengths = None if self.sweep.lengths is None else self.sweep.lengths - at.start
        before = self.sweep.before(self.h, self.sweep.start[0], at).to(self._dtype)
        own = Sweep((before[0], *carried), lengths, self.sweep.backward)
        read = self.x[at].to(self._dtype)
        desk = self._desk[: len(read) * read.shape[1]]
        return Chunk(self._sums, read, before, own, place, spare, desk, self.facts)

    def _gap(self, chunk: Chunk, at: slice, hidden: Hidden) -> float:
        gap = hidden(chunk).sub_(self.h[at])
        if (inside := chunk.sweep.inside(len(gap))) is not None:
            gap.masked_fill_(~inside, 0.0)
        found = largest(gap)
        # NaN is what a model that computes NaN returns, too.
        return largest(gap.nan_to_num_()) if math.isnan(found) else found


def largest(values: Tensor) -> float:
    """Largest magnitude, in one pass; NaN where there is one."""
    low, high = values.aminmax()
    return torch.maximum(-low, high).item()
