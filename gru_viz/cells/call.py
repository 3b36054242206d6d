"""Call: one run of a recurrent layer inside a model, and the record of it."""

import math
from dataclasses import dataclass, replace
from typing import Any, Self

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells.cell import Cell, Form
from gru_viz.cells.checks import check_start, check_tokens
from gru_viz.cells.chunks import largest
from gru_viz.cells.kept import Wanted
from gru_viz.cells.kinds import CELLS, form_of
from gru_viz.cells.layers import Layer
from gru_viz.cells.observation import read_back
from gru_viz.cells.replica import Replica
from gru_viz.cells.run import Run, is_followed
from gru_viz.cells.single import SingleStep
from gru_viz.cells.steps import Recurrent, Steps

#: How many times the module's own precision may lie between what it returned and what its equations say.
_PRECISIONS = 64


def in_checkpoint() -> bool:
    """Whether what autograd saves is counted, and the run repeated for the gradients: nothing may be followed there."""
    return torch._C._autograd._top_saved_tensors_default_hooks(True) is not None  # pyright: ignore[reportAttributeAccessIssue]


@dataclass(frozen=True)
class Call:
    """What a layer was given and what it returned, in its own precision: under autocast both came in another.

    Attributes
    ----------
    name : str
        Of the layer in its model.
    kind : type of nn.Module
        Its own.
    precision : float
        Of the module's numbers, or of those that autocast computed in.
    cell : Cell
    form : Form
    module : Recurrent
        The layer itself, or one that stands for it.
    x : Tensor or PackedSequence
    start : Tensor, tuple of Tensor, or None
    output : Tensor
        Data, as `Steps` has them.
    last : tuple of Tensor (num_layers * num_directions, B, hidden_size)
    random_state : Tensor or None
        Before the call, where it drew dropout masks.
    rounded : torch.dtype or None
        Where autocast rounds the states that a step hands on beside h_t (an LSTM's c_t), to what.
    """

    name: str
    kind: type[nn.Module]
    precision: float
    cell: Cell
    form: Form
    module: Recurrent
    x: Any
    start: Any
    output: Tensor
    last: tuple[Tensor, ...]
    random_state: Tensor | None
    rounded: torch.dtype | None = None

    @classmethod
    def of(
        cls,
        name: str,
        module: nn.Module,
        x: Any,
        start: Any,
        returned: Any,
        random_state: Tensor | None,
        autocast: torch.dtype | None,
    ) -> Self:
        """A call that is just done.

        Raises
        ------
        ValueError
            It is an nn.LSTM with `proj_size`.
        """
        kind, dtype = type(module), next(module.parameters()).dtype
        layer: Any = module
        precision = max(torch.finfo(each).eps for each in (dtype, autocast or dtype))
        cell = next((cell for cell in CELLS.values() if cell.single and isinstance(module, cell.single)), None)
        if cell is not None:  # nn.GRUCell and its kind: a sequence of one step
            form, layer = cell.forms[0], SingleStep(layer)
            ends = returned if isinstance(returned, tuple) else (returned,)
            start = start[None] if isinstance(start, Tensor) else start and tuple(state[None] for state in start)
            ends = tuple(state[None, None] if x.dim() == 1 else state[None] for state in ends)
            x, data = x[None], ends[0]
        else:
            cell, form = form_of(module)
            if getattr(layer, "proj_size", 0):
                raise ValueError(
                    f"{name or 'the module'!r}: an nn.LSTM with proj_size, which no trace knows; watch other layers by their names"
                )
            output, last = returned
            ends, unbatched = last if isinstance(last, tuple) else (last,), isinstance(x, Tensor) and x.dim() == 2
            packed = isinstance(output, PackedSequence)
            data = output.data if packed else Steps.of(output, layer.batch_first).data
            ends = tuple(end.unsqueeze(1) if unbatched else end for end in ends)
        start = _typed(start, dtype) if isinstance(start, Tensor) else start and tuple(_typed(s, dtype) for s in start)
        rounded = next((each.dtype for each in ends[1:] if each.dtype != dtype), None)
        data, ends = _typed(data, dtype), tuple(_typed(end, dtype) for end in ends)
        return cls(name, kind, precision, cell, form, layer, _typed(x, dtype), start, data, ends, random_state, rounded)

    def copied(self, module: Recurrent | None = None) -> Self:
        """With numbers of its own: the model may go on to change in place what it gave and what came back.

        Parameters
        ----------
        module : Recurrent, optional
            Stands for the layer from now on.
        """
        x, start = self.x, self.start
        return replace(
            self,
            module=module or self.module,
            x=x.clone() if isinstance(x, Tensor) else PackedSequence(x.data.clone(), *x[1:]),
            start=start.clone() if isinstance(start, Tensor) else start and tuple(state.clone() for state in start),
            output=self.output.clone(),
            last=tuple(state.clone() for state in self.last),
        )

    def later(self, replica: Replica) -> Self:
        """The same, of a layer that stays as it is."""
        single: Any = replica
        return self.copied(SingleStep(single) if isinstance(self.module, SingleStep) else single)

    @property
    def followed(self) -> bool:
        """Whether gradients, or a transform such as vmap, follow what it computed."""
        start = (self.start,) if isinstance(self.start, Tensor) else self.start or ()
        return is_followed(self.x.data, self.module, (*start, self.output, *self.last))

    @torch.autocast("cpu", enabled=False)
    def record(self, wanted: Wanted | None) -> Any:
        """Its trace, or the `Kept` of it, from what the module itself returned.

        Layers below the last are run again for their states.

        Raises
        ------
        ValueError
            The layer returned something else than its equations say.
        """
        start, steps = (
            check_start(self.cell, self.module, self.x, self.start),
            Steps.of(self.x, self.module.batch_first),
        )
        run = Run([steps.data], [self.output], self.last)
        if self.module.num_layers > 1:
            with torch.random.fork_rng(enabled=self.random_state is not None):
                if self.random_state is not None:
                    torch.set_rng_state(self.random_state)
                run = Run.of(self._kernel, self.module, steps, start)
            for said, returned in ((run.outputs[-1], self.output), *zip(run.last, self.last, strict=True)):
                with torch.no_grad():
                    gap = said - returned
                    found = largest(gap)
                    # NaN is what a model that computes NaN returns, too.
                    self._judge(largest(gap.nan_to_num_()) if math.isnan(found) else found, returned)
            run = run.with_own(self.output, self.last)
        tokens = () if wanted is not None else check_tokens(None, steps.lengths)
        # What is handed on in a lower precision is rounded to it at every step, as the module did.
        handed = start if self.rounded is None else (start[0], *(state.to(self.rounded) for state in start[1:]))
        record: Any = read_back(
            self.cell,
            self.form,
            self.module,
            self.x,
            handed,
            run,
            tokens,
            wanted=wanted,
            compare=lambda gap: self._judge(gap, self.output),
            precision=self.precision,
        )
        return record if handed is start or wanted is not None else replace(record, start=start)

    def _kernel(self, layer: Layer) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The form's own `Kernel`, in the precision in which the layer was called."""
        if self.rounded is None:
            return self.form.kernel(layer)
        with torch.autocast("cpu", self.rounded):
            output, last = self.form.kernel(layer)
        dtype = layer.steps.data.dtype
        return output.to(dtype), tuple(state.to(dtype) for state in last)

    def _judge(self, gap: float, returned: Tensor) -> None:
        """ValueError where what is `gap` away from what was returned is something else, as far as the precision goes."""
        allowed = _PRECISIONS * self.precision
        if gap <= allowed or gap <= allowed * returned.detach().nan_to_num().abs().max().item():
            return
        raise ValueError(
            f"{self.name or 'the module'!r} ({self.kind.__name__}) returned something else than its equations say, by "
            f"{gap:.2g}: it has a forward, a hook or a parametrisation of its own. Trace a plain module with its "
            "weights instead."
            + " Or autocast's roundings have added up over the steps: run the model without autocast."
            * bool(self.rounded)
        )


def _typed(value: Any, dtype: torch.dtype) -> Any:
    """Tensor or PackedSequence in that precision."""
    own = value.data.dtype if isinstance(value, PackedSequence) else value.dtype
    return value if own == dtype else value.to(dtype)
