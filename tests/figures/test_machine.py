"""The diagram of a machine: its arrows, what is lit at each step, and what is said of it."""

from itertools import combinations

import numpy as np
import pytest

from gru_viz import figures
from gru_viz.analysis.automaton.places import places
from gru_viz.figures.base.arrows import RADIUS, arrow
from gru_viz.lesson.claims import state_for_each_letter as letters
from gru_viz.ui.i18n import translator
from tests.machines import MACHINES, machine_of

pytestmark = MACHINES

WALK = "(a))("


@pytest.fixture
def machine():
    return machine_of("brackets")


def test_arrows_lead_from_rim_to_rim_and_no_two_states_stand_on_each_other(machine):
    at = places(machine)
    gaps = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + 9 * np.eye(len(at))
    assert gaps.min() > 3 * RADIUS
    for source, target in machine.arrows():
        found = arrow(at, source, target, both=(target, source) in machine.arrows())
        assert abs(np.hypot(*(found.line[0] - at[source])) - RADIUS) < 0.1
        assert abs(np.hypot(*(found.head[0] - at[target])) - RADIUS) < 0.1
        others = np.delete(at, [source, target], axis=0)
        assert np.hypot(*(found.line[:, None] - others[None]).transpose(2, 0, 1)).min() > RADIUS


def test_what_follows_the_cursor_is_the_state_after_each_step(machine):
    walk = machine.run(WALK)
    plain = figures.machine.plain(machine, walk, WALK)
    ring = plain["walk"][1]
    at = places(machine)
    for step, taken in enumerate(walk):
        if taken is None:  # one bracket too many is closed
            assert ring["x"][step] == []
            continue
        middle = np.mean([ring["x"][step][:-1], ring["y"][step][:-1]], axis=1)
        np.testing.assert_allclose(middle, at[taken.target], atol=0.01)
    assert [step.target if step else None for step in walk] == [1, 1, 0, None, None]
    assert "from “depth 0” to “depth 1”" in plain["said"][0]
    assert "knows no way on" in plain["said"][3]
    lit = figures.machine(machine, walk, WALK, selected=2).data[ring["trace"]]
    assert list(lit.x) == ring["x"][2]


def test_z_is_told_in_the_convention_on_the_screen(machine):
    walk = machine.run(WALK)
    written = walk[0].gates["write"]
    for keeps, z in ((True, 1 - written), (False, written)):
        said = figures.machine.plain(machine, walk, WALK, keeps=keeps)["said"][0]
        assert f"z = {z:.2f} on average: keeps {1 - written:.0%}, writes {written:.0%}" in said
        # Gates tells of the step in view by itself, so that these numbers have to say what they are.
        assert f"Every time that it took this arrow ({walk[0].count} ×), not at this step alone: z" in said


def test_the_name_of_a_state_stands_where_no_arrow_passes():
    plain = figures.machine.plain(letters.machine())
    at = places(letters.machine())
    names = next(trace for trace in plain["data"] if trace.get("text") and "next" in "".join(trace["text"]))
    # From the second state arrows lead up and down to the right; to the left and below, the first one has its name.
    assert names["textposition"][:2] == ["bottom center", "top left"]
    assert names["x"][:2] == at[:2, 0].round(3).tolist()


def test_the_way_of_a_step_keeps_its_colour_and_is_lit_from_below(machine):
    plain = figures.machine.plain(machine, machine.run(WALK), WALK)
    lit = [index for index, trace in enumerate(plain["data"]) if "lit" in trace.get("meta", {})]
    assert lit == [way["trace"] for way in plain["walk"]] == [0, 1]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_on_a_wall_what_two_states_hold_is_not_written_over_each_other(language):
    fig = figures.machine(letters.machine(), compact=True, translate=translator(language))
    (names,) = (trace for trace in fig.data if trace.mode == "text" and len(trace.text) == 2 and trace.textposition)
    one, other = names.textposition
    assert one.split()[0] != other.split()[0]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_where_the_picture_is_as_narrow_as_on_a_phone_no_name_is_written_over_another(language):
    fig = figures.machine(letters.machine(), translate=translator(language))
    (names,) = (each for each in fig.data if each.mode == "text" and each.textposition and len(each.text) == 8)
    low, high = fig.layout.xaxis.range
    unit = (fig.layout.meta["least"] - fig.layout.margin.l - fig.layout.margin.r) / (high - low)
    boxes = []
    for x, y, text, side in zip(names.x, names.y, names.text, names.textposition, strict=True):
        rows = text.split("<br>")
        wide = max(sum(12 if each > "\u2e80" else 6 for each in row) for row in rows)  # pixels
        left = x * unit - {"left": wide, "center": wide / 2, "right": 0}[side.split()[1]]
        low = -y * unit - (16 * len(rows) if side.startswith("top") else 0)
        boxes.append((left, left + wide, low, low + 16 * len(rows)))
    for (a, b, c, d), (e, f, g, h) in combinations(boxes, 2):
        assert b <= e or f <= a or d <= g or h <= c


def test_a_machine_fits_on_a_phone_where_its_numbers_and_words_have_room_and_moves_sideways_where_not(machine):
    for found, fits in (
        (letters.machine(), True),
        (machine, False),
        (machine_of("negation"), False),
    ):
        layout = figures.machine.plain(found)["layout"]
        least, margin, (low, high) = layout["meta"]["least"], layout["margin"], layout["xaxis"]["range"]
        assert (least <= 390 - 2 * 13) == fits  # what a page of Streamlit leaves of a phone
        assert 2 * RADIUS * (least - margin["l"] - margin["r"]) / (high - low) > 25  # a number is 15 high


def test_neighbours_in_the_alphabet_are_told_by_the_first_and_the_last_of_them():
    texts = {text for trace in figures.machine.plain(letters.machine())["data"] for text in trace.get("text", ())}
    assert {"a–f", "!", "b", "?  a–f"} <= texts


@pytest.mark.parametrize("model", ["negation", "brackets"])
def test_every_name_is_inside_the_picture_and_on_no_state(model):
    found = machine_of(model)
    fig = figures.machine(found, translate=translator("zh_CN"))
    (names,) = (each for each in fig.data if each.mode == "text" and len(each.text) == len(found.states))
    low, high = fig.layout.yaxis.range
    for x, y, text, side in zip(names.x, names.y, names.text, names.textposition, strict=True):
        up = 1 if side.startswith("top") else -1
        assert low <= y <= high and low <= y + up * 0.2 * (1 + text.count("<br>")) <= high
        for state in places(found):
            assert np.hypot(*(state - (x, y + up * 0.1))) > RADIUS
