"""Rows: the cells of a table as they were written, close together: each as an object would take ten times its text."""

from array import array
from collections.abc import Iterable, Sequence
from typing import overload

#: Stands between two cells, and in no number.
_BETWEEN = "\x1f"


class Rows(Sequence[tuple[str, ...]]):
    """Rows of cells, each with the line of the source that it ended on.

    Parameters
    ----------
    rows : iterable of (line, cells)
    """

    def __init__(self, rows: Iterable[tuple[int, Sequence[str]]] = ()) -> None:
        # Four bytes a number: nobody brings as much as they could not count.
        self._text, self._ends, self._lines = bytearray(), array("I", [0]), array("I")
        #: Rows at the beginning that are none any more.
        self._gone = 0
        for line, cells in rows:
            self.append(line, cells)

    def append(self, line: int, cells: Sequence[str]) -> None:
        """One more row."""
        joined = _BETWEEN.join(cells)
        if joined.count(_BETWEEN) != len(cells) - 1:
            joined = _BETWEEN.join(cell.replace(_BETWEEN, " ") for cell in cells)
        self._text += joined.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._text))
        self._lines.append(line)

    def drop_first(self) -> None:
        """The first row is a header."""
        self._gone += 1

    def line(self, row: int) -> int:
        """Where a row stands in its source, from 1."""
        return self._lines[row + self._gone]

    def __len__(self) -> int:
        return len(self._lines) - self._gone

    @overload
    def __getitem__(self, row: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, row: slice) -> list[tuple[str, ...]]: ...
    def __getitem__(self, row: int | slice) -> tuple[str, ...] | list[tuple[str, ...]]:
        if isinstance(row, slice):
            return [self[each] for each in range(len(self))[row]]
        place = range(len(self))[row] + self._gone
        text = self._text[self._ends[place] : self._ends[place + 1]]
        return tuple(text.decode("utf-8", "surrogatepass").split(_BETWEEN))
