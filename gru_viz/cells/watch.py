"""watch(): every recurrent layer inside a model, as it runs; the model itself stays as it is."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from fnmatch import fnmatchcase
from typing import Any

from torch import nn

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.checks import check_loaded, check_plain
from gru_viz.cells.joined import joined
from gru_viz.cells.kinds import CELLS
from gru_viz.cells.looking import Looking


class Watched:
    """The calls of one layer; where there was one, its quantities are at hand by name.

    Attributes
    ----------
    name : str
        In the model, such as "encoder.gru".
    calls : tuple of CellTrace
        A record for each call, as `gru_viz.trace` gives it; with `keep` or `units` only that of it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.calls: tuple[Any, ...] = ()

    def joined(self) -> CellTrace:
        """All calls as one sequence: those of nn.GRUCell in a loop, or of an nn.GRU that a decoder calls step by step.

        Whether a call goes on from the one before is not looked at: what stands between them is the model's own affair.
        Calls on sequences of their own are put beside each other by `gru_viz.cat(seen[name].calls)`.

        Raises
        ------
        ValueError
            There were none, or they are not of one sequence: other sizes, packed, or read in both directions.
        """
        return joined(self.name, self.calls)

    def __getattr__(self, quantity: str) -> Any:
        if quantity.startswith("__"):
            raise AttributeError(quantity)
        if not self.calls:
            raise AttributeError(f"{self.name!r} was not called; run the model inside the with block")
        if len(self.calls) != 1:
            raise AttributeError(
                f"{self.name!r} was called {len(self.calls)} times: take one of .calls, or .joined() for one sequence"
            )
        return getattr(self.calls[0], quantity)

    def __repr__(self) -> str:
        return f"<{self.name or 'the module itself'!r}: {len(self.calls)} call{'s' * (len(self.calls) != 1)}>"


class Watch(AbstractContextManager, Mapping[str, Watched]):
    """What `watch` returns: a mapping of the layers' names to what they did, filled while the model runs.

    Attributes
    ----------
    paused : bool
        Calls are let go by meanwhile.
    """

    def __init__(
        self,
        model: nn.Module,
        names: str | Sequence[str] = "*",
        keep: Collection[str] | None = None,
        units: Sequence[int] | None = None,
        every: int = 1,
    ) -> None:
        if every < 1:
            raise ValueError(f"every: expected a whole number from 1 on, got {every}")
        patterns = [names] if isinstance(names, str) else list(names)
        _check_model(model)
        kinds = _watchable()
        found = {name: module for name, module in model.named_modules() if isinstance(module, kinds)}
        chosen = {name: module for name, module in found.items() if any(fnmatchcase(name, p) for p in patterns)}
        if not chosen:
            there = _named(found) or "none: no nn.GRU, nn.LSTM, nn.RNN, their cells, or one of gru_viz"
            raise ValueError(
                f"names: no recurrent layer is called {' or '.join(map(repr, patterns))}; there are {there}"
            )
        for name, module in chosen.items():
            check_loaded(module, f"{name!r} in the model" if name else "model")
        self._modules, self._options, self._every = chosen, (keep, units), every
        self._seen = {name: Watched(name) for name in chosen}
        self._hooks = ExitStack()
        self.paused = False

    def __enter__(self) -> "Watch":
        for name, module in self._modules.items():
            Looking(self, self._seen[name], module, self._every, *self._options).attach(self._hooks)
        return self

    def forget(self) -> None:
        """As if nothing had been called so far."""
        for layer in self._seen.values():
            layer.calls = ()

    def __exit__(self, *_problem: object) -> None:
        self._hooks.close()

    def __getitem__(self, name: str) -> Watched:
        if name not in self._seen:
            raise KeyError(f"{name!r} was not watched; there are {_named(self._seen)}")
        return self._seen[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._seen)

    def __len__(self) -> int:
        return len(self._seen)

    def __repr__(self) -> str:
        return f"<Watch: {', '.join(map(repr, self._seen.values()))}>"


def watch(
    model: nn.Module,
    names: str | Sequence[str] = "*",
    *,
    keep: Collection[str] | None = None,
    units: Sequence[int] | None = None,
    every: int = 1,
) -> Watch:
    """Record every gate and state of every recurrent layer inside `model`, at any depth, while a `with` block lasts.

    Inputs, start states, packing, mode and random state are those of each call, dropout masks included, and what the
    model returns stays the same to the last bit. What is recorded is checked against what the layer returned. Nothing
    else about the model changes, and afterwards nothing is left of it, even after an exception.

    Without gradients a call costs little more than copies of what the layer read and returned, and of its weights where
    they have changed: the gates are computed, and checked, when one of them is first read, whatever has become of the
    model by then. With gradients, `keep` or `units` all of it happens at once, and so it does where a layer may do more
    than its equations (a subclass, hooks, a forward of its own).

    Parameters
    ----------
    model : nn.Module
        With nn.GRU, nn.LSTM, nn.RNN, their cells (nn.GRUCell …), or cells of gru_viz somewhere inside.
    names : str or sequence of str
        Which of them, by their names in the model; `*` and `?` stand for anything.
    keep : collection of str, optional
        Only these quantities, such as ("update_gate",): a long run costs no more memory than that.
    units : sequence of int, optional
        Only these units.
    every : int
        Only the first of so many calls.

    Returns
    -------
    Watch
        A mapping of names to `Watched`.

    Raises
    ------
    TypeError
        The model is compiled, quantised or a script: hooks would not see what runs. Inside the block: a layer is called,
        or answers, in a way of its own.
    ValueError
        No layer is called so, or its parameters have no numbers. Inside the block, at the latest when a record is read: a layer returned something else
        than its equations say, as a subclass with a `forward` of its own does.

    Examples
    --------
    >>> import torch, gru_viz
    >>> model = torch.nn.ModuleDict({"encoder": torch.nn.GRU(4, 8)})
    >>> with gru_viz.watch(model) as seen:
    ...     _ = model["encoder"](torch.randn(10, 2, 4))
    >>> tuple(seen["encoder"].update_gate.shape)
    (1, 1, 10, 2, 8)
    """
    return Watch(model, names, keep, units, every)


def _named(layers: Iterable[str]) -> str:
    return ", ".join(map(repr, layers))


def _watchable() -> tuple[type[nn.Module], ...]:
    """All classes of recurrent layers."""
    kinds = [form.module for cell in CELLS.values() for form in cell.forms]
    return (*kinds, *(cell.single for cell in CELLS.values() if cell.single is not None))


def _check_model(model: nn.Module) -> None:
    """TypeError where hooks would not see what runs."""
    if not isinstance(model, nn.Module):
        raise TypeError(f"model: expected a torch.nn.Module, got {type(model).__name__}")
    for name, module in model.named_modules():
        check_plain(module, f"{name!r} in the model" if name else "model")
