"""Delimited: text that was typed, pasted or read from a file, as a table."""

import csv
import io
import math
import re
from typing import Literal

from gru_viz.inputs.gaps import is_gap
from gru_viz.inputs.number import THOUSANDS, number
from gru_viz.inputs.table import Table
from gru_viz.problem import Problem

Header = Literal["auto", "yes", "no"]

#: "sep=;" up to the end of its line, the one character in it.
_SEPARATOR = re.compile(r'\s*"?sep=([,;\t|:])"?[ \t]*(?=\r?\n)', re.IGNORECASE)


def _delimiter(text: str) -> str | None:
    """The cell separator: tab, semicolon, comma, or None for spaces; decided by the first filled line."""
    first = next(line for line in text.splitlines() if line.strip())
    for candidate in "\t;":
        if candidate in first:
            return candidate
    # "1,234.5" alone on a line is one number with a thousands separator.
    if "," in first and not THOUSANDS.fullmatch(first.strip()):
        return ","
    return "," if '"' in first else None


def _separated(text: str) -> tuple[str, str | None]:
    """The text and what stands between its cells; Excel's first line "sep=;" says it, and is left empty."""
    if match := _SEPARATOR.match(text):
        return text[match.end() :], match[1]
    return text, _delimiter(text)


def read_table(text: str, header: Header = "auto") -> Table:
    """Table of typed, pasted or uploaded text: one row a line, cells between , ; tab or spaces.

    Raises
    ------
    Problem
        Nothing there, or a row with another number of cells than the first.
    """
    if not text.strip():
        raise Problem("There are no numbers yet. Type one number a line, or rows of numbers.")
    text, delimiter = _separated(text)
    if delimiter is None:
        read = enumerate((line.split() for line in text.splitlines()), start=1)
    else:
        reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, skipinitialspace=True)
        read = ((reader.line_num, cells) for cells in reader)
    try:
        rows = [(line, tuple(c.strip() for c in cells)) for line, cells in read]
    except csv.Error as error:
        raise Problem("This is not a table of numbers: its quotation marks or line ends cannot be read.") from error
    rows = [(line, cells) for line, cells in rows if any(cells)]
    if not rows:
        raise Problem("There are no numbers yet. Type one number a line, or rows of numbers.")
    width = len(rows[0][1])
    for line, cells in rows:
        if len(cells) != width:
            raise Problem(
                "Row {row} has {given} cells, but row {first} has {expected}. "
                "Every row needs the same number of cells.",
                row=line,
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
    lines, cells = zip(*rows, strict=True)
    return Table(names, cells, lines, comma or delimiter is None)


def _looks_like_header(cells: tuple[str, ...], comma: bool) -> bool:
    """No cell is a number, nor what a missing or infinite number is written as."""
    infinite = {"inf", "-inf", "+inf", "infinity", "-infinity"}
    return all(
        math.isnan(number(cell, comma, True)) and not is_gap(cell) and cell.lower() not in infinite for cell in cells
    )
