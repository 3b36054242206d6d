"""Sheet: a step of a lesson in one language, from one file: a head of TOML, then Markdown."""

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gru_viz.experiment.experiment import Experiment
from gru_viz.lesson.fault import Fault
from gru_viz.lesson.fitting import unfitting
from gru_viz.lesson.front import Front
from gru_viz.lesson.prose import prose
from gru_viz.lesson.wanted import told
from gru_viz.problem import Problem

#: Of a file; what is larger is no minute of a lesson.
MOST_BYTES = 100_000
_FENCE = "+++"


@dataclass(frozen=True)
class Sheet:
    """A step in one language.

    Attributes
    ----------
    front : Front
    experiment : Experiment
        What its link shows.
    before, after : str
        Markdown above and under its first line of dashes; where there is a question, the latter is read once it is
        answered.
    lines : mapping of str to int
        Where in the file names of its head are set, counted from 1; those that it takes over have none.
    """

    front: Front
    experiment: Experiment
    before: str
    after: str
    lines: Mapping[str, int]


def read_sheet(path: Path, leading: Mapping[str, Any]) -> tuple[Sheet | None, dict[str, Any], list[Fault]]:
    """A file as a sheet, None if it cannot be used; its head, if that can be; and what is wrong."""
    try:
        lines = _lines(path)
        head, start = _head(lines)
    except _Stop as stop:
        return None, {}, [Fault(path.name, stop.line, stop.problem)]
    try:
        front = Front.model_validate(_joined(leading, head))
    except ValidationError as error:
        return None, {}, [Fault(path.name, _line_of(each["loc"], lines), told(each)) for each in error.errors()]
    experiment, unclear = front.experiment()
    wrong = [*((("link",), problem) for problem in unclear), *unfitting(front, experiment)]
    # What is wrong with what the leading file says is told of that one.
    own = [(at, problem) for at, problem in wrong if at[0] in head]
    faults = [Fault(path.name, _line_of(at, lines), problem) for at, problem in own]
    body = prose(lines[start:])
    if body.wrong:
        return None, head, faults + [Fault(path.name, start + line, problem) for line, problem in body.wrong]
    names = (name for part in (head, *head.values()) if isinstance(part, dict) for name in part)
    return (
        Sheet(front, experiment, body.before, body.after, {name: _line_of((name,), lines) for name in names}),
        head,
        faults,
    )


class _Stop(Exception):
    """A file that cannot be read any further."""

    def __init__(self, line: int, problem: Problem) -> None:
        self.line, self.problem = line, problem
        super().__init__(str(problem))


def _lines(path: Path) -> list[str]:
    """What a file says."""
    try:
        found = path.stat()
        # A device or a pipe may go on for ever.
        if not stat.S_ISREG(found.st_mode):
            raise _Stop(1, Problem("it is not a file"))
        if found.st_size > MOST_BYTES:
            raise _Stop(
                1,
                Problem(
                    "it has {given:,} bytes; at most {allowed:,} are read",
                    given=found.st_size,
                    allowed=MOST_BYTES,
                ),
            )
        # Some editors begin a file with a mark of its encoding.
        return path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise _Stop(1, Problem("it cannot be read: {reason}", reason=str(error.strerror))) from error
    except UnicodeDecodeError as error:
        raise _Stop(1, Problem("it is not written in UTF-8")) from error


def _head(lines: list[str]) -> tuple[dict[str, Any], int]:
    """What stands between the fences, and the index of the line after them."""
    if not lines or lines[0].strip() != _FENCE or _FENCE not in (line.strip() for line in lines[1:]):
        raise _Stop(1, Problem("the file starts with a head between two lines of “{fence}”", fence=_FENCE))
    end = next(i for i, line in enumerate(lines[1:], start=1) if line.strip() == _FENCE)
    try:
        return tomllib.loads("\n".join(lines[1:end])), end + 1
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\s*\(at line (\d+), column \d+\)", str(error))
        line = 1 + int(at[1]) if at else end
        what = str(error).replace(at[0], "") if at else str(error)
        raise _Stop(line, Problem("the head is not TOML: {reason}", reason=what)) from error
    except RecursionError as error:
        raise _Stop(1, Problem("the head holds more brackets in brackets than can be read")) from error


def _joined(leading: Mapping[str, Any], head: Mapping[str, Any]) -> dict[str, Any]:
    """A head, and from the leading one what it does not say."""
    both = {**leading, **head}
    for name, value in leading.items():
        if isinstance(value, dict) and isinstance(head.get(name), dict):
            both[name] = {**value, **head[name]}
    return both


def _line_of(at: tuple[str | int, ...], lines: list[str]) -> int:
    """The line of the head that sets what is wrong; 1 where none does."""
    for name in reversed([part for part in at if isinstance(part, str)]):
        for number, line in enumerate(lines, start=1):
            if re.match(rf"\s*\[?{re.escape(name)}\b", line):
                return number
    return 1
