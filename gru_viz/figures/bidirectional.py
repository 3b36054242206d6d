"""Both directions: forward and backward on the same input positions, and their difference."""

from gru_viz.analysis.gates import selected
from gru_viz.cells.cell import is_gate
from gru_viz.cells.celltrace import CellTrace
from gru_viz.figures.base.caption import ARROWS, caption, strip_of
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, symbol_of
from gru_viz.figures.base.palette import NAMES, swatch
from gru_viz.figures.base.scale import GATE_COLOUR, signed
from gru_viz.figures.base.stack import Row, stack


@drawn
def both_directions(
    tr: CellTrace,
    quantity: str = "hidden_state",
    layer: int = 0,
    sample: int = 0,
    *,
    numbers: bool = False,
    untrained: bool = False,
    translate: Translate = str,
) -> Drawing:
    """Three heatmaps, units × time: forward, backward, forward minus backward.

    Parameters
    ----------
    tr : CellTrace
        Of a bidirectional run.
    quantity : str
        One of `tr.quantities`.
    layer, sample : int
    numbers : bool
        Show the inputs as lines instead of tokens.
    untrained : bool
        Say that its weights are random.
    translate : callable
    """
    forward, backward = (selected(tr, quantity, layer, d, sample) for d in ARROWS)
    colour = GATE_COLOUR if is_gate(quantity) else signed(forward, backward)
    # States reach from -1 to 1, so their difference reaches twice as far.
    apart = signed(forward - backward, least=1.0 if is_gate(quantity) else 2.0)
    symbol = symbol_of(quantity, tr.cell)
    rows = [
        Row(values, f"{swatch(quantity)} {word} {arrow}{symbol}", f"{arrow}{symbol}", colour)
        for values, word, arrow in (
            (forward, translate("forward"), "→"),
            (backward, translate("backward"), "←"),
        )
    ]
    rows.append(
        Row(
            forward - backward,
            translate("forward − backward") + f" →{symbol} − ←{symbol}",
            f"→{symbol} − ←{symbol}",
            apart,
        )
    )
    title = translate("Both directions: {quantity}").format(quantity=translate(NAMES[quantity]))
    return stack(
        rows,
        strip_of(tr, sample, numbers),
        title,
        caption(tr, translate, layer, None, sample, untrained=untrained),
        translate=translate,
    )
