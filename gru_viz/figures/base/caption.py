"""Where: which part of which run a picture shows, in words and as its strip."""

from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.sizes import Sizes
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.figures.base.labels import Translate, unit_ticks
from gru_viz.figures.base.strip import Strip
from gru_viz.problem import N_

NONLINEARITY = {"tanh": "tanh", "relu": "ReLU"}
#: What a trace says of itself beside numbers.
_FACTS = {
    "update_convention": {"keep": N_("z = 1 keeps"), "write": N_("z = 1 writes")},
    "reset_convention": {"before": N_("reset before the matrix"), "after": N_("reset after the matrix")},
}
#: Of weights that nobody trained.
UNTRAINED = N_("random weights: the pattern means nothing yet")
ARROWS = {"forward": "→", "backward": "←"}


def caption(
    tr: CellTrace,
    translate: Translate,
    layer: int | None = None,
    direction: str | None = None,
    sample: int = 0,
    *,
    untrained: bool = False,
) -> str:
    """That nobody trained it, and layer, direction, sequence, cell and convention, as far as there is more than one."""
    parts = [translate(UNTRAINED)] if untrained else []
    if layer is not None and tr.num_layers > 1:
        parts.append(translate("layer {layer} of {layers}").format(layer=layer, layers=tr.num_layers))
    if direction is not None and tr.directions != DIRECTIONS[:1]:
        word = translate("forward") if direction == "forward" else translate("backward")
        parts.append(f"{word} {ARROWS[direction]}")
    if len(tr.lengths) > 1:
        parts.append(translate("sequence {sample} of {batch}").format(sample=sample, batch=len(tr.lengths)))
    if not tr.cell.conventions:
        function = f" ({NONLINEARITY[tr.facts['nonlinearity']]})" if "nonlinearity" in tr.facts else ""
        parts.append(tr.cell.name + function)
    parts += [translate(_FACTS[fact][value]) for fact, value in tr.facts.items() if fact in _FACTS]
    return " · ".join(parts)


def sizes_of(tr: CellTrace) -> Sizes:
    """Arguments of the module that was traced, and how much it read."""
    tr = tr.entire
    _layers, directions, steps, batch, units = tr.hidden_state.shape
    bias = tr.weights[0][0].bias_ih is not None
    both = directions == 2
    return Sizes(tr.layer_inputs[0].shape[-1], units, tr.num_layers, steps, batch, bias=bias, bidirectional=both)


def ticks_of(tr: CellTrace) -> dict:
    """y-axis settings of a part by units: their numbers in the module."""
    if tr.units is None:
        return {}
    ticks = unit_ticks(len(tr.units))
    return ticks | {"ticktext": [str(tr.units[place]) for place in ticks["tickvals"]]}


def strip_of(tr: CellTrace, sample: int = 0, numbers: bool = False) -> Strip:
    """The sequence's tokens, or its numbers as the first layer reads them."""
    tokens = tr.tokens[sample]
    if not numbers:
        return Strip(tokens)
    return Strip(tokens, tr.layer_inputs[0][: len(tokens), sample].detach().float().cpu().numpy())
