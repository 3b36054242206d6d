"""Machine: the finite-state machine that a network has become, as a diagram of states and arrows."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from gru_viz.analysis.automaton.machine import Automaton, Transition
from gru_viz.analysis.automaton.places import ACROSS, places
from gru_viz.figures.base.arrows import RADIUS, RING, Arrow, arrow, circle
from gru_viz.figures.base.boxes import arrow as straight
from gru_viz.figures.base.drawing import Drawing, drawn
from gru_viz.figures.base.labels import Translate, columns
from gru_viz.figures.base.palette import INK
from gru_viz.figures.base.plain import plain_layout
from gru_viz.figures.machinestates import answers_of, circles, column, legend, marks, names, reach, state_name
from gru_viz.figures.machineways import MOST_LABELS, gates_told, labels, lines, scale
from gru_viz.problem import N_, plural

#: The sides of an arrow on which its words may stand, and pixels of each of their characters.
_SIDES, _CHARACTER = ("left", "right"), 7.5
#: Pixels for each unit of the picture, and what its height may be.
_UNIT, _LEAST, _MOST = 92, 300, 640
#: Pixels that it is wide at least, and each of its units: where that is more than a phone is wide, it moves sideways.
_NARROW, _LEAST_UNIT = 330, 43
#: Pixels to the left and to the right of it together.
_EDGES = 16
#: Pixels of the colour bar over states that stand in one row: there is no corner without a state.
_BAR = 40
#: How many times as large words are beside a picture on a wall.
_ON_A_WALL = 2.3


@drawn
def machine(
    found: Automaton,
    walk: Sequence[Transition | None] = (),
    tokens: Sequence[str] = (),
    *,
    keeps: bool = True,
    selected: int | None = None,
    compact: bool = False,
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
    compact : bool
        Without title and legend: a state that answers shows its answer, for a wall, on which every pixel counts.
    translate : callable

    Returns
    -------
    Figure
        Its description, `machine.plain`, has beside data and layout "walk": the traces that follow the cursor, step by
        step, and "said": a sentence for each step.
    """
    at = places(found)
    every = found.arrows()
    crowded = len(every) > MOST_LABELS
    arrows = {ends: arrow(at, *ends, both=ends[::-1] in every, crowded=crowded) for ends in every}
    said = labels(found, arrows, keeps, translate)
    # What is lit lies under the arrows, so that each keeps its colour.
    data = [*_lit(found, at, arrows, walk, selected), *lines(found, arrows, keeps)]
    data += [] if compact else legend(found, translate)
    above = not compact and bool(np.ptp(at[:, 1]) < RADIUS)
    data += [scale(above=above), said]
    words = translate("arrows: z, {meaning}").format(
        meaning=translate("yellow keeps, dark violet writes")
        if keeps
        else translate("yellow writes, dark violet keeps")
    )
    beside = _beside(said)
    low, high = _corners(at, arrows, beside)
    least = _least(said, high[0] - low[0])
    wide = _ON_A_WALL if compact else max(1.0, _UNIT * (high[0] - low[0]) / (least - _EDGES - sum(beside)))
    named = names(found, at, arrows, translate, silent=compact, wide=wide)
    data += [marks(found, at, translate, answers=compact), named]
    down, up = reach(named)
    low[1], high[1] = min(low[1], down), max(high[1], up)
    layout = _layout(found, at, (low, high), beside, least, words, translate)
    if above:
        layout["margin"]["t"] += _BAR
        layout["height"] += _BAR
    if compact:
        layout |= {"title": {"text": ""}, "margin": layout["margin"] | {"t": 4, "b": 4}, "showlegend": False}
    drawing = {"data": data, "layout": layout}
    if walk:
        lit = [_path_of(found, at, arrows, step) for step in walk]
        drawing["walk"] = [
            {"trace": k, "x": [column(each[k], 0) for each in lit], "y": [column(each[k], 1) for each in lit]}
            for k in range(2)
        ]
        drawing["said"] = [_sentence(found, t, step, tokens, keeps, translate) for t, step in enumerate(walk)]
    return drawing


def _path_of(
    found: Automaton, at: np.ndarray, arrows: Mapping[tuple[int, int], Arrow], step: Transition | None
) -> tuple[np.ndarray, np.ndarray]:
    """The lit arrow and the ring around the lit state; nowhere where the machine knows no way on."""
    if step is None:
        return np.zeros((0, 2)), np.zeros((0, 2))
    return arrows[step.source, step.target].line, circle(at[step.target], RING)


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
    shared = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    drawn = {
        "arrow": {"line": {"color": INK, "width": 18}, "opacity": 0.25},
        "state": {"line": {"color": INK, "width": 5}},
    }
    return [
        {**shared, **look, "x": column(part, 0), "y": column(part, 1), "meta": {"lit": what}}
        for part, (what, look) in zip(parts, drawn.items(), strict=True)
    ]


def _sentence(
    found: Automaton, t: int, step: Transition | None, tokens: Sequence[str], keeps: bool, translate: Translate
) -> str:
    """What the machine does at a step."""
    token = tokens[t] if t < len(tokens) else ""
    if step is None:
        return translate("Step {step}, “{token}”: the machine knows no way on from here.").format(step=t, token=token)
    source, target = (state_name(found.states[number], translate) for number in (step.source, step.target))
    said = "" if step.says is None else " " + translate("It says “{answer}”.").format(answer=translate(step.says))
    told = translate("Step {step}, “{token}”: from “{source}” to “{target}”.")
    told = told.format(step=t, token=token, source=source, target=target) + said
    if not (gates := gates_told([step], keeps, translate)):
        return told
    # Gates tells of this very step, and its numbers are others.
    mean = translate("Every time that it took this arrow ({times} ×), not at this step alone: {gates}.")
    gap = "" if told.endswith("。") else " "  # behind a full-width mark there is air already
    return f"{told}{gap}{mean.format(times=step.count, gates=gates)}"


def _beside(said: Mapping) -> list[int]:
    """Pixels that the words of arrows take to the left and to the right of everything else."""
    return [_widest(said, f"middle {side}") for side in _SIDES]


def _widest(said: Mapping, anchor: str) -> int:
    """Pixels of the longest words of arrows with this anchor."""
    words = zip(said["text"], said["textposition"], strict=True) if said["mode"] == "text" else ()
    # Several spaces are drawn as one.
    lines = [" ".join(word.split()) for word, place in words if place == anchor]
    return round(_CHARACTER * max(map(columns, lines), default=0))


def _least(said: Mapping, across: float) -> int:
    """Pixels that the picture is wide at least, so that numbers have room in their circles and words between columns."""
    unit = max(_LEAST_UNIT, _widest(said, "middle center") / ACROSS)
    return max(_NARROW, math.ceil(_EDGES + sum(_beside(said)) + unit * across))


def _corners(
    at: np.ndarray, arrows: Mapping[tuple[int, int], Arrow], beside: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """The lower left and the upper right corner of everything but words, with what is free around it."""
    every = np.concatenate([at, *(np.vstack([each.line, each.label]) for each in arrows.values())])
    return (
        every.min(axis=0) - np.array([0.1 if beside[0] else 0.75, 0.85]),
        every.max(axis=0) + np.array([0.1 if beside[1] else 0.75, 0.3]),
    )


def _layout(
    found: Automaton,
    at: np.ndarray,
    corners: tuple[np.ndarray, np.ndarray],
    beside: Sequence[int],
    least: int,
    words: str,
    translate: Translate,
) -> dict:
    """Equal units on both axes, a circle for each state, an arrow from nowhere to the start."""
    low, high = corners
    start = at[found.start]
    count = len(found.states)
    title = plural(count, N_("A machine of {count} state"), N_("A machine of {count} states"))
    title = translate(title).format(count=count)
    below = 20 * -(-(len(answers_of(found)) + 1) // 2) + 12  # on a phone the legend has two columns
    height = int(np.clip(90 + below + _UNIT * (high[1] - low[1]), _LEAST, _MOST))
    layout = plain_layout(title, height, words) | {"shapes": circles(found, at), "hovermode": "closest"}
    hidden = {"visible": False, "showgrid": False, "zeroline": False}
    layout["xaxis"] = hidden | {"range": [float(low[0]), float(high[0])], "constrain": "domain"}
    layout["yaxis"] = hidden | {"range": [float(low[1]), float(high[1])], "scaleanchor": "x", "constrain": "domain"}
    layout["margin"] = {"l": _EDGES // 2 + beside[0], "r": _EDGES // 2 + beside[1], "t": 76, "b": below}
    # As high as its width wants it, and no higher.
    across, up = (high - low).tolist()
    layout["meta"] = {"least": least, "ratio": up / across}
    layout["legend"] |= {"y": -0.01, "yanchor": "top"}
    edge, y = float(start[0] - RADIUS), float(start[1])
    layout["annotations"] = [straight((edge - 0.4, y), (edge, y)) | {"arrowwidth": 2}]
    return layout
