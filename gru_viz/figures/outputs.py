"""Outputs: y_t of an output layer at every step."""

from collections.abc import Sequence

import numpy as np

from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, safe
from gru_viz.figures.base.row import Row
from gru_viz.figures.base.scale import GATE_COLOUR, signed
from gru_viz.figures.base.stack import stack
from gru_viz.figures.base.strip import Strip


@drawn
def outputs(
    y: np.ndarray,
    strip: Strip,
    *,
    softmax: bool = True,
    names: Sequence[str] = (),
    trained: bool = False,
    compact: bool = False,
    translate: Translate = str,
) -> Drawing:
    """One heatmap, classes × time.

    Parameters
    ----------
    y : ndarray (T, K)
    strip : Strip
        Tokens or numbers of the sequence.
    softmax : bool
        The rows are probabilities, drawn on the scale of the gates; otherwise signed scores.
    names : sequence of str
        Catalogue keys: what the rows are called; default their numbers.
    trained : bool
        The output layer was learned; otherwise it is random.
    compact : bool
        As for `stack`.
    translate : callable
    """
    formula = "softmax(W h<sub>t</sub> + b)" if softmax else "W h<sub>t</sub> + b"
    classes = y.shape[1]
    ticks = {"tickvals": list(range(classes)), "range": [classes - 0.5, -0.5]}
    if names:
        ticks |= {"showticklabels": True, "tickmode": "array", "ticktext": [safe(translate(name)) for name in names]}
    row = Row(
        y,
        f"<i>y</i><sub>t</sub> = {formula}",
        "<i>y</i><sub>t</sub>",
        GATE_COLOUR if softmax else signed(y),
        ticks if classes <= 10 else {},
    )
    return stack(
        [row],
        strip,
        translate("Output layer at every step"),
        translate("trained") if trained else translate("untrained: seeded random weights"),
        row_height=max(120, 22 * classes),
        compact=compact,
        hover=translate("class"),
        translate=translate,
    )
