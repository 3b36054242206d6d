"""Card: what a visitor reads of a claim besides the claim itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gru_viz.figures.base.drawing import Drawing
from gru_viz.lesson.claims.claim import Verdict
from gru_viz.ui.state.run import Run


@dataclass(frozen=True)
class Card:
    """What a visitor reads of a claim besides the claim itself.

    Attributes
    ----------
    experiment : str
        Catalogue key: what is done to check it.
    because : mapping of Verdict to str
        Catalogue keys with the claim's numbers as fields.
    page : str
        Where to see more.
    figure : callable
        The run in use and the claim's numbers to the figure behind them.
    preset : str or None
        The sentence on the page "Cell" that holds the gates as the experiment does.
    others : str
        Catalogue key with the fields of each of the numbers' `others`: cells or starts of which something else is to be said.
    longer : str
        Likewise of each of their `longer`: what comes of a longer training.
    caption : str
        Catalogue key: what the figure shows, where that is not the experiment.
    """

    experiment: str
    because: Mapping[Verdict, str]
    page: str
    figure: Callable[[Run, Any], Drawing]
    preset: str | None = None
    others: str = ""
    longer: str = ""
    caption: str = ""
