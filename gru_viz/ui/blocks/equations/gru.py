"""The GRU's equations, in the convention being computed, empty or with numbers in place."""

from gru_viz.analysis.arithmetic import GRUArithmetic
from gru_viz.ui.blocks.equations.notation import (
    affine,
    aligned,
    at_step,
    before,
    coloured,
    factor,
    number,
    result,
    squashed,
    term,
)
from gru_viz.ui.i18n import _


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
    r, z, n, h = (at_step(name) for name in ("reset_gate", "update_gate", "candidate_state", "hidden_state"))
    x, old = at_step("input"), at_step("hidden_state", step=before(backward))
    b, c = (" + b_{in}", " + b_{hn}") if bias else ("", "")
    if reset == "before":
        candidate = rf"W_{{in}}{x}{b} + W_{{hn}}({r} \odot {old}){c}"
    else:
        part = f"(W_{{hn}}{old}{c})" if bias else f"W_{{hn}}{old}"
        candidate = rf"W_{{in}}{x}{b} + {r} \odot {part}"
    keeps, writes = (z, f"(1-{z})") if update == "keep" else (f"(1-{z})", z)
    return {
        "reset_gate": rf"{r} = \sigma({affine('r', bias, backward)})",
        "update_gate": rf"{z} = \sigma({affine('z', bias, backward)})",
        "candidate_state": rf"{n} = \tanh({candidate})",
        "hidden_state": rf"{h} = {keeps} \odot {old} + {writes} \odot {n}",
    }


def sentences(reset: str, update: str) -> dict[str, str]:
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


def in_numbers(step: GRUArithmetic, *, bias: bool, backward: bool) -> str:
    """From x_t and h_{t-1} to h_t of one unit."""
    r, z, n = step.sums["reset_gate"], step.sums["update_gate"], step.sums["candidate_state"]
    if step.reset_convention == "before":
        candidate = squashed(r"\tanh", "candidate_state", n, bias)
    else:
        own = number(n.input_sum) + (f" {term(n.input_bias)}" if bias else "")
        recurrent = number(n.state_sum) + (f" {term(n.state_bias)}" if bias else "")
        inside = rf"{own} + {coloured('reset_gate', number(r.value))} \cdot ({recurrent})"
        candidate = rf"\tanh({inside}) = \tanh({number(n.total)}) = {result('candidate_state', n.value)}"
    keep = coloured("update_gate", number(z.value))
    other = f"(1 - {keep})"
    first, second = (keep, other) if step.update_convention == "keep" else (other, keep)
    old, new = factor("hidden_state", step.previous_unit), factor("candidate_state", n.value)
    numbers = {
        "reset_gate": squashed(r"\sigma", "reset_gate", r, bias),
        "update_gate": squashed(r"\sigma", "update_gate", z, bias),
        "candidate_state": candidate,
        "hidden_state": rf"{first} \cdot {old} + {second} \cdot {new} = {result('hidden_state', step.hidden)}",
    }
    general = formulas(step.reset_convention, step.update_convention, bias=bias, backward=backward)
    return aligned(general, numbers)
