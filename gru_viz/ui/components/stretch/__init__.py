"""Stretch: coloured text in which one token or several in a row are chosen by hand."""

from collections.abc import Callable, Sequence

import numpy as np

from gru_viz.figures.base.colours import backgrounds, foreground
from gru_viz.figures.base.scale import Colour
from gru_viz.ui.components import component
from gru_viz.ui.state.widget import told

_component = component("stretch")
_MARKS = str.maketrans({" ": "␣", "\t": "⇥", "\n": "⏎"})


def show_stretch(
    tokens: Sequence[str],
    values: np.ndarray,
    colour: Colour,
    chosen: range,
    key: str,
    label: str,
    on_choice: Callable[[int, int], None],
    *,
    several: bool,
) -> None:
    """Mount it; `on_choice(start, end)` is called with the tokens that were chosen, counted from 0, the end exclusive.

    Parameters
    ----------
    values : ndarray (N,)
        Of the tokens, on the scale of `colour`.
    chosen : range
        What is chosen now.
    label : str
        What it is, for a screen reader.
    several : bool
        Whether more than one can be chosen.
    """

    def report() -> None:
        start, end = (told(key, "chosen") or {}).get("ends", (None, None))
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(tokens):
            on_choice(start, end)

    grounds = backgrounds(values, colour)
    sent = [
        {"text": token.translate(_MARKS), "ground": ground, "ink": foreground(ground), "value": f"{value:.4f}"}
        for token, ground, value in zip(tokens, grounds, values.tolist(), strict=True)
    ]
    data = {"tokens": sent, "start": chosen.start, "end": chosen.stop, "label": label, "several": several}
    _component(data=data, key=key, on_chosen_change=report, height="content")
