"""Figures of gates and states over every legal option."""

import itertools
import json

import numpy as np
import plotly.graph_objects as go
import pytest

from gru_viz import Experiment, figures
from gru_viz.analysis.bidirectional import merge, output_layer
from gru_viz.analysis.gates import selected, summarise
from gru_viz.cells.gru import GRU
from gru_viz.experiment.examples import home
from gru_viz.experiment.whatif import Held
from gru_viz.figures.base.palette import COLOURS
from gru_viz.figures.base.strip import Strip

BI = Experiment(text="a <b>x</b> $y$ a\nb", bidirectional=True, num_layers=2, hidden_size=5).run()

NUMBERS = Experiment(source="generator", features=8, length=30, hidden_size=3).run()

HOSTILE = "<script>alert(1)</script> $x$ <a href='x'>y</a> &"


def texts(fig: go.Figure) -> str:
    """Whatever Plotly may draw: of the layout's `meta` it draws what a template names, and none does."""
    written = fig.to_plotly_json()
    written["layout"].pop("meta", None)
    drawn = json.dumps(written, default=str)
    assert "%{meta" not in drawn
    return drawn


@pytest.mark.parametrize(
    ("layer", "direction", "sample", "chosen"),
    # Every two of them meet.
    [
        (layer, direction, sample, (0, 2) if (layer + sample) % 2 == (direction == "forward") else None)
        for layer, direction, sample in itertools.product([0, 1], ["forward", "backward"], [0, 1])
    ],
)
def test_gates_shows_the_recorded_numbers_on_fixed_scales(layer, direction, sample, chosen):
    fig = figures.gates(BI, layer, direction, sample, selected=chosen)
    heatmaps = fig.data[1:]
    for trace, name in zip(heatmaps, GRU.quantities, strict=True):
        assert np.array_equal(trace.z, selected(BI, name, layer, direction, sample).T)
    assert {(fig.layout[h.coloraxis].cmin, fig.layout[h.coloraxis].cmax) for h in heatmaps[:2]} == {(0, 1)}
    assert {(fig.layout[h.coloraxis].cmin, fig.layout[h.coloraxis].cmax) for h in heatmaps[2:]} == {(-1, 1)}
    assert {h.xaxis for h in fig.data} == {None}  # one shared time axis
    assert sum(shape.name == "cell" for shape in fig.layout.shapes) == (8 if chosen else 0)
    assert fig.layout.title.text


def test_states_beyond_one_widen_the_scale_symmetrically():
    tr = Experiment(start="typed", start_values="3").run()
    axis = figures.gates(tr).layout.coloraxis2
    assert axis.cmin == -axis.cmax
    assert axis.cmax > 1


def test_numbers_are_drawn_as_lines_a_few_of_many():
    fig = figures.gates(NUMBERS, numbers=True)
    lines = [t for t in fig.data if t.type == "scatter"]
    assert len(lines) == 6
    assert np.array_equal(lines[2].y, NUMBERS.layer_inputs[0][:, 0, 2].numpy())
    assert "first 6 of 8" in texts(fig)


def test_repeated_tokens_keep_their_own_columns():
    tr = Experiment(text="the cat the dog the").run()
    axis = figures.gates(tr).layout.xaxis
    assert list(axis.tickvals) == [0, 1, 2, 3, 4]
    assert list(axis.ticktext) == ["the", "cat", "the", "dog", "the"]


@pytest.mark.parametrize("split", ["words", "characters"])
def test_hostile_tokens_are_escaped_everywhere(split):
    tr = Experiment(text=HOSTILE, split=split, bidirectional=True).run()
    strip = Strip(tr.tokens[0])
    y = output_layer(merge(tr), 2)
    for fig in (
        figures.gates(tr),
        figures.both_directions(tr),
        figures.merged(tr),
        figures.opening(summarise(tr), tr.tokens[0]),
        figures.outputs(y, strip),
    ):
        shown = texts(fig)
        for tag in ("<script", "<a ", "$"):
            assert tag not in shown


@pytest.mark.parametrize(("quantity", "layer", "sample"), list(itertools.product(GRU.quantities, [0, 1], [0, 1])))
def test_both_directions_stand_on_the_same_steps(quantity, layer, sample):
    fig = figures.both_directions(BI, quantity, layer, sample)
    for drawn, direction in zip(fig.data[1:], ("forward", "backward"), strict=True):
        assert np.array_equal(drawn.z, selected(BI, quantity, layer, direction, sample).T)


@pytest.mark.parametrize(("how", "layer"), list(itertools.product(["concat", "sum", "mean", "product"], [0, 1])))
def test_merged_marks_seam_and_h_n_for_the_concatenation_only(how, layer):
    fig = figures.merged(BI, how, layer)
    assert np.array_equal(fig.data[1].z, merge(BI, how, layer).T)
    labels = [a.text for a in fig.layout.annotations]
    marked = [f"<b>h_n[{2 * layer}]</b>", f"<b>h_n[{2 * layer + 1}]</b>"]
    assert all(m in labels for m in marked) == (how == "concat")
    if how == "concat":
        frames = [s for s in fig.layout.shapes if s.type == "rect"]
        assert {(s.x0, s.y0) for s in frames} == {(BI.lengths[0] - 1.5, -0.4), (-0.5, 4.6)}


@pytest.mark.parametrize(("softmax", "classes"), list(itertools.product([True, False], [1, 3, 20])))
def test_outputs(softmax, classes):
    y = output_layer(merge(BI), classes, "softmax" if softmax else "linear")
    fig = figures.outputs(y, Strip(BI.tokens[0]), softmax=softmax)
    assert np.array_equal(fig.data[1].z, y.T)
    assert fig.layout.coloraxis.cmax == (1 if softmax else max(1, np.abs(y).max()))


def test_opening_is_coloured_as_everywhere():
    fig = figures.opening(summarise(BI), BI.tokens[0])
    assert [t.line.color for t in fig.data] == [COLOURS["reset_gate"], COLOURS["update_gate"]]
    assert list(fig.layout.yaxis.range) == [0, 1]


@pytest.mark.parametrize(
    ("text", "shown"), [("a short one", True), ("a very much longer sentence of words " * 3, False)]
)
def test_tiles_without_room_leave_the_names_to_the_ticks(text, shown):
    fig = figures.gates(Experiment(text=text).run())
    assert (fig.data[0].texttemplate is not None) == shown
    assert list(fig.layout.xaxis.ticktext) == text.split()


def test_a_thinned_picture_says_so():
    tr = Experiment(source="generator", length=2000, hidden_size=64).run()
    fig = figures.gates(tr)
    assert "each cell: a mean over 5 × 1 (steps × units)" in fig.layout.title.subtitle.text
    assert fig.data[1].z.shape == (64, 400)
    assert fig.data[1].dx == 5


def test_pictures_beside_each_other_have_their_heatmaps_at_the_same_heights():
    trained = home().run()
    untrained = home().model_copy(update={"weights": "seed"}).run()
    left, right = (figures.gates(tr, untrained=tr is untrained, title="t").layout for tr in (trained, untrained))
    assert any("writes" in (note.text or "") for note in left.annotations)
    assert left.height == right.height
    for axis in ("yaxis2", "yaxis3", "yaxis4", "yaxis5"):
        assert left[axis].domain == right[axis].domain


def test_held_gates_are_said_and_framed_where_they_are():
    tr = Experiment(text="a b c", hidden_size=4).run()
    held = (Held("update_gate", 0.25, (0, 1, 3), 1), Held("update_gate", 1.0, (2,), None))
    layout = figures.gates(tr, held=held).layout
    assert [("held at 0.25, 1" in note.text) for note in layout.annotations if "gate" in note.text] == [False, True]
    frames = [(s.yref, s.x0, s.x1, s.y0, s.y1) for s in layout.shapes if s.name == "held"]
    assert frames == [("y3", 0.5, 1.5, -0.5, 1.5), ("y3", 0.5, 1.5, 2.5, 3.5), ("y3", -0.5, 2.5, 1.5, 2.5)]
