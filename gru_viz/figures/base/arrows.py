"""Arrows: lines with heads from one circle to another, or back to the same one, in the picture's own units."""

from dataclasses import dataclass

import numpy as np

#: Of a state's circle, and of an arrow's head.
RADIUS, HEAD = 0.3, 0.13
#: Radius of the ring around a state that is lit.
RING = 1.22 * RADIUS
_POINTS = 24


@dataclass(frozen=True)
class Arrow:
    """One arrow.

    Attributes
    ----------
    line : ndarray (N, 2)
        From its foot to the middle of its head.
    head : ndarray (3, 2)
    label : ndarray (2,)
        Where its words stand.
    anchor : str
        On which side of that place, as Plotly calls it.
    """

    line: np.ndarray
    head: np.ndarray
    label: np.ndarray
    anchor: str = "middle center"


def arrow(places: np.ndarray, source: int, target: int, *, both: bool, crowded: bool = False) -> Arrow:
    """The arrow from one place to another; bent where there is one the way back, or where something stands in its way.

    Where it is `crowded`, bent less: from all sides to all sides there is no way around anything.
    """
    start, end = places[source], places[target]
    if source == target:
        return _loop(start, _outwards(places, source))
    way = end - start
    length = float(np.hypot(*way))
    side = np.array([-way[1], way[0]]) / length
    others = np.delete(places, [source, target], axis=0)
    bend = (0.07 if crowded else 0.22) if both else 0.0
    if not crowded and _blocked(start, way, others):
        bend = 0.55 if both else 0.45
    middle = (start + end) / 2 + side * bend * min(length, 2.2)
    curve = _curve(start, middle, end)
    gaps = np.hypot(*(curve - start).T), np.hypot(*(curve - end).T)
    line = curve[(gaps[0] >= RADIUS) & (gaps[1] >= RADIUS + HEAD * 0.6)]
    tip = end + (line[-1] - end) / np.hypot(*(line[-1] - end)) * RADIUS
    at = line[len(line) // 2]
    return Arrow(line, _head(tip, tip - line[-1]), at + side * (0.16 if bend >= 0 else -0.16))


def circle(place: np.ndarray, radius: float) -> np.ndarray:
    """A circle around a place, (N, 2)."""
    turns = np.linspace(0, 2 * np.pi, 2 * _POINTS)
    return place + radius * np.column_stack([np.cos(turns), np.sin(turns)])


def _blocked(start: np.ndarray, way: np.ndarray, others: np.ndarray) -> bool:
    """Whether another circle stands on the straight line."""
    if not len(others):
        return False
    along = np.clip((others - start) @ way / (way @ way), 0, 1)
    return bool((np.hypot(*(others - start - along[:, None] * way).T) < 1.2 * RADIUS).any())


def _curve(start: np.ndarray, middle: np.ndarray, end: np.ndarray) -> np.ndarray:
    """A quadratic Bézier curve that passes halfway to `middle`."""
    control = 2 * middle - (start + end) / 2
    t = np.linspace(0, 1, 3 * _POINTS)[:, None]
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end


def _outwards(places: np.ndarray, number: int) -> np.ndarray:
    """Away from the others, (2,): sideways where others stand above or below, else up or down."""
    out = places[number] - places.mean(axis=0)
    column = np.abs(places[:, 0] - places[number, 0]) < RADIUS
    if column.sum() > 1 and len({*np.round(places[:, 0], 3)}) * 2 <= len(places) + 2:
        return np.array([1.0 if out[0] > -1e-6 else -1.0, 0.0])
    return np.array([0.0, 1.0 if out[1] > -1e-6 else -1.0]) if abs(out[1]) * 3 > abs(out[0]) or _alone(places) else out


def _alone(places: np.ndarray) -> bool:
    """All of them stand in one row."""
    return bool(np.ptp(places[:, 1]) < RADIUS)


def _loop(place: np.ndarray, outwards: np.ndarray) -> Arrow:
    """An arrow that comes back, on the side away from the others."""
    out = outwards / max(float(np.hypot(*outwards)), 1e-9)
    side = np.array([-out[1], out[0]])
    turns = np.linspace(np.pi * 1.22, -np.pi * 0.22, 2 * _POINTS)[:, None]
    radius = 0.21
    middle = place + out * (RADIUS + 0.15)
    line = middle + radius * (np.cos(turns) * side + np.sin(turns) * out)
    line = line[np.hypot(*(line - place).T) >= RADIUS]
    way = line[-1] - line[-2]
    anchor = "middle center" if abs(out[0]) < 0.5 else "middle right" if out[0] > 0 else "middle left"
    gap = RADIUS + 0.15 + radius + (0.16 if anchor == "middle center" else 0.08)
    return Arrow(line[:-2], _head(line[-1], way), place + out * gap, anchor)


def _head(tip: np.ndarray, way: np.ndarray) -> np.ndarray:
    """A triangle that points along `way`."""
    ahead = way / max(float(np.hypot(*way)), 1e-9)
    side = np.array([-ahead[1], ahead[0]])
    foot = tip - ahead * HEAD
    return np.array([tip, foot + side * HEAD * 0.45, foot - side * HEAD * 0.45])
