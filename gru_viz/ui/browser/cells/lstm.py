"""What the pages say of the LSTM: its equations as torch.nn.LSTM computes them, and its sentences."""

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
)
from gru_viz.ui.browser.cells.texts import Facts, Texts


def formulas(_facts: Facts, bias: bool, backward: bool) -> dict[str, str]:
    """The six equations; W_ig and b_ig are PyTorch's names of the candidate's weights."""
    i, f, o = (at_step(name) for name in ("input_gate", "forget_gate", "output_gate"))
    g, c, h = at_step("candidate_state", "c̃"), at_step("cell_state"), at_step("hidden_state")
    old = at_step("cell_state", step=before(backward))
    return {
        "input_gate": rf"{i} = \sigma({affine('i', bias, backward)})",
        "forget_gate": rf"{f} = \sigma({affine('f', bias, backward)})",
        "output_gate": rf"{o} = \sigma({affine('o', bias, backward)})",
        "candidate_state": rf"{g} = \tanh({affine('g', bias, backward)})",
        "cell_state": rf"{c} = {f} \odot {old} + {i} \odot {g}",
        "hidden_state": rf"{h} = {o} \odot \tanh({c})",
    }


def sentences(_facts: Facts) -> dict[str, str]:
    """One plain sentence for each equation."""
    return {
        "input_gate": N_("The input gate: how much of the candidate is written into the cell state."),
        "forget_gate": N_("The forget gate: 1 keeps the old cell state, 0 forgets it."),
        "output_gate": N_("The output gate: how much of the cell state shows in the hidden state."),
        "candidate_state": N_(
            "The candidate: what is to be added to the cell state; it sees all of the old hidden state."
        ),
        "cell_state": N_("The cell state: what was kept plus what is written; nothing bounds it."),
        "hidden_state": N_("The hidden state: the cell state, squashed and filtered; gates and outputs see only this."),
    }


def in_numbers(step: StepArithmetic, bias: bool, backward: bool) -> str:
    """From x_t, h_{t-1} and c_{t-1} to c_t and h_t of one unit."""
    i, f, o, g = (step.sums[name] for name in ("input_gate", "forget_gate", "output_gate", "candidate_state"))
    c_before, c_after = step.states["cell_state"]
    kept = rf"{coloured('forget_gate', number(f.value))} \cdot {factor('cell_state', c_before)}"
    written = rf"{coloured('input_gate', number(i.value))} \cdot {factor('candidate_state', g.value)}"
    shown = rf"{coloured('output_gate', number(o.value))} \cdot \tanh({coloured('cell_state', number(c_after))})"
    numbers = {
        **{
            name: squashed(r"\sigma", name, part, bias) for name, part in step.sums.items() if name != "candidate_state"
        },
        "candidate_state": squashed(r"\tanh", "candidate_state", g, bias),
        "cell_state": f"{kept} + {written} = {result('cell_state', c_after)}",
        "hidden_state": f"{shown} = {result('hidden_state', step.states['hidden_state'][1])}",
    }
    return aligned(formulas(step.facts, bias, backward), numbers)


TEXTS = Texts(
    formulas=formulas,
    sentences=sentences,
    in_numbers=in_numbers,
    stages=(
        N_("Three gates look at x and h"),
        N_("The candidate"),
        N_("The cell state: some is forgotten, some is written"),
        N_("The output gate decides what shows"),
        N_("Both states go on"),
    ),
    walk=N_(
        "Two states: the cell state takes the top road, where only the forget gate and an addition meet it; the hidden state is "
        "what the output gate shows of it. Wires are as thick as the values of the unit in view are large; point at a unit to "
        "see its numbers, click to keep it."
    ),
    spoken=N_(
        "Step {step}, token {token}, unit {unit}: forget gate {f}, input gate {i}, output gate {o}, candidate {n}, cell state from "
        "{before} to {s}, state from {previous} to {h}."
    ),
    read=N_(
        "Each row is a unit, each column a time step. Gates run from 0 (shut) to 1 (open), states from −1 to 1; "
        "the cell state has no bounds, and a scale of its own once it leaves them. Hover or tap to read all six at once; click a cell to see its arithmetic."
    ),
    step=(N_("Step {step}, “{token}”: f keeps {kept} of the old cell state."),),
    most=N_("Unit {unit} of the hidden state changes most, from {from} to {to}; its f is {gate}."),
    carried=N_("First cell state still in the last"),
    carried_help=N_(
        "The share of $c_0$ that the forget gate has let through at every step: the product over the steps, mean "
        "over the units."
    ),
)
