"""The live figure's own reasoning: what is new in it, what it says of a step, where its frame stands."""

import base64

import pytest
import torch
from torch import nn

from gru_viz import TextbookGRU, figures, trace
from gru_viz.figures.base.strip import Strip, strip_traces, tiles_have_text
from gru_viz.ui.blocks.gates import starts
from gru_viz.ui.browser.cells.texts import step_words, texts_of
from gru_viz.ui.browser.pictures import message
from tests.javascript.node import run

SENTENCE = """
const { Frames } = await from("heatmaps/frames.js");
const { sentence } = await from("heatmaps/sentence.js");
const frames = new Frames();
frames.receive(new Uint8Array(Buffer.from(sent, "base64")), "#123456");
const { picture } = frames.message;
return picture.tokens.map((_, t) => sentence(picture, words, t, backward));
"""


@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("kind", [nn.GRU, TextbookGRU])
def test_a_step_is_told_by_its_own_numbers(kind, direction):
    torch.manual_seed(1)
    gru, x = kind(2, 5, bidirectional=True), 3 * torch.randn(7, 2)
    tr = trace(gru, x)
    place = {"layer": 0, "direction": direction, "sample": 0}
    picture = {**figures.gates.plain(tr, **place), "tokens": tr.tokens[0], "start": starts(tr, **place), "name": ""}
    sent = message(picture, "here", place, key="gates")
    words = {
        **step_words(tr, str),
        "sentences": [
            "writes {step} {token} {new} {unit} {from} {to} {gate}",
            "mixes {step} {token} {kept} {unit}",
            "keeps {step} {token} {kept} {unit}",
            "begins {step} {token} {new} {unit}",
        ],
    }
    found = run(SENTENCE, sent=base64.b64encode(sent).decode(), words=words, backward=direction == "backward")
    side = ("forward", "backward").index(direction)
    z = tr.update_gate[0, side, :, 0]
    kept = (z if kind is nn.GRU else 1 - z).mean(-1).detach()
    first = len(found) - 1 if direction == "backward" else 0
    how = ["writes" if share < 0.5 else "keeps" if share > 0.9 else "mixes" for share in kept]
    how[first] = "begins"
    assert how == [said.split()[0] for said in found]
    assert len(set(how)) > 2
    moved = (tr.hidden_state - tr.previous_state)[0, side, :, 0].abs()
    for t, said in enumerate(found):
        how, step, token, share, unit, *_rest = said.split()
        assert (int(step), token, int(unit)) == (t, tr.tokens[0][t], moved[t].argmax())
        assert float(share.rstrip("%")) == pytest.approx(
            100 * float(kept[t] if how in ("keeps", "mixes") else 1 - kept[t]), abs=0.51
        )


def test_every_cell_has_a_sentence_with_known_fields():
    known = {"step", "token", "kept", "new", "unit", "from", "to", "gate"}
    for module in (nn.GRU, nn.LSTM, nn.RNN):
        texts = texts_of(trace(module(1, 2), torch.zeros(2, 1)).cell)
        for sentence in texts.step:
            fields = {part.split("}")[0] for part in (sentence + texts.most).split("{")[1:]}
            assert {"step", "token", "unit", "from", "to"} <= fields <= known


BEFORE = {
    "data": [
        {"type": "heatmap", "z": [[1, 2]], "name": "r"},
        {"type": "scatter", "y": [1]},
        {"type": "heatmap", "z": {"dtype": "i1", "bdata": "AQI=", "shape": "1, 2"}},
    ],
    "layout": {
        "title": {"text": "a", "subtitle": {"text": "b"}},
        "xaxis": {"range": [0, 1]},
        "shapes": [{"x0": 0, "x1": 2, "y0": 1}],
        "annotations": [{"x": 1, "text": "keeps"}],
    },
}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("", {"traces": [], "words": {}}),
        ("after.data[0].z = [[1, 3]];", {"traces": [{"index": 0, "change": {"z": [[1, 3]]}}], "words": {}}),
        ('after.layout.title.subtitle.text = "c";', {"traces": [], "words": {"title.subtitle.text": "c"}}),
        ("after.layout.annotations[0].x = 2;", {"traces": [], "words": {"annotations[0].x": 2}}),
        ("after.layout.shapes[0].x1 = 3;", {"traces": [], "words": {"shapes": [{"x0": 0, "x1": 3, "y0": 1}]}}),
        ("after.layout.shapes[0].y0 = 2;", None),
        ("after.layout.shapes.push({ x0: 1 });", None),
        ("after.data[0].z = [[1, 3, 4]];", None),
        ("after.data[1].y = [2];", None),
        ('after.data[2].z = { ...after.data[2].z, bdata: "AQM=" };', None),
        ("after.data.push({});", None),
        ("after.layout.xaxis.range = [0, 2];", None),
        ("delete after.layout.title;", None),
    ],
)
def test_only_what_is_new_is_drawn_and_the_whole_where_that_cannot_be(change, found):
    script = f"""const {{ difference }} = await from("heatmaps/difference.js");
    const after = structuredClone(before); {change} return difference(before, after);"""
    assert run(script, before=BEFORE) == found


def test_the_frame_stands_around_the_cell_in_view():
    script = (
        """const { framed } = await from("heatmaps/figure.js"); return [framed(shapes, cell), framed(shapes, null)];"""
    )
    shapes = [{"name": "cell", "x0": -0.5, "x1": 0.5, "y0": -0.5, "y1": 0.5}, {"name": "seam", "y0": 3}]
    moved, without = run(script, shapes=shapes, cell={"step": 4, "unit": 2})
    assert moved == [{"name": "cell", "x0": 3.5, "x1": 4.5, "y0": 1.5, "y1": 2.5}, shapes[1]]
    assert without == [shapes[1]]


@pytest.mark.parametrize(
    ("at", "count", "most", "first", "length"),
    [(0, 5, 64, 0, 5), (50, 100, 60, 20, 60), (99, 100, 60, 40, 60), (0, 100, 60, 0, 60)],
)
def test_the_table_of_a_large_picture_has_the_cell_in_view(at, count, most, first, length):
    script = 'return (await from("heatmaps/table.js")).around(at, count, most);'
    assert run(script, at=at, count=count, most=most) == list(range(first, first + length))


FOLLOW = """
const { Figure } = await from("heatmaps/figure.js");
const axis = { _offset: 10, l2p: (x) => 100 * x };
return lit.map((x) => {
  const moved = [];
  const element = { clientWidth: 300, scrollWidth: wide, scrollLeft: 0, _fullLayout: { xaxis: axis }, scrollTo: (to) => moved.push(to.left) };
  Figure.prototype.follow.call({ element }, x);
  return moved;
});
"""


def test_what_is_lit_comes_into_view_where_a_figure_moves_sideways():
    lit = [[1, 2], [3, 4], []]  # in view; beyond the right end, around 360; nowhere
    assert run(FOLLOW, wide=600, lit=lit) == [[], [360 - 150], []]
    assert run(FOLLOW, wide=300, lit=lit) == [[], [], []]


TILES = """
const { fitted } = await from("heatmaps/tiles.js");
return wide.map((width) => { const [{ text, texttemplate }] = fitted(data, width); return [text[0], texttemplate]; });
"""


def test_a_long_token_is_cut_and_its_neighbours_stay_large():
    (strip,) = strip_traces(Strip(("<", "script", ">", "你好吗")))
    wide, middle, narrow = run(
        TILES, data=[{k: v for k, v in strip.items() if k != "z"}], wide=[4 * 6 * 8, 4 * 4 * 8, 4 * 2 * 8]
    )
    assert wide == [["&lt;", "script", "&gt;", "你好吗"], "%{text}"]
    assert middle == [["&lt;", "scr…", "&gt;", "你…"], "%{text}"]
    assert narrow[1] == ""  # the ticks name them


@pytest.mark.parametrize("signs", [["w", "a", "s␣"] * 10 + ["s,␣"], ["今", "天"] * 15 + ["好，"]])
def test_letters_are_named_though_one_of_many_is_longer(signs):
    assert tiles_have_text(Strip(tuple(signs)))
    (strip,) = strip_traces(Strip(tuple(signs)))
    (shown,) = run(TILES, data=[{k: v for k, v in strip.items() if k != "z"}], wide=[632])
    assert shown[1] == "%{text}"
    assert shown[0][:-1] == signs[:-1]
    assert shown[0][-1] in ("s…", "好")
