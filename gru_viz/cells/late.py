"""Late: a record whose numbers are computed when one of them is first read."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from gru_viz.cells.cell import Cell
    from gru_viz.cells.celltrace import CellTrace

Record = TypeVar("Record", bound="CellTrace")
#: Where what computes them stands.
_COMPUTE = "_compute"


def late(cell: "Cell", compute: Callable[[], Record]) -> Record:
    """A record of the cell that is what `compute` returns once something of it is read; only then is it called."""
    record: Any = object.__new__(cell.trace)
    vars(record).update({"cell": cell, _COMPUTE: compute})
    return record


def read(record: Any, name: str) -> Any:
    """What `__getattr__` says of a record: its numbers, now that they are needed, or AttributeError.

    Raises
    ------
    ValueError
        As whoever computes them does, each time.
    """
    if _COMPUTE not in vars(record) or name not in type(record).__dataclass_fields__:
        raise AttributeError(f"{type(record).__name__!r} object has no attribute {name!r}")
    settle(record)
    return getattr(record, name)


def settle(record: Any) -> None:
    """Compute what has not been computed; what that took is let go."""
    if _COMPUTE in vars(record):
        vars(record).update(vars(vars(record)[_COMPUTE]()))
        vars(record).pop(_COMPUTE, None)
