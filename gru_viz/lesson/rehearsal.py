"""Rehearsal: every step of a lesson computed once, for what only its run can tell: that there is none, or nothing to measure."""

import math
from collections.abc import Iterator

from gru_viz.cells.gru import GRU
from gru_viz.experiment.setup import Setup
from gru_viz.lesson.course import Course
from gru_viz.lesson.fault import Fault
from gru_viz.lesson.measures import measured
from gru_viz.lesson.sheet import Sheet
from gru_viz.problem import Problem


def rehearsed(course: Course) -> Iterator[Fault]:
    """What is wrong with the runs of a lesson; what its files say wrongly, `Course.every_fault` knows."""
    for step in course.steps:
        seen = []
        told = {(fault.file, fault.line) for fault in step.faults}
        for language, sheet in step.sheets.items():
            run = sheet.experiment, sheet.front.highlight, sheet.front.question and sheet.front.question.measure
            if run in seen:
                continue
            seen.append(run)
            for name, problem in _wrong(sheet):
                fault = Fault(f"{step.name}.{language}.md", sheet.lines.get(name, 1), problem)
                if (fault.file, fault.line) not in told:
                    yield fault


def _wrong(sheet: Sheet) -> Iterator[tuple[str, Problem]]:
    """Of one step, each with the name of its line."""
    try:
        setup = Setup.of(sheet.experiment)
        tr = setup.run()
    except Problem as problem:
        yield "link", problem
        return
    if (highlight := sheet.front.highlight) is not None:
        there = {"steps": tr.lengths[sheet.experiment.sample], "units": tr.hidden_size}
        for name, count in there.items():
            ends = getattr(highlight, name)
            if ends is not None and ends[0] >= count:
                yield name, Problem("the run has {name} 0 … {last} only", name=name, last=count - 1)
    measure = sheet.front.question.measure if sheet.front.question is not None else ""
    # Experiments of claims on a GRU, which take their time, find what there is on any.
    if measure and not (measure.startswith("claim ") and sheet.experiment.kind is GRU):
        try:
            found = measured(setup, measure)
        except Problem as problem:
            yield "measure", problem
            return
        if math.isnan(found):
            yield "measure", Problem("there is nothing to be measured in this run")
