"""States of a machine: circles in the colour of their answer, and what each is called."""

from collections.abc import Mapping
from textwrap import wrap

import numpy as np

from gru_viz.analysis.automaton.machine import Automaton, State
from gru_viz.figures.base.arrows import RADIUS, RING, Arrow, circle
from gru_viz.figures.base.labels import Translate, safe
from gru_viz.figures.base.palette import EDGE, FONT_SIZE, INK

#: Of answers, and of states without one: Tol's light scheme, on which dark letters read.
_ANSWERS = ("#77AADD", "#EE8866", "#EEDD88", "#44BB99", "#FFAABB", "#BBCC33", "#99DDFF", "#AAAA00")
_SILENT = "#DDDDDD"
#: Characters in a line of what a state holds.
_LINE = 13
#: How many times as bad it is to stand on a state as on an arrow.
_ON_A_STATE = 4
#: Of such a character and such a line, in units of the picture.
_CHARACTER, _ROW = 0.08, 0.2
#: Sides on which it may stand, and which way they are; how far from the ring: beside it, or beyond an arrow that comes back.
_UP = {"bottom": -1, "top": 1}
_FROM_RING = (0.06, 0.4)


def state_name(state: State, translate: Translate) -> str:
    """What a state is called: by what it holds, else by its number."""
    if not state.holds:
        return translate("state {number}").format(number=state.number)
    return " / ".join(translate(name.says).format(**dict(name.fields)) for name in state.holds)


def answers_of(found: Automaton) -> list[str]:
    """What states answer, each once."""
    return sorted({state.says for state in found.states if state.says is not None})


def colour_of(found: Automaton, says: str | None) -> str:
    """Of a state that answers so."""
    answers = answers_of(found)
    return _SILENT if says is None else _ANSWERS[answers.index(says) % len(_ANSWERS)]


def legend(found: Automaton, translate: Translate) -> list[dict]:
    """A line of the legend for each answer, and for states of which none is asked."""
    says = [*answers_of(found), *([None] if any(state.says is None for state in found.states) else [])]
    return [
        {
            "type": "scatter",
            "x": [None],
            "y": [None],
            "mode": "markers",
            "marker": {"size": 14, "color": colour_of(found, each), "line": {"color": EDGE, "width": 1}},
            "name": translate("no one answer")
            if each is None
            else translate("says {answer}").format(answer=safe_word(translate(each))),
        }
        for each in says
    ]


def circles(found: Automaton, at: np.ndarray) -> list[dict]:
    """Plotly's shapes of all states."""
    return [
        {
            "type": "circle",
            "xref": "x",
            "yref": "y",
            "x0": float(x - RADIUS),
            "x1": float(x + RADIUS),
            "y0": float(y - RADIUS),
            "y1": float(y + RADIUS),
            "fillcolor": colour_of(found, state.says),
            "line": {"color": EDGE, "width": 1.5},
            "layer": "below",
        }
        for (x, y), state in zip(at, found.states, strict=True)
    ]


def marks(found: Automaton, at: np.ndarray, translate: Translate, *, answers: bool) -> dict:
    """The numbers of the states in their circles; instead of them what they answer, if `answers`."""
    return {
        "type": "scatter",
        "x": column(at, 0),
        "y": column(at, 1),
        "mode": "markers+text",
        "marker": {"size": 30, "color": "rgba(0,0,0,0)"},
        "meta": {"opens": "state"},
        "text": [
            safe_word(translate(state.says)) if answers and state.says else str(state.number) for state in found.states
        ],
        "textfont": {"size": FONT_SIZE + 1, "color": EDGE},
        "customdata": [
            f"{state_name(state, translate)} · "
            + translate("{count:,} of the hidden states").format(count=state.visits)
            for state in found.states
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
    }


def names(
    found: Automaton,
    at: np.ndarray,
    arrows: Mapping[tuple[int, int], Arrow],
    translate: Translate,
    *,
    silent: bool,
    wide: float,
) -> dict:
    """What the states hold, beside them where no arrow passes; only of those that answer nothing, if `silent`.

    `wide` times as large as usual they are beside the picture where that is smallest: words are not, where it is smaller.
    """
    named = [state.number for state in found.states if state.holds and not (silent and state.says)]
    texts = [_lines_of(safe_word(state_name(found.states[number], translate))) for number in named]
    # Words on an arrow can still be read, on the number of a state they cannot.
    discs = _ON_A_STATE * [circle(place, radius) for place in at for radius in (RADIUS / 2, RADIUS)]
    drawn = np.concatenate([*discs, *(each.line for each in arrows.values())])
    sides: list[str] = []
    points = np.zeros((len(named), 2))
    for place, (number, text) in enumerate(zip(named, texts, strict=True)):
        points[place], side = _free_place(at[number], text, drawn, wide)
        sides.append(side)
        # The next one has to stay clear of this one, too.
        drawn = np.concatenate([drawn, _covered(points[place], text, side, wide)])
    return {
        "type": "scatter",
        "x": column(points, 0),
        "y": column(points, 1),
        "mode": "text",
        "text": texts,
        "textposition": sides,
        "textfont": {"size": FONT_SIZE - 1, "color": INK},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _free_place(state: np.ndarray, text: str, drawn: np.ndarray, wide: float) -> tuple[np.ndarray, str]:
    """Under or over a state, to the side that the fewest points of what is drawn lie on."""

    def crossed(place: tuple[np.ndarray, str]) -> int:
        point, side = place
        left, width, height = _room(text, side, wide)
        x, y = (drawn - point).T
        y = y * _UP[side.split(maxsplit=1)[0]]
        return int(((x > left) & (x < left + width) & (y > 0) & (y < height)).sum())

    every = [
        (state + np.array([0, up * (RING + far)]), f"{name} {across}")
        for far in _FROM_RING
        for name, up in _UP.items()
        for across in ("center", "left", "right")
    ]
    return min(every, key=crossed)


def _room(text: str, side: str, wide: float) -> tuple[float, float, float]:
    """Where words begin, seen from their place, how wide and how high they are."""
    rows = text.split("<br>")
    width = wide * _CHARACTER * max(len(row) * (2 if _is_wide(row) else 1) for row in rows)
    return {"center": -width / 2, "left": -width, "right": 0.0}[side.split()[1]], width, wide * _ROW * len(rows)


def _covered(place: np.ndarray, text: str, side: str, wide: float) -> np.ndarray:
    """Points all over the words at a place."""
    left, width, height = _room(text, side, wide)
    x, y = np.meshgrid(np.linspace(left, left + width, 20), np.linspace(0, height, 10))
    return place + np.stack([x.ravel(), _UP[side.split(maxsplit=1)[0]] * y.ravel()], axis=1)


def reach(named: Mapping) -> tuple[float, float]:
    """How far down and how far up the names of states reach, where the picture is as large as usual."""
    rows = [_ROW * (1 + text.count("<br>")) for text in named["text"]]
    ends = [
        y + _UP[side.split()[0]] * high for y, side, high in zip(named["y"], named["textposition"], rows, strict=True)
    ]
    return min(ends, default=0.0), max(ends, default=0.0)


def _lines_of(words: str) -> str:
    """Words in lines that fit under a state; Chinese characters are twice as wide, and a line may end between any two."""
    wide = _is_wide(words)
    return "<br>".join(wrap(words, _LINE // 2 if wide else _LINE, break_long_words=wide)[:3])


def _is_wide(words: str) -> bool:
    return any("\u4e00" <= each <= "\u9fff" for each in words)


def safe_word(word: str) -> str:
    """A symbol or an answer; the spaces between several numbers stay spaces."""
    return " ".join(safe(part, 12) for part in word.split(" ")) if len(word) > 1 else safe(word)


def column(points: np.ndarray, axis: int) -> list[float]:
    """One coordinate of points, as Plotly is sent it."""
    return np.round(points[:, axis], 3).tolist()
