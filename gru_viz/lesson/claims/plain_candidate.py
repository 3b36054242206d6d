"""With the reset gate open the candidate is a plain RNN's."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gru_viz.cells.intervention import clamp
from gru_viz.lesson.claims.claim import EQUAL, Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_


@dataclass(frozen=True)
class Numbers:
    """Of the first layer with its reset gate held at 1, and nn.RNNCell on the same inputs and states.

    Attributes
    ----------
    off : float
        The largest difference between the candidate and nn.RNNCell's answer.
    """

    off: float


def computed_twice(subject: Subject) -> tuple[Tensor, Tensor]:
    """Candidates (T, 1, hidden_size) with the first layer's reset gate held at 1, and what nn.RNNCell makes of each step."""
    tr = subject.run(clamp(reset_gate=1.0, layers=0), subject.other_start())
    cell = _rnn_cell(subject)
    with torch.no_grad():
        plain = torch.stack([cell(x, h) for x, h in zip(tr.layer_inputs[0], tr.previous_state[0, 0], strict=True)])
    return tr.candidate_state[0, 0], plain


def measure(subject: Subject) -> Numbers:
    """Hold the first layer's reset gate at 1 and let nn.RNNCell compute every step, too."""
    candidate, plain = computed_twice(subject)
    return Numbers(off=(plain - candidate).abs().max().item())


def _rnn_cell(subject: Subject) -> nn.RNNCell:
    """A cell with the weights of the first layer's candidate, the last third of each tensor's rows."""
    module = subject.module
    cell = nn.RNNCell(module.input_size, module.hidden_size, bias=module.bias)
    with torch.no_grad():
        for name, parameter in cell.named_parameters():
            parameter.copy_(getattr(module, f"{name}_l0")[2 * module.hidden_size :])
    return cell


def judge(numbers: Numbers) -> Verdict:
    """The two are equal."""
    return "holds" if numbers.off < EQUAL else "not"


PLAIN_CANDIDATE = Claim(
    "plain_candidate",
    ("4.1.1 ①", "4.5.1 c"),
    N_("With the reset gate at 1 the candidate is that of a plain RNN."),
    measure,
    judge,
)
