"""Wandering: how far a nudge of the input moves the states, and where the states go, wherever a page shows them."""

import numpy as np
import streamlit as st
import torch

from gru_viz import figures
from gru_viz.analysis.memory import nudge
from gru_viz.analysis.saddles import explore, ways_out
from gru_viz.analysis.trajectory import FixedPoint, most_work, one_layer, project
from gru_viz.cells.gru import GRUTrace
from gru_viz.limits import LIMITS
from gru_viz.problem import N_, Problem
from gru_viz.progress import Computation
from gru_viz.ui.i18n import _
from gru_viz.ui.state.memo import memo
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart, file_name
from gru_viz.ui.widgets.markdown import shown, told
from gru_viz.ui.widgets.progress import worked

NUDGE = N_(
    "By experiment: $x_t$ of the step in view is moved by {size} in a random direction; the line is how far each state "
    "moves, in multiples of that."
)
PATH = N_(
    "All states of the layer, projected on their principal components (PCA), tokens as labels. Where the path hardly "
    "moves, the GRU keeps; where it leaps, it writes."
)
FIXED_POINTS = N_(
    "With the input of “{token}” (step {step}) held for ever, from {starts} starts and from halfway between whatever is found: "
    "fixed points, where F(h) = h (Sussillo & Barak 2013), **{stable}** stable and **{unstable}** unstable. Dotted: where "
    "states go that leave an unstable one; these ways from one memory to another are the edges of the machine."
)
#: A direction of length 1 in the input, this long.
_NUDGE = 1e-2
#: Starts at least and at most, and the multiplications that more than the least may take.
_STARTS, _MOST_STARTS, _WORK = 16, 100, 5_000_000_000


def show_nudge(run: Run) -> None:
    """The input in view nudged a little."""
    e, tr = run.experiment, run.trace

    def nudged() -> GRUTrace:
        values = run.sequence.values.clone()
        push = torch.randn(values.shape[-1], generator=torch.Generator().manual_seed(0))
        values[e.sample, e.step] += _NUDGE * push / push.norm()
        return run.setup.reading(run.sequence.with_values(values)).run()

    sizes = nudge(tr, memo("nudged", tr, (e.sample, e.step), nudged), *run.place) / _NUDGE
    chart(
        figures.nudge.plain(sizes, run.tokens, e.step, translate=_),
        "nudge_chart",
        _(NUDGE).format(size=_NUDGE),
        name=file_name("nudge", e.step),
        wide=False,
        about=run,
    )


def show_path(run: Run) -> None:
    """The trajectory, and fixed points where they are asked for."""
    e = run.experiment
    found = project(run.trace, e.layer, e.sample)
    points, ways = (_points(run) if e.show_fixed else None) or (None, [])
    chart(
        figures.trajectory.plain(
            found, run.tokens, points or [], ways, dimensions=int(e.dimensions), selected=e.step, translate=_
        ),
        "path_chart",
        _(PATH),
        name=file_name("trajectory", *run.tokens[:6]),
        about=run,
    )
    if points is not None:
        stable, token = sum(point.stable for point in points), shown(run.tokens[e.step])
        counts = {"starts": _starts(e.hidden_size), "stable": stable, "unstable": len(points) - stable}
        st.markdown(_(FIXED_POINTS).format(token=token, step=e.step, **counts))


def _starts(units: int) -> int:
    """How many starts there are of the search: the more, the fewer units."""
    return max(_STARTS, min(_MOST_STARTS, _WORK // most_work(1, units)))


def _points(run: Run) -> tuple[list[FixedPoint], list[np.ndarray]] | None:
    """Fixed points for the constant input of the step in view and the ways out of them; None while they are searched for."""
    e, tr = run.experiment, run.trace
    try:
        LIMITS.check_work(most_work(_starts(e.hidden_size), e.hidden_size))
    except Problem as problem:
        st.info(told(problem), icon=":material/info:")
        return None

    def found() -> Computation[tuple[list[FixedPoint], list[np.ndarray]]]:
        module = one_layer(run.setup.module(), e.layer, e.direction)
        states = tr.hidden_state[e.layer, int(e.direction == "backward"), : tr.lengths[e.sample], e.sample]
        count = _starts(e.hidden_size) // 2  # the search adds noise to each
        spread = torch.rand(count, e.hidden_size, generator=torch.Generator().manual_seed(0)) * 2 - 1
        along = states[torch.linspace(0, len(states) - 1, count // 2).long()]
        starts = torch.cat([along, spread[: count - len(along)]])
        x = tr.layer_inputs[e.layer][e.step, e.sample]
        points = yield from explore(module, x, starts)
        return points, ways_out(module, x, points)

    return worked("fixed_points", tr, (*run.place, e.step), found, _("Searching for fixed points")).result
