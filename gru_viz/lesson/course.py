"""Course: a folder of Markdown files, one a step and language, read into the steps of a lesson."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from gru_viz.data import folder as data
from gru_viz.experiment.experiment import Experiment
from gru_viz.lesson.fault import Fault
from gru_viz.lesson.sheet import Sheet, read_sheet
from gru_viz.problem import Problem

#: The first one leads: what a file of another language does not say, it says.
LANGUAGES = tuple(code for code in Experiment.table()["language"].options if code != "auto")
#: Where lecturers have lessons of their own.
VARIABLE = "GRU_VIZ_LESSONS"
_NAME = re.compile(rf"(?P<step>.+)\.(?P<language>{'|'.join(LANGUAGES)})\.md")


@dataclass(frozen=True)
class Step:
    """A minute of a lesson.

    Attributes
    ----------
    name : str
        Of its files.
    sheets : mapping of language to Sheet
        Without those that cannot be used; there may be none.
    faults : tuple of Fault
    """

    name: str
    sheets: Mapping[str, Sheet]
    faults: tuple[Fault, ...]

    def sheet(self, language: str) -> Sheet | None:
        """The one in a language, else one in another."""
        return self.sheets.get(language) or next(iter(self.sheets.values()), None)


@dataclass(frozen=True)
class Course:
    """A lesson.

    Attributes
    ----------
    name : str
        Of its folder, and in links.
    steps : tuple of Step
        In the order of their files' names.
    faults : tuple of Fault
        Of files that belong to no step.
    """

    name: str
    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]

    def every_fault(self) -> list[Fault]:
        """Those of the steps, too."""
        return [*self.faults, *(fault for step in self.steps for fault in step.faults)]

    def title(self, language: str) -> str:
        """A lesson is called as its first step."""
        sheets = [step.sheet(language) for step in self.steps]
        return next((sheet.front.title for sheet in sheets if sheet), self.name)


def read_course(folder: Path) -> Course:
    """The lesson in a folder, with a fault for whatever in it cannot be used."""
    faults, files = [], {}
    for path in sorted(folder.glob("*.md")):
        found = _NAME.fullmatch(path.name)
        if found:
            files.setdefault(found["step"], {})[found["language"]] = path
        elif path.name != "README.md":
            endings = ", ".join(f".{code}.md" for code in LANGUAGES)
            faults.append(Fault(path.name, 1, Problem("its name should end with one of {endings}", endings=endings)))
    if not files:
        faults.append(Fault(folder.name, 1, Problem("there is no step in this folder")))
    return Course(folder.name, tuple(_step(name, paths) for name, paths in sorted(files.items())), tuple(faults))


def _step(name: str, paths: Mapping[str, Path]) -> Step:
    """A step from its files."""
    sheets: dict[str, Sheet] = {}
    faults: list[Fault] = []
    leading: dict[str, Any] = {}
    for language in LANGUAGES:
        if language not in paths:
            missing = f"{name}.{language}.md"
            faults.append(Fault(missing, 1, Problem("this file is missing; the other language is shown instead")))
            continue
        sheet, head, found = read_sheet(paths[language], leading)
        faults += found
        leading = leading or head
        if sheet is not None:
            sheets[language] = sheet
    return Step(name, sheets, tuple(faults))


def lesson_folders(given: Path) -> list[Path]:
    """The lessons in a folder: itself, if it is one, and those that it holds."""
    return [path for path in sorted({given, *given.glob("*/")}) if any(path.glob("*.md"))]


def courses() -> tuple[dict[str, Course], list[Fault]]:
    """The lessons there are, by name, and what is wrong with the folder of a lecturer's own."""
    found = dict(_ours())
    given = os.environ.get(VARIABLE)
    if not given:
        return found, []
    own, faults = Path(given), []
    folders = lesson_folders(own)
    if not folders:
        nothing = Problem("{variable} names this folder, in which there is no lesson", variable=VARIABLE)
        faults.append(Fault(given, 1, nothing))
    for path in folders:
        if path.name in found:
            faults.append(
                Fault(path.name, 1, Problem("there is a lesson of this name already; call the folder otherwise"))
            )
        elif (course := _as_it_is(path)).steps:
            found[path.name] = course
        else:
            faults += course.faults
    return found, faults


@cache
def _ours() -> dict[str, Course]:
    """Those that come with the package, whose files stay what they are: no run looks at each of them again."""
    return {path.name: read_course(path) for path in sorted(data("lessons").iterdir()) if path.is_dir()}


def _as_it_is(folder: Path) -> Course:
    """The lesson in a folder, read anew once a file of it is another."""
    files = []
    for path in sorted(folder.glob("*.md")):
        try:
            stat = path.stat()
        except OSError:  # whoever reads it is told why
            files.append((path.name, 0, 0))
        else:
            files.append((path.name, stat.st_mtime_ns, stat.st_size))
    return _read(folder, tuple(files))


@lru_cache(maxsize=32)
def _read(folder: Path, _files: tuple) -> Course:
    return read_course(folder)
