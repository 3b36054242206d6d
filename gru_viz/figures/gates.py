"""Gates: every gate and state of every unit at every step in one figure."""

from collections.abc import Sequence
from itertools import pairwise

from gru_viz.analysis.answers import Answers
from gru_viz.analysis.gates import selected as selection
from gru_viz.analysis.gates import written_and_kept
from gru_viz.cells.celltrace import CellTrace
from gru_viz.experiment.whatif import Held
from gru_viz.figures.answers import answers_panel
from gru_viz.figures.base.caption import caption, strip_of, ticks_of
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, quantity_title, symbol_of
from gru_viz.figures.base.meaning import meaning
from gru_viz.figures.base.number import Number
from gru_viz.figures.base.palette import WRONG
from gru_viz.figures.base.region import Region, point_at
from gru_viz.figures.base.row import Panel, Row
from gru_viz.figures.base.scale import GATE_COLOUR, signed
from gru_viz.figures.base.stack import stack
from gru_viz.figures.surest import surest_panels
from gru_viz.figures.wordends import key
from gru_viz.learning.surest import Surest

#: Pixels of the one heatmap of a cell without gates.
_ALONE = 240


@drawn
def gates(
    tr: CellTrace,
    layer: int = 0,
    direction: str | None = None,
    sample: int = 0,
    *,
    selected: tuple[int, int] | None = None,
    numbers: bool = False,
    untrained: bool = False,
    answers: Answers | Surest | None = None,
    held: Sequence[Held] = (),
    region: Region | None = None,
    row_height: int | None = None,
    compact: bool = False,
    title: str = "",
    translate: Translate = str,
) -> Drawing:
    """One heatmap for each gate and state, units × time, under the sequence: four of a GRU, six of an LSTM.

    Parameters
    ----------
    tr : CellTrace
    layer, sample : int
    direction : "forward", "backward", or None for the first that there is
    selected : (step, unit) or None
        The cell to frame.
    numbers : bool
        Show the inputs as lines instead of tokens.
    untrained : bool
        Say that its weights are random.
    answers : Answers, Surest or None
        What a trained model says, or finds likeliest, shown under the sequence.
    held : sequence of Held
        What is held in the run: said in their titles, framed with dashes where they are.
    region : Region or None
        What to look at: it is framed, and the quantities outside it are paler.
    row_height : int, pixels, or None
        Of each heatmap; default by the number of units.
    compact : bool
        Without title and air.
    title : str
        Of a picture that stands beside another one, whose heatmaps are then at the same heights; safe. Default "Gates and
        states of every unit".
    translate : callable
        English text to the reader's language; default English.

    Returns
    -------
    Drawing
        Its description, `gates.plain`, has beside data and layout "key": what the marks under letters mean.
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
            quantity_title(name, translate, tr.cell) + _held_at(name, held, translate),
            symbol_of(name, tr.cell),
            colours[name],
            ticks_of(tr),
            quantity=name,
            note=meaning(tr, name, translate),
            spans=spans if name == tr.cell.keeps else (),
            marked=bool(title) and name == tr.cell.keeps and "update_convention" in tr.facts,
        )
        for name, value in values.items()
    ]
    drawing = stack(
        rows,
        strip_of(tr, sample, numbers),
        title or translate("Gates and states of every unit"),
        caption(tr, translate, layer, tr.named(direction), sample, untrained=untrained),
        panels=_panels(answers, translate),
        selected=selected,
        row_height=_ALONE if len(rows) == 1 else row_height,
        compact=compact,
        translate=translate,
    )
    steps = len(tr.tokens[sample])
    for each in held:
        axis = f"y{list(values).index(each.quantity) + 2}"
        drawing["layout"]["shapes"] += [frame_held(axis, units, each.step, steps) for units in _runs(each.units)]
    if isinstance(answers, Answers) and answers.letters:
        drawing["key"] = key(answers, translate)
    if region is not None:
        point_at(drawing, region, list(values), steps, tr.hidden_size)
    return drawing


def _panels(answers: Answers | Surest | None, translate: Translate) -> list[Panel]:
    """What a model says, under the sequence."""
    if answers is None:
        return []
    return surest_panels(answers, translate) if isinstance(answers, Surest) else [answers_panel(answers, translate)]


def _held_at(name: str, held: Sequence[Held], translate: Translate) -> str:
    """What a title says of a gate or state that is held."""
    values = dict.fromkeys(f"{Number(each.value):g}" for each in held if each.quantity == name)
    said = translate("held at {value}").format(value=", ".join(values))
    return f" · <b>{said}</b>" if values else ""


def _runs(units: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each run of neighbours."""
    cuts = [0, *(i for i in range(1, len(units)) if units[i] != units[i - 1] + 1), len(units)]
    return [(units[start], units[end - 1]) for start, end in pairwise(cuts)]


def frame_held(axis: str, units: tuple[int, int], step: int | None, steps: int) -> dict:
    """A dashed frame around held cells."""
    first, last = (0, steps - 1) if step is None else (step, step)
    return {
        "type": "rect",
        "name": "held",
        "xref": "x",
        "yref": axis,
        "x0": first - 0.5,
        "x1": last + 0.5,
        "y0": units[0] - 0.5,
        "y1": units[1] + 0.5,
        "line": {"color": WRONG[0], "width": 4, "dash": "dash"},
    }
