"""The arithmetic in the browser: what it adds up leads to the gates and states of the modules themselves, for every cell."""

import base64
import re

import pytest
import torch
from latex2mathml.converter import convert
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from gru_viz import MinGRU, TextbookGRU, figures, trace
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.kinds import CELLS
from gru_viz.cells.steps import DIRECTIONS
from gru_viz.ui.blocks.arithmetic import _arrays, _template, _weights
from gru_viz.ui.blocks.gates import starts
from gru_viz.ui.browser.cells.notation import plain_latex
from gru_viz.ui.browser.cells.texts import texts_of
from gru_viz.ui.browser.pictures import message, others
from tests.javascript.node import run

SUMS = """
const { Frames } = await from("heatmaps/frames.js");
const { Run } = await from("shared/run.js");
const { sums } = await from("arithmetic/sums.js");
const { revived, unpacked } = await from("shared/wire.js");
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const frames = new Frames();
frames.receive(bytes(sent), "#123456");
frames.receiveOthers(bytes(rest));
const { weights: matrices, inputs } = revived(unpacked(bytes(weights)));
return places.map((place) => {
  const run = new Run(frames, place, inputs, directions);
  if (!run.ready) return null;
  const side = directions.indexOf(place.direction);
  const own = { ...matrices[place.layer][side], ...biases[place.layer][side] };
  return run.picture.tokens.map((_, t) =>
    Array.from({ length: run.units }, (_, unit) => {
      const { sums: parts, states } = sums(cell, run, own, t, unit);
      return { parts: Object.fromEntries(Object.entries(parts).map(([name, { total }]) => [name, total])), states };
    }));
});
"""
MODULES = [nn.GRU, TextbookGRU, nn.LSTM, nn.RNN, MinGRU]


def pictures(tr: CellTrace) -> tuple[dict, dict]:
    """Every place, and the first picture and all others as they are sent."""
    places = [
        {"layer": layer, "direction": direction, "sample": sample}
        for layer in range(tr.num_layers)
        for direction in DIRECTIONS[: tr.num_directions]
        for sample in range(len(tr.lengths))
    ]

    def picture(place: dict) -> dict:
        tokens = tr.tokens[place["sample"]]
        return {**figures.gates.plain(tr, **place), "tokens": tokens, "start": starts(tr, **place), "name": "gates"}

    first, *rest = places
    sent = message(picture(first), " ".join(map(str, first.values())), first, key="gates")
    packed = others("gates", sent, picture(first), {" ".join(map(str, each.values())): picture(each) for each in rest})
    return places, {"sent": base64.b64encode(sent).decode(), "rest": base64.b64encode(packed).decode()}


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("kind", MODULES)
def test_sums_lead_to_what_the_module_returns(kind, bias):
    torch.manual_seed(4)
    module = kind(3, 4, num_layers=2, bias=bias, bidirectional=True)
    x = torch.randn(6, 2, 3)
    tr = trace(module, pack_padded_sequence(x, torch.tensor([6, 4])))
    places, sent = pictures(tr)
    cell, texts = tr.cell, texts_of(tr.cell)
    found = run(
        SUMS,
        **sent,
        weights=base64.b64encode(_weights(tr)).decode(),
        places=places,
        directions=DIRECTIONS,
        biases=[[_listed(_arrays(tr, layer, side, "bias_ih", "bias_hh")) for side in (0, 1)] for layer in (0, 1)],
        cell={
            "rows": cell.rows,
            "filters": texts.filters(tr.facts),
            "states": [state.name for state in cell.states],
            "parallel": cell.parallel,
        },
    )
    squash = dict.fromkeys(cell.gates, torch.sigmoid) | dict.fromkeys(("candidate_state", "hidden_state"), torch.tanh)
    if cell is CELLS["mingru"]:
        squash["candidate_state"] = lambda total: total
    for place, steps in zip(places, found, strict=True):
        side = DIRECTIONS.index(place["direction"])
        at = place["layer"], side, slice(tr.lengths[place["sample"]]), place["sample"]
        for quantity in cell.rows:
            totals = torch.tensor([[unit["parts"][quantity] for unit in units] for units in steps])
            assert torch.allclose(squash[quantity](totals), getattr(tr, quantity)[at], atol=1e-6), quantity
        after = torch.tensor([[unit["states"]["hidden_state"]["after"] for unit in units] for units in steps])
        before = torch.tensor([[unit["states"]["hidden_state"]["before"] for unit in units] for units in steps])
        assert torch.equal(before, tr.previous_state[at])
        if place["layer"] == 1:
            output, _lengths = pad_packed_sequence(tr.output)
            assert torch.equal(after, output.unflatten(-1, (2, 4))[at[2], at[3], side])


def _listed(arrays: dict) -> dict:
    return {name: value if value is None else value.tolist() for name, value in arrays.items()}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@number:a.b@", "−0.25"),
        ("@term:a.b@", "−\u20050.25"),
        ("@factor:a.b@", "(−0.25)"),
        ("2@term:update-gate.bias@", "2+\u20051"),
    ],
)
def test_a_slot_is_filled_as_python_writes_it(text, shown):
    script = """const { inserted } = await from("arithmetic/formula.js");
    return inserted(text, (name) => ({ "a.b": -0.25, "update_gate.bias": 1 })[name]);"""
    assert run(script, text=text) == shown


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("value", [0.25, -3.1e-7, 0.0, 12.0])
def test_what_is_copied_as_latex_is_latex(module, value):
    tr = trace(module(2, 3), torch.ones(3, 1, 2))
    texts = texts_of(tr.cell)
    text = texts.in_numbers(_template(tr), True, False)
    script = """const { inserted, latexOf } = await from("arithmetic/formula.js");
    return latexOf(inserted(text, () => value));"""
    copied = run(script, text=text, value=value)
    assert not set(copied) & set("@#−·⁻")
    for formula in (copied, *map(plain_latex, texts.formulas(tr.facts, True, False).values())):
        assert formula.isascii(), formula
        assert formula.count("{") == formula.count("}")
        assert "<merror" not in convert(formula)
        assert re.search(r"\\(sigma|tanh|odot|tilde)", formula)
