"""Arithmetic: one unit's equations with their numbers, filled in by the browser wherever the cursor stands."""

from collections.abc import Mapping, Sequence

from gru_viz.ui.browser.wire import packed
from gru_viz.ui.components import component

# It shows what Streamlit has drawn of LaTeX, whose style is the page's.
_component = component("arithmetic", isolated=False)


def show_live_arithmetic(
    picture: str,
    weights: str,
    cell: Mapping[str, object],
    biases: Sequence[Sequence[Mapping]],
    directions: Sequence[str],
    features: Sequence[Sequence[str] | None],
    letters: Mapping[str, str],
    labels: Mapping[str, str],
) -> None:
    """Mount it; the equations themselves stand, with slots for numbers, in a container "arithmetic_template".

    Parameters
    ----------
    picture : str
        Key of the figure whose numbers it takes.
    weights : str
        Name of the parcel with "weights" (layer, direction) and "inputs" (layer, sequence).
    cell : mapping
        As sums.js wants it.
    biases : sequence of sequence of mapping
        By layer and direction, apart from the weights: a visitor may shift them.
    directions : sequence of str
    features : sequence
        Names of each layer's inputs, None where numbers will do.
    letters : mapping of quantity to str
    labels : mapping
        Texts in the reader's language.
    """
    fields = {
        "picture": picture,
        "weights": weights,
        "cell": cell,
        "biases": biases,
        "directions": directions,
        "features": features,
        "letters": letters,
        "labels": labels,
    }
    _component(data=packed(fields), key="arithmetic")
