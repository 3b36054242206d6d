"""Trajectory: the hidden state's path in two or three principal components, with fixed points."""

from collections.abc import Sequence

import numpy as np

from gru_viz.analysis.trajectory import FixedPoint, Projection, project
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, safe
from gru_viz.figures.base.palette import COLOURS, FONT_SIZE, INK, RIGHT, WRONG
from gru_viz.figures.base.plain import GRID, STANDOFF, plain_layout
from gru_viz.problem import N_, plural

_LOOKS = {"forward": (COLOURS["hidden_state"], "circle", "→"), "backward": ("#8A5A78", "square", "←")}
_MOST_NAMES = 40


@drawn(of=lambda tr, layer=0, sample=0: (project(tr, layer, sample), tr.tokens[sample]))
def trajectory(
    found: Projection,
    tokens: Sequence[str] = (),
    points: Sequence[FixedPoint] = (),
    ways: Sequence[np.ndarray] = (),
    *,
    dimensions: int = 2,
    selected: int | None = None,
    translate: Translate = str,
) -> Drawing:
    """Both directions in one picture, tokens as labels.

    Parameters
    ----------
    found : Projection or CellTrace
        Of a trace: the `layer` and `sample` that are given by name, whose tokens it knows.
    tokens : sequence of str (T)
    points : sequence of FixedPoint
    ways : sequence of ndarray (T, hidden_size)
        Paths of states that leave unstable ones (`analysis.saddles.ways_out`).
    dimensions : 2 or 3
    selected : int or None
        Step to mark.
    translate : callable
    """
    flat = dimensions == 2 or len(found.explained) < 3
    kind = "scatter" if flat else "scatter3d"
    names = [safe(token, 12) for token in tokens]
    data = [_path(kind, flat, path, name, names, len(found.paths), translate) for name, path in found.paths.items()]
    if selected is not None:
        data += [
            _marker(kind, flat, path[[selected]], translate("step in view")) for path in list(found.paths.values())[:1]
        ]
    data += _ways(kind, flat, found, ways, translate)
    for stable, label, colour, symbol in (
        (True, translate("stable fixed point"), RIGHT[0], "diamond"),
        (False, translate("unstable fixed point"), WRONG[0], "x" if flat else "square"),
    ):
        chosen = [point for point in points if point.stable == stable]
        if chosen:
            places = found.place(np.stack([point.state for point in chosen]))
            radius = translate("spectral radius")
            hover = [f"{label}: {radius} {point.radius:.3f}{_out(point, translate)}" for point in chosen]
            data.append(
                {
                    "type": kind,
                    **_places(places, flat),
                    "mode": "markers",
                    "name": label,
                    "text": hover,
                    "marker": {"size": 14 if flat else 7, "color": colour, "symbol": symbol},
                    "hovertemplate": "%{text}<extra></extra>",
                }
            )
    shares = " · ".join(f"PC{i + 1} {share:.0%}" for i, share in enumerate(found.explained[: 2 if flat else 3]))
    layout = plain_layout(
        translate("Path of the hidden state"), 520, translate("explained variance: {shares}").format(shares=shares)
    )
    layout["margin"] = {"l": 52, "r": 12, "t": 118, "b": 48}
    axes = [_axis(i, found) for i in range(len(found.explained))]
    if flat:
        layout |= {"xaxis": axes[0], "yaxis": axes[1] if len(axes) > 1 else {"visible": False}, "hovermode": "closest"}
    else:
        quiet = {"backgroundcolor": "rgba(0,0,0,0)", "gridcolor": "rgba(127,127,127,0.4)", "color": INK}
        layout |= {
            "scene": {f"{axis}axis": {**quiet, "title": {"text": f"PC{i + 1}"}} for i, axis in enumerate("xyz")},
            "dragmode": "orbit",
        }
        layout["margin"] = {"l": 0, "r": 0, "t": 118, "b": 0}
    return {"data": data, "layout": layout}


def _out(point: FixedPoint, translate: Translate) -> str:
    """In how many directions states leave a fixed point, if they do."""
    if not len(point.leaving):
        return ""
    directions = plural(len(point.leaving), N_("leaves in {count} direction"), N_("leaves in {count} directions"))
    return " · " + translate(directions).format(count=len(point.leaving))


def _ways(kind: str, flat: bool, found: Projection, ways: Sequence[np.ndarray], translate: Translate) -> list[dict]:
    """All ways out of unstable fixed points as one trace, with gaps between."""
    if not ways:
        return []
    gap = np.full((1, len(found.axes)), np.nan)
    line = np.concatenate([part for way in ways for part in (found.place(way), gap)])
    return [
        {
            "type": kind,
            **_places(line, flat),
            "mode": "lines",
            "name": translate("where states go that leave it"),
            "line": {"color": WRONG[0], "width": 1.5 if flat else 3, "dash": "dot"},
            "hoverinfo": "skip",
        }
    ]


def _places(places: np.ndarray, flat: bool) -> dict:
    """Coordinates by their names."""
    columns = [places[:, i] if i < places.shape[1] else np.zeros(len(places)) for i in range(2 if flat else 3)]
    return dict(zip("xyz", (column.astype("float32") for column in columns), strict=False))


def _path(
    kind: str, flat: bool, path: np.ndarray, name: str, names: list[str], directions: int, translate: Translate
) -> dict:
    """One direction's line with the tokens at its points."""
    colour, symbol, arrow = _LOOKS[name]
    word = translate("forward") if name == "forward" else translate("backward")
    label = f"{word} {arrow}" if directions > 1 else "h<sub>t</sub>"
    return {
        "type": kind,
        **_places(path, flat),
        "mode": "lines+markers+text" if len(names) <= _MOST_NAMES else "lines+markers",
        "line": {"color": colour, "width": 2 if flat else 4},
        "marker": {"size": 8 if flat else 4, "color": colour, "symbol": symbol},
        "text": names,
        "textposition": "top center",
        "textfont": {"size": FONT_SIZE - 1, "color": INK},
        "name": label,
        "customdata": list(range(len(names))),
        "hovertemplate": f"%{{customdata}}: %{{text}}<extra>{label}</extra>",
    }


def _marker(kind: str, flat: bool, place: np.ndarray, name: str) -> dict:
    """A ring around one point."""
    ring = {"size": 20 if flat else 10, "color": "rgba(0,0,0,0)", "line": {"color": COLOURS["reset_gate"], "width": 3}}
    return {"type": kind, **_places(place, flat), "mode": "markers", "marker": ring, "name": name, "hoverinfo": "skip"}


def _axis(index: int, found: Projection) -> dict:
    """An axis with its component and its share of the variance."""
    title = f"PC{index + 1} ({found.explained[index]:.0%})"
    font = {"size": FONT_SIZE - 1, "color": INK}
    return {**GRID, "title": {"text": title, "font": font, "standoff": STANDOFF if index else 4}}
