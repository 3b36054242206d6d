"""Progress: how far the tracing of a corpus is, for whoever shows it."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Progress:
    """How far it is.

    Attributes
    ----------
    doing : "reading" or "tracing"
    done : int
        Positions.
    total : int or None
        Of how many; while it is read an estimate, None where nobody knows.
    """

    doing: Literal["reading", "tracing"]
    done: int
    total: int | None


def with_bar(steps: Generator[Progress, None, Result], *, shown: bool = True) -> Result:
    """Go through all steps; on standard error, if shown, how far they are, at which rate, and how long it will take."""
    from tqdm import tqdm  # noqa: PLC0415 - an extra

    bar, doing = None, None
    try:
        while True:
            step = next(steps)
            if step.doing != doing:
                if bar is not None:
                    bar.close()
                doing = step.doing
                bar = tqdm(
                    desc=doing, unit=" steps", unit_scale=True, dynamic_ncols=True, initial=step.done, disable=not shown
                )
            assert bar is not None
            bar.total = step.total
            bar.update(step.done - bar.n)
    except StopIteration as end:
        return end.value
    finally:
        steps.close()
        if bar is not None:
            bar.close()
