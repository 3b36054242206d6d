"""Both directions: forward and backward on the same input positions."""

from gru_viz.analysis.gates import selected as selection
from gru_viz.cells.cell import is_gate
from gru_viz.cells.celltrace import CellTrace
from gru_viz.figures.base.caption import ARROWS, caption, strip_of, ticks_of
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, symbol_of
from gru_viz.figures.base.palette import NAMES, swatch
from gru_viz.figures.base.row import Row
from gru_viz.figures.base.scale import GATE_COLOUR, signed
from gru_viz.figures.base.stack import stack


@drawn
def both_directions(
    tr: CellTrace,
    quantity: str = "hidden_state",
    layer: int = 0,
    sample: int = 0,
    *,
    selected: tuple[int, int] | None = None,
    numbers: bool = False,
    untrained: bool = False,
    compact: bool = False,
    translate: Translate = str,
) -> Drawing:
    """Two heatmaps, units × time: forward, backward. Unit k of one has nothing to do with unit k of the other.

    Parameters
    ----------
    tr : CellTrace
        Of a bidirectional run.
    quantity : str
        One of `tr.quantities`.
    layer, sample : int
    selected : (step, unit) or None
        The cell to frame.
    numbers : bool
        Show the inputs as lines instead of tokens.
    untrained : bool
        Say that its weights are random.
    compact : bool
        As for `stack`.
    translate : callable
    """
    forward, backward = (selection(tr, quantity, layer, d, sample) for d in ARROWS)
    colour = GATE_COLOUR if is_gate(quantity) else signed(forward, backward)
    symbol = symbol_of(quantity, tr.cell)
    rows = [
        Row(values, f"{swatch(quantity)} {word} {arrow}{symbol}", f"{arrow}{symbol}", colour, ticks_of(tr))
        for values, word, arrow in (
            (forward, translate("forward"), "→"),
            (backward, translate("backward"), "←"),
        )
    ]
    title = translate("Both directions: {quantity}").format(quantity=translate(NAMES[quantity]))
    return stack(
        rows,
        strip_of(tr, sample, numbers),
        title,
        caption(tr, translate, layer, None, sample, untrained=untrained),
        selected=selected,
        compact=compact,
        translate=translate,
    )
