"""What the pages say of the RNN: its equation as torch.nn.RNN computes it, and its sentences."""

from gru_viz.analysis.arithmetic import StepArithmetic
from gru_viz.problem import N_
from gru_viz.ui.browser.cells.notation import affine, aligned, at_step, squashed
from gru_viz.ui.browser.cells.texts import Facts, Texts

FUNCTIONS = {"tanh": r"\tanh", "relu": r"\operatorname{ReLU}"}


def formulas(facts: Facts, bias: bool, backward: bool) -> dict[str, str]:
    """The one equation."""
    function = FUNCTIONS[facts["nonlinearity"]]
    return {"hidden_state": f"{at_step('hidden_state')} = {function}({affine('h', bias, backward)})"}


def sentences(_facts: Facts) -> dict[str, str]:
    """One plain sentence for the equation."""
    return {
        "hidden_state": N_(
            "The new state: no gate decides; all of the old state goes through the matrix at every step."
        )
    }


def in_numbers(step: StepArithmetic, bias: bool, backward: bool) -> str:
    """From x_t and h_{t-1} to h_t of one unit."""
    function = FUNCTIONS[step.facts["nonlinearity"]]
    numbers = {"hidden_state": squashed(function, "hidden_state", step.sums["hidden_state"], bias)}
    return aligned(formulas(step.facts, bias, backward), numbers)


TEXTS = Texts(
    formulas=formulas,
    sentences=sentences,
    in_numbers=in_numbers,
    stages=(
        N_("x and h go through their matrices and are added"),
        N_("The sum is squashed and goes on"),
    ),
    walk=N_(
        "No gate and no road: at every step the whole state goes through the matrix W and the function. Wires are as thick as "
        "the values of the unit in view are large; point at a unit to see its numbers, click to keep it."
    ),
    spoken=N_("Step {step}, token {token}, unit {unit}: sum {a}, state from {previous} to {h}."),
    read=N_(
        "Each row is a unit, each column a time step. Hover or tap to read a value; click a cell to see its arithmetic."
    ),
    step=(N_("Step {step}, “{token}”: unit {unit} changes most, from {from} to {to}."),),
    without_gates=N_(
        "An RNN has no gates: at every step the whole state goes through the matrix and through {nonlinearity}. What a gate "
        "would keep has to survive that each time."
    ),
)
