"""Replica: a recurrent layer as it was at one moment, whatever becomes of it."""

from collections.abc import Iterator
from typing import Any, Self

import torch
from torch import Tensor, nn

from gru_viz.cells.weights import CellWeights


class Replica:
    """What a layer says about itself, and copies of its numbers, without gradients and without hooks.

    Parameters
    ----------
    module : nn.Module

    Attributes
    ----------
    stays : bool
        Nobody changes its numbers.
    """

    stays = True

    def __init__(self, module: nn.Module) -> None:
        own = {name: value for name, value in vars(module).items() if not name.startswith("_")}
        self._tensors = {name: value.detach().clone() for name, value in _tensors(module).items()}
        vars(self).update(own | module._parameters | self._tensors)

    def __getattr__(self, name: str) -> Any:  # for who reads the types: what it has is what the module had
        raise AttributeError(name)

    def parameters(self) -> Iterator[Any]:
        """As of any module."""
        return iter(self._tensors.values())

    @classmethod
    def of(cls, module: nn.Module, before: Self | None) -> Self:
        """As the module is now: the replica of `before` itself where nothing has changed since, as in a loop."""
        return before if before is not None and before.still(module) else cls(module)

    def still(self, module: nn.Module) -> bool:
        """Whether the module's numbers and options are what they were."""
        now = _tensors(module)
        options = {name: value for name, value in vars(module).items() if not name.startswith("_") and name not in now}
        return (
            now.keys() == self._tensors.keys()
            and all(vars(self).get(name, self) is value for name, value in options.items())
            and all(torch.equal(value, self._tensors[name]) for name, value in now.items())
        )


def _tensors(module: nn.Module) -> dict[str, Tensor]:
    """Parameters, buffers, and what else stands under their names, as some dropout of weights puts it there."""
    found = {**vars(module), **module._buffers, **module._parameters}
    return {name: value for name, value in found.items() if isinstance(value, Tensor)}


def lasting(module: Any, weights: CellWeights) -> CellWeights:
    """Weights of a layer of the module as they are now, without gradients."""
    return weights if getattr(module, "stays", False) else weights.copied()
