"""Looking: the hooks on one layer that make a record of each of its calls."""

from collections.abc import Collection, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from gru_viz.cells.call import Call, in_checkpoint
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.checks import check_call, looks_on
from gru_viz.cells.kept import Kept, Wanted
from gru_viz.cells.late import late
from gru_viz.cells.replica import Replica


class Watching(Protocol):
    """Who looks, and whether it does so at the moment."""

    paused: bool


class Seen(Protocol):
    """Where the records of a layer go."""

    name: str
    calls: tuple[Any, ...]


class Looking:
    """What is attached to one layer."""

    only_looks = True

    def __init__(
        self,
        watching: Watching,
        seen: Seen,
        module: nn.Module,
        every: int,
        keep: Collection[str] | None,
        units: Sequence[int] | None,
    ) -> None:
        self.watching = watching
        self.seen, self.module, self.every, self.keep, self.units = seen, module, every, keep, units
        self.count = 0
        self.random_state: Tensor | None = None
        self.replica: Replica | None = None

    def attach(self, stack: ExitStack) -> None:
        """Until `stack` is closed."""
        before = self.module.register_forward_pre_hook(self._before, with_kwargs=True)
        after = self.module.register_forward_hook(self._after, with_kwargs=True)
        stack.callback(before.remove)
        stack.callback(after.remove)

    def _before(self, module: nn.Module, _args: tuple, _kwargs: dict) -> None:
        if self.watching.paused:
            return
        dropping = module.training and getattr(module, "dropout", 0) and getattr(module, "num_layers", 1) > 1
        self.random_state = torch.get_rng_state() if dropping else None

    def _after(self, module: nn.Module, args: tuple, kwargs: dict, returned: Any) -> None:
        if self.watching.paused:
            return
        self.count += 1
        if (self.count - 1) % self.every:
            return
        x = args[0] if args else kwargs.get("input", kwargs.get("x"))
        start = args[1] if len(args) > 1 else kwargs.get("hx", kwargs.get("h0"))
        if isinstance(x, Tensor) and 0 in x.shape[:-1]:
            return  # PyTorch takes a batch of no sequences, and so does the model; there is nothing to record
        check_call(self.seen.name, module, x, start, returned)
        autocast = torch.get_autocast_dtype("cpu") if torch.is_autocast_enabled("cpu") else None
        with torch.no_grad() if in_checkpoint() else nullcontext():
            call = Call.of(self.seen.name, module, x, start, returned, self.random_state, autocast)
            self.seen.calls += (self._recorded(call),)

    def _recorded(self, call: Call) -> CellTrace | Kept:
        """The record of a call, made once it is read where nothing speaks against it."""
        wanted = Wanted.of(call.cell, call.module.hidden_size, self.keep, self.units)
        if wanted is not None:
            # The model may go on to change its own tensors in place; what is kept is what they were.
            output = call.output.clone() if "hidden_state" in wanted.names else call.output
            return replace(call, output=output).record(wanted)
        if call.followed or not self._plain(call):
            return call.copied().record(None)
        self.replica = Replica.of(self.module, self.replica)
        later = call.later(self.replica)
        return late(call.cell, lambda: later.record(None))

    def _plain(self, call: Call) -> bool:
        """Whether the layer can return nothing but what its equations say; else that is found out at once."""
        hooks = (*self.module._forward_hooks.values(), *self.module._forward_pre_hooks.values())
        return (
            type(self.module) in (call.form.module, call.cell.single)
            and "forward" not in vars(self.module)
            and all(map(looks_on, hooks))
        )
