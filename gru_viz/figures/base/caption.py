"""Where: which part of which run a picture shows, in words and as its strip."""

from gru_viz.cells.gru import Trace
from gru_viz.cells.recording import Recording
from gru_viz.cells.rnn import RNNTrace
from gru_viz.figures.base.labels import Translate
from gru_viz.figures.base.stack import Strip

NONLINEARITY = {"tanh": "tanh", "relu": "ReLU"}
ARROWS = {"forward": "→", "backward": "←"}


def caption(
    tr: Recording, translate: Translate, layer: int | None = None, direction: str | None = None, sample: int = 0
) -> str:
    """Layer, direction, sequence and convention, as far as there is more than one of them; a cell other than a GRU."""
    parts = []
    if layer is not None and tr.num_layers > 1:
        parts.append(translate("layer {layer} of {layers}").format(layer=layer, layers=tr.num_layers))
    if direction is not None and tr.num_directions == 2:
        word = translate("forward") if direction == "forward" else translate("backward")
        parts.append(f"{word} {ARROWS[direction]}")
    if len(tr.lengths) > 1:
        parts.append(translate("sequence {sample} of {batch}").format(sample=sample, batch=len(tr.lengths)))
    if not isinstance(tr, Trace):
        kind = f" ({NONLINEARITY[tr.nonlinearity]})" if isinstance(tr, RNNTrace) else ""
        return " · ".join([*parts, tr.cell + kind])
    keeps = tr.update_convention == "keep"
    parts.append(translate("z = 1 keeps") if keeps else translate("z = 1 writes"))
    before = tr.reset_convention == "before"
    parts.append(translate("reset before the matrix") if before else translate("reset after the matrix"))
    return " · ".join(parts)


def strip_of(tr: Recording, sample: int = 0, numbers: bool = False) -> Strip:
    """The sequence's tokens, or its numbers as the first layer reads them."""
    tokens = tr.tokens[sample]
    if not numbers:
        return Strip(tokens)
    return Strip(tokens, tr.layer_inputs[0][: len(tokens), sample].detach().float().cpu().numpy())
