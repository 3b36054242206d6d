"""Shapes: x, h_0, output and h_n around the module, as boxes with their axes named."""

from gru_viz.cells.sizes import Sizes
from gru_viz.figures.base.boxes import arrow, box, boxed, text
from gru_viz.figures.base.caption import sizes_of
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate
from gru_viz.figures.base.palette import COLOURS, FONT_SIZE

#: Left edge and bottom of each box, and its colour.
_PLACES = {
    "x": (0.0, 0.12, COLOURS["input"]),
    "h_0": (0.0, 1.12, COLOURS["hidden_state"]),
    "output": (2.2, 0.12, COLOURS["hidden_state"]),
    "h_n": (2.2, 1.12, COLOURS["hidden_state"]),
}
_WIDTH, _HEIGHT = 0.8, 0.72


@drawn(of=lambda tr: (sizes_of(tr),))
def shapes(sizes: Sizes, *, translate: Translate = str) -> Drawing:
    """What goes into the module and what comes out, sizes and names of the axes in the boxes.

    Parameters
    ----------
    sizes : Sizes or CellTrace
    translate : callable
    """
    boxes, texts = [], []
    colon = translate(": ")
    for name, axes in sizes.shapes().items():
        left, bottom, colour = _PLACES[name]
        boxes.append(box(left, bottom, _WIDTH, _HEIGHT, colour))
        shape = ", ".join(str(size) for _axis, size in axes)
        # A product in two lines: the boxes are narrow on a phone.
        lines = "<br>".join(f"{translate(axis).replace('× ', '×<br>')}{colon}<b>{size}</b>" for axis, size in axes)
        texts.append(text(left + _WIDTH / 2, bottom + _HEIGHT + 0.1, f"<b>{name}</b>", FONT_SIZE + 2))
        inside = f'<span style="font-size:{FONT_SIZE - 1}px">({shape})</span><br>{lines}'
        texts.append(text(left + _WIDTH / 2, bottom + _HEIGHT / 2, inside, FONT_SIZE))
    boxes.append(box(0.98, 0.12, 1.04, 1.72, COLOURS["update_gate"]))
    first, second, *others = sizes.arguments().split(", ")
    words = ",<br>".join([f"{first}, {second}", *others])
    texts.append(text(1.5, 0.98, f"<b>nn.GRU</b><br>({words})", FONT_SIZE))
    for bottom in (0.48, 1.48):
        for start, end in ((_WIDTH, 0.98), (2.02, 2.2)):
            texts.append(arrow((start, bottom), (end, bottom)))
    # The last layer's state at the last step stands in both.
    joint = {"type": "line", "x0": 2.93, "x1": 2.93, "y0": 0.84, "y1": 1.12}
    boxes.append({**joint, "line": {"color": COLOURS["hidden_state"], "width": 3, "dash": "dot"}})
    texts.append(text(2.85, 0.97, "<b>=</b>", FONT_SIZE + 4))
    return boxed(translate("Shapes"), 360, (0, 2.1), boxes, texts)
