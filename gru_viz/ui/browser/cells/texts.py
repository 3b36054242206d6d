"""Texts: what the pages say of one cell, typeset equations included."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from gru_viz.analysis.arithmetic import StepArithmetic
from gru_viz.analysis.gates import KEEPS, WRITES
from gru_viz.cells.cell import Cell
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.kinds import cell_named
from gru_viz.figures.base.labels import Translate
from gru_viz.problem import N_

#: As in `CellTrace.facts`.
Facts = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What the pages say of one cell; every sentence is a catalogue key.

    Attributes
    ----------
    formulas : callable
        (facts, bias, backward) to its equations as LaTeX, by quantity; backward: the step before is t + 1.
    sentences : callable
        Facts to one plain sentence for each equation.
    in_numbers : callable
        (step, bias, backward) to one unit's equations as LaTeX, from x_t and h_{t-1} to h_t, each over its numbers.
    stages : tuple of str
        What happens in a step, one after the other, as the diagram of the cell is walked through.
    walk : str
        How to read that diagram.
    spoken : str
        A step for those who hear it, with the letters of the browser's vectors as fields.
    read : str
        How to read the heatmaps of all its quantities.
    step : (str,) or (str, str, str, str)
        What happens at a step; where there are four: at one that writes, at one that does neither, at one that keeps (as in
        `analysis.gates`), and at the first of a state that is still zero.
    most : str
        Which unit changes most then; empty where `step` says so.
        Fields of both: step, token, kept and new (shares of the state, by the gate `Cell.keeps`, mean over the units), unit (that
        changes most), from, to, gate (of that unit).
    filters : callable
        Facts to the gate that a quantity's sum sees the old state through, and whether "before" or "after" the recurrent
        matrix, by quantity.
    carried, carried_help : str
        What the share of the first state that is still in the last is called, and what it is.
    without_gates : str
        Of a cell without gates: what stands in place of their opening, with its facts as fields.
    """

    formulas: Callable[[Facts, bool, bool], dict[str, str]]
    sentences: Callable[[Facts], dict[str, str]]
    in_numbers: Callable[[StepArithmetic, bool, bool], str]
    stages: tuple[str, ...]
    walk: str
    spoken: str
    read: str
    step: tuple[str, ...]
    most: str = ""
    filters: Callable[[Facts], dict[str, tuple[str, str]]] = lambda _facts: {}
    carried: str = ""
    carried_help: str = ""
    without_gates: str = ""


def texts_of(cell: Cell) -> Texts:
    """The texts in the file called like the cell's key; ValueError that lists the known cells."""
    return import_module(f"{__package__}.{cell_named(cell.key).key}").TEXTS


#: One sentence after another.
_BOTH = N_("{happens} {most}")


def step_words(tr: CellTrace, translate: Translate, *, brief: bool = False) -> dict[str, object]:
    """What heatmaps/sentence.js says of each step; `brief`: only what a wall has room for."""
    texts = texts_of(tr.cell)
    sentences = [translate(each) for each in texts.step]
    if texts.most and not brief:
        sentences = [translate(_BOTH).format(happens=each, most=translate(texts.most)) for each in sentences]
    return {
        "sentences": sentences,
        "gate": tr.cell.keeps,
        "writes": tr.facts.get("update_convention") == "write",
        "limits": [WRITES, KEEPS],
    }
