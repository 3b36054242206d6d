"""Equations: the ones being computed, typeset and coloured as the figures, empty or with numbers in place."""

import streamlit as st

from gru_viz.analysis.arithmetic import StepArithmetic, WeightedSum
from gru_viz.figures.palette import COLOURS
from gru_viz.ui.fold import fold
from gru_viz.ui.i18n import Translate


def _coloured(quantity: str, symbol: str) -> str:
    return rf"\textcolor{{{COLOURS[quantity]}}}{{{symbol}}}"


R, Z = _coloured("reset_gate", "r_t"), _coloured("update_gate", "z_t")
N, H = _coloured("candidate_state", r"\tilde h_t"), _coloured("hidden_state", "h_t")
X = _coloured("input", "x_t")


def _before(backward: bool) -> str:
    """The state the step starts from: the neighbour that was read before."""
    return _coloured("hidden_state", "h_{t+1}" if backward else "h_{t-1}")


def _gate(name: str, bias: bool, backward: bool) -> str:
    """What goes into σ."""
    b, c = (f" + b_{{i{name}}}", f" + b_{{h{name}}}") if bias else ("", "")
    return rf"W_{{i{name}}}{X}{b} + W_{{h{name}}}{_before(backward)}{c}"


def formulas(reset: str, update: str, *, bias: bool = True, backward: bool = False) -> dict[str, str]:
    """The four equations as LaTeX, by quantity.

    Parameters
    ----------
    reset : "before" or "after" the candidate's recurrent matrix
    update : "keep" or "write": the meaning of z = 1
    bias : bool
    backward : bool
        The step before is t + 1.
    """
    b, c = (" + b_{in}", " + b_{hn}") if bias else ("", "")
    old = _before(backward)
    if reset == "before":
        candidate = rf"W_{{in}}{X}{b} + W_{{hn}}({R} \odot {old}){c}"
    else:
        part = f"(W_{{hn}}{old}{c})" if bias else f"W_{{hn}}{old}"
        candidate = rf"W_{{in}}{X}{b} + {R} \odot {part}"
    keeps, writes = (Z, f"(1-{Z})") if update == "keep" else (f"(1-{Z})", Z)
    return {
        "reset_gate": rf"{R} = \sigma({_gate('r', bias, backward)})",
        "update_gate": rf"{Z} = \sigma({_gate('z', bias, backward)})",
        "candidate_state": rf"{N} = \tanh({candidate})",
        "hidden_state": rf"{H} = {keeps} \odot {old} + {writes} \odot {N}",
    }


def sentences(reset: str, update: str, _: Translate) -> dict[str, str]:
    """One plain sentence for each equation."""
    return {
        "reset_gate": _(
            "The reset gate: how much of the old state the candidate gets to see, between 0 (nothing) and 1 (all)."
        ),
        "update_gate": _("The update gate: 1 keeps the old state, 0 takes the candidate.")
        if update == "keep"
        else _("The update gate: 1 writes the candidate, 0 keeps the old state."),
        "candidate_state": _(
            "The candidate: what the new state would be; the reset gate filters the old state before the matrix."
        )
        if reset == "before"
        else _(
            "The candidate: what the new state would be; the reset gate filters after the matrix, its bias included."
        ),
        "hidden_state": _("The new state: a mixture of the old state and the candidate, unit by unit."),
    }


def show_equations(reset: str, update: str, _: Translate, *, bias: bool = True, backward: bool = False) -> None:
    """All four, with their sentences, to fold away."""

    def draw() -> None:
        words = sentences(reset, update, _)
        for quantity, formula in formulas(reset, update, bias=bias, backward=backward).items():
            st.latex(formula)
            st.caption(words[quantity], text_alignment="center")

    fold(_("The equations being computed"), "fold_equations", draw, icon=":material/function:")


def _number(value: float) -> str:
    """Four significant digits, a minus sign that LaTeX knows."""
    text = f"{value:.4g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = rf"{mantissa}\cdot 10^{{{int(exponent)}}}"
    return text


def _term(value: float) -> str:
    """A number as a further term of a sum."""
    return f"+ {_number(value)}" if value >= 0 else f"- {_number(-value)}"


def _sum(part: WeightedSum, bias: bool) -> str:
    """W x + b + W h + b with its numbers."""
    terms = [part.input_bias, part.state_sum, part.state_bias] if bias else [part.state_sum]
    return " ".join([_number(part.input_sum), *map(_term, terms)])


def _factor(value: float) -> str:
    return _number(value) if value >= 0 else f"({_number(value)})"


def arithmetic_latex(step: StepArithmetic, *, bias: bool = True, backward: bool = False) -> str:
    """From x_t and h_{t-1} to h_t of one unit: each equation, then its numbers in place."""
    general = formulas(step.reset_convention, step.update_convention, bias=bias, backward=backward)
    r, z, n = step.reset, step.update, step.candidate
    value = {
        "reset_gate": _coloured("reset_gate", rf"\mathbf{{{_number(r.value)}}}"),
        "update_gate": _coloured("update_gate", rf"\mathbf{{{_number(z.value)}}}"),
        "candidate_state": _coloured("candidate_state", rf"\mathbf{{{_number(n.value)}}}"),
        "hidden_state": _coloured("hidden_state", rf"\mathbf{{{_number(step.hidden)}}}"),
    }
    if step.reset_convention == "before":
        inside = _sum(n, bias)
    else:
        own = _number(n.input_sum) + (f" {_term(n.input_bias)}" if bias else "")
        recurrent = _number(n.state_sum) + (f" {_term(n.state_bias)}" if bias else "")
        inside = rf"{own} + {_coloured('reset_gate', _number(r.value))} \cdot ({recurrent})"
    keep = _coloured("update_gate", _number(z.value))
    other = f"(1 - {keep})"
    first, second = (keep, other) if step.update_convention == "keep" else (other, keep)
    old = _coloured("hidden_state", _factor(step.previous_unit))
    new = _coloured("candidate_state", _factor(n.value))
    numbers = {
        "reset_gate": rf"\sigma({_sum(r, bias)}) = \sigma({_number(r.total)}) = {value['reset_gate']}",
        "update_gate": rf"\sigma({_sum(z, bias)}) = \sigma({_number(z.total)}) = {value['update_gate']}",
        "candidate_state": rf"\tanh({inside}) = \tanh({_number(n.total)}) = {value['candidate_state']}",
        "hidden_state": rf"{first} \cdot {old} + {second} \cdot {new} = {value['hidden_state']}",
    }
    lines = []
    for quantity, formula in general.items():
        left, right = formula.split(" = ", 1)
        lines += [f"{left} &= {right}", f"&= {numbers[quantity]}"]
    return r"\begin{aligned}" + r" \\[4pt] ".join(lines) + r"\end{aligned}"
