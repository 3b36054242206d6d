"""Ways of a machine: arrows in the colour of the update gate along them, with their symbols and what the gates do."""

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np

from gru_viz.analysis.automaton.machine import Automaton, Transition
from gru_viz.figures.base.arrows import Arrow
from gru_viz.figures.base.labels import Translate
from gru_viz.figures.base.palette import FONT_SIZE, INK, NEUTRAL, SEQUENTIAL
from gru_viz.figures.machinestates import column, safe_word, state_name

#: More arrows than this have their symbols on hover only.
MOST_LABELS = 40
#: More characters than this have no room on an arrow.
_LONGEST = 13
#: So many neighbours in the alphabet are told by the first and the last.
_RUN = 3


def lines(found: Automaton, arrows: Mapping[tuple[int, int], Arrow], keeps: bool) -> list[dict]:
    """Arrows of about the same gate are one trace of lines and one of heads."""
    groups: dict[int | None, list[Arrow]] = {}
    for ends, steps in _by_ends(found).items():
        written = mean_gate(steps, "write")
        groups.setdefault(None if written is None else round(10 * written), []).append(arrows[ends])
    traces = []
    for tenth, several in groups.items():
        colour = NEUTRAL if tenth is None else _viridis(_z(tenth / 10, keeps))
        shared = {"type": "scatter", "hoverinfo": "skip", "showlegend": False}
        lines, heads = (_joined([getattr(each, part) for each in several]) for part in ("line", "head"))
        width = 2.2 + 0.3 * (tenth or 0)
        # The ends of the scale read on white and on near-black only with an edge.
        edge = {"color": NEUTRAL, "width": width + 2}
        traces.append({**shared, **lines, "mode": "lines", "line": edge})
        traces.append({**shared, **lines, "mode": "lines", "line": {"color": colour, "width": width}})
        filled = {"mode": "lines", "fill": "toself", "fillcolor": colour, "line": edge | {"width": 1}}
        traces.append({**shared, **heads, **filled})
    return traces


def _viridis(value: float) -> str:
    """The nearest colour of the gates' scale."""
    return min(SEQUENTIAL, key=lambda stop: abs(stop[0] - value))[1]


def _joined(parts: Sequence[np.ndarray]) -> dict:
    """Several lines as one trace, with gaps between."""
    x: list[float | None] = []
    y: list[float | None] = []
    for part in parts:
        x += [*column(part, 0), None]
        y += [*column(part, 1), None]
    return {"x": x, "y": y}


def scale(*, above: bool) -> dict:
    """The colour bar of the arrows, on a point that is nowhere; `above` them all, or in the corner in which no state stands."""
    return {
        "type": "scatter",
        "x": [None],
        "y": [None],
        "mode": "markers",
        "showlegend": False,
        "marker": {
            "color": [0],
            "cmin": 0,
            "cmax": 1,
            "colorscale": SEQUENTIAL,
            "showscale": True,
            "colorbar": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1,
                "yanchor": "bottom" if above else "top",
                "thickness": 12,
                "outlinewidth": 0,
                "len": 120,
                "lenmode": "pixels",
                "ticklabelposition": "outside",
                "tickvals": [0, 0.5, 1],
                "ticktext": ["z = 0", "0.5", "1"],
                "tickfont": {"color": INK},
            },
        },
    }


def labels(found: Automaton, arrows: Mapping[tuple[int, int], Arrow], keeps: bool, translate: Translate) -> dict:
    """The symbols of each arrow; on hover what the gates do along it."""
    ways = _by_ends(found)
    points = np.array([arrows[ends].label for ends in ways])
    return {
        "type": "scatter",
        "x": column(points, 0),
        "y": column(points, 1),
        "mode": "text" if len(ways) <= MOST_LABELS else "markers",
        "marker": {"size": 12, "color": "rgba(0,0,0,0)"},
        "text": [_symbols([each.symbol for each in steps]) for steps in ways.values()],
        "textposition": [arrows[ends].anchor for ends in ways],
        "textfont": {"size": FONT_SIZE, "color": INK},
        "cliponaxis": False,
        "customdata": [_hover(found, steps, keeps, translate) for steps in ways.values()],
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
    }


def _symbols(symbols: Sequence[str]) -> str:
    """Symbols beside each other, as many as an arrow has room for; neighbours in the alphabet as "a–f"."""
    parts, count = _parts(symbols), 1
    while count < len(parts) and sum(map(len, parts[: count + 1])) + 2 * count <= _LONGEST:
        count += 1
    return "  ".join(map(safe_word, parts[:count])) + (f" … ({len(symbols)})" if count < len(parts) else "")


def _parts(symbols: Sequence[str]) -> list[str]:
    """The symbols, three or more neighbours in the alphabet as the first and the last of them."""
    parts: list[str] = []
    for _place, group in groupby(enumerate(symbols), lambda each: _in_alphabet(each[1]) - each[0]):
        run = [symbol for _number, symbol in group]
        parts += [f"{run[0]}–{run[-1]}"] if len(run) >= _RUN else run
    return parts


def _in_alphabet(symbol: str) -> float:
    """Its number there; none for anything but a letter or a digit."""
    return ord(symbol) if len(symbol) == 1 and symbol.isalnum() else math.nan


def _hover(found: Automaton, steps: Sequence[Transition], keeps: bool, translate: Translate) -> str:
    """All that there is to say of an arrow."""
    source, target = (state_name(found.states[number], translate) for number in (steps[0].source, steps[0].target))
    lines = [f"{source} → {target}"]
    for each in steps[:12]:
        said = (
            ""
            if each.says is None
            else " · " + translate("says {answer}").format(answer=safe_word(translate(each.says)))
        )
        lines.append(f"<b>{safe_word(each.symbol)}</b>{said} · {gates_told([each], keeps, translate)}")
    return "<br>".join(lines)


def gates_told(steps: Sequence[Transition], keeps: bool, translate: Translate) -> str:
    """What the gates do along an arrow, in a few words."""
    written, used = mean_gate(steps, "write"), mean_gate(steps, "reset_gate")
    if written is None:
        return ""
    told = translate("z = {z:.2f} on average: keeps {kept:.0%}, writes {written:.0%}").format(
        z=_z(written, keeps), kept=1 - written, written=written
    )
    return told if used is None else f"{told} · r = {used:.2f}"


def mean_gate(steps: Sequence[Transition], gate: str) -> float | None:
    """Mean of a gate over transitions, by how often each was taken."""
    counts = [each.count for each in steps]
    if not sum(counts) or any(gate not in each.gates for each in steps):
        return None
    return float(np.average([each.gates[gate] for each in steps], weights=counts))


def _by_ends(found: Automaton) -> Mapping[tuple[int, int], list[Transition]]:
    ways: dict[tuple[int, int], list[Transition]] = {}
    for each in found.transitions:
        ways.setdefault((each.source, each.target), []).append(each)
    return ways


def _z(written: float, keeps: bool) -> float:
    return 1 - written if keeps else written
