"""The GRU has fewer parameters than the LSTM, and takes no longer."""

from dataclasses import dataclass

from torch import nn

from gru_viz.analysis.timing import fastest
from gru_viz.cells.build import parameter_count
from gru_viz.lesson.claims.claim import Claim, Verdict
from gru_viz.lesson.claims.subject import Subject
from gru_viz.problem import N_


@dataclass(frozen=True)
class Numbers:
    """Of nn.GRU and nn.LSTM of the subject's sizes.

    Attributes
    ----------
    gru, lstm : int
        Parameters.
    ratio : float
        Of the GRU's parameters to the LSTM's.
    time : float
        Of the GRU's time to the LSTM's, for a run.
    steps : int
        Of that run.
    """

    gru: int
    lstm: int
    ratio: float
    time: float
    steps: int


def measure(subject: Subject) -> Numbers:
    """Count the parameters and time both on the sequence, repeated to about 200 steps if it is shorter."""
    own = subject.module
    options = {"num_layers": own.num_layers, "bias": own.bias, "bidirectional": own.bidirectional}
    modules = [subject.of_its_size(kind, **options) for kind in (nn.GRU, nn.LSTM)]
    gru, lstm = (parameter_count(module) for module in modules)
    x = subject.x.repeat(max(1, 200 // len(subject.x)), 1, 1)
    gru_time, lstm_time = fastest([(module, x) for module in modules])
    return Numbers(gru, lstm, ratio=gru / lstm, time=gru_time / lstm_time, steps=len(x))


def judge(numbers: Numbers) -> Verdict:
    """Fewer parameters; a tenth more time counts as none."""
    if numbers.ratio >= 1:
        return "not"
    return "holds" if numbers.time < 1.1 else "partly"


LIGHTER_THAN_LSTM = Claim("lighter_than_lstm", ("4.5.1 a",), N_("The GRU is lighter than the LSTM."), measure, judge)
