"""Workbench: code of nn.GRU that is run, and what its usual mistakes really say."""

import contextlib
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import torch
from torch import nn

from gru_viz.cells.sizes import Sizes
from gru_viz.problem import N_
from gru_viz.randomness import seeded

#: Output and warnings belong to the whole process: one visitor at a time.
_ALONE = Lock()


def printed(code: str) -> str:
    """What `code`, made by `Sizes.code` alone, prints when it is run."""
    out = io.StringIO()
    with _ALONE, contextlib.redirect_stdout(out), warnings.catch_warnings(), seeded(0), torch.no_grad():
        warnings.simplefilter("ignore")
        exec(compile(code, "workbench", "exec"), {})
    return out.getvalue().rstrip()


@dataclass(frozen=True)
class Mistake:
    """Something that people get wrong.

    Attributes
    ----------
    title, explanation : str
        Catalogue keys.
    code : callable
        Sizes to the code that makes the mistake.
    """

    title: str
    explanation: str
    code: Callable[[Sizes], str]


def message(code: str) -> str:
    """What PyTorch really says to `code` of a `Mistake`: its error, its warning, or what the code printed."""
    out = io.StringIO()
    with (
        _ALONE,
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stdout(out),
        seeded(0),
    ):
        warnings.simplefilter("always")
        try:
            exec(compile(code, "mistake", "exec"), {"torch": torch, "nn": nn})
        except Exception as error:  # the error is the point
            return f"{type(error).__name__}: {error}"
    return f"{caught[0].category.__name__}: {caught[0].message}" if caught else out.getvalue().rstrip()


def _swapped(s: Sizes) -> str:
    shape = (s.steps, s.batch) if s.batch_first else (s.batch, s.steps)
    meant = "(time, batch, feature)" if s.batch_first else "(batch, time, feature)"
    return (
        f"gru = nn.GRU({s.input_size}, {s.hidden_size}, batch_first={s.batch_first})\n"
        f"x = torch.randn({shape[0]}, {shape[1]}, {s.input_size})  # {meant}\n"
        "output, h_n = gru(x)\n"
        'print("no error; h_n", tuple(h_n.shape))'
    )


def _swapped_with_state(s: Sizes) -> str:
    lines = _swapped(s).splitlines()
    batch = s.batch if s.batch != s.steps else s.batch + 1
    return "\n".join([*lines[:2], f"h_0 = torch.zeros(1, {batch}, {s.hidden_size})", "gru(x, h_0)"])


def _wrong_rows(s: Sizes) -> str:
    rows = s.num_layers * s.directions
    return (
        f"gru = nn.GRU({s.input_size}, {s.hidden_size}, num_layers={s.num_layers}, bidirectional={s.bidirectional})\n"
        f"x = torch.randn({s.steps}, {s.batch}, {s.input_size})\n"
        f"h_0 = torch.zeros({rows + 1}, {s.batch}, {s.hidden_size})\n"
        "gru(x, h_0)"
    )


def _wrong_features(s: Sizes) -> str:
    return f"gru = nn.GRU({s.input_size}, {s.hidden_size})\ngru(torch.randn({s.steps}, {s.batch}, {s.input_size + 1}))"


def _lonely_dropout(s: Sizes) -> str:
    return f"gru = nn.GRU({s.input_size}, {s.hidden_size}, num_layers=1, dropout=0.5)"


MISTAKES = (
    Mistake(
        N_("batch_first mixed up, without h_0"),
        N_("The worst kind: nothing is said. Time and batch are swapped, every sequence is read across the batch."),
        _swapped,
    ),
    Mistake(
        N_("batch_first mixed up, with h_0"),
        N_("With a start state the batch sizes disagree, and PyTorch says so. h_0 has no batch_first."),
        _swapped_with_state,
    ),
    Mistake(
        N_("A wrong first axis of h_0"),
        N_("It is num_layers × directions, the batch comes second, whatever batch_first says."),
        _wrong_rows,
    ),
    Mistake(N_("Another number of features"), N_("The last axis of x must be input_size."), _wrong_features),
    Mistake(
        N_("dropout with one layer"),
        N_("dropout acts between layers: with one layer there is no place for it, and nn.GRU warns."),
        _lonely_dropout,
    ),
)
