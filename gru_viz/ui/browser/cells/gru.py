"""What the pages say of the GRU: its equations in the convention being computed, and its sentences."""

from gru_viz.analysis.arithmetic import StepArithmetic
from gru_viz.problem import N_
from gru_viz.ui.browser.cells.notation import (
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
from gru_viz.ui.browser.cells.texts import Facts, Texts


def formulas(facts: Facts, bias: bool, backward: bool) -> dict[str, str]:
    """The four equations."""
    r, z, n, h = (at_step(name) for name in ("reset_gate", "update_gate", "candidate_state", "hidden_state"))
    x, old = at_step("input"), at_step("hidden_state", step=before(backward))
    b, c = (" + b_{in}", " + b_{hn}") if bias else ("", "")
    if facts["reset_convention"] == "before":
        candidate = rf"W_{{in}}{x}{b} + W_{{hn}}({r} \odot {old}){c}"
    else:
        part = f"(W_{{hn}}{old}{c})" if bias else f"W_{{hn}}{old}"
        candidate = rf"W_{{in}}{x}{b} + {r} \odot {part}"
    keeps, writes = (z, f"(1-{z})") if facts["update_convention"] == "keep" else (f"(1-{z})", z)
    return {
        "reset_gate": rf"{r} = \sigma({affine('r', bias, backward)})",
        "update_gate": rf"{z} = \sigma({affine('z', bias, backward)})",
        "candidate_state": rf"{n} = \tanh({candidate})",
        "hidden_state": rf"{h} = {keeps} \odot {old} + {writes} \odot {n}",
    }


def sentences(facts: Facts) -> dict[str, str]:
    """One plain sentence for each equation."""
    return {
        "reset_gate": N_(
            "The reset gate: how much of the old state the candidate gets to see, between 0 (nothing) and 1 (all)."
        ),
        "update_gate": N_("The update gate: 1 keeps the old state, 0 takes the candidate.")
        if facts["update_convention"] == "keep"
        else N_("The update gate: 1 writes the candidate, 0 keeps the old state."),
        "candidate_state": N_(
            "The candidate: what the new state would be; the reset gate filters the old state before the matrix."
        )
        if facts["reset_convention"] == "before"
        else N_(
            "The candidate: what the new state would be; the reset gate filters after the matrix, its bias included."
        ),
        "hidden_state": N_("The new state: a mixture of the old state and the candidate, unit by unit."),
    }


def in_numbers(step: StepArithmetic, bias: bool, backward: bool) -> str:
    """From x_t and h_{t-1} to h_t of one unit."""
    r, z, n = step.sums["reset_gate"], step.sums["update_gate"], step.sums["candidate_state"]
    if step.facts["reset_convention"] == "before":
        candidate = squashed(r"\tanh", "candidate_state", n, bias)
    else:
        own = number(n.input_sum) + (f" {term(n.input_bias)}" if bias else "")
        recurrent = number(n.state_sum) + (f" {term(n.state_bias)}" if bias else "")
        inside = rf"{own} + {coloured('reset_gate', number(r.value))} \cdot ({recurrent})"
        candidate = rf"\tanh({inside}) = \tanh({number(n.total)}) = {result('candidate_state', n.value)}"
    keep = coloured("update_gate", number(z.value))
    other = f"(1 - {keep})"
    first, second = (keep, other) if step.facts["update_convention"] == "keep" else (other, keep)
    before_step, after_step = step.states["hidden_state"]
    old, new = factor("hidden_state", before_step), factor("candidate_state", n.value)
    numbers = {
        "reset_gate": squashed(r"\sigma", "reset_gate", r, bias),
        "update_gate": squashed(r"\sigma", "update_gate", z, bias),
        "candidate_state": candidate,
        "hidden_state": rf"{first} \cdot {old} + {second} \cdot {new} = {result('hidden_state', after_step)}",
    }
    return aligned(formulas(step.facts, bias, backward), numbers)


STEP = (
    N_("Step {step}, “{token}”: writes; {new} of the state is new."),
    N_("Step {step}, “{token}”: mixes; {kept} of the old state stays, {new} is new."),
    N_("Step {step}, “{token}”: keeps {kept} of the old state."),
    N_("Step {step}, “{token}”: begins with nothing; {new} of the candidate becomes the state."),
)
MOST = N_("Unit {unit} changes most, from {from} to {to}; its z is {gate}.")


TEXTS = Texts(
    formulas=formulas,
    sentences=sentences,
    in_numbers=in_numbers,
    stages=(
        N_("Both gates look at x and h"),
        N_("The reset gate filters the old state"),
        N_("The candidate"),
        N_("The update gate mixes old and new"),
        N_("The new state goes on"),
    ),
    walk=N_(
        "The top road carries the state from left to right; where the update gate keeps, it goes straight on. Wires are as "
        "thick as the values of the unit in view are large. Bars: one for each unit, gates from 0 to 1, states from −1 to 1. "
        "Point at a unit to see its numbers, click to keep it."
    ),
    spoken=N_(
        "Step {step}, token {token}, unit {unit}: "
        "reset gate {r}, update gate {z}, candidate {n}, state from {previous} to {h}."
    ),
    read=N_(
        "Each row is a unit, each column a time step. Gates run from 0 to 1, states from −1 to 1; what the colours mean stands over "
        "each row. Hover or tap to read all four at once; click a cell to see its arithmetic."
    ),
    step=STEP,
    most=MOST,
    filters=lambda facts: {"candidate_state": ("reset_gate", facts["reset_convention"])},
    carried=N_("First state still in the last"),
    carried_help=N_(
        "The share of $h_0$ that the update gate has let through at every step: the product over the steps of what "
        "it keeps, mean over the units."
    ),
)
