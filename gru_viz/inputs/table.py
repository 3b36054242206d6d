"""Table: numbers that were typed, pasted or uploaded, with the place of whatever is not a number."""

import csv
import io
import math
import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch

from gru_viz.inputs.sequence import Sequence, standardise
from gru_viz.limits import LIMITS
from gru_viz.problem import Problem

Header = Literal["auto", "yes", "no"]

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d*),\d+([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Table:
    """Cells as they were written, by row and column.

    Attributes
    ----------
    columns : tuple of str
        Header, or "1", "2", …
    rows : tuple of tuple of str
        All of the same length as `columns`.
    row_numbers : tuple of int
        Line of each row in the source, from 1.
    comma_separates : bool
        The comma stands between cells, so inside a cell it groups thousands.
    array : ndarray (B, T, F) or None
        An upload that was numbers already.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    row_numbers: tuple[int, ...] = ()
    comma_separates: bool = True
    array: np.ndarray | None = None

    def numeric_columns(self) -> list[int]:
        """Indices of the columns whose first filled cell is a number."""
        if self.array is not None:
            return list(range(len(self.columns)))
        found = []
        for index in range(len(self.columns)):
            first = next((row[index] for row in self.rows if row[index]), "")
            if math.isfinite(_number(first, self.comma_separates, True)):
                found.append(index)
        return found

    def values(self, chosen: list[int]) -> np.ndarray:
        """Chosen columns as float64 (B, T, len(chosen)); Problem names the row and column of anything else."""
        if self.array is not None:
            return self.array[:, :, chosen]
        return np.stack([self._column(index) for index in chosen], axis=1)[None]

    def _column(self, index: int) -> np.ndarray:
        cells = [row[index] for row in self.rows]
        # "1,234" alone could be either; one cell such as "1,5" decides for its column.
        thousands = self.comma_separates or all(_THOUSANDS.fullmatch(c) for c in cells if "," in c)
        numbers = np.empty(len(cells))
        for i, cell in enumerate(cells):
            place = {"row": self.row_numbers[i], "column": self.columns[index]}
            if not cell:
                raise Problem(
                    "Row {row}, column “{column}” is empty. Every step needs a number: "
                    "fill the cell, delete the row or choose other columns.",
                    **place,
                )
            numbers[i] = _number(cell, self.comma_separates, thousands)
            if math.isnan(numbers[i]):
                raise Problem(
                    "Row {row}, column “{column}”: “{cell}” is not a number a GRU can read. "
                    "Allowed are finite numbers such as 3, -0.5, 1e-3 or 1,234.5.",
                    cell=cell[:40],
                    **place,
                )
            if abs(numbers[i]) > 1e30:
                raise Problem(
                    "Row {row}, column “{column}”: {cell} is too large. Allowed are finite numbers up to 1e30.",
                    cell=cell[:40],
                    **place,
                )
        return numbers


def _number(cell: str, comma_separates: bool, thousands: bool) -> float:
    """The number in `cell`, infinite if too large for float64; NaN if it is none."""
    if thousands and _THOUSANDS.fullmatch(cell):
        cell = cell.replace(",", "")
    elif not comma_separates and _DECIMAL_COMMA.fullmatch(cell):
        cell = cell.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", cell, re.ASCII):
        return math.nan
    return float(cell)


def _delimiter(text: str) -> str | None:
    """The cell separator: tab, semicolon, comma, or None for spaces; decided by the first filled line."""
    first = next(line for line in text.splitlines() if line.strip())
    for candidate in "\t;":
        if candidate in first:
            return candidate
    # "1,234.5" alone on a line is one number with a thousands separator.
    if "," in first and not _THOUSANDS.fullmatch(first.strip()):
        return ","
    return "," if '"' in first else None


def read_table(text: str, header: Header = "auto") -> Table:
    """Table of typed, pasted or uploaded text: one row a line, cells between , ; tab or spaces.

    Raises
    ------
    Problem
        Nothing there, or a row with another number of cells than the first.
    """
    if not text.strip():
        raise Problem("There are no numbers yet. Type one number a line, or rows of numbers.")
    delimiter = _delimiter(text)
    if delimiter is None:
        read = enumerate((line.split() for line in text.splitlines()), start=1)
    else:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
        read = ((reader.line_num, cells) for cells in reader)
    try:
        rows = [(number, tuple(c.strip() for c in cells)) for number, cells in read]
    except csv.Error as error:
        raise Problem("This is not a table of numbers: its quotation marks or line ends cannot be read.") from error
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        raise Problem("There are no numbers yet. Type one number a line, or rows of numbers.")
    width = len(rows[0][1])
    for number, cells in rows:
        if len(cells) != width:
            raise Problem(
                "Row {row} has {given} cells, but row {first} has {expected}. "
                "Every row needs the same number of cells.",
                row=number,
                given=len(cells),
                first=rows[0][0],
                expected=width,
            )
    comma = delimiter == ","
    names = tuple(str(i + 1) for i in range(width))
    if header == "yes" or (header == "auto" and _looks_like_header(rows[0][1], comma)):
        names = tuple(cell or name for cell, name in zip(rows[0][1], names, strict=True))
        rows = rows[1:]
    if not rows:
        raise Problem("There is a header but no row of numbers under it. Add at least one row.")
    numbers, cells = zip(*rows, strict=True)
    return Table(names, cells, numbers, comma or delimiter is None)


def _looks_like_header(cells: tuple[str, ...], comma: bool) -> bool:
    """No cell is a number, nor what a missing or infinite number is written as."""
    written = {"nan", "na", "n/a", "null", "none", "inf", "-inf", "+inf", "infinity", "-infinity", "-"}
    return all(math.isnan(_number(cell, comma, True)) and cell.lower() not in written and cell for cell in cells)


def read_upload(name: str, content: bytes, header: Header = "auto") -> Table:
    """Table of an uploaded .csv, .tsv, .txt or .npy file; nothing in it is ever executed.

    Raises
    ------
    Problem
        The content is not what the name says, holds Python objects, or has no or too many numbers.
    """
    if name.lower().endswith(".npy") or content.startswith(b"\x93NUMPY"):
        return _read_npy(content)
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Problem("“{name}” is not a text file. Allowed are CSV or TSV text and .npy arrays.", name=name[:80])
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return read_table(content.decode(encoding), header)
        except UnicodeDecodeError:
            continue
    raise Problem("“{name}” is not a text file. Allowed are CSV or TSV text and .npy arrays.", name=name[:80])


def _read_npy(content: bytes) -> Table:
    try:
        array = np.load(io.BytesIO(content), allow_pickle=False)
    except Exception as error:  # whatever a hostile or broken file makes NumPy raise
        raise Problem(
            "This .npy file cannot be read as an array of numbers. Files with Python objects are refused, "
            "because opening them could run a program; save the array with a number dtype."
        ) from error
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiub" or array.ndim not in (1, 2, 3):
        raise Problem(
            "This .npy file holds an array of shape {shape} and type {dtype}. Allowed are real numbers of shape "
            "(steps,), (steps, features) or (batch, steps, features).",
            shape=getattr(array, "shape", "?"),
            dtype=getattr(array, "dtype", "?"),
        )
    if array.size == 0:
        raise Problem("There are no numbers yet. Type one number a line, or rows of numbers.")
    array = array.astype(np.float64)
    array = array[None, :, None] if array.ndim == 1 else array[None] if array.ndim == 2 else array
    bad = ~(np.abs(array) <= 1e30)
    if bad.any():
        batch, row, column = (int(i) for i in np.argwhere(bad)[0])
        raise Problem(
            "Row {row}, column “{column}”: “{cell}” is not a number a GRU can read. "
            "Allowed are finite numbers such as 3, -0.5, 1e-3 or 1,234.5.",
            row=row + 1,
            column=column + 1,
            cell=array[batch, row, column],
        )
    return Table(tuple(str(i + 1) for i in range(array.shape[2])), array=array)


def table_sequence(table: Table, columns: str = "", standardised: bool = False) -> Sequence:
    """Sequence of the chosen columns.

    Parameters
    ----------
    table : Table
    columns : str
        Column numbers from 1 between commas; empty takes every column that starts with a number.
    standardised : bool
        Give each feature mean 0 and standard deviation 1.

    Raises
    ------
    Problem
        No such column, a cell that is not a number, or more than the limits allow.
    """
    chosen = [int(c) - 1 for c in columns.split(",") if c] or table.numeric_columns() or [0]
    missing = next((c for c in chosen if not 0 <= c < len(table.columns)), None)
    if missing is not None:
        raise Problem(
            "There is no column {given}; the table has columns 1 to {last}.",
            given=missing + 1,
            last=len(table.columns),
        )
    batch, steps, _ = table.array.shape if table.array is not None else (1, len(table.rows), 0)
    LIMITS.check_sequence(steps, len(chosen), batch)
    array = torch.from_numpy(table.values(chosen))
    mean = std = None
    if standardised:
        array, mean, std = standardise(array)
    values = array.float()
    return Sequence(values, step_names(values), tuple(table.columns[c] for c in chosen), mean=mean, std=std)


def step_names(values: torch.Tensor) -> tuple[tuple[str, ...], ...]:
    """Names of numeric steps: their position, from 0, as in the tables.

    Parameters
    ----------
    values : Tensor (B, T, input_size)
    """
    return tuple(tuple(str(t) for t in range(values.shape[1])) for _ in range(values.shape[0]))
