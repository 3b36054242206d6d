"""Gates: every gate and state of every unit at every step in one figure."""

from gru_viz.analysis.answers import Answers
from gru_viz.analysis.gates import selected as selection
from gru_viz.analysis.gates import written_and_kept
from gru_viz.cells.celltrace import CellTrace
from gru_viz.figures.answers import answers_panel
from gru_viz.figures.base.caption import caption, strip_of
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, quantity_title, symbol_of
from gru_viz.figures.base.meaning import meaning
from gru_viz.figures.base.scale import GATE_COLOUR, signed
from gru_viz.figures.base.stack import Row, stack

#: Pixels of the one heatmap of a cell without gates.
_ALONE = 240


@drawn
def gates(
    tr: CellTrace,
    layer: int = 0,
    direction: str = "forward",
    sample: int = 0,
    *,
    selected: tuple[int, int] | None = None,
    numbers: bool = False,
    untrained: bool = False,
    answers: Answers | None = None,
    title: str = "",
    translate: Translate = str,
) -> Drawing:
    """One heatmap for each gate and state, units × time, under the sequence: four of a GRU, six of an LSTM.

    Parameters
    ----------
    tr : CellTrace
    layer, sample : int
    direction : "forward" or "backward"
    selected : (step, unit) or None
        The cell to frame.
    numbers : bool
        Show the inputs as lines instead of tokens.
    untrained : bool
        Say that its weights are random.
    answers : Answers or None
        What a trained model says, shown under the sequence.
    title : str
        Default "Gates and states of every unit"; safe.
    translate : callable
        English text to the reader's language; default English.
    """
    values = {name: selection(tr, name, layer, direction, sample) for name in tr.quantities}
    colours = dict.fromkeys(tr.gates, GATE_COLOUR)
    # On a scale of its own an LSTM's cell state, which has no bounds, does not fade the others.
    for together in (tr.cell.bounded, tr.cell.unbounded):
        colours |= dict.fromkeys(together, signed(*(values[name] for name in together)))
    mixes = "update_convention" in tr.facts and not untrained
    spans = written_and_kept(tr, layer, direction, sample) if mixes else []
    rows = [
        Row(
            value,
            quantity_title(name, translate, tr.cell),
            symbol_of(name, tr.cell),
            colours[name],
            quantity=name,
            note=meaning(tr, name, translate),
            spans=spans if name == tr.cell.keeps else (),
        )
        for name, value in values.items()
    ]
    return stack(
        rows,
        strip_of(tr, sample, numbers),
        title or translate("Gates and states of every unit"),
        caption(tr, translate, layer, direction, sample, untrained=untrained),
        panels=[answers_panel(answers, translate)] if answers else [],
        selected=selected,
        row_height=_ALONE if len(rows) == 1 else None,
        translate=translate,
    )
