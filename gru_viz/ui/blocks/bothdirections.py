"""Both directions: a quantity of both on the same steps, and their states merged, wherever a page shows them."""

from collections.abc import Callable

import streamlit as st

from gru_viz import figures
from gru_viz.cells.cell import called
from gru_viz.problem import N_
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import file_name
from gru_viz.ui.widgets.live import Live, Picture

DIRECTIONS = N_(
    "Both rows stand on the same input positions, time from left to right. The backward direction started at the "
    "right end: at each step it knows what comes after, the forward one what came before."
)
CONCATENATED = N_(
    "As {module} returns it: forward units over backward units, the dashed line is the seam. The frames are h_n: "
    "forward at the last step, backward at step 0. output[-1] holds the backward direction's first step, not its "
    "last: the usual mistake."
)
COMBINED = N_("As other frameworks offer it: one vector of hidden_size numbers a step, unit by unit from both.")
LAST_STATES = N_(
    "In the last layer `h_n[{f}]` = `output[{last}, :, :{h}]` (forward) and `h_n[{b}]` = `output[0, :, {h}:]` "
    "(backward); time is the first index here."
)


def bi(run: Run) -> str:
    """Start of a file name."""
    return f"bi-{run.experiment.cell}"


def show_directions(run: Run) -> Callable[[], None]:
    """Forward over backward; what sends those of the places not in view."""
    tr, e = run.trace, run.experiment

    def draw(layer: int, sample: int) -> Picture:
        drawing = figures.both_directions.plain(
            tr,
            e.quantity,
            layer,
            sample,
            selected=(0, 0),
            numbers=run.numbers,
            untrained=e.is_untrained,
            compact=e.present,
            translate=_,
        )
        name = file_name(bi(run), e.quantity, e.convention, f"layer{layer}")
        return Picture(drawing, name, tr.tokens[sample])

    return _live(run, "directions_chart", _(DIRECTIONS), (e.quantity, e.present), draw, cell=True)


def _live(
    run: Run, key: str, sentence: str, depends: tuple, draw: Callable[..., Picture], *, cell: bool
) -> Callable[[], None]:
    """A figure of both directions, for every layer and sequence."""
    tr, e = run.trace, run.experiment
    places = [{"layer": layer, "sample": sample} for layer in range(tr.num_layers) for sample in range(len(tr.lengths))]
    live = Live(key, sentence, tr, (e.variant, *depends), draw, places, cell=cell)
    return live.show({"layer": e.layer, "sample": e.sample})


def show_merged(run: Run) -> Callable[[], None]:
    """The merged representation, and where h_n sits in it; what sends those of the places not in view."""
    tr, e = run.trace, run.experiment
    concatenated = e.merge == "concat"
    sentence = _(CONCATENATED if concatenated else COMBINED).format(module=called(run.trace.cell.module))

    def draw(layer: int, sample: int) -> Picture:
        drawing = figures.merged.plain(
            tr,
            e.merge,
            layer,
            sample,
            numbers=run.numbers,
            untrained=e.is_untrained,
            compact=e.present,
            translate=_,
        )
        return Picture(drawing, file_name(bi(run), "merged", e.merge, f"layer{layer}"), tr.tokens[sample])

    later = _live(run, "merged_chart", sentence, (e.merge, e.present), draw, cell=False)
    last, backward = run.trace.lengths[e.sample] - 1, 2 * e.num_layers - 1
    st.markdown(_(LAST_STATES).format(last=last, h=e.hidden_size, f=backward - 1, b=backward))
    return later
