"""Plotly's words: what Plotly itself says over a figure, in the visitor's language."""

from gru_viz.problem import N_
from gru_viz.ui.i18n import _

#: The buttons of ours that stand over figures, and what appears after a zoom; Plotly's own English is the key.
WORDS = (
    N_("Download plot as a PNG"),
    N_("Download plot"),
    N_("Zoom"),
    N_("Reset axes"),
    N_("Double-click to zoom back out"),
)
#: Plotly looks its words up under the name of a locale: ours, for whichever language the page speaks.
_LOCALE = "page"


def plotly_words() -> dict[str, object]:
    """Options of a figure with which Plotly speaks the visitor's language."""
    return {"locale": _LOCALE, "locales": {_LOCALE: {"dictionary": {word: _(word) for word in WORDS}}}}
