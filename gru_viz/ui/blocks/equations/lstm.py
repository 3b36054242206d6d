"""The LSTM's equations as torch.nn.LSTM computes them, empty or with numbers in place."""

from gru_viz.analysis.arithmetic import LSTMArithmetic
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
)
from gru_viz.ui.i18n import _


def formulas(*, bias: bool = True, backward: bool = False) -> dict[str, str]:
    """The six equations as LaTeX, by quantity; W_ig and b_ig are PyTorch's names of the candidate's weights.

    Parameters
    ----------
    bias : bool
    backward : bool
        The step before is t + 1.
    """
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


def sentences() -> dict[str, str]:
    """One plain sentence for each equation."""
    return {
        "input_gate": _("The input gate: how much of the candidate is written into the cell state."),
        "forget_gate": _("The forget gate: 1 keeps the old cell state, 0 forgets it."),
        "output_gate": _("The output gate: how much of the cell state shows in the hidden state."),
        "candidate_state": _(
            "The candidate: what is to be added to the cell state; it sees all of the old hidden state."
        ),
        "cell_state": _("The cell state: what was kept plus what is written; nothing bounds it."),
        "hidden_state": _("The hidden state: the cell state, squashed and filtered; gates and outputs see only this."),
    }


def in_numbers(step: LSTMArithmetic, *, bias: bool, backward: bool) -> str:
    """From x_t, h_{t-1} and c_{t-1} to c_t and h_t of one unit."""
    i, f, o, g = (step.sums[name] for name in ("input_gate", "forget_gate", "output_gate", "candidate_state"))
    kept = rf"{coloured('forget_gate', number(f.value))} \cdot {factor('cell_state', step.previous_cell)}"
    written = rf"{coloured('input_gate', number(i.value))} \cdot {factor('candidate_state', g.value)}"
    shown = rf"{coloured('output_gate', number(o.value))} \cdot \tanh({coloured('cell_state', number(step.cell))})"
    numbers = {
        **{
            name: squashed(r"\sigma", name, part, bias) for name, part in step.sums.items() if name != "candidate_state"
        },
        "candidate_state": squashed(r"\tanh", "candidate_state", g, bias),
        "cell_state": f"{kept} + {written} = {result('cell_state', step.cell)}",
        "hidden_state": f"{shown} = {result('hidden_state', step.hidden)}",
    }
    return aligned(formulas(bias=bias, backward=backward), numbers)
