"""Scale: the colours of a heatmap, with a fixed range."""

import math
from dataclasses import dataclass

import numpy as np

from gru_viz.figures.base.palette import DIVERGING, SEQUENTIAL


@dataclass(frozen=True)
class Colour:
    """A colour scale with a fixed range; neighbouring rows that name it share a colour bar.

    Attributes
    ----------
    scale : list of (share, colour)
        As Plotly writes it.
    low, high : float
    """

    scale: list[list]
    low: float
    high: float


GATE_COLOUR = Colour(SEQUENTIAL, 0.0, 1.0)


def signed(*values: np.ndarray, least: float = 1.0) -> Colour:
    """Diverging colours centred at 0: ± `least`, or ± the largest magnitude of `values` if that is more."""
    largest = max((float(np.nanmax(np.abs(v), initial=0.0)) for v in values), default=0.0)
    limit = max(least, largest if math.isfinite(largest) else least)
    return Colour(DIVERGING, -limit, limit)
