"""Machine: the finite-state machine that a network has become, as a diagram of states and arrows."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

import numpy as np

from gru_viz.analysis.automaton.machine import Automaton, State, Transition
from gru_viz.analysis.automaton.places import places
from gru_viz.figures.base.arrows import RADIUS, Arrow, arrow, circle
from gru_viz.figures.base.boxes import arrow as straight
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, safe
from gru_viz.figures.base.palette import COLOURS, EDGE, FONT_SIZE, INK, NEUTRAL, SEQUENTIAL
from gru_viz.figures.base.plain import plain_layout

#: Of answers, and of states without one: Tol's light scheme, on which dark letters read.
_ANSWERS = ("#77AADD", "#EE8866", "#EEDD88", "#44BB99", "#FFAABB", "#BBCC33", "#99DDFF", "#AAAA00")
_SILENT = "#DDDDDD"
#: More arrows than this have their symbols on hover only.
_MOST_LABELS = 40
#: More characters than this have no room on an arrow.
_LONGEST = 13
#: The sides of an arrow on which its words may stand, and the room that they take there.
_SIDES, _ROOM = ("left", "right"), 0.9
#: Characters in a line of what a state holds.
_LINE = 13
#: Pixels for each unit of the picture, and what its height may be.
_UNIT, _LEAST, _MOST = 92, 300, 640


@drawn
def machine(
    found: Automaton,
    walk: Sequence[Transition | None] = (),
    tokens: Sequence[str] = (),
    *,
    keeps: bool = True,
    selected: int | None = None,
    translate: Translate = str,
) -> Drawing:
    """States as circles in the colour of their answer, arrows in the colour of the update gate along them.

    Parameters
    ----------
    found : Automaton
    walk : sequence of (Transition or None) (T)
        What a sequence takes, as `Automaton.run` returns it.
    tokens : sequence of str (T)
        The sequence.
    keeps : bool
        z = 1 keeps the old state, as in nn.GRU; else it writes the new one.
    selected : int or None
        The step of the sequence whose state and arrow are lit.
    translate : callable

    Returns
    -------
    Figure
        Its description, `machine.plain`, has beside data and layout "walk": the traces that follow the cursor, step by
        step, and "said": a sentence for each step.
    """
    at = places(found)
    every = found.arrows()
    crowded = len(every) > _MOST_LABELS
    arrows = {ends: arrow(at, *ends, both=ends[::-1] in every, crowded=crowded) for ends in every}
    data = [*_lines(found, arrows, keeps), *_lit(found, at, arrows, walk, selected)]
    data += [*_legend(found, translate), _scale(keeps, translate), _labels(found, arrows, keeps, translate)]
    data += [_states(found, at, translate), _names(found, at, translate)]
    words = translate("arrows: z, {meaning}").format(
        meaning=translate("yellow keeps, dark violet writes")
        if keeps
        else translate("yellow writes, dark violet keeps")
    )
    drawing = {"data": data, "layout": _layout(found, at, arrows, words, translate)}
    if walk:
        lit = [_path_of(found, at, arrows, step) for step in walk]
        first = len(_lines(found, arrows, keeps))
        drawing["walk"] = [
            {"trace": first + k, "x": [_column(each[k], 0) for each in lit], "y": [_column(each[k], 1) for each in lit]}
            for k in range(2)
        ]
        drawing["said"] = [_sentence(found, t, step, tokens, keeps, translate) for t, step in enumerate(walk)]
    return drawing


def state_name(state: State, translate: Translate) -> str:
    """What a state is called: by what it holds, else by its number."""
    if not state.holds:
        return translate("state {number}").format(number=state.number)
    return " / ".join(translate(name.says).format(**dict(name.fields)) for name in state.holds)


def _column(points: np.ndarray, axis: int) -> list[float]:
    return np.round(points[:, axis], 3).tolist()


def _mean(steps: Sequence[Transition], gate: str) -> float | None:
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


def _lines(found: Automaton, arrows: Mapping[tuple[int, int], Arrow], keeps: bool) -> list[dict]:
    """Arrows of about the same gate are one trace of lines and one of heads."""
    groups: dict[int | None, list[Arrow]] = {}
    for ends, steps in _by_ends(found).items():
        written = _mean(steps, "write")
        groups.setdefault(None if written is None else round(10 * written), []).append(arrows[ends])
    traces = []
    for tenth, several in groups.items():
        colour = NEUTRAL if tenth is None else _viridis(_z(tenth / 10, keeps))
        shared = {"type": "scatter", "hoverinfo": "skip", "showlegend": False}
        lines, heads = (_joined([getattr(each, part) for each in several]) for part in ("line", "head"))
        width = 2.2 + 0.3 * (tenth or 0)
        traces.append({**shared, **lines, "mode": "lines", "line": {"color": colour, "width": width}})
        traces.append({**shared, **heads, "mode": "lines", "fill": "toself", "fillcolor": colour} | _thin(colour))
    return traces


def _thin(colour: str) -> dict:
    return {"line": {"color": colour, "width": 1}}


def _viridis(value: float) -> str:
    """The nearest colour of the gates' scale."""
    return min(SEQUENTIAL, key=lambda stop: abs(stop[0] - value))[1]


def _joined(parts: Sequence[np.ndarray]) -> dict:
    """Several lines as one trace, with gaps between."""
    x: list[float | None] = []
    y: list[float | None] = []
    for part in parts:
        x += [*_column(part, 0), None]
        y += [*_column(part, 1), None]
    return {"x": x, "y": y}


def _path_of(
    found: Automaton, at: np.ndarray, arrows: Mapping[tuple[int, int], Arrow], step: Transition | None
) -> tuple[np.ndarray, np.ndarray]:
    """The lit arrow and the ring around the lit state; nowhere where the machine knows no way on."""
    if step is None:
        return np.zeros((0, 2)), np.zeros((0, 2))
    return arrows[step.source, step.target].line, circle(at[step.target], 1.22 * RADIUS)


def _lit(
    found: Automaton,
    at: np.ndarray,
    arrows: Mapping[tuple[int, int], Arrow],
    walk: Sequence[Transition | None],
    selected: int | None,
) -> list[dict]:
    """The arrow and the state of the step in view."""
    if not walk:
        return []
    parts = _path_of(found, at, arrows, walk[selected or 0])
    line = {"color": COLOURS["reset_gate"], "width": 6}
    shared = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False, "line": line}
    return [{**shared, "x": _column(part, 0), "y": _column(part, 1)} for part in parts]


def _colour(found: Automaton, says: str | None) -> str:
    answers = _answers(found)
    return _SILENT if says is None else _ANSWERS[answers.index(says) % len(_ANSWERS)]


def _answers(found: Automaton) -> list[str]:
    return sorted({state.says for state in found.states if state.says is not None})


def _legend(found: Automaton, translate: Translate) -> list[dict]:
    """A line of the legend for each answer, and for states of which none is asked."""
    says = [*_answers(found), *([None] if any(state.says is None for state in found.states) else [])]
    return [
        {
            "type": "scatter",
            "x": [None],
            "y": [None],
            "mode": "markers",
            "marker": {"size": 14, "color": _colour(found, each), "line": {"color": EDGE, "width": 1}},
            "name": translate("no one answer")
            if each is None
            else translate("says {answer}").format(answer=_safe(translate(each))),
        }
        for each in says
    ]


def _scale(keeps: bool, translate: Translate) -> dict:
    """The colour bar of the arrows, on a point that is nowhere."""
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
                "thickness": 12,
                "outlinewidth": 0,
                "len": 0.6,
                "tickvals": [0, 0.5, 1],
                "tickfont": {"color": INK},
                "title": {"text": "z", "font": {"color": INK}},
            },
        },
    }


def _labels(found: Automaton, arrows: Mapping[tuple[int, int], Arrow], keeps: bool, translate: Translate) -> dict:
    """The symbols of each arrow; on hover what the gates do along it."""
    ways = _by_ends(found)
    points = np.array([arrows[ends].label for ends in ways])
    return {
        "type": "scatter",
        "x": _column(points, 0),
        "y": _column(points, 1),
        "mode": "text" if len(ways) <= _MOST_LABELS else "markers",
        "marker": {"size": 12, "color": "rgba(0,0,0,0)"},
        "text": [_symbols([each.symbol for each in steps]) for steps in ways.values()],
        "textposition": [arrows[ends].anchor for ends in ways],
        "textfont": {"size": FONT_SIZE, "color": INK},
        "customdata": [_hover(found, steps, keeps, translate) for steps in ways.values()],
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
    }


def _symbols(symbols: Sequence[str]) -> str:
    """Symbols beside each other, as many as an arrow has room for."""
    shown, count = [_safe(symbols[0])], 1
    while count < len(symbols) and sum(map(len, symbols[: count + 1])) + 2 * count <= _LONGEST:
        shown.append(_safe(symbols[count]))
        count += 1
    return "  ".join(shown) + (f" … ({len(symbols)})" if count < len(symbols) else "")


def _safe(word: str) -> str:
    """A symbol or an answer; the spaces between several numbers stay spaces."""
    return " ".join(safe(part, 12) for part in word.split(" ")) if len(word) > 1 else safe(word)


def gates_told(steps: Sequence[Transition], keeps: bool, translate: Translate) -> str:
    """What the gates do along an arrow, in a few words."""
    written, used = _mean(steps, "write"), _mean(steps, "reset_gate")
    if written is None:
        return ""
    told = translate("z = {z:.2f}: keeps {kept:.0%}, writes {written:.0%}").format(
        z=_z(written, keeps), kept=1 - written, written=written
    )
    return told if used is None else f"{told} · r = {used:.2f}"


def _hover(found: Automaton, steps: Sequence[Transition], keeps: bool, translate: Translate) -> str:
    """All that there is to say of an arrow."""
    source, target = (state_name(found.states[number], translate) for number in (steps[0].source, steps[0].target))
    lines = [f"{source} → {target}"]
    for each in steps[:12]:
        said = (
            "" if each.says is None else " · " + translate("says {answer}").format(answer=_safe(translate(each.says)))
        )
        lines.append(f"<b>{_safe(each.symbol)}</b>{said} · {gates_told([each], keeps, translate)}")
    return "<br>".join(lines)


def _states(found: Automaton, at: np.ndarray, translate: Translate) -> dict:
    """The numbers of the states, in their circles."""
    return {
        "type": "scatter",
        "x": _column(at, 0),
        "y": _column(at, 1),
        "mode": "markers+text",
        "marker": {"size": 30, "color": "rgba(0,0,0,0)"},
        "meta": {"opens": "state"},
        "text": [str(state.number) for state in found.states],
        "textfont": {"size": FONT_SIZE + 1, "color": EDGE},
        "customdata": [
            f"{state_name(state, translate)} · "
            + translate("{count:,} of the hidden states").format(count=state.visits)
            for state in found.states
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
    }


def _names(found: Automaton, at: np.ndarray, translate: Translate) -> dict:
    """What the states hold, under them."""
    named = [state.number for state in found.states if state.holds]
    points = at[named] - [0, RADIUS + 0.03]
    return {
        "type": "scatter",
        "x": _column(points, 0),
        "y": _column(points, 1),
        "mode": "text",
        "text": [_lines_of(_safe(state_name(found.states[number], translate))) for number in named],
        "textposition": "bottom center",
        "textfont": {"size": FONT_SIZE - 1, "color": INK},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _lines_of(words: str) -> str:
    """Words in lines that fit under a state; Chinese characters are twice as wide, and a line may end between any two."""
    wide = any("\u4e00" <= each <= "\u9fff" for each in words)
    return "<br>".join(wrap(words, _LINE // 2 if wide else _LINE, break_long_words=wide)[:3])


def _sentence(
    found: Automaton, t: int, step: Transition | None, tokens: Sequence[str], keeps: bool, translate: Translate
) -> str:
    """What the machine does at a step."""
    token = tokens[t] if t < len(tokens) else ""
    if step is None:
        return translate("Step {step}, “{token}”: the machine knows no way on from here.").format(step=t, token=token)
    source, target = (state_name(found.states[number], translate) for number in (step.source, step.target))
    said = "" if step.says is None else " " + translate("It says “{answer}”.").format(answer=translate(step.says))
    told = translate("Step {step}, “{token}”: from “{source}” to “{target}”; {gates}.")
    gates = gates_told([step], keeps, translate)
    return told.format(step=t, token=token, source=source, target=target, gates=gates) + said


def _layout(
    found: Automaton, at: np.ndarray, arrows: Mapping[tuple[int, int], Arrow], words: str, translate: Translate
) -> dict:
    """Equal units on both axes, a circle for each state, an arrow from nowhere to the start."""
    every = np.concatenate([at, *(np.vstack([each.line, each.label]) for each in arrows.values())])
    sides = [_ROOM if any(each.anchor == f"middle {side}" for each in arrows.values()) else 0 for side in _SIDES]
    low = every.min(axis=0) - np.array([0.75 + sides[0], 0.75])
    high = every.max(axis=0) + np.array([0.75 + sides[1], 0.3])
    start = at[found.start]
    shapes = [
        {
            "type": "circle",
            "xref": "x",
            "yref": "y",
            "x0": float(x - RADIUS),
            "x1": float(x + RADIUS),
            "y0": float(y - RADIUS),
            "y1": float(y + RADIUS),
            "fillcolor": _colour(found, state.says),
            "line": {"color": EDGE, "width": 1.5},
            "layer": "below",
        }
        for (x, y), state in zip(at, found.states, strict=True)
    ]
    title = translate("A machine of {count} states").format(count=len(found.states))
    below = 20 * -(-(len(_answers(found)) + 1) // 2) + 12  # on a phone the legend has two columns
    height = int(np.clip(90 + below + _UNIT * (high[1] - low[1]), _LEAST, _MOST))
    layout = plain_layout(title, height, words) | {"shapes": shapes, "hovermode": "closest"}
    hidden = {"visible": False, "showgrid": False, "zeroline": False}
    layout["xaxis"] = hidden | {"range": [float(low[0]), float(high[0])], "constrain": "domain"}
    layout["yaxis"] = hidden | {"range": [float(low[1]), float(high[1])], "scaleanchor": "x", "constrain": "domain"}
    layout["margin"] = {"l": 8, "r": 8, "t": 76, "b": below}
    layout["legend"] |= {"y": -0.01, "yanchor": "top"}
    edge, y = float(start[0] - RADIUS), float(start[1])
    layout["annotations"] = [straight((edge - 0.4, y), (edge, y)) | {"arrowwidth": 2}]
    return layout
