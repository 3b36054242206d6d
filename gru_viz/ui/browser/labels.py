"""Labels: the words of the diagram of a cell, and the names of what its layers read."""

from gru_viz.cells.cell import Cell
from gru_viz.cells.celltrace import CellTrace
from gru_viz.figures.base.labels import Translate
from gru_viz.ui.browser.cells.texts import texts_of


def features(tr: CellTrace, layer: int, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of what a layer reads; `names` are those of the first one's."""
    if layer == 0:
        return names
    arrows = ("→", "←") if tr.num_directions == 2 else ("",)
    return tuple(f"{arrow}h{layer - 1}[{unit}]" for arrow in arrows for unit in range(tr.hidden_size))


def leading(tr: CellTrace, layer: int, translate: Translate) -> dict[str, str]:
    """Where the state of a layer goes, in words."""
    last = layer == tr.num_layers - 1
    return {
        "goes": translate("the next step, and the output") if last else translate("the next step, and the layer above"),
        "onwards": translate("output") if last else translate("layer above"),
    }


def cell_labels(cell: Cell, translate: Translate) -> dict[str, object]:
    """Texts of the diagram of a cell."""
    texts = texts_of(cell)
    return {
        "diagram": translate("{cell} cell, walk through with the arrow keys").format(cell=cell.name),
        "held": translate("held"),
        "instead": translate("held at {value} instead of"),
        "heading": translate("Unit {unit} at step {step}: {token}"),
        "stages": [translate(stage) for stage in texts.stages],
        "largest": translate("largest:"),
        "road": translate("the next step alone"),
        "failed": translate("The cell cannot be drawn in this browser; the figures below show the same numbers."),
        "forward": translate("forward"),
        "backward": translate("backward"),
        "step": translate("Step {step}: {token}"),
        "stepBack": translate("One step back"),
        "stageBack": translate("One stage back"),
        "play": translate("Play"),
        "pause": translate("Pause"),
        "stageOn": translate("One stage on"),
        "stepOn": translate("One step on"),
        "speed": translate("Speed"),
        "unit": translate("Unit"),
        "keys": translate("In the figure: ← → steps · Shift stages · ↑ ↓ units · Space plays"),
        "spoken": translate(texts.spoken),
    }
