"""Delimited: text that was typed, pasted or read from a file, as a table."""

import csv
import io
import math
import re
from typing import Literal

from gru_viz.inputs.gaps import is_gap
from gru_viz.inputs.number import THOUSANDS, number
from gru_viz.inputs.rows import Rows
from gru_viz.inputs.table import Table
from gru_viz.problem import N_, Problem, plural

Header = Literal["auto", "yes", "no"]

#: "sep=;" up to the end of its line, the one character in it.
_SEPARATOR = re.compile(r'\s*"?sep=([,;\t|:])"?[ \t]*(?=\r?\n)', re.IGNORECASE)

#: The first line with something in it.
_FILLED = re.compile(r"[^\r\n]*\S[^\r\n]*")


def _delimiter(text: str) -> str | None:
    """The cell separator: tab, semicolon, comma, or None for spaces; decided by the first filled line."""
    match = _FILLED.search(text)
    first = match[0] if match else ""
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
    rows, width = Rows(), 0
    try:
        for line, cells in read:
            filled = [cell.strip() for cell in cells]
            if not any(filled):
                continue
            if rows and len(filled) != width:
                one = N_(
                    "Row {row} has {given} cell, but row {first} has {expected}. Every row needs the same number of cells."
                )
                many = N_(
                    "Row {row} has {given} cells, but row {first} has {expected}. Every row needs the same number of cells."
                )
                raise Problem(
                    plural(len(filled), one, many),
                    row=line,
                    given=len(filled),
                    first=rows.line(0),
                    expected=width,
                )
            width = len(filled)
            rows.append(line, filled)
    except csv.Error as error:
        raise Problem("This is not a table of numbers: its quotation marks or line ends cannot be read.") from error
    if not rows:
        raise Problem("There are no numbers yet. Type one number a line, or rows of numbers.")
    comma = delimiter == ","
    names = tuple(str(i + 1) for i in range(width))
    if header == "yes" or (header == "auto" and _looks_like_header(rows[0], comma)):
        names = tuple(cell or name for cell, name in zip(rows[0], names, strict=True))
        rows.drop_first()
    if not rows:
        raise Problem("There is a header but no row of numbers under it. Add at least one row.")
    return Table(names, rows, comma or delimiter is None)


def _looks_like_header(cells: tuple[str, ...], comma: bool) -> bool:
    """No cell is a number, nor what a missing or infinite number is written as."""
    infinite = {"inf", "-inf", "+inf", "infinity", "-infinity"}
    return all(
        math.isnan(number(cell, comma, True)) and not is_gap(cell) and cell.lower() not in infinite for cell in cells
    )
