"""Gates: the heatmaps of a run, wherever a page shows them."""

from collections.abc import Sequence

import numpy as np

from gru_viz import figures
from gru_viz.analysis.gates import selected
from gru_viz.cells.celltrace import CellTrace
from gru_viz.experiment.whatif import Held
from gru_viz.figures.base.blocks import block_sizes
from gru_viz.figures.base.region import Region
from gru_viz.ui.blocks.cursor import places_of
from gru_viz.ui.browser.cells.texts import step_words
from gru_viz.ui.i18n import _
from gru_viz.ui.state.run import Run
from gru_viz.ui.widgets.chart import file_name
from gru_viz.ui.widgets.live import Live, Picture


def live_gates(
    run: Run,
    key: str,
    sentence: str,
    title: str = "",
    held: Sequence[Held] = (),
    region: Region | None = None,
    row_height: int | None = None,
) -> Live:
    """All gates and states of a run, in every layer, direction and sequence.

    Parameters
    ----------
    run : Run
    key : str
        Streamlit's key of the figure.
    sentence : str
        How to read it.
    title : str
        In the figure; default its own.
    held : sequence of Held
        Gates that are held in the run.
    region : Region or None
        What to look at.
    row_height : int, pixels, or None
        Of each heatmap; default by the number of units.
    """
    tr, variant = run.trace, run.experiment.variant
    compact = bool(run.experiment.present)

    def draw(layer: int, direction: str, sample: int) -> Picture:
        drawing = figures.gates.plain(
            tr,
            layer,
            direction,
            sample,
            selected=(0, 0),
            numbers=run.numbers,
            untrained=run.experiment.is_untrained,
            answers=run.said_on(sample),
            held=held if (layer, direction) == (run.experiment.layer, run.experiment.direction) else (),
            region=region,
            row_height=row_height,
            compact=compact,
            title=title,
            translate=_,
        )
        tokens = tr.tokens[sample]
        return Picture(
            drawing,
            name=file_name("gates", variant, f"layer{layer}", direction, *tokens[:6]),
            tokens=tokens if exact(run, sample) else None,
            start=starts(tr, layer, direction, sample),
        )

    words = step_words(tr, _, brief=compact)

    def values(layer: int, direction: str, sample: int) -> list[np.ndarray]:
        return [selected(tr, name, layer, direction, sample) for name in tr.quantities]

    return Live(
        key,
        sentence,
        tr,
        (title, variant, tuple(held), region, row_height, compact),
        draw,
        places_of(run),
        words=words,
        values=values,
    )


def exact(run: Run, sample: int | None = None) -> bool:
    """Whether the heatmaps of a sequence show every cell by itself, not means; default the one in view."""
    length = run.trace.lengths[run.experiment.sample if sample is None else sample]
    return block_sizes(length, run.trace.hidden_size) == (1, 1)


def starts(tr: CellTrace, layer: int, direction: str, sample: int) -> dict[str, np.ndarray]:
    """What each state was before the first step, (hidden_size,)."""
    first = -1 if direction == "backward" else 0
    return {state.name: selected(tr, state.before, layer, direction, sample)[first] for state in tr.cell.states}
