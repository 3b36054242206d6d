"""Table: numbers that were typed, pasted or uploaded, with the place of whatever is not a number."""

import math
from collections.abc import Sequence as Several
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch

from gru_viz.inputs.gaps import Gap, Gaps, filled, is_gap
from gru_viz.inputs.number import THOUSANDS, number
from gru_viz.inputs.rows import Rows
from gru_viz.inputs.sequence import Sequence, standardise
from gru_viz.limits import LIMITS
from gru_viz.problem import N_, Problem

_NO_NUMBER = N_(
    "Row {row}, column “{column}”: “{cell}” is not a number a GRU can read. "
    "Allowed are finite numbers such as 3, -0.5, 1e-3 or 1,234.5."
)


@dataclass(frozen=True)
class Table:
    """Cells as they were written, by row and column.

    Attributes
    ----------
    columns : tuple of str
        Header, or "1", "2", …
    rows : Rows
        All of the same length as `columns`.
    comma_separates : bool
        The comma stands between cells, so inside a cell it groups thousands.
    array : ndarray (B, T, F) or None
        An upload that was numbers already.
    """

    columns: tuple[str, ...]
    rows: Rows = field(default_factory=Rows)
    comma_separates: bool = True
    array: np.ndarray | None = None

    @property
    def length(self) -> int:
        """Number of rows."""
        return len(self.rows) if self.array is None else self.array.shape[1]

    def numeric_columns(self) -> list[int]:
        """Indices of the columns whose first filled cell is a number."""
        if self.array is not None:
            return list(range(len(self.columns)))
        found = []
        for index in range(len(self.columns)):
            first = next((row[index] for row in self.rows if not is_gap(row[index])), "")
            if math.isfinite(number(first, self.comma_separates, True)):
                found.append(index)
        return found

    @cached_property
    def has_gaps(self) -> bool:
        """Whether a number is missing in a column of numbers."""
        columns = [] if self.array is not None else self.numeric_columns()
        return any(is_gap(row[index]) for row in self.rows for index in columns)

    def kept(self, chosen: Several[int], gaps: Gaps = "ask") -> Several[int]:
        """Indices of the rows that are read of the chosen columns: all, or those without a gap."""
        if gaps != "out" or self.array is not None:
            return range(self.length)
        return [i for i, row in enumerate(self.rows) if not any(is_gap(row[index]) for index in chosen)]

    def values(self, chosen: list[int], rows: Several[int] | None = None, gaps: Gaps = "ask") -> np.ndarray:
        """Chosen columns and rows (default all) as float64 (B, T, len(chosen)).

        Raises
        ------
        Gap
            A number is missing and `gaps` is "ask", or the column has none; with row and column.
        Problem
            Anything else that is no number, with row and column.
        """
        rows = range(self.length) if rows is None else rows
        if self.array is not None:
            return self.array[:, np.array(rows, dtype=int)][:, :, chosen]
        return np.stack([self._column(index, rows, gaps) for index in chosen], axis=1)[None]

    def overview(self, index: int, rows: Several[int], most: int = 400) -> tuple[np.ndarray, int]:
        """Every n-th number of a column in `rows`, NaN where there is none, and n, so that there are at most so many."""
        every = -(-len(rows) // most)
        if self.array is not None:
            return self.array[0, np.array(rows[::every], dtype=int), index], every
        thousands = self._groups_thousands(index)
        cells = [self.rows[row][index] for row in rows[::every]]
        return np.array([number(cell, self.comma_separates, thousands) for cell in cells]), every

    def _groups_thousands(self, index: int) -> bool:
        """Whether the commas in a column group thousands."""
        # "1,234" alone could be either; one cell such as "1,5" decides for its column.
        return self.comma_separates or all(THOUSANDS.fullmatch(row[index]) for row in self.rows if "," in row[index])

    def _column(self, index: int, rows: Several[int], gaps: Gaps) -> np.ndarray:
        thousands = self._groups_thousands(index)
        numbers = np.array([self._cell(row, index, thousands, gaps) for row in rows])
        if not np.isnan(numbers).any():
            return numbers
        outside = [self._beside(index, rows[0], -1, thousands), self._beside(index, rows[-1], 1, thousands)]
        around = [(row - rows[0], value) for row, value in filter(None, outside)]
        if np.isnan(numbers).all() and not around:
            raise self._gap(rows[0], index)
        return filled(numbers, "between" if gaps == "between" else "before", around)

    def _beside(self, index: int, row: int, way: int, thousands: bool) -> tuple[int, float] | None:
        """The nearest row before (-1) or after (1) one, in which the column is no gap, and its number."""
        row += way
        while 0 <= row < len(self.rows) and is_gap(self.rows[row][index]):
            row += way
        return (row, self._cell(row, index, thousands, "ask")) if 0 <= row < len(self.rows) else None

    def _cell(self, row: int, index: int, thousands: bool, gaps: Gaps) -> float:
        """The number of one cell; NaN for a gap if something else is to be read there."""
        cell = self.rows[row][index]
        if is_gap(cell):
            if gaps == "ask":
                raise self._gap(row, index)
            return math.nan
        found = number(cell, self.comma_separates, thousands)
        place = {"row": self.rows.line(row), "column": self.columns[index], "cell": cell[:40]}
        if math.isnan(found):
            raise Problem(_NO_NUMBER, **place)
        if abs(found) > 1e30:
            raise Problem(
                "Row {row}, column “{column}”: {cell} is too large. Allowed are finite numbers up to 1e30.", **place
            )
        return found

    def _gap(self, row: int, index: int) -> Gap:
        """What there is to say of a missing number."""
        cell, place = self.rows[row][index], {"row": self.rows.line(row), "column": self.columns[index]}
        if cell:
            return Gap(_NO_NUMBER, cell=cell[:40], **place)
        return Gap(
            "Row {row}, column “{column}” is empty. Every step needs a number: "
            "fill the cell, delete the row or choose other columns.",
            **place,
        )


def table_sequence(
    table: Table,
    columns: str = "",
    standardised: bool = False,
    gaps: Gaps = "ask",
    window: tuple[int, int] = (0, LIMITS.steps),
) -> Sequence:
    """Sequence of the chosen columns.

    Parameters
    ----------
    table : Table
    columns : str
        Column numbers from 1 between commas; empty takes every column that starts with a number.
    standardised : bool
        Give each feature mean 0 and standard deviation 1.
    gaps : Gaps
        What is read where a number is missing.
    window : (first, length)
        What is read of a table with more rows than the limits allow.

    Raises
    ------
    Gap
        A number is missing and `gaps` is "ask".
    Problem
        No such column, a cell that is not a number, or more than the limits allow.
    """
    chosen = chosen_columns(table, columns)
    kept = table.kept(chosen, gaps)
    if not kept:
        raise Problem("Every row has an empty cell; without those rows nothing is left.")
    first = 0
    if len(kept) > LIMITS.steps:
        first = min(window[0], len(kept) - 1)
        kept = kept[first : first + min(window[1], LIMITS.steps)]
    LIMITS.check_sequence(len(kept), len(chosen), 1 if table.array is None else len(table.array))
    array = torch.from_numpy(table.values(chosen, kept, gaps))
    mean = std = None
    if standardised:
        array, mean, std = standardise(array)
    values = array.float()
    return Sequence(values, step_names(values, first), tuple(table.columns[c] for c in chosen), mean=mean, std=std)


def chosen_columns(table: Table, columns: str) -> list[int]:
    """Indices of the columns that `columns` names (see `table_sequence`); Problem if one is not there."""
    chosen = [int(c) - 1 for c in columns.split(",") if c] or table.numeric_columns() or [0]
    missing = next((c for c in chosen if not 0 <= c < len(table.columns)), None)
    if missing is not None:
        raise Problem(
            "There is no column {given}; the table has columns 1 to {last}.",
            given=missing + 1,
            last=len(table.columns),
        )
    return chosen


def step_names(values: torch.Tensor, first: int = 0) -> tuple[tuple[str, ...], ...]:
    """Names of numeric steps: their position, from 0, as in the tables.

    Parameters
    ----------
    values : Tensor (B, T, input_size)
    first : int
        Position of the first one.
    """
    return tuple(tuple(str(first + t) for t in range(values.shape[1])) for _ in range(values.shape[0]))
