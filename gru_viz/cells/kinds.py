"""Kinds: the one table of cells."""

import copyreg
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from gru_viz.cells.cell import Cell, Form, is_gate, written
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.gru import GRU
from gru_viz.cells.lstm import LSTM
from gru_viz.cells.mingru import MINGRU
from gru_viz.cells.rnn import RNN

CELLS: dict[str, Cell] = {cell.key: cell for cell in (GRU, LSTM, RNN, MINGRU)}

if TYPE_CHECKING:
    CellKey = str
else:
    #: Key of one of `CELLS`.
    CellKey = Literal[tuple(CELLS)]


def cell_named(key: str) -> Cell:
    """The row of a key; ValueError that lists the known ones."""
    if key not in CELLS:
        raise ValueError(f"cell: expected {_either(CELLS)}, got {key!r}")
    return CELLS[key]


# A copy of a trace, pickled or not, is of the same row.
copyreg.pickle(Cell, lambda cell: (cell_named, (cell.key,)))


def cell_of(tr: CellTrace) -> Cell:
    """The row of what was traced; TypeError that lists the known ones."""
    cell = getattr(tr, "cell", None)
    if cell is None or cell not in CELLS.values():
        known = _either(known.trace.__name__ for known in CELLS.values())
        raise TypeError(f"tr: expected {known}, got {type(tr).__name__}")
    return cell


def form_of(module: object) -> tuple[Cell, Form]:
    """The row of what a module computes, and how it does; TypeError that lists the known ones."""
    for cell in CELLS.values():
        for form in cell.forms:
            if isinstance(module, form.module):
                return cell, form
    known = _either(written(form.module) for cell in CELLS.values() for form in cell.forms)
    raise TypeError(f"module: expected {known}, got {type(module).__name__}")


def facts_of(module: object) -> dict[str, str]:
    """What a trace of a module would say of itself beside numbers, such as a GRU's conventions; TypeError as `form_of`."""
    return form_of(module)[1].facts(module)


def by_size() -> list[Cell]:
    """All cells, from the one with the fewest rows of weights to the one with the most."""
    return sorted(CELLS.values(), key=lambda cell: len(cell.rows))


def every_quantity() -> list[str]:
    """What any cell records: gates first, the hidden state last."""
    found = dict.fromkeys(name for cell in CELLS.values() for name in cell.quantities)
    return sorted(found, key=lambda name: (not is_gate(name), name == "hidden_state"))


def _either(names: Iterable[str]) -> str:
    """Names as in a sentence: a, b or c."""
    *others, last = names
    return f"{', '.join(others)} or {last}"
