"""What the pages say of minGRU: its equations, and its sentences."""

from gru_viz.analysis.arithmetic import StepArithmetic
from gru_viz.problem import N_
from gru_viz.ui.browser.cells.gru import MOST, STEP
from gru_viz.ui.browser.cells.notation import (
    aligned,
    at_step,
    before,
    coloured,
    factor,
    from_input,
    in_place,
    number,
    result,
    squashed,
)
from gru_viz.ui.browser.cells.texts import Facts, Texts


def formulas(_facts: Facts, bias: bool, backward: bool) -> dict[str, str]:
    """The three equations; W_in and b_in are nn.GRU's names of the candidate's weights."""
    z, n, h = (at_step(name) for name in ("update_gate", "candidate_state", "hidden_state"))
    old = at_step("hidden_state", step=before(backward))
    return {
        "update_gate": rf"{z} = \sigma({from_input('z', bias)})",
        "candidate_state": f"{n} = {from_input('n', bias)}",
        "hidden_state": rf"{h} = (1-{z}) \odot {old} + {z} \odot {n}",
    }


def sentences(_facts: Facts) -> dict[str, str]:
    """One plain sentence for each equation."""
    return {
        "update_gate": N_("The update gate: 1 writes the candidate, 0 keeps the old state. It reads the input only."),
        "candidate_state": N_("The candidate: what is to be written; it reads the input only, and nothing bounds it."),
        "hidden_state": N_(
            "The new state: a mixture of the old state and the candidate, unit by unit. As nothing on the right needs the state "
            "but this one product, a scan computes all steps at once."
        ),
    }


def in_numbers(step: StepArithmetic, bias: bool, backward: bool) -> str:
    """From x_t and h_{t-1} to h_t of one unit."""
    z, n = step.sums["update_gate"], step.sums["candidate_state"]
    old, new = step.states["hidden_state"]
    write = coloured("update_gate", number(z.value))
    kept, written = factor("hidden_state", old), factor("candidate_state", n.value)
    numbers = {
        "update_gate": squashed(r"\sigma", "update_gate", z, bias),
        "candidate_state": f"{in_place(n, bias)} = {result('candidate_state', n.value)}",
        "hidden_state": rf"(1 - {write}) \cdot {kept} + {write} \cdot {written} = {result('hidden_state', new)}",
    }
    return aligned(formulas(step.facts, bias, backward), numbers)


TEXTS = Texts(
    formulas=formulas,
    sentences=sentences,
    in_numbers=in_numbers,
    stages=(
        N_("Gate and candidate look at x alone"),
        N_("The update gate mixes old and new"),
        N_("The new state goes on"),
    ),
    walk=N_(
        "The old state meets nothing but the update gate: no wire leads from h to gate or candidate, and so all steps can be "
        "computed at once. Wires are as thick as the values of the unit in view are large; point at a unit to see its "
        "numbers, click to keep it."
    ),
    spoken=N_("Step {step}, token {token}, unit {unit}: update gate {z}, candidate {n}, state from {previous} to {h}."),
    read=N_(
        "Each row is a unit, each column a time step. The gate runs from 0 (keeps) to 1 (writes); candidate and state have no "
        "bounds, and share one scale. Hover or tap to read all three at once; click a cell to see its arithmetic."
    ),
    step=STEP,
    most=MOST,
    carried=N_("First state still in the last"),
    carried_help=N_(
        "The share of $h_0$ that the update gate has let through at every step: the product over the steps of what "
        "it keeps, mean over the units."
    ),
)
