"""Memory: how much of each state is still there, and for how long, wherever a page shows it."""

import numpy as np
import streamlit as st

from gru_viz import figures
from gru_viz.analysis.memory import half_lives, shares
from gru_viz.figures.base.number import Number
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import chart, file_name

SHARES = N_(
    "Row: of the state after that step; column: still in the state after this one, by the straight road, the product of "
    "what the update gate keeps in between. A bright row is remembered for long."
)
HALF_LIVES = N_(
    "After so many steps half of a unit's state is gone by the straight road: −1/log₂\u00a0k, where k is the geometric mean "
    "of the share that is kept, over the sequence. Turn the update-gate bias in the sidebar and watch them grow or shrink."
)
#: By what z = 1 does.
MEDIAN = {
    "keep": N_(
        "Median half-life **{median:.3g}** steps, longest **{longest:.3g}**; update-gate bias {bias:+.2f} (added to that of z: larger "
        "keeps longer)."
    ),
    "write": N_(
        "Median half-life **{median:.3g}** steps, longest **{longest:.3g}**; update-gate bias {bias:+.2f} (subtracted from that of z: "
        "larger keeps longer)."
    ),
}


def show_shares(run: Run) -> None:
    """The T × T picture of what is still there of each state."""
    e = run.experiment
    unit = e.unit if e.memory_of == "unit" else None
    found = shares(run.trace, *run.place, unit)
    fig = figures.shares.plain(found, run.tokens, translate=_)
    chart(fig, "shares_chart", _(SHARES), name=file_name("memory", e.convention, *run.tokens[:6]), about=run)
    count, length = len(found.steps), run.extent()[2]
    if count < length:
        st.caption(_("{shown} of {all:,} steps, evenly spaced; each value is exact.").format(shown=count, all=length))


def show_half_lives(run: Run) -> None:
    """Half-lives, and the dial that lengthens them."""
    e = run.experiment
    lives = half_lives(run.trace, *run.place)
    chart(
        figures.half_lives.plain(lives, selected=e.unit, translate=_),
        "lives_chart",
        _(HALF_LIVES),
        name=file_name("half-lives", e.convention),
        wide=False,
        about=run,
    )
    numbers = {"median": Number(np.median(lives)), "longest": Number(lives.max()), "bias": e.update_gate_bias}
    written = e.written_as.update if e.written_as else "keep"
    st.markdown(_(MEDIAN[written]).format(**numbers))
