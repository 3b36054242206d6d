"""What if: the interventions and the edited sequence that the view of a setup's experiment describes."""

import re
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.functional import pad

from gru_viz.cells.intervention import Intervention, clamp, silence
from gru_viz.experiment.setup import Setup
from gru_viz.inputs.sequence import Sequence
from gru_viz.problem import N_, Problem, plural


@dataclass(frozen=True)
class Held:
    """A gate or a state held at a value in the layer and direction in view.

    Attributes
    ----------
    quantity : str
    value : float, in [0, 1]
        In the convention on the screen.
    units : tuple of int
    step : int or None
        None: all of them.
    """

    quantity: str
    value: float
    units: tuple[int, ...]
    step: int | None


def everything_held(setup: Setup) -> tuple[Held, ...]:
    """The gates that the view of a setup's experiment holds, and the state of a unit that it silences."""
    e = setup.experiment
    return _gates(setup) + ((Held("hidden_state", 0.0, (e.unit,), None),) if e.mute else ())


def _gates(setup: Setup) -> tuple[Held, ...]:
    """The gates that are held; a unit's own value goes before that of all."""
    e = setup.experiment
    step = e.step if e.force_when == "step" else None
    found: tuple[Held, ...] = ()
    for gate, every, own in (
        ("reset_gate", e.force_reset, e.force_reset_unit),
        ("update_gate", e.force_update, e.force_update_unit),
    ):
        others = tuple(unit for unit in range(e.hidden_size) if own < 0 or unit != e.unit)
        found += tuple(
            Held(gate, percent / 100, units, step)
            for percent, units in ((every, others), (own, (e.unit,)))
            if percent >= 0 and units
        )
    return found


def interventions(setup: Setup) -> tuple[Intervention, ...]:
    """What is held in the layer and direction in view.

    The fields speak the convention on the screen; under "cho" the module itself means 1 - z.
    """
    e = setup.experiment
    direction = e.direction if e.bidirectional else "forward"
    held: tuple[Intervention, ...] = ()
    for each in _gates(setup):
        turned = each.quantity == "update_gate" and e.convention == "cho"
        value = 1 - each.value if turned else each.value
        held += clamp(
            **{each.quantity: value}, units=list(each.units), steps=each.step, layers=e.layer, direction=direction
        )
    if e.mute:
        held += silence(e.unit, layers=e.layer, direction=direction)
    return held


@dataclass(frozen=True)
class Edited:
    """A sequence with one token of one sample taken out or replaced.

    Attributes
    ----------
    sequence : Sequence
    sample, step : int
        Where.
    removed : bool
    token : str
        What stands there now; empty if nothing does.
    """

    sequence: Sequence
    sample: int
    step: int
    removed: bool
    token: str = ""


def edited(setup: Setup) -> Edited | None:
    """The setup's sequence with its edit, every other token with its very numbers; None if there is no edit.

    Raises
    ------
    Problem
        No such step, nothing would be left, or what is to be put in cannot be read.
    """
    e, sequence = setup.experiment, setup.sequence
    if e.edit == "none":
        return None
    tokens, sample, step = sequence.tokens[e.sample], e.sample, e.edit_step
    if step >= len(tokens):
        raise Problem(
            "The edit is at step {given}; this sequence has steps 0 to {last}.", given=step, last=len(tokens) - 1
        )
    row = sequence.values[sample, : len(tokens)]
    if e.edit == "remove":
        if len(tokens) == 1:
            raise Problem("The only token cannot be removed; nothing would be left.")
        return _with_row(
            sequence, sample, step, torch.cat([row[:step], row[step + 1 :]]), tokens[:step] + tokens[step + 1 :]
        )
    token, vector = _read(setup)
    row = torch.cat([row[:step], vector[None], row[step + 1 :]])
    return _with_row(sequence, sample, step, row, (*tokens[:step], token, *tokens[step + 1 :]), token)


def _with_row(
    sequence: Sequence, sample: int, step: int, row: Tensor, tokens: tuple[str, ...], token: str = ""
) -> Edited:
    """`sequence` with another row."""
    rows = [values[:length] for values, length in zip(sequence.values, sequence.lengths, strict=True)]
    rows[sample] = row
    steps = max(map(len, rows))
    values = torch.stack([pad(each, (0, 0, 0, steps - len(each))) for each in rows])
    names = (*sequence.tokens[:sample], tokens, *sequence.tokens[sample + 1 :])
    return Edited(replace(sequence, values=values, tokens=names), sample, step, not token, token)


def _read(setup: Setup) -> tuple[str, Tensor]:
    """What is to be put in: its token and its numbers."""
    e, sequence, model = setup.experiment, setup.sequence, setup.model
    if not sequence.is_text:
        return _numbers(e.edit_token, sequence)
    own = model.spelled(e.edit_token) if model is not None else None
    if own is not None:
        if own.values.shape[:2] != (1, 1):
            raise Problem("Replace it by one token; “{given}” is {count}.", given=e.edit_token[:40], count=own.steps)
        return own.tokens[0][0], own.values[0, 0]
    token = e.edit_token.strip()
    if not token:
        raise Problem("There is no text yet. Type at least one character that is not a space.")
    for names, row in zip(sequence.tokens, sequence.values, strict=True):
        if token in names:
            return token, row[names.index(token)]
    if e.encoding == "one-hot":
        raise Problem(
            "One-hot knows only the tokens of the text: {known}. Replace it by one of them, or choose the embedding.",
            known=" ".join(sequence.vocabulary)[:200],
        )
    known = len(sequence.vocabulary)
    drawn = torch.randn(known + 1, sequence.input_size, generator=torch.Generator().manual_seed(e.data_seed))
    return token, drawn[known]


def _numbers(text: str, sequence: Sequence) -> tuple[str, Tensor]:
    """Numbers for one step, standardised as the others are."""
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    try:
        values = torch.tensor([float(word) for word in words], dtype=torch.float64)
    except ValueError:
        values = torch.tensor([torch.nan])
    if len(words) != sequence.input_size or not (values.abs() <= 1e30).all():
        one = N_("A step of this sequence has {count} number; “{given}” is not that. Type a finite number.")
        many = N_(
            "A step of this sequence has {count} numbers; “{given}” is not that. Type finite numbers between commas."
        )
        raise Problem(plural(sequence.input_size, one, many), count=sequence.input_size, given=text[:40])
    if sequence.mean is not None and sequence.std is not None:
        values = (values - sequence.mean) / torch.where(sequence.std > 0, sequence.std, 1.0)
    return ", ".join(words), values.float()
