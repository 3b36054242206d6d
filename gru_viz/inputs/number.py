"""Number: what is written in a cell, as a number."""

import math
import re

#: Such as 1,234.5.
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
#: What typesetting makes of a minus.
_MINUS = str.maketrans("−–", "--")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d*),\d+([eE][+-]?\d+)?")


def number(cell: str, comma_separates: bool, thousands: bool) -> float:
    """The number in `cell`, infinite if too large for float64; NaN if it is none."""
    cell = cell.translate(_MINUS)
    if thousands and THOUSANDS.fullmatch(cell):
        cell = cell.replace(",", "")
    elif not comma_separates and _DECIMAL_COMMA.fullmatch(cell):
        cell = cell.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", cell, re.ASCII):
        return math.nan
    return float(cell)
