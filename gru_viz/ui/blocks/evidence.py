"""Evidence: the live figure behind each of the lesson's claims, from the run in use and the claim's numbers."""

from typing import Any

import numpy as np

from gru_viz import figures
from gru_viz.analysis.clue import bundled_by_distance
from gru_viz.analysis.compare import time_by_length
from gru_viz.analysis.gates import selected
from gru_viz.analysis.gradients import gradient_norms
from gru_viz.analysis.saturation import saturation
from gru_viz.experiment.whatif import interventions
from gru_viz.figures.base.caption import strip_of
from gru_viz.figures.base.drawing import Drawing
from gru_viz.figures.base.palette import CELL_COLOURS, COLOURS, RIGHT
from gru_viz.figures.base.strip import Strip
from gru_viz.lesson.claims import adding
from gru_viz.lesson.claims import blind_candidate as blind
from gru_viz.lesson.claims import later_clue as clue
from gru_viz.lesson.claims import lighter_than_lstm as lighter
from gru_viz.lesson.claims import plain_candidate as plain
from gru_viz.lesson.claims import second_direction as second
from gru_viz.lesson.claims import state_for_each_letter as letters
from gru_viz.lesson.claims.subject import Subject
from gru_viz.progress import whole
from gru_viz.ui.blocks.lengths import learned
from gru_viz.ui.blocks.said import said_after, said_panels
from gru_viz.ui.blocks.whatif import FREE, held_at
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run

_LENGTHS = (50, 200, 800)


def held(preset: str, run: Run, _numbers: Any) -> Drawing:
    """h_t as it is and with the gates held as a preset of the page "Cell" holds them."""
    setup = run.setup.changed(**{**FREE, "force_when": "all", **held_at(run)[preset]})
    changed = setup.run(interventions(setup))
    one, other = (selected(tr, "hidden_state", *run.place) for tr in (run.trace, changed))
    sample = run.experiment.sample
    panels = said_panels(run.said_on(sample), said_after(run, changed, sample))
    return figures.two_runs.plain(one, other, _strip(run), panels=panels, compact=run.experiment.present, translate=_)


def blind_candidate(run: Run, _numbers: Any) -> Drawing:
    """h̃_t of two runs from different states, r held at 0."""
    runs = blind.started_twice(Subject.of(run.setup))
    one, other = (selected(tr, "candidate_state", 0, "forward", 0) for tr in runs)
    return _candidates(run, one, other, (_("from a state of zeros:"), _("from another state:")))


def plain_candidate(run: Run, _numbers: Any) -> Drawing:
    """h̃_t with r held at 1, and what nn.RNNCell makes of the same steps."""
    one, other = (values[:, 0].numpy() for values in plain.computed_twice(Subject.of(run.setup)))
    return _candidates(run, one, other, (_("GRU with r = 1:"), "nn.RNNCell:"))


def _candidates(run: Run, one: np.ndarray, other: np.ndarray, names: tuple[str, str]) -> Drawing:
    return figures.two_runs.plain(
        one,
        other,
        _strip(run),
        quantity="candidate_state",
        names=names,
        compact=run.experiment.present,
        translate=_,
    )


def _strip(run: Run) -> Strip:
    return strip_of(run.trace, run.experiment.sample, run.numbers)


def straight_road(run: Run, _numbers: Any) -> Drawing:
    """What is left of the gradient, by step."""
    return figures.straight_road.plain(gradient_norms(run.trace, *run.place), translate=_)


def saturated_gates(run: Run, _numbers: Any) -> Drawing:
    """How often the gates have which value."""
    return figures.gate_histograms.plain({_("this run"): saturation(run.trace)}, translate=_)


def lighter_than_lstm(_run: Run, numbers: lighter.Numbers) -> Drawing:
    """Parameters of both."""
    values = [numbers.gru, numbers.lstm]
    return figures.bars.plain({_("parameters"): values}, ["GRU", "LSTM"], _("Parameters"), [CELL_COLOURS["GRU"]])


def second_direction(_run: Run, numbers: second.Numbers) -> Drawing:
    """Parameters with one direction and with two."""
    names = [_("one direction"), _("two directions")]
    return figures.bars.plain(
        {_("parameters"): [numbers.one, numbers.two]}, names, _("Parameters"), [CELL_COLOURS["GRU"]]
    )


def adding_problem(run: Run, _numbers: Any) -> Drawing:
    """How right the cells are, by the length of the sequences."""
    return learned(adding.TASK, compact=run.experiment.present)


def not_parallel(run: Run, _numbers: Any) -> Drawing:
    """Time of a run, by the number of steps."""
    found = whole(time_by_length(run.sequence.input_size, run.experiment.hidden_size, _LENGTHS, budget=0.2))
    return figures.time_by_length.plain(found, _LENGTHS, translate=_)


def later_clue(_run: Run, _numbers: Any) -> Drawing:
    """How right one and two directions are, by how far the clue is."""
    return figures.clue.plain(*bundled_by_distance(clue.SEQUENCES), translate=_)


def state_for_each_letter(run: Run, _numbers: Any) -> Drawing:
    """The machine, its arrows in the colour of the update gate as it is written on the screen."""
    written = run.experiment.written_as
    keeps = written is None or written.update == "keep"
    return figures.machine.plain(letters.machine(), keeps=keeps, compact=run.experiment.present, translate=_)


def last_state(run: Run, _numbers: Any) -> Drawing:
    """h_n[-1] and output[-1] of the last layer, unit by unit."""
    tr, sample = run.trace, run.experiment.sample
    states = tr.hidden_state[-1, -1, : tr.lengths[sample], sample]
    # The backward direction ends at the first position.
    h_n = states[0] if tr.num_directions == 2 else states[-1]
    series = {"h_n[-1]": h_n.tolist(), "output[-1]": states[-1].tolist()}
    names = [str(unit) for unit in range(tr.hidden_size)]
    return figures.bars.plain(
        series, names, _("h_n[-1] and output[-1], unit by unit"), [COLOURS["hidden_state"], RIGHT[0]]
    )
