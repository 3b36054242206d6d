"""Exhibits: the figures that a step of a lesson can show, each with the page that owns it."""

from collections.abc import Callable
from dataclasses import dataclass

from gru_viz import figures
from gru_viz.analysis.bidirectional import merge
from gru_viz.analysis.compare import directions_by_length
from gru_viz.analysis.slopes import linear_path, slopes
from gru_viz.cells.gru import GRU
from gru_viz.cells.lstm import LSTM
from gru_viz.figures.base.number import Number
from gru_viz.figures.base.region import Region
from gru_viz.lesson.claims.all import CLAIMS, measured
from gru_viz.lesson.claims.subject import Subject
from gru_viz.lesson.front import Highlight
from gru_viz.problem import N_
from gru_viz.progress import whole
from gru_viz.ui.blocks.arithmetic import show_arithmetic
from gru_viz.ui.blocks.automaton import show_automaton
from gru_viz.ui.blocks.bothdirections import show_merged
from gru_viz.ui.blocks.cards import CARDS
from gru_viz.ui.blocks.cellwalk import show_walk
from gru_viz.ui.blocks.claimcard import show_badge, show_evidence, show_verdict
from gru_viz.ui.blocks.cursor import place_shown, show_run_cursor
from gru_viz.ui.blocks.gates import exact, live_gates
from gru_viz.ui.blocks.lengths import show_lengths
from gru_viz.ui.blocks.memory import show_half_lives, show_shares
from gru_viz.ui.blocks.opening import show_opening
from gru_viz.ui.blocks.reach import norms, show_reach, show_road
from gru_viz.ui.blocks.summary import show_summary
from gru_viz.ui.blocks.twodirections import show_layers, show_two_directions
from gru_viz.ui.blocks.wandering import show_nudge, show_path
from gru_viz.ui.blocks.whatif import show_held
from gru_viz.ui.blocks.workbench import show_arguments, show_code, show_printout, show_shapes
from gru_viz.ui.browser.cells.texts import texts_of
from gru_viz.ui.i18n import _
from gru_viz.ui.state import cursor
from gru_viz.ui.state.gathering import gathering
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart
from gru_viz.ui.widgets.progress import worked

BENDS = N_(
    "For each 1 that its weighted sum changes from step to step, σ's slope changes by at most {smooth:.3f} here, and never by "
    "more than 0.096. A hard gate, straight pieces between 0 and 1, has all of its slope or none: it changes by up to {hard:.3g}."
)
KEPT_OPEN = N_(
    "Solid: how much of each step's state still reaches the last one by the linear path; from the first: GRU {gru_passed:.1%}, LSTM "
    "{lstm_passed:.1%}. Dotted: the slope g(1 − g) of the gate on it, through which all gradient to its own weights goes. Dashed: how "
    "much of the new each step writes; mean: GRU {gru_written:.1%}, LSTM {lstm_written:.1%}."
)
ONE_AFTER_ANOTHER = N_(
    "Measured just now on this computer. Both directions wait for their last step, one from the left and one from the right; "
    "nn.Linear computes all steps at once."
)
#: Long enough to see what grows, short enough that nobody waits for it.
_LENGTHS = (50, 200, 400)
#: Figures of claims that hold gates: the run as it is gives nothing away.
HELD_CLAIMS = tuple(f"claim {name}" for name, card in CARDS.items() if card.preset)
#: Pixels of a heatmap: all of them beside the text.
_HEIGHT = 96


@dataclass(frozen=True)
class Exhibit:
    """One kind of figure.

    Attributes
    ----------
    page : str
        Address of the page that owns it.
    show : callable
        A run, what stands behind the figure's name, and what to look at; what is best sent last is returned.
    """

    page: str
    show: Callable[[Run, str, Highlight | None], Callable[[], None] | None]


def show_exhibit(run: Run, figure: str, highlight: Highlight | None = None) -> Callable[[], None]:
    """Show a figure by its name and argument; what sends the rest of it."""
    name, _space, more = figure.partition(" ")
    return EXHIBITS[name].show(run, more, highlight) or (lambda: None)


def page_of(figure: str) -> str:
    """Address of the page that owns a figure."""
    name, _space, more = figure.partition(" ")
    return CARDS[more].page if name == "claim" else EXHIBITS[name].page


def _alone(show: Callable[[Run], object]) -> Callable[[Run, str, Highlight | None], None]:
    """What needs nothing but the run."""

    def shown(run: Run, _more: str, _highlight: Highlight | None) -> None:
        show(run)

    return shown


def _of_gru(show: Callable[[Run], object]) -> Callable[[Run, str, Highlight | None], None]:
    """What is told of a GRU, whatever the cell of the step."""
    return _alone(lambda run: show(run.gru))


def _gates(run: Run, _more: str, highlight: Highlight | None) -> Callable[[], None]:
    """The heatmaps, with Play and the arithmetic."""
    gathered = gathering() is not None
    if cursor.live() and not gathered:
        show_run_cursor(run)  # on a wall out of sight, for Space to play
    region = Region(**highlight.model_dump()) if highlight else None
    live = live_gates(run, "lesson_chart", _(texts_of(run.trace.cell).read), region=region, row_height=_HEIGHT)
    later = live.show(place_shown(run))
    if gathered or run.experiment.present or not (cursor.live() and exact(run)):
        return later
    weights = show_arithmetic(run, "lesson_chart", live=True)

    def send() -> None:
        later()
        weights()

    return send


def _cell(run: Run, stage: str, _highlight: Highlight | None) -> Callable[[], None]:
    """The diagram, from a stage on."""
    return show_walk(run, "lesson_cell_chart", int(stage) if stage else None, walked=True)


def _claim(run: Run, name: str, _highlight: Highlight | None) -> None:
    """A claim on the GRU of the step."""
    gru = run.gru
    claim = next(claim for claim in CLAIMS if claim.name == name)
    numbers = memo("claim", gru.trace, (name, gru.experiment.sample), lambda: claim.measure(Subject.of(gru.setup)))
    show_evidence(gru, claim, numbers, wide=True)
    show_verdict(claim, numbers, experiment=bool(CARDS[name].caption))
    show_badge(claim, numbers)


def _gradients(run: Run, _more: str, _highlight: Highlight | None) -> None:
    """All cells' norms."""
    if (cells := norms(run.gru, None)) is not None:
        show_reach(run.gru, cells, None)


def _road(run: Run, _more: str, _highlight: Highlight | None) -> None:
    """The linear path's part of the GRU's."""
    if (cells := norms(run.gru, None)) is not None:
        show_road(run.gru, cells["GRU"])


def _smoothness(run: Run, _more: str, _highlight: Highlight | None) -> None:
    """Slopes of both gates, beside hard ones."""
    gru = run.gru
    found = {gate: slopes(gru.trace, gate, *gru.place) for gate in gru.trace.gates}
    smooth, hard = (max(bends) for bends in zip(*(each.bends for each in found.values()), strict=True))
    fig = figures.smoothness.plain(found, gru.tokens, gru.experiment.unit, translate=_)
    chart(fig, "smoothness_chart", _(BENDS).format(smooth=smooth, hard=Number(hard)), name="slope-of-the-gates")


def _linear_path(run: Run, _more: str, _highlight: Highlight | None) -> None:
    """A GRU's and an LSTM's, with the slopes of the gates on them."""
    cells = {cell.name: linear_path(run.as_cell(cell).trace, *run.place) for cell in (GRU, LSTM)}
    told = {f"{name.lower()}_passed": found.passed.min() for name, found in cells.items()}
    told |= {f"{name.lower()}_written": found.written.mean() for name, found in cells.items()}
    sentence = _(KEPT_OPEN).format(**told)
    chart(figures.linear_paths.plain(cells, run.tokens, translate=_), "linear_path_chart", sentence, name="linear-path")


def _layers(run: Run, _more: str, _highlight: Highlight | None) -> None:
    """The four layers of a Bi-GRU."""
    both = run.both
    outputs = both.experiment.classes if both.answers is None else both.answers.said.shape[1]
    show_layers(both, merge(both.trace, both.experiment.merge).shape[1], outputs)


def _merged(run: Run, _more: str, _highlight: Highlight | None) -> Callable[[], None]:
    return show_merged(run.both)


def _one_after_another(run: Run, _more: str, _highlight: Highlight | None) -> None:
    """Time by length, with one direction and with both."""
    sizes = run.sequence.input_size, run.experiment.hidden_size
    found = memo("directions by length", run.trace, (), lambda: whole(directions_by_length(*sizes, _LENGTHS)))
    fig = figures.time_by_length.plain(found, _LENGTHS, translate=_)
    chart(fig, "directions_time_chart", _(ONE_AFTER_ANOTHER), name="time-by-length-of-both-directions")


def _code(run: Run, _more: str, _highlight: Highlight | None) -> None:
    """The code, and what it prints; on a wall that alone."""
    if not run.experiment.present:
        show_code(run.setup.sizes)
    show_printout(run.setup.sizes)


def _summary(run: Run, _more: str, _highlight: Highlight | None) -> None:
    """Strengths and limits, with the verdict on this run."""
    gru = run.gru
    key = (gru.experiment.sample,)
    work = worked("claims", gru.trace, key, lambda: measured(Subject.of(gru.setup)), _("Checking the claims"))
    if work.finished:
        show_summary(work.result)


EXHIBITS: dict[str, Exhibit] = {
    "gates": Exhibit("gates", _gates),
    "opening": Exhibit("gates", _alone(lambda run: show_opening(run, "opening_chart"))),
    "cell": Exhibit("cell", _cell),
    "held": Exhibit("cell", _alone(show_held)),
    "claim": Exhibit("claims", _claim),
    "memory": Exhibit("memory", _of_gru(show_shares)),
    "half-lives": Exhibit("memory", _of_gru(show_half_lives)),
    "nudge": Exhibit("memory", _of_gru(show_nudge)),
    "path": Exhibit("memory", _of_gru(show_path)),
    "machine": Exhibit("machine", _of_gru(show_automaton)),
    "gradients": Exhibit("gradients", _gradients),
    "road": Exhibit("gradients", _road),
    "smoothness": Exhibit("gates", _smoothness),
    "linear-path": Exhibit("gates", _linear_path),
    "layers": Exhibit("bi-gru", _layers),
    "two-directions": Exhibit("bi-gru", _alone(lambda run: show_two_directions(run.both))),
    "merged": Exhibit("bi-gru", _merged),
    "one-after-another": Exhibit("compare", _one_after_another),
    "lengths": Exhibit("compare", lambda _run, task, _highlight: show_lengths(task)),
    "arguments": Exhibit("nn-gru", _alone(lambda run: show_arguments(run.setup.sizes))),
    "shapes": Exhibit("nn-gru", _alone(lambda run: show_shapes(run.setup.sizes))),
    "code": Exhibit("nn-gru", _code),
    "summary": Exhibit("claims", _summary),
}
