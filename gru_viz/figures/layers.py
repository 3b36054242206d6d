"""Layers: the four layers of a bidirectional network, from the input up to the output, with the shapes in place."""

from gru_viz.cells.sizes import Sizes
from gru_viz.figures.base.boxes import arrow, box, boxed, text
from gru_viz.figures.base.caption import sizes_of
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate
from gru_viz.figures.base.palette import COLOURS, FONT_SIZE, RIGHT

_HEIGHT, _STEP = 0.7, 1.0


@drawn(of=lambda tr: (sizes_of(tr), 2 * tr.hidden_size))
def layers(sizes: Sizes, merged: int, outputs: int, *, cell: str = "GRU", translate: Translate = str) -> Drawing:
    """Input layer, forward and backward layer, merge layer and output layer, from the bottom up.

    Parameters
    ----------
    sizes : Sizes or CellTrace
        A trace knows `merged`, too: `layers(tr, outputs)`.
    merged, outputs : int
        Numbers of a step after the merge layer and after the output layer.
    cell : str
        What each direction is made of.
    translate : callable
    """
    steps, batch, h = sizes.steps, sizes.batch, sizes.hidden_size

    def shape(features: int) -> str:
        first = (batch, steps) if sizes.batch_first else (steps, batch)
        return f"({first[0]}, {first[1]}, {features})"

    grey, purple, answer = COLOURS["input"], COLOURS["hidden_state"], RIGHT[0]
    placed = [
        (0.55, 0, 1.9, grey, translate("input layer"), f"x {shape(sizes.input_size)}"),
        (0.0, 1, 1.45, purple, f"{translate('forward')} {cell} →", f"→h {shape(h)}"),
        (1.55, 1, 1.45, purple, f"{translate('backward')} {cell} ←", f"←h {shape(h)}"),
        (0.55, 2, 1.9, purple, translate("merge layer"), f"[→h, ←h] {shape(merged)}"),
        (0.55, 3, 1.9, answer, translate("output layer"), f"y {shape(outputs)}"),
    ]
    boxes = [box(left, _STEP * level, width, _HEIGHT, colour) for left, level, width, colour, *_names in placed]
    texts = [
        text(left + width / 2, _STEP * level + _HEIGHT / 2, f"<b>{name}</b><br>{numbers}", FONT_SIZE - 1)
        for left, level, width, _colour, name, numbers in placed
    ]
    for left, right in ((0.9, 0.725), (2.1, 2.275)):
        texts += [_up(left, 0, right), _up(right, 1, left)]
    texts.append(_up(1.5, 2, 1.5))
    return boxed(translate("Four layers"), 380, (-0.05, 3.75), boxes, texts)


def _up(start: float, level: int, end: float) -> dict:
    """An arrow from the top of a box to the bottom of one a level higher."""
    return arrow((start, _STEP * level + _HEIGHT), (end, _STEP * (level + 1)))
