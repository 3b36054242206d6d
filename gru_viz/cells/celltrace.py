"""CellTrace: what every traced cell has in common: states on the input's own positions, tables, labelled arrays."""

import webbrowser
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Literal, Self

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from gru_viz.cells import late
from gru_viz.cells.cell import Cell
from gru_viz.cells.parts import Which, mapped
from gru_viz.cells.selection import selected
from gru_viz.cells.starts import Restarts, before, rows
from gru_viz.cells.tables import Tabled
from gru_viz.cells.weights import CellWeights


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CellTrace(Tabled):
    """Everything that a recurrent module computed on one batch of sequences.

    The states and gates have shape (num_layers, num_directions, T, B, hidden_size), the module's dtype and device;
    an unbatched run has B = 1. The time index is the position in the input, for both directions. Past the end of a
    shorter sequence: NaN. Two traces are equal if they are the same object; `torch.equal` compares their numbers.

    Attributes
    ----------
    cell : Cell
        What was traced: a row of `gru_viz.cells.kinds.CELLS`.
    hidden_state : Tensor
        Of one layer that read sequences of one length, a view of `output`.
    start : tuple of Tensor (num_layers * num_directions, B, hidden_size)
        What the run started from: one for each state that the cell hands on, h_0 and an LSTM's c_0.
    restarts : tuple of (int, tuple of Tensor)
        Steps that did not start from what the step before left, and what they started from, as `start`: where calls
        were joined.
    output, h_n : what `module(x, h0)` returns
    tokens : tuple of tuple of str
        One name for each step, one tuple for each sequence.
    lengths : tuple of int
        Steps in each sequence.
    directions : tuple of "forward" and "backward"
        Which there are, in the order of the axis.
    units : tuple of int or None
        Numbers of the units that are left by `sel`; None for all.
    whole : CellTrace or None
        Of a part by direction or units: the same steps of all of them, which closed forms read, since a step does.
    layer_inputs : tuple of Tensor (T, B, layer input size)
        What each layer read; zeros past the end.
    weights : tuple (layer) of tuple (direction) of CellWeights
    """

    cell: Cell
    hidden_state: Tensor
    start: tuple[Tensor, ...]
    output: Tensor | PackedSequence
    h_n: Tensor
    tokens: tuple[tuple[str, ...], ...]
    lengths: tuple[int, ...]
    layer_inputs: tuple[Tensor, ...]
    weights: tuple[tuple[CellWeights, ...], ...]
    directions: tuple[str, ...]
    units: tuple[int, ...] | None = None
    whole: Self | None = None
    restarts: Restarts = ()

    @property
    def previous_state(self) -> Tensor:
        """The h that each step started from: h_{t-1}, or h_{t+1} in the backward direction; made when asked for."""
        return self.started_from("previous_state")

    def started_from(self, name: str, layer: int | None = None, sample: int | None = None) -> Tensor:
        """`State.before` of one of the cell's states, such as "previous_state"; on request of one layer or sequence."""
        number = [state.before for state in self.cell.states].index(name)
        states, start = getattr(self, self.cell.states[number].name), self.start[number]
        again, lengths = [(step, values[number]) for step, values in self.restarts], self.lengths
        layers = range(self.num_layers) if layer is None else [range(self.num_layers)[layer]]
        samples = range(len(lengths)) if sample is None else [range(len(lengths))[sample]]
        if layer is not None or sample is not None:
            states = states if layer is None else states[layer][None]
            states = states if sample is None else states[:, :, :, sample].unsqueeze(3)
            start, *others = (
                rows(each, layers, self.num_directions, samples) for each in (start, *(v for _, v in again))
            )
            again = [(step, value) for (step, _value), value in zip(again, others, strict=True)]
            lengths = [lengths[number] for number in samples]
        return before(states, start, again, self.directions, lengths)

    @property
    def entire(self) -> Self:
        """With all directions and units that a step reads."""
        return self.whole or self

    def side(self, direction: str | None = None) -> int:
        """Place of a direction on the axis, by default of the first that there is; ValueError if it is not there."""
        if direction is None:
            return 0
        if direction not in self.directions:
            there = " or ".join(map(repr, self.directions))
            raise ValueError(f"direction: expected {there}, got {direction!r}")
        return self.directions.index(direction)

    def named(self, direction: str | None = None) -> str:
        """The direction itself, by default the first that there is; ValueError if it is not there."""
        return self.directions[self.side(direction)]

    @property
    def unit_numbers(self) -> tuple[int, ...]:
        """Number of each unit in the module."""
        return self.units or tuple(range(self.hidden_size))

    @property
    def num_layers(self) -> int:
        """Number of layers L."""
        return self.hidden_state.shape[0]

    @property
    def num_directions(self) -> int:
        """2 for a bidirectional run, else 1."""
        return self.hidden_state.shape[1]

    @property
    def hidden_size(self) -> int:
        """Number of units H."""
        return self.hidden_state.shape[-1]

    @property
    def quantities(self) -> tuple[str, ...]:
        """What was recorded, in the order in which a step computes it."""
        return self.cell.quantities

    @property
    def gates(self) -> tuple[str, ...]:
        """Names of the quantities that are gates, in [0, 1]."""
        return self.cell.gates

    @property
    def facts(self) -> dict[str, str]:
        """What there is to say beside numbers, such as a GRU's conventions."""
        return {name: getattr(self, name) for name in self.cell.facts}

    @property
    def keep_gate(self) -> Tensor | None:
        """What each step keeps of the old state (LSTM: of the old cell state); None without such a road."""
        return self.keeping(getattr(self, self.cell.keeps)) if self.cell.keeps else None

    def keeping(self, gate: Tensor) -> Tensor:
        """What is kept where `Cell.keeps` has these values."""
        return 1 - gate if self.facts.get("update_convention") == "write" else gate

    if not TYPE_CHECKING:  # who reads the types shall be told of what is not there

        def __getattr__(self, name: str) -> object:
            """What is computed when it is first read."""
            return late.read(self, name)

    def __getstate__(self) -> object:
        late.settle(self)
        return vars(self)

    def __len__(self) -> int:
        """Steps of the longest sequence."""
        return self.hidden_state.shape[2]

    def __repr__(self) -> str:
        layers, directions, steps, batch, units = self.hidden_state.shape
        means = ", ".join(f"{name} {self.mean(name).item():.2f}" for name in self.gates)
        return (
            f"<{type(self).__name__}: {self.cell.name}, {layers} × {directions} (layers × directions), T={steps}, "
            f"B={batch}, H={units}, {str(self.hidden_state.dtype).removeprefix('torch.')}"
            f"{'; mean ' * bool(means)}{means}>"
        )

    def _repr_html_(self) -> str:
        """Small still pictures of its gates and states, as a notebook shows it."""
        import gru_viz  # noqa: PLC0415 - through the front door: what draws stands above the cells

        return gru_viz.figures.notebook.small(self)

    def show(self, path: str | Path | None = None) -> Path:
        """Open it in the browser, with what chooses layer, direction and sequence: `gru_viz.to_html`, in a file.

        Parameters
        ----------
        path : str or Path, optional
            Default a file among the temporary ones.
        """
        import gru_viz  # noqa: PLC0415 - as above

        file = gru_viz.to_html(self, path or Path(mkdtemp()) / "run.html").resolve()
        webbrowser.open(file.as_uri())
        return file

    def __deepcopy__(self, _memo: dict) -> Self:
        """Copies of all tensors; gradients flow through them as through the original."""
        return mapped(self, torch.clone)

    def cpu(self) -> Self:
        """The same on the CPU."""
        return mapped(self, Tensor.cpu)

    def detach(self) -> Self:
        """The same without gradients."""
        return mapped(self, Tensor.detach)

    def sel(
        self,
        *,
        layer: Which = None,
        direction: Literal["forward", "backward"] | None = None,
        sample: Which = None,
        units: Which = None,
        steps: Which = None,
    ) -> Self:
        """A smaller record of the same kind, which every figure and analysis takes.

        Parameters
        ----------
        layer, sample, units, steps : int, sequence of int, mask (sequence of bool, one for each), or slice
            Default all. A slice of steps ends where a sequence does.
        direction : "forward" or "backward"
            Default all that there are.

        Returns
        -------
        CellTrace
            Its `output` is that of its last layer, its `h_n` the states after the last of its steps.

        Raises
        ------
        ValueError
            There is no such layer, direction, sequence, unit or step, or a sequence would have no step left.
        """
        return selected(self, layer, direction, sample, units, steps)

    def _has(self, name: str) -> bool:
        """Whether there is such a quantity, or what each step started from."""
        return name in (*self.quantities, *(state.before for state in self.cell.states))
