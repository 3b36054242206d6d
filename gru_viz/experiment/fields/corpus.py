"""Corpus: the rows of the Experiment table that say which corpus is looked through, and for what."""

from functools import partial
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from gru_viz.cells.kinds import every_quantity
from gru_viz.experiment.row import parameter
from gru_viz.inputs.textupload import LARGEST
from gru_viz.problem import N_

if TYPE_CHECKING:
    Quantity = str
else:
    Quantity = Literal[tuple(every_quantity())]
#: The corpus that the page makes itself of what the model has never seen, and the visitor's own text.
FRESH, OWN = "", "own"

_row = partial(parameter, part="view")


class CorpusFields(BaseModel):
    """Which corpus, what is looked for in it, and where."""

    corpus: str = _row(
        FRESH,
        "corpus",
        N_("Corpus"),
        N_("Whoever runs the app names folders with stores that `gru-viz corpus` has made (GRU_VIZ_STORES)."),
        control="list",
        max_length=200,
    )
    corpus_from: Literal["file", "paste"] = _row(
        "file", "cfrom", N_("Where the text is"), names={"file": N_("In a file"), "paste": N_("Typed or pasted")}
    )
    corpus_pasted: str = _row(
        "", "ctext", N_("Text"), N_("Each line is one sequence of the corpus."), height=150, max_length=LARGEST
    )
    corpus_name: str = _row(
        "", "cname", N_("Name of the text"), N_("What messages call it."), control="line", max_length=80
    )
    corpus_search: Literal["strongest", "nearest", "pattern", "tokens"] = _row(
        "strongest",
        "find",
        N_("Look for"),
        names={
            "strongest": N_("Strongest places"),
            "nearest": N_("Nearest states"),
            "pattern": N_("The same pattern"),
            "tokens": N_("Means by token"),
        },
    )
    corpus_quantity: Quantity = _row("update_gate", "cq", N_("Quantity"))
    pattern_quantity: Quantity = _row("hidden_state", "pq", N_("Units by their"))
    corpus_layer: int = _row(0, "cl", N_("Layer"), ge=0, le=255)
    corpus_direction: Literal["forward", "backward"] = _row(
        "forward", "cd", N_("Direction"), names={"forward": N_("forward"), "backward": N_("backward")}
    )
    corpus_unit: int = _row(0, "cu", N_("Unit"), ge=0, le=65_535)
    corpus_position: int = _row(
        0, "at", N_("Token"), N_("Its number in the corpus, from 0; or press one in the text."), ge=0, le=10**12
    )
    corpus_span: int = _row(3, "span", N_("Tokens of the pattern"), N_("Or draw over them in the text."), ge=1, le=64)
    corpus_text: str = _row(
        "",
        "cfind",
        N_("Find text"),
        N_("Leads to the next place where these tokens stand."),
        control="line",
        max_length=80,
    )
    threshold: float = _row(
        0.3,
        "thr",
        N_("Threshold"),
        N_("A unit is on where it is above it; a unit that is negative there, where it is below minus the threshold."),
        step=0.05,
        ge=0.01,
        le=100.0,
    )
    means_of: Literal["mean", "unit"] = _row(
        "mean", "cof", N_("Means of"), names={"mean": N_("all units"), "unit": N_("one unit")}
    )
    fewest: int = _row(3, "cmin", N_("At least so many times"), ge=1, le=1_000_000)
    turned_in: Literal["fresh", "corpus"] = _row(
        "fresh",
        "turn",
        N_("Look for contexts in"),
        names={"fresh": N_("fresh sequences"), "corpus": N_("the corpus")},
    )
