"""Notation: coloured symbols and rounded numbers, as LaTeX, that the equations of every cell share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gru_viz.analysis.arithmetic import WeightedSum
from gru_viz.figures.base.palette import COLOURS, SYMBOLS

_SIGNS = {"h̃": r"\tilde h", "c̃": r"\tilde c"}


def latex(letter: str) -> str:
    """A quantity's letter."""
    return _SIGNS.get(letter, letter)


def coloured(quantity: str, text: str) -> str:
    """LaTeX in the quantity's colour."""
    return rf"\textcolor{{{COLOURS[quantity]}}}{{{text}}}"


def plain_latex(text: str) -> str:
    """Without colours, as any LaTeX with amsmath reads it."""
    return re.sub(r"\\textcolor\{#\w+\}", "", text)


def at_step(quantity: str, letter: str = "", step: str = "t") -> str:
    """A quantity's letter with its step, in its colour."""
    index = step if len(step) == 1 else f"{{{step}}}"
    return coloured(quantity, f"{latex(letter or SYMBOLS[quantity])}_{index}")


def before(backward: bool) -> str:
    """Index of the step that was read before."""
    return "t+1" if backward else "t-1"


def from_input(name: str, bias: bool) -> str:
    """W x + b of the rows called `name`."""
    return f"W_{{i{name}}}{at_step('input')}" + (f" + b_{{i{name}}}" if bias else "")


def affine(name: str, bias: bool, backward: bool) -> str:
    """W x + b + W h + b of the rows called `name`."""
    old = at_step("hidden_state", step=before(backward))
    return f"{from_input(name, bias)} + W_{{h{name}}}{old}" + (f" + b_{{h{name}}}" if bias else "")


@dataclass(frozen=True)
class Slot:
    """A number that the browser knows: its place in an equation, which formula.js fills.

    Attributes
    ----------
    name : str
        The quantity and what of it, such as "update_gate.state_bias".
    """

    name: str

    def latex(self, way: str, font: str = "text") -> str:
        """The place, to be filled with the number written in this way."""
        return rf"\{font}{{@{way}:{self.name.replace('_', '-')}@}}"


def number(value: float | Slot) -> str:
    """Four significant digits, a minus sign that LaTeX knows."""
    if isinstance(value, Slot):
        return value.latex("number")
    text = f"{value:.4g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = rf"{mantissa}\cdot 10^{{{int(exponent)}}}"
    return text


def term(value: float | Slot) -> str:
    """A number as a further term of a sum."""
    if isinstance(value, Slot):
        return rf"\;{value.latex('term')}"
    return f"+ {number(value)}" if value >= 0 else f"- {number(-value)}"


def factor(quantity: str, value: float | Slot) -> str:
    """A number that is multiplied, in its quantity's colour."""
    if isinstance(value, Slot):
        return coloured(quantity, value.latex("factor"))
    return coloured(quantity, number(value) if value >= 0 else f"({number(value)})")


def result(quantity: str, value: float | Slot) -> str:
    """What a line leads to."""
    if isinstance(value, Slot):
        return coloured(quantity, value.latex("number", "textbf"))
    return coloured(quantity, rf"\mathbf{{{number(value)}}}")


def in_place(part: WeightedSum, bias: bool) -> str:
    """W x + b with its numbers, and W h + b where there is such a part."""
    terms = [part.input_bias] if bias else []
    if part.states:
        terms += [part.state_sum, part.state_bias] if bias else [part.state_sum]
    return " ".join([number(part.input_sum), *map(term, terms)])


def squashed(function: str, quantity: str, part: WeightedSum, bias: bool) -> str:
    """function(sum) = function(total) = value, with its numbers."""
    return rf"{function}({in_place(part, bias)}) = {function}({number(part.total)}) = {result(quantity, part.value)}"


def aligned(general: Mapping[str, str], numbers: Mapping[str, str]) -> str:
    """Each equation, under it its numbers."""
    lines = []
    for quantity, formula in general.items():
        left, right = formula.split(" = ", 1)
        lines += [f"{left} &= {right}", f"&= {numbers[quantity]}"]
    return r"\begin{aligned}" + r" \\[4pt] ".join(lines) + r"\end{aligned}"
