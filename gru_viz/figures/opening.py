"""Opening: how open the gates are on average, step by step."""

from collections.abc import Sequence

from gru_viz.analysis.gates import GateSummary, summarise
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, columns
from gru_viz.figures.base.plain import UNIT_AXIS, over_steps, plain_layout, quantity_lines

#: Letters beside each other that the figure is wide enough for, beside the heatmaps; of these stay free where characters
#: are wider, which would touch; and words on their side.
_COLUMNS, _FREE, _WORDS = 28, 3, 14
#: Of what stands upright, at most.
_LETTERS = 4


@drawn(of=lambda tr, layer=0, direction=None, sample=0: (summarise(tr, layer, direction, sample), tr.tokens[sample]))
def opening(summary: GateSummary, tokens: tuple[str, ...] = (), *, translate: Translate = str) -> Drawing:
    """Mean of every gate over the units, at each step.

    Parameters
    ----------
    summary : GateSummary or CellTrace
        Of a trace: the `layer`, `direction` and `sample` that are given by name, whose tokens it knows.
    tokens : tuple of str (T)
    translate : callable

    Raises
    ------
    ValueError
        There is no gate, as in an RNN.
    """
    if not summary.opening:
        raise ValueError("summary: it has no gates, as that of an RNN; the mean is of a cell with gates, such as a GRU")
    layout = plain_layout(translate("Mean of each gate"), height=330) | {
        "hovermode": "x unified",
        "yaxis": UNIT_AXIS,
        **over_steps(tokens, _labelled(tokens)),
    }
    layout["xaxis"]["autotickangles"] = [0, -90]
    # a line of the legend for each gate
    layout["margin"] |= {"t": 56 + 20 * len(summary.opening)}
    return {"data": quantity_lines(summary.opening, tokens, translate), "layout": layout}


def _labelled(tokens: Sequence[str]) -> int:
    """How many tokens have room below the figure: words on their side, letters and characters upright."""
    widest = max((columns(token.strip()) for token in tokens), default=1) or 1
    if widest > _LETTERS:
        return _WORDS
    return (_COLUMNS - (_FREE if widest > 1 else 0)) // widest
