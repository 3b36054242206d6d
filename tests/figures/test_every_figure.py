"""Every figure function with every option: each is looked up in Plotly's schema, says what it is, and speaks the language."""

import re
from dataclasses import replace
from itertools import product
from typing import get_args

import numpy as np
import pytest
import torch
from torch import nn

import gru_viz
from gru_viz import Experiment, figures
from gru_viz.analysis import automaton
from gru_viz.analysis.ablation import KINDS, Ablation, Outcome
from gru_viz.analysis.answers import Answers
from gru_viz.analysis.automaton.spelling import Fork
from gru_viz.analysis.bidirectional import merge, output_layer
from gru_viz.analysis.clue import ByDistance
from gru_viz.analysis.gates import selected, summarise
from gru_viz.analysis.gradients import gradient_norms
from gru_viz.analysis.memory import half_lives, shares
from gru_viz.analysis.saturation import saturation
from gru_viz.analysis.slopes import linear_path, slopes
from gru_viz.analysis.timing import Timing
from gru_viz.analysis.trajectory import FixedPoint, project
from gru_viz.cells.sizes import Sizes
from gru_viz.experiment.view import Merge
from gru_viz.experiment.whatif import Held
from gru_viz.figures.answers import answers_panel
from gru_viz.figures.base.region import Region
from gru_viz.figures.base.strip import Strip
from gru_viz.learning.learner import Learner
from gru_viz.learning.lengths import Score
from gru_viz.learning.loop import Settings, train
from gru_viz.learning.tasks import TASKS

RUNS = {
    "gru": Experiment(text="a b\nc", bidirectional=True, num_layers=2, hidden_size=3).run(),
    "lstm": gru_viz.trace(nn.LSTM(2, 3, bidirectional=True), torch.ones(4, 1, 2)),
    "rnn": gru_viz.trace(nn.RNN(2, 3, bidirectional=True, nonlinearity="relu"), torch.ones(4, 1, 2)),
    "long": Experiment(source="generator", length=1000, hidden_size=80).run(),
}
GRU = RUNS["gru"]
#: A large one takes a second to draw.
SHORT = [RUNS[name] for name in ("gru", "lstm", "rnn")]
CLASSES = Answers(np.array([[0.9, 0.1], [0.2, 0.8]]), (1, None), (False, None), ("x", "y"), classes=True)
VALUES = Answers(np.array([[0.9, 0.1], [0.2, 0.8]]), ((1.0, 0.0), None), (False, None), ("x", "y"), classes=False)
WORDS = replace(CLASSES, letters=("a", "😀"), known=(True, False))
UNJUDGED = replace(WORDS, right=(None, None), wanted=(None, None))
SAID = (None, CLASSES, VALUES, WORDS)
#: Units chosen, numbers, title: what is so in one of a pair is otherwise in the other.
OPPOSITES = (
    ((None, False, ""), ((1, 2), True, "t")),
    ((None, True, "t"), ((1, 2), False, "")),
    ((None, False, "t"), ((1, 2), True, "")),
    ((None, True, ""), ((1, 2), False, "t")),
)
SATURATED = saturation(GRU)
NORMS = gradient_norms(GRU)
SNAPSHOTS = list(train(TASKS["parity"], Learner(TASKS["parity"], 3), Settings(steps=2, every=1)))
CLUE = ByDistance(np.array([0.5, 1.0]), 0.7)
TIMES = {"GRU": [Timing.of([0.1, 0.2, 0.3])], "LSTM": [Timing.of([0.2, 0.3, 0.4])]}
SCORES = [
    Score(task="adding", cell=cell, length=length, seed=seed, steps=9, accuracy=0.5)
    for cell, length, seed in product(("rnn", "gru"), (50, 100), (0, 1))
]


def pairs(*options) -> list[tuple]:
    """Of three options, the last of which has no more values than the others: every two values meet."""
    first, second, third = map(tuple, options)
    return [(a, b, third[(i + j) % len(third)]) for (i, a), (j, b) in product(enumerate(first), enumerate(second))]


def states(tr) -> np.ndarray:
    return selected(tr, "hidden_state", 0, "forward", 0)


def points(found) -> list[FixedPoint]:
    out = np.eye(len(found.mean))[:1]
    return [FixedPoint(np.zeros(len(found.mean)), 0.0, radius, out[: int(radius)]) for radius in (0.5, 2.0)]


def ways(fixed) -> list[np.ndarray]:
    return [np.stack([point.state, point.state + 1]) for point in fixed]


#: A machine with every kind of arrow, and a sequence that it cannot read to its end.
MACHINE = automaton.Automaton(
    tuple(
        automaton.State(number, says, np.zeros(2), 3, holds)
        for number, (says, holds) in enumerate(
            [(None, ()), ("<b>", (automaton.Name("holds {letter}", (("letter", "$x$"),)),)), ("b", ())]
        )
    ),
    tuple(
        automaton.Transition(source, symbol, target, says, 4, gates)
        for source, symbol, target, says, gates in [
            (0, "<b>", 1, None, {"write": 0.2, "reset_gate": 0.5}),
            (1, " ", 0, "b", {"write": 0.9, "reset_gate": 0.1}),
            (1, "c", 1, "b", {}),
            (1, "d", 2, "b", {"write": 0.4}),
            (2, "d", 2, "b", {"write": 0.4}),
        ]
    ),
    0, 1.0, {2: 1.0, 4: 1.0}, 1.0, 3,
)  # fmt: skip
WALK = ("<b>", "c", "c", "?")

#: For each function the arguments that it can be called with.
CALLS = {
    "accuracy_by_length": [((SCORES, "adding", "t"), {"compact": compact}) for compact in (False, True)],
    "bars": [
        (({"a": [1, 2]}, ["x", "y"], "t", ["#000000"]), {}),
        (({"a": [1], "b": [2]}, ["x"], "t", ["#000000"] * 2), {}),
    ],
    "both_directions": [
        ((tr, quantity), {"numbers": numbers, "untrained": not numbers})
        for tr in RUNS.values()
        if tr.num_directions == 2
        for quantity, numbers in product(tr.quantities, (False, True))
    ],
    "clue": [((CLUE, CLUE), {})],
    "column": [((np.array([1.0, np.nan, 3.0]), 1000, 2500, (first, 500), "<b>"), {}) for first in (0, 2400)],
    "gaps": [((dict.fromkeys(GRU.quantities, np.ones(2)), ("a", "b")), {})],
    "gate_histograms": [(({"one": SATURATED},), {}), (({"one": SATURATED, "other": SATURATED},), {})],
    "gates": [
        # Every three of the options but the answers meet, and every two with them.
        ((tr,), {"selected": chosen, "numbers": numbers, "answers": said, "title": title, "untrained": numbers})
        for tr, said, options in (
            *((GRU, said, options) for said, options in zip(SAID, OPPOSITES, strict=True)),
            *((tr, None, options) for tr, options in product(SHORT[1:], OPPOSITES[:2])),
        )
        for chosen, numbers, title in options
    ]
    + [((RUNS["long"],), {"numbers": numbers, "untrained": numbers}) for numbers in (False, True)]
    + [
        ((GRU,), {"held": (Held("reset_gate", 0.5, (0, 2), step), Held("update_gate", 1, (1,), None))})
        for step in (None, 1)
    ]
    + [((GRU,), {"region": Region(*where)}) for where in ((), ("update_gate", (1, 9)), (None, (8, 9), (0, 1)))],
    "gradient_norms": [(({"GRU": NORMS, "LSTM": NORMS},), {})],
    "half_lives": [((half_lives(GRU),), {"selected": unit}) for unit in (None, 1)],
    "layers": [((Sizes(2, 3, 1, 4, 1, bidirectional=True, batch_first=first), 6, 2), {}) for first in (False, True)],
    "learning_curves": [((SNAPSHOTS, 2), {"baseline": baseline}) for baseline in (None, 0.25)],
    "linear_paths": [(({cell: linear_path(RUNS[cell.lower()]) for cell in ("GRU", "LSTM")}, GRU.tokens[0]), {})],
    "listing": [(("t", ("a", "<b>"), (("1", "$2"), ("门", "x" * 700))), {})],
    "machine": [
        ((MACHINE, walk, WALK), {"keeps": keeps, "selected": selected, "compact": keeps})
        for walk, keeps, selected in pairs(((), MACHINE.run(WALK)), (False, True), (None, 2))
    ],
    "merged": [
        ((tr, how), {"numbers": numbers, "untrained": numbers})
        for tr, how, numbers in pairs((GRU, RUNS["lstm"]), get_args(Merge), (False, True))
    ],
    "missed": [
        (([(3, dict.fromkeys(KINDS, Outcome(Ablation(), 0.5, 1.0, f1)))], 0.9), {"f1": f1 is not None})
        for f1 in (None, 0.25)
    ],
    "missed_pairs": [((np.ones((2, 2)), (4, 1)), {})],
    "nudge": [((np.ones(2), ("a", "b"), 1), {})],
    "opening": [((summarise(tr), tr.tokens[0]), {}) for tr in (GRU, RUNS["lstm"])],
    "openings": [((np.ones((2, 3)), np.ones((2, 3)), [0, 5], Strip("abc")), {"at": at}) for at in (None, 1)],
    "outputs": [
        ((output_layer(merge(GRU), 2), Strip(GRU.tokens[0])), {"softmax": softmax, "names": names, "trained": trained})
        for softmax, names, trained in pairs((False, True), ((), ("no", "yes")), (False, True))
    ],
    "pattern": [
        ((("a", "<b>", "c"), states(GRU)[:1].repeat(3, 0) - shift, units, range(1, 2), 0.3), {"quantity": quantity})
        for shift, units, quantity in ((0, (), "hidden_state"), (1, (0, 2), "update_gate"))
    ],
    "printout": [(("t", text), {}) for text in ("", "GRU(1, 2)\n  <b>" + 200 * "x")],
    "saliency": [((np.ones(2), ("a", "b"), "t"), {"at": at}) for at in (None, 1)],
    "saturation": [((SATURATED,), {})],
    "shapes": [((Sizes(2, 3, 1, 4, 1, bidirectional=both),), {}) for both in (False, True)],
    "shares": [((shares(tr), tr.tokens[0]), {}) for tr in (GRU, RUNS["long"])],
    "smoothness": [
        (({gate: slopes(GRU, gate) for gate in GRU.gates}, GRU.tokens[0]), {"unit": unit}) for unit in (0, 2)
    ],
    "spelling": [(([Fork("", "<b>", {"<b>": 0.1, "$": 0.9}), Fork("<b>", "t", {"t": 0.8})],), {})],
    "states": [((np.ones((2, 3)), "t"), {})],
    "straight_road": [((NORMS,), {"unit": unit}) for unit in (None, 1)],
    "time_by_length": [((TIMES, [10]), {})],
    "trajectory": [
        ((project(GRU), GRU.tokens[0], fixed, ways(fixed)), {"dimensions": dimensions, "selected": chosen})
        for fixed, dimensions, chosen in pairs(((), points(project(GRU))), (2, 3), (None, 1))
    ],
    "two_readings": [
        ((one, other, Strip("ab")), {"compact": one is other}) for one, other in product((WORDS, UNJUDGED), repeat=2)
    ],
    "two_runs": [
        ((states(tr), states(tr), Strip(tr.tokens[0]), "s"), {"selected": chosen, "panels": panels})
        for tr, chosen, panels in pairs((GRU, RUNS["long"]), (None, (1, 2)), ((), [answers_panel(CLASSES, name="one")]))
    ]
    + [
        ((states(GRU), states(GRU), Strip(GRU.tokens[0])), {"quantity": "candidate_state", "names": ("one:", "other:")})
    ],
    "wanted": [
        ((said, strip), {}) for said, strip in product((CLASSES, VALUES), (Strip("ab"), Strip("ab", np.ones((2, 2)))))
    ],
}

#: Words that stand before numbers, and the colon between, as they might be in Chinese.
MARKED = {**dict.fromkeys(("unit", "step", "direction", "one direction", "two directions"), "名"), ": ": "："}
HALF_WIDTH = re.compile("名[^：<]*: ")


def test_no_figure_is_forgotten():
    assert CALLS.keys() == set(figures.__all__)


@pytest.mark.parametrize("name", CALLS)
def test_every_option_gives_a_valid_figure_in_the_readers_language(name):
    draw = getattr(figures, name)
    for number, (arguments, options) in enumerate(CALLS[name]):
        told_all = name in ("bars", "listing", "printout")  # they are told everything that they write
        asked = []
        reader = (
            {} if told_all else {"translate": lambda text, asked=asked: asked.append(text) or MARKED.get(text, text)}
        )
        # tests/figures/conftest.py looks at the properties
        drawn = draw(*arguments, **options, **reader)
        assert drawn.layout.height > 100
        axis = drawn.layout.xaxis
        if (
            axis.ticktext and axis.range and axis.range[0] == -0.5
        ):  # steps: as a table they have their tokens beside them
            assert len(drawn.layout.meta["tokens"]) == axis.range[1] + 0.5
        if told_all:
            continue
        assert asked
        for trace in drawn.data:
            for told in (trace.name, trace.hovertemplate if "hovertemplate" in trace else ""):
                assert not HALF_WIDTH.search(told or ""), told
        if number == 0:  # English, where nobody says which language
            assert len(draw.plain(*arguments, **options)["data"]) == len(drawn.data)
