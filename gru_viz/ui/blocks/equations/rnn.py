"""The RNN's equation as torch.nn.RNN computes it, empty or with numbers in place."""

from gru_viz.analysis.arithmetic import RNNArithmetic
from gru_viz.ui.blocks.equations.notation import affine, aligned, at_step, squashed
from gru_viz.ui.i18n import _

FUNCTIONS = {"tanh": r"\tanh", "relu": r"\operatorname{ReLU}"}


def formulas(nonlinearity: str, *, bias: bool = True, backward: bool = False) -> dict[str, str]:
    """The one equation as LaTeX, by quantity.

    Parameters
    ----------
    nonlinearity : "tanh" or "relu"
    bias : bool
    backward : bool
        The step before is t + 1.
    """
    return {"hidden_state": f"{at_step('hidden_state')} = {FUNCTIONS[nonlinearity]}({affine('h', bias, backward)})"}


def sentences() -> dict[str, str]:
    """One plain sentence for the equation."""
    return {
        "hidden_state": _("The new state: no gate decides; all of the old state goes through the matrix at every step.")
    }


def in_numbers(step: RNNArithmetic, *, bias: bool, backward: bool) -> str:
    """From x_t and h_{t-1} to h_t of one unit."""
    function = FUNCTIONS[step.nonlinearity]
    numbers = {"hidden_state": squashed(function, "hidden_state", step.sums["hidden_state"], bias)}
    return aligned(formulas(step.nonlinearity, bias=bias, backward=backward), numbers)
