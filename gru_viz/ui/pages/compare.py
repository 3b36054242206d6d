"""Compare: the cells side by side, in size, arithmetic, time and what they can learn."""

from statistics import mean

import streamlit as st
import torch

from gru_viz import figures
from gru_viz.analysis.compare import CellCost, cell_costs, per_step, time_by_length
from gru_viz.analysis.timing import Timing
from gru_viz.cells.gru import GRU
from gru_viz.cells.kinds import by_size
from gru_viz.cells.lstm import LSTM
from gru_viz.learning import equal
from gru_viz.learning.initialisation import STARTS, Start
from gru_viz.learning.lengths import COMMAND, LENGTHS, MORE_STEPS, SEEDS, STARTED_CELLS, STEPS
from gru_viz.learning.scores import scores
from gru_viz.learning.tasks import TASKS
from gru_viz.problem import N_
from gru_viz.progress import Computation
from gru_viz.ui.blocks.lengths import show_lengths
from gru_viz.ui.i18n import _, told_together
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart
from gru_viz.ui.widgets.markdown import tabulated
from gru_viz.ui.widgets.progress import worked

TIMES = N_(
    "Where each step waits for the last, the time grows with the steps: from {first} to {last} steps ({times:.0f}×) that of "
    "{grown}. Bars: half of the runs lie between their ends. nn.Linear, without recurrence, computes all steps at once."
)
PARALLEL = N_("{cell} does so, too: neither its gate nor its candidate reads the state.")
ONE_KERNEL = N_(
    "The LSTM waits for each step, too, but hardly shows it: PyTorch hands its whole sequence to one oneDNN kernel on this "
    "CPU, where a further step takes {lstm} µs, a GRU's {gru:.1f} µs, and starting it {start:.1f} µs."
)
TRAINED = N_(
    "Trained beforehand by `{command}`: 16 units, {steps:,} steps of Adam, seeds {seeds}; the points are means over the "
    "seeds, the bars reach from the worst to the best. Measured on 500 fresh sequences of the length trained on. Solid: PyTorch's "
    "initialisation, with which gates begin near one half. Dashed: 1 more on the bias of the gate that keeps, the LSTM's forget gate "
    "(Jozefowicz et al. 2015), the GRU's update gate. Dotted: chrono initialisation (Tallec & Ollivier 2018)."
)
LONGER = N_("With {steps:,} steps at the greatest length that all were trained on ({length}), {task}: {found}.")
BESIDE = N_(
    "Beside what the sources say, {task}, {length} steps: the GRU is comparable to the LSTM (Chung et al. 2014, on music and "
    "speech): {pytorch}. A bias of 1 on the LSTM's forget gate closes the gap between the two (Jozefowicz et al. 2015): {keep}. "
    "Chrono initialisation greatly improves the learning of long dependencies (Tallec & Ollivier 2018): {chrono}."
)
BOTH = N_("GRU {gru:.1%}, LSTM {lstm:.1%}")
STARTED = N_("{start}: GRU {gru:.1%}, LSTM {lstm:.1%}")
BETWEEN = N_("; ")
EQUAL = N_(
    "Where words end, with as many parameters as the GRU of {units} units with one direction has, {steps:,} steps of Adam, seeds "
    "{seeds}: F1 of the word ends in sentences that no training has seen."
)
COSTS = N_(
    "Sizes of the sidebar (hidden_size {units}, num_layers {layers}), on this sequence ({steps} steps, batch of {batch}). "
    "Times: median, in brackets fastest to slowest, measured in turns just now on the server; × relative to the GRU with "
    "one direction."
)
MORE_IN_LESS = N_(
    "The LSTM computes more than the GRU and takes less time: PyTorch hands its whole sequence to one oneDNN kernel on this CPU."
)
#: Seconds a step that two measurements differ by, about.
_MEASURED = 1e-7
_LENGTHS = (50, 100, 200, 400, 800)


def page(run: Run) -> None:
    """Draw the page."""
    _costs(run)
    _times(run)
    for task in LENGTHS:
        show_lengths(task)
    seeds = _(", ").join(map(str, SEEDS))
    st.caption(_(TRAINED).format(command=COMMAND, steps=STEPS, seeds=seeds))
    for task in LENGTHS:
        _beside(task)
        _longer(task)
    _equal()


def _costs(run: Run) -> None:
    """Costs of the cells on the sequences of the run, measured when the run changes."""
    e = run.experiment

    def costs() -> Computation[list[CellCost]]:
        x = run.sequence.values.transpose(0, 1).contiguous()
        return cell_costs(x, e.hidden_size, e.num_layers, bias=e.bias)

    work = worked("cell_costs", run.trace, (), costs, _("Measuring the cells on this sequence"))
    if work.finished:
        _table(run, work.result)


def _table(run: Run, costs: list[CellCost]) -> None:
    """Costs as a table."""
    e, s = run.experiment, run.sequence
    base = next(cost for cost in costs if (cost.name, cost.directions) == (GRU.name, 1))
    head = [
        _("cell"),
        _("directions"),
        _("parameters"),
        _("multiply-adds a step"),
        _("one run"),
        _("one training step"),
    ]
    rows = [
        [
            f"**{cost.name}**",
            str(cost.directions),
            _relative(f"{cost.parameters:,}", cost.parameters / base.parameters),
            _relative(f"{cost.multiply_adds:,}", cost.multiply_adds / base.multiply_adds),
            _relative(_time(cost.forward), cost.forward.median / base.forward.median),
            _relative(_time(cost.training), cost.training.median / base.training.median),
        ]
        for cost in costs
    ]
    st.markdown(tabulated(head, rows))
    told = _(COSTS).format(units=e.hidden_size, layers=e.num_layers, steps=s.steps, batch=s.batch_size)
    lstm = next(cost for cost in costs if (cost.name, cost.directions) == (LSTM.name, 1))
    if torch.backends.mkldnn.is_available() and lstm.forward.median < base.forward.median:
        told = told_together(told, _(MORE_IN_LESS))
    st.caption(told)


def _relative(text: str, ratio: float) -> str:
    """A number and how many times the GRU's it is."""
    return f"{text} ·\u00a0{ratio:.2f}×"


def _time(timing: Timing) -> str:
    """Median and spread in milliseconds."""
    median, fastest, slowest = (f"{1e3 * seconds:.2f}" for seconds in (timing.median, timing.fastest, timing.slowest))
    return f"{median}\u00a0ms ({fastest}\u00a0–\u00a0{slowest})"


def _times(run: Run) -> None:
    """Time against length."""
    key = (run.sequence.input_size, run.experiment.hidden_size)
    work = worked("times", None, key, lambda: time_by_length(*key, _LENGTHS), _("Measuring time against length"))
    if not work.finished:
        return
    sentences = [_growth(work.result)] + [_(PARALLEL).format(cell=cell.name) for cell in by_size() if cell.parallel]
    sentences += _one_kernel(work.result)
    chart(
        figures.time_by_length.plain(work.result, _LENGTHS, translate=_),
        "times_chart",
        told_together(*sentences),
        name="time-by-length",
    )


def _growth(found: dict[str, list[Timing]]) -> str:
    """How many times as long the longest sequence takes, of each cell that waits for every step."""
    waiting = [cell.name for cell in by_size() if not cell.parallel]
    grown = _(", ").join(f"{name} {found[name][-1].fastest / found[name][0].fastest:.1f}×" for name in waiting)
    first, last = _LENGTHS[0], _LENGTHS[-1]
    return _(TIMES).format(first=first, last=last, times=last / first, grown=grown)


def _one_kernel(found: dict[str, list[Timing]]) -> list[str]:
    """Why the LSTM's time hardly grows, where oneDNN computes it."""
    lstm, gru = (per_step(found[cell.name], _LENGTHS) for cell in (LSTM, GRU))
    if not torch.backends.mkldnn.is_available() or lstm > gru / 2:
        return []
    start = found[LSTM.name][0].fastest - _LENGTHS[0] * lstm
    # Steps that cost less than two measurements differ by may come out below nothing.
    told = f"{1e6 * lstm:.1f}" if lstm > _MEASURED else f"<\u00a0{1e6 * _MEASURED:.1f}"
    return [_(ONE_KERNEL).format(lstm=told, gru=1e6 * gru, start=1e6 * start)]


def _learned(task: str, steps: int, length: int) -> dict[Start, dict[str, float]]:
    """Accuracies of the cells that were started in several ways, means over the seeds; starts that all of them have."""
    found = {}
    for start in STARTS:
        of = {cell: scores(task, cell, length, start, steps) for cell in STARTED_CELLS}
        if all(of.values()):
            found[start] = {cell: mean(each) for cell, each in of.items()}
    return found


def _beside(task: str) -> None:
    """What was found here beside what others have published, at the greatest length that every start has."""
    for length in reversed(LENGTHS[task]):
        found = _learned(task, STEPS, length)
        if len(found) == len(STARTS):
            told = {start: _(BOTH).format(**of) for start, of in found.items()}
            st.caption(_(BESIDE).format(task=_(TASKS[task].title), length=length, **told))
            return


def _longer(task: str) -> None:
    """How the greater budget changes what is learned."""
    length = LENGTHS[task][-1]
    found = _learned(task, MORE_STEPS, length)
    if found:
        told = [_(STARTED).format(start=_(STARTS[start]), **of) for start, of in found.items()]
        fields = {"steps": MORE_STEPS, "length": length, "task": _(TASKS[task].title)}
        st.caption(_(LONGER).format(**fields, found=_(BETWEEN).join(told)))


def _equal() -> None:
    """The cells with equal parameters on a natural task, as far as they have been trained."""
    rows = equal.found()
    if not rows:
        return
    head = [_("cell"), _("directions"), _("units"), _("parameters"), _("English sentences"), _("Chinese sentences")]
    table = []
    for cell in by_size():
        for both in (False, True):
            own = [row for row in rows if (row.cell, row.bidirectional) == (cell.key, both)]
            if own:
                scores = [mean(getattr(row.sentences, each) for row in own) for each in ("english", "chinese")]
                sizes = (f"{own[0].units}", f"{own[0].parameters:,}")
                table.append([f"**{cell.name}**", str(1 + both), *sizes, *(f"{score:.2f}" for score in scores)])
    st.markdown(tabulated(head, table))
    seeds = _(", ").join(map(str, sorted({row.seed for row in rows})))
    st.caption(_(EQUAL).format(units=equal.UNITS, steps=rows[0].steps, seeds=seeds))
