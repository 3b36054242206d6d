"""Excerpt: some steps of a trace, in float64, as closed forms read them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from torch import Tensor

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.weights import CellWeights

Traced_co = TypeVar("Traced_co", bound=CellTrace, covariant=True)


@dataclass(frozen=True)
class Excerpt(Generic[Traced_co]):
    """Steps of one layer, direction and sequence.

    Attributes
    ----------
    trace : CellTrace
    layer, sample : int
    direction : "forward" or "backward"
    steps : tuple of int (K)
        Positions in the input.
    """

    trace: Traced_co
    layer: int
    direction: str
    sample: int
    steps: tuple[int, ...]

    def __getitem__(self, name: str) -> Tensor:
        """One quantity, (K, hidden_size)."""
        if name == "keep_gate":
            return self.trace.keeping(self[self.trace.cell.keeps])
        side = self.trace.side(self.direction)
        if name in [state.before for state in self.trace.cell.states]:
            values = self.trace.started_from(name, self.layer, self.sample)[0, side, :, 0]
        else:
            values = getattr(self.trace, name)[self.layer, side, :, self.sample]
        return values[list(self.steps)].detach().double().cpu()

    @cached_property
    def inputs(self) -> Tensor:
        """x_t of the layer, (K, layer input size)."""
        return self.trace.layer_inputs[self.layer][list(self.steps), self.sample].detach().double().cpu()

    @cached_property
    def weights(self) -> CellWeights:
        """The layer's and direction's."""
        return self.trace.weights[self.layer][self.trace.side(self.direction)].double()


@dataclass(frozen=True)
class Across(Excerpt[Traced_co]):
    """One step of every sequence instead, the first of `steps`; of no `sample` in particular."""

    def __getitem__(self, name: str) -> Tensor:
        """One quantity, (B, hidden_size)."""
        if name == "keep_gate":
            return super().__getitem__(name)
        values = getattr(self.trace, name)[self.layer, self.trace.side(self.direction), self.steps[0]]
        return values.detach().double().cpu()
