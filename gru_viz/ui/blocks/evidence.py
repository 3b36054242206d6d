"""Evidence: the live figure behind each of the lesson's claims."""

from collections.abc import Callable, Mapping

import plotly.graph_objects as go

from gru_viz import figures
from gru_viz.analysis.clue import bundled_by_distance
from gru_viz.analysis.compare import time_by_length
from gru_viz.analysis.gates import selected
from gru_viz.analysis.gradients import gradient_norms
from gru_viz.analysis.saturation import saturation
from gru_viz.experiment.whatif import interventions
from gru_viz.figures.base.caption import strip_of
from gru_viz.figures.base.palette import CELLS, COLOURS, RIGHT
from gru_viz.learning.lengths import lengths
from gru_viz.learning.tasks import TASKS
from gru_viz.progress import whole
from gru_viz.ui.blocks.whatif import FREE, held_at
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run

Numbers = Mapping[str, float]
#: Which of the lesson's sentences on the page "Cell" shows a claim.
PRESETS = {"copies": "shut", "rewrites": "open", "blind": "blind", "plain": "plain"}
_LENGTHS = (50, 200, 800)


def evidence(key: str, run: Run, numbers: Numbers) -> go.Figure:
    """The figure of one claim, computed from the run in use."""
    return _FIGURES.get(key, _held)(key, run, numbers)


def _held(key: str, run: Run, _numbers: Numbers) -> go.Figure:
    """h_t as it is and with the claim's gates held."""
    held = run.setup.changed(**{**FREE, "force_when": "all", **held_at(run)[PRESETS[key]]})
    changed = held.run(interventions(held))
    one, other = (selected(tr, "hidden_state", *run.place) for tr in (run.trace, changed))
    return figures.two_runs(one, other, strip_of(run.trace, run.experiment.sample, run.numbers), translate=_)


def _road(_key: str, run: Run, _numbers: Numbers) -> go.Figure:
    return figures.straight_road(gradient_norms(run.trace, *run.place), translate=_)


def _saturated(_key: str, run: Run, _numbers: Numbers) -> go.Figure:
    return figures.gate_histograms({_("this run"): saturation(run.trace)}, translate=_)


def _lighter(_key: str, _run: Run, numbers: Numbers) -> go.Figure:
    values = [numbers["gru"], numbers["lstm"]]
    return figures.bars({_("parameters"): values}, ["GRU", "LSTM"], _("Parameters"), [CELLS["GRU"]])


def _doubles(_key: str, _run: Run, numbers: Numbers) -> go.Figure:
    names = [_("one direction"), _("two directions")]
    return figures.bars({_("parameters"): [numbers["one"], numbers["two"]]}, names, _("Parameters"), [CELLS["GRU"]])


def _lengths(_key: str, _run: Run, _numbers: Numbers) -> go.Figure:
    task = TASKS["adding"]
    return figures.accuracy_by_length(lengths(), "adding", _(task.title), translate=_)


def _turn(_key: str, run: Run, _numbers: Numbers) -> go.Figure:
    found = whole(time_by_length(run.sequence.input_size, run.experiment.hidden_size, _LENGTHS, budget=0.2))
    return figures.time_by_length(found, _LENGTHS, translate=_)


def _later(_key: str, _run: Run, _numbers: Numbers) -> go.Figure:
    return figures.clue(*bundled_by_distance(300), translate=_)


def _last(_key: str, run: Run, _numbers: Numbers) -> go.Figure:
    """h_n[-1] and output[-1] of the last layer, unit by unit."""
    tr, sample = run.trace, run.experiment.sample
    states = tr.hidden_state[-1, -1, : tr.lengths[sample], sample]
    # The backward direction ends at the first position.
    h_n = states[0] if tr.num_directions == 2 else states[-1]
    series = {"h_n[-1]": h_n.tolist(), "output[-1]": states[-1].tolist()}
    names = [str(unit) for unit in range(tr.hidden_size)]
    return figures.bars(series, names, _("h_n[-1] and output[-1], unit by unit"), [COLOURS["hidden_state"], RIGHT[0]])


_FIGURES: dict[str, Callable[[str, Run, Numbers], go.Figure]] = {
    "road": _road, "saturated": _saturated, "lighter": _lighter, "par": _lengths, "long": _lengths, "turn": _turn,
    "doubles": _doubles, "later": _later, "last": _last,
}  # fmt: skip
