"""Recomputed: the gates of a long run with gradients. Nothing is kept for them but what was read, returned and recorded.

What autograd would keep of the equations as they are written is several times what is recorded. So they are computed
in chunks, as without gradients, and once more on the way back, as they are written, a chunk at a time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import linear

from gru_viz.cells.cell import Cell, Form
from gru_viz.cells.chunks import Reader, Target
from gru_viz.cells.sweep import Force, Step, Sweep, leave
from gru_viz.cells.weights import CellWeights


def by_equations(form: Form, reader: Reader, force: Force = leave) -> dict[str, Tensor]:
    """All quantities but h_t by name, (T, B, H), as they are written; past a sequence's end whatever comes out."""
    before = reader.sweep.before(reader.h, reader.sweep.start[0])
    return _quantities(form, reader.weights, reader.x, before, reader.sweep, force, reader.narrow)


def _quantities(
    form: Form,
    weights: CellWeights,
    x: Tensor,
    before: Tensor,
    sweep: Sweep,
    force: Force = leave,
    narrow: bool = False,
) -> dict[str, Tensor]:
    """The same from the h that each step started from."""
    # Most half-precision kernels add up in more; so do we, and round what is recorded.
    wide = before.dtype if narrow else torch.promote_types(before.dtype, torch.float32)
    own = weights.to(wide)
    gates = form.gates(Step(linear(x.to(wide), own.weight_ih, own.bias_ih), before.to(wide), own, force))
    return {name: value.to(before.dtype) for name, value in {**gates, **form.states(gates, sweep)}.items()}


def recomputed(
    cell: Cell, form: Form, reader: Reader, kept: Sequence[str], compare: Callable[[float], object] | None
) -> dict[str, Tensor]:
    """Those of the quantities, (T, B, H), NaN past a sequence's end; gradients flow through them, twice if need be.

    Parameters
    ----------
    cell : Cell
    form : Form
    reader : Reader
    kept : sequence of str
    compare : callable
        Is told how far, at most, h_t is from what they give.
    """
    plan = _Plan(cell, form, reader, tuple(kept), compare)
    return dict(zip(kept, _Recomputed.apply(plan, *_inputs(reader)), strict=True))


@dataclass(frozen=True)
class _Plan:
    """What is to be computed; of the reader only what is no number."""

    cell: Cell
    form: Form
    reader: Reader
    kept: tuple[str, ...]
    compare: Callable[[float], object] | None

    @property
    def carried(self) -> list[str]:
        """Kept states beside h_t, each of which a chunk starts from."""
        return [state.name for state in self.cell.states[1:] if state.name in self.kept]

    def with_numbers(self, inputs: Sequence[Tensor]) -> Reader:
        """The reader of these inputs."""
        x, h, *others = inputs
        start, weights = others[: len(self.cell.states)], others[len(self.cell.states) :]
        named = dict(zip(self.reader.weights.there(), weights, strict=True))
        sweep = replace(self.reader.sweep, start=tuple(start))
        return replace(self.reader, weights=CellWeights(**named), x=x, h=h, sweep=sweep)


def _inputs(reader: Reader) -> tuple[Tensor, ...]:
    return reader.x, reader.h, *reader.sweep.start, *reader.weights.there().values()


class _Recomputed(torch.autograd.Function):
    """(plan, x, h, start states, weights) to the quantities that are kept."""

    @staticmethod
    def forward(ctx: Any, plan: _Plan, *inputs: Tensor) -> tuple[Tensor, ...]:
        reader, names = plan.reader, plan.cell.computed_for(plan.kept, plan.compare is not None)
        found = {name: torch.empty_like(reader.h, memory_format=torch.contiguous_format) for name in plan.kept}
        targets = {name: Target(values) for name, values in found.items()}
        gap = reader.fill(names, plan.form.fill, targets, None if plan.compare is None else plan.form.hidden)
        if plan.compare is not None:
            plan.compare(gap)
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*inputs, *(found[name] for name in plan.carried))
        ctx.plan, ctx.count = replace(plan, compare=None), len(inputs)
        return tuple(found.values())

    @staticmethod
    def backward(ctx: Any, *grads: Tensor | None) -> tuple[Tensor | None, ...]:
        plan: _Plan = ctx.plan
        saved, needed = ctx.saved_tensors, ctx.needs_input_grad[1:]
        inputs, carried = saved[: ctx.count], dict(zip(plan.carried, saved[ctx.count :], strict=True))
        given = {name: grad for name, grad in zip(plan.kept, grads, strict=True) if grad is not None}
        if torch.is_grad_enabled():  # to be followed itself
            # Each a tensor of its own: the states have been computed from the other inputs, and are followed there by themselves.
            inputs = [each.view_as(each) for each in inputs]
            reader = plan.with_numbers(inputs)
            inside = reader.sweep.inside(len(reader.h))
            values = by_equations(plan.form, reader)
            given = {n: grad if inside is None else torch.where(inside, grad, 0) for n, grad in given.items()}
            wanted = [each for each, need in zip(inputs, needed, strict=True) if need]
            found = iter(_grad([values[name] for name in given], wanted, list(given.values()), create_graph=True))
            return None, *(next(found) if need else None for need in needed)
        reader = plan.with_numbers(inputs)
        back = _Back(plan, reader, needed)
        for at in reversed(reader.chunks()):
            back.take({name: grad[at] for name, grad in given.items()}, at, carried)
        return None, *back.found()


class _Back:
    """Derivatives by the inputs, added up a chunk at a time, from the last that was read to the first."""

    def __init__(self, plan: _Plan, reader: Reader, needed: Sequence[bool]) -> None:
        self._plan, self._reader, self._needed = plan, reader, needed
        self._x = torch.zeros_like(reader.x) if needed[0] else None
        self._h = torch.zeros_like(reader.h)
        self._start = [torch.zeros_like(state) for state in reader.sweep.start]
        leaves = {name: value.detach().requires_grad_() for name, value in reader.weights.there().items()}
        self._weights = CellWeights(**leaves)
        self._sums = [torch.zeros_like(value) for value in leaves.values()]

    def take(self, grads: Mapping[str, Tensor], at: slice, states: Mapping[str, Tensor]) -> None:
        """Take in the derivatives by what a chunk gave."""
        x, h, sweep = self._reader.x[at].detach(), self._reader.h, self._reader.sweep
        lengths = None if sweep.lengths is None else sweep.lengths - at.start
        before = sweep.before(h, sweep.start[0], at).detach().requires_grad_()
        x.requires_grad_(self._needed[0])
        starts = [start.detach().requires_grad_() for start in self._starts(at, states)]
        own = Sweep((before[0], *starts), lengths, sweep.backward)
        with torch.enable_grad():
            values = _quantities(self._plan.form, self._weights, x, before, own)
        inside = own.inside(len(x))
        grads = {name: grad if inside is None else grad.masked_fill(~inside, 0) for name, grad in grads.items()}
        edge = 0 if sweep.backward else -1
        for number, name in enumerate(states):
            # What the chunk that was read next started from.
            grads[name] = grads[name].clone() if name in grads else torch.zeros_like(before)
            grads[name][edge] += self._start[1 + number]
        leaves = [*self._weights.there().values(), before, *starts, *[x] * self._needed[0]]
        found = _grad([values[name] for name in grads], leaves, list(grads.values()))
        self._add(found, at, len(starts))

    def _add(self, found: list[Tensor | None], at: slice, starts: int) -> None:
        count = len(self._sums)
        for total, grad in zip(self._sums, found[:count], strict=True):
            if grad is not None:
                total.add_(grad)
        if (by_before := found[count]) is not None:
            self._reader.sweep.hand_back(by_before, at, self._h, self._start[0])
        for number, grad in enumerate(found[count + 1 : count + 1 + starts]):
            self._start[1 + number] = torch.zeros_like(self._start[1 + number]) if grad is None else grad
        if self._x is not None and (by_x := found[-1]) is not None:
            self._x[at] = by_x

    def _starts(self, at: slice, states: Mapping[str, Tensor]) -> list[Tensor]:
        """What a chunk started from beside h: the recorded state before it, or that of the run where there is none."""
        sweep = self._reader.sweep
        edge = at.stop if sweep.backward else at.start - 1
        starts = []
        for start, name in zip(sweep.start[1:], [state.name for state in self._plan.cell.states[1:]], strict=True):
            if name not in states or not 0 <= edge < len(self._reader.h):
                starts.append(start)
            elif sweep.lengths is None:
                starts.append(states[name][edge])
            else:
                starts.append(torch.where((edge < sweep.lengths)[:, None], states[name][edge], start))
        return starts

    def found(self) -> list[Tensor | None]:
        """The derivatives by x, h, the start states and the weights, where they are needed."""
        every = (self._x, self._h, *self._start, *self._sums)
        return [value if need else None for value, need in zip(every, self._needed, strict=True)]


def _grad(values: list[Tensor], by: list[Tensor], grads: list[Tensor], create_graph: bool = False) -> list:
    """Derivatives of the values, None where one does not depend on something."""
    followed = [(value, grad) for value, grad in zip(values, grads, strict=True) if value.requires_grad]
    if not followed:
        return [None] * len(by)
    # The derivatives of this sum by the values are `grads`, times one. Given as grad_outputs, they would be compared with
    # the values in size, for which PyTorch imports sympy at first: half a second.
    with torch.enable_grad():
        total = torch.stack([value.reshape(-1) @ grad.reshape(-1) for value, grad in followed]).sum()
    return list(torch.autograd.grad(total, by, create_graph=create_graph, allow_unused=True))
