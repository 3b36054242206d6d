"""Intervention: gates and states held at a value during a run, so that everything after follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gru_viz.cells.steps import DIRECTIONS
from gru_viz.problem import Problem

Target = Literal["reset_gate", "update_gate", "hidden_state"]
Places = int | slice | Iterable[int] | None


@dataclass(frozen=True)
class Intervention:
    """One quantity held at one value somewhere; made by `clamp` and `silence`.

    Attributes
    ----------
    target : Target
    value : float
    units, steps, layers : int, slice, several ints, or None for all
        Steps are positions in the input, in both directions.
    directions : tuple of "forward" and "backward"
    start : bool
        The state before the first step is held too.
    """

    target: Target
    value: float
    units: Places = None
    steps: Places = None
    layers: Places = None
    directions: tuple[str, ...] = DIRECTIONS
    start: bool = False


def clamp(
    *,
    reset_gate: float | None = None,
    update_gate: float | None = None,
    hidden_state: float | None = None,
    units: Places = None,
    steps: Places = None,
    layers: Places = None,
    direction: Literal["forward", "backward"] | None = None,
) -> tuple[Intervention, ...]:
    """Hold gates or the hidden state at a value, for chosen units, steps, layers and directions.

    Parameters
    ----------
    reset_gate, update_gate : float in [0, 1]
        In the module's own meaning: z = 1 keeps in nn.GRU and writes in TextbookGRU.
    hidden_state : float
        h_t after the step, as later steps see it.
    units, steps, layers : int, slice, several ints, or None for all
        Negative ones count from the end.
    direction : "forward", "backward" or None for both

    Returns
    -------
    tuple of Intervention
        For `trace(..., intervene=...)`; several combine with +.

    Raises
    ------
    Problem
        No value, a gate outside [0, 1], or a state that is not finite.

    Examples
    --------
    >>> import torch, gru_viz
    >>> gru, x = torch.nn.GRU(4, 8), torch.randn(10, 4)
    >>> kept = gru_viz.clamp(update_gate=1.0, steps=slice(4, 9)) + gru_viz.clamp(reset_gate=0.0, units=[3])
    >>> h = gru_viz.trace(gru, x, intervene=kept).hidden_state
    >>> bool(torch.equal(h[:, :, 8], h[:, :, 3]))
    True
    """
    values: dict[Target, float | None] = {
        "reset_gate": reset_gate,
        "update_gate": update_gate,
        "hidden_state": hidden_state,
    }
    given: dict[Target, float] = {target: float(value) for target, value in values.items() if value is not None}
    if not given:
        raise Problem("The intervention holds nothing: give a value for reset_gate, update_gate or hidden_state.")
    for target, value in given.items():
        if target != "hidden_state" and not 0 <= value <= 1:
            raise Problem(
                "“{target}” cannot be held at {value}; a gate is between 0 and 1.", target=target, value=value
            )
        if not abs(value) <= 1e30:
            raise Problem(
                "“{target}” cannot be held at {value}; allowed are finite numbers.", target=target, value=value
            )
    if direction not in (None, *DIRECTIONS):
        raise Problem("There is no direction “{given}”; there are “forward” and “backward”.", given=str(direction)[:40])
    places = (_lasting(units), _lasting(steps), _lasting(layers), DIRECTIONS if direction is None else (direction,))
    return tuple(Intervention(target, value, *places) for target, value in given.items())


def silence(
    units: Places, *, layers: Places = None, direction: Literal["forward", "backward"] | None = None
) -> tuple[Intervention, ...]:
    """Keep units at h = 0 from the start on, as if they were not there.

    Parameters
    ----------
    units, layers, direction
        As in `clamp`.
    """
    directions = DIRECTIONS if direction is None else (direction,)
    return (Intervention("hidden_state", 0.0, _lasting(units), None, _lasting(layers), directions, start=True),)


def _lasting(places: Places) -> Places:
    """`places` so that they can be read more than once."""
    return places if places is None or isinstance(places, int | slice) else tuple(places)
