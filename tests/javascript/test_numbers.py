"""The cell's own arithmetic in the browser, against the modules of PyTorch."""

import pytest
import torch
from torch import nn

from gru_viz import Experiment, MinGRU, TextbookGRU, trace
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.whatif import everything_held, interventions
from gru_viz.ui.browser.scene import Window, scene
from tests.javascript.node import run

SUMS = """
const { Numbers } = await from("cell/numbers.js");
const numbers = new Numbers(scene);
return scene.tokens.map((_, t) => {
  const v = numbers.vectors(t);
  const totals = [0, 1, 2].map((gate) => Array.from(v.h, (_, unit) => numbers.sum(t, gate, unit).total));
  return { totals, kept: [...v.kept], written: [...v.written], h: [...v.h] };
});
"""


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("kind", [nn.GRU, TextbookGRU])
def test_sums_lead_to_the_modules_gates_and_states(kind, direction, bias):
    torch.manual_seed(5)
    gru, x = kind(3, 4, bias=bias, bidirectional=True), torch.randn(6, 3)
    tr = trace(gru, x)
    data = scene(tr, 0, direction, 0, Window(0, 6), ("a", "b", "c"), {})
    side = ("forward", "backward").index(direction)
    output = gru(x)[0].unflatten(-1, (2, 4))[:, side]
    for t, found in enumerate(run(SUMS, scene=data)):
        r, z, n = torch.tensor(found["totals"])
        assert torch.allclose(r.sigmoid(), tr.reset_gate[0, side, t, 0], atol=1e-6)
        assert torch.allclose(z.sigmoid(), tr.update_gate[0, side, t, 0], atol=1e-6)
        assert torch.allclose(n.tanh(), tr.candidate_state[0, side, t, 0], atol=1e-6)
        mixed = torch.tensor(found["kept"]) + torch.tensor(found["written"])
        assert torch.allclose(mixed, output[t], atol=1e-6)
        assert torch.allclose(torch.tensor(found["h"]), output[t], atol=1e-6)


BLOCKS = """
const { Numbers } = await from("cell/numbers.js");
const numbers = new Numbers(scene);
return scene.tokens.map((_, t) => {
  const v = numbers.vectors(t);
  const blocks = Array.from({ length: count }, (_, block) => Array.from(v.h, (_, unit) => numbers.sum(t, block, unit).total));
  return { blocks, vectors: Object.fromEntries(Object.entries(v).map(([name, vector]) => [name, [...vector]])) };
});
"""


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_sums_of_an_lstm_lead_to_the_modules_states(direction, bias):
    torch.manual_seed(5)
    lstm, x = nn.LSTM(3, 4, bias=bias, bidirectional=True), torch.randn(6, 1, 3)
    start = torch.randn(2, 1, 4), torch.randn(2, 1, 4)
    data = scene(trace(lstm, x, start), 0, direction, 0, Window(0, 6), ("a", "b", "c"), {})
    side = ("forward", "backward").index(direction)
    output = lstm(x, start)[0][:, 0].unflatten(-1, (2, 4))[:, side]
    for t, found in enumerate(run(BLOCKS, scene=data, count=4)):
        i, f, g, o = torch.tensor(found["blocks"])
        v = {name: torch.tensor(vector) for name, vector in found["vectors"].items()}
        c = f.sigmoid() * v["before"] + i.sigmoid() * g.tanh()
        assert torch.allclose(v["kept"] + v["written"], c, atol=1e-6)
        assert torch.allclose(v["s"], c, atol=1e-6)
        assert torch.allclose(o.sigmoid() * c.tanh(), output[t], atol=1e-6)
        assert torch.allclose(v["o"] * v["squashed"], output[t], atol=1e-6)
        assert torch.allclose(v["h"], output[t], atol=1e-6)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_the_sum_of_an_rnn_leads_to_its_state(nonlinearity, bias):
    torch.manual_seed(5)
    rnn, x = nn.RNN(3, 4, bias=bias, nonlinearity=nonlinearity), torch.randn(6, 1, 3)
    data = scene(trace(rnn, x), 0, "forward", 0, Window(0, 6), ("a", "b", "c"), {})
    output = rnn(x)[0][:, 0]
    for t, found in enumerate(run(BLOCKS, scene=data, count=1)):
        total = torch.tensor(found["blocks"][0])
        assert torch.allclose(getattr(torch, nonlinearity)(total), output[t], atol=1e-6)
        assert torch.allclose(torch.tensor(found["vectors"]["a"]), total, atol=1e-6)


@pytest.mark.parametrize("bias", [True, False])
def test_sums_of_a_mingru_need_no_state(bias):
    torch.manual_seed(5)
    cell, x = MinGRU(3, 4, bias=bias), torch.randn(6, 1, 3)
    data = scene(trace(cell, x), 0, "forward", 0, Window(0, 6), ("a", "b", "c"), {})
    output = cell(x)[0][:, 0]
    h = torch.zeros(4)
    for t, found in enumerate(run(BLOCKS, scene=data, count=2)):
        z, n = torch.tensor(found["blocks"])
        h = (1 - z.sigmoid()) * h + z.sigmoid() * n
        assert torch.allclose(h, output[t], atol=1e-6)
        assert torch.allclose(
            torch.tensor(found["vectors"]["kept"]) + torch.tensor(found["vectors"]["written"]), h, atol=1e-6
        )


@pytest.mark.parametrize("module", [nn.GRU, TextbookGRU, nn.LSTM, nn.RNN, MinGRU])
def test_every_wire_of_a_diagram_carries_a_vector_and_every_box_shows_one(module):
    data = scene(trace(module(3, 4), torch.randn(2, 1, 3)), 0, "forward", 0, Window(0, 2), ("a", "b", "c"), {})
    code = """
const { Numbers } = await from("cell/numbers.js");
const { KINDS } = await from("cell/kinds/kinds.js");
const { boxes, wires } = KINDS[scene.cell].picture(scene);
const used = [...Object.keys(boxes), ...wires.map((wire) => wire.value)];
return [used.filter((name) => !(name in new Numbers(scene).vectors(0))), Object.keys(boxes).length];
"""
    missing, boxes = run(code, scene=data)
    assert missing == []
    assert boxes >= 4


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (0.5, "0.5"),
        (-0.123456, "−0.1235"),
        (123456.0, "123500"),
        (0.0000123, "1.2·10⁻⁵"),
        (-2.5e-12, "−2.5·10⁻¹²"),
        (None, "–"),
    ],
)
def test_numbers_are_rounded_for_reading(value, shown):
    text = 'return (await from("shared/round.js")).round(value ?? NaN);'
    assert run(text, value=value) == shown


def test_a_number_that_is_nearly_1_does_not_read_as_1():
    code = 'const { fixed } = await from("shared/round.js"); return values.map((v) => fixed(v));'
    assert run(code, values=[0.9987, -0.4321, -0.001, 0.0]) == ["1.00", "−0.43", "0.00", "0.00"]


def test_a_number_is_what_python_rounds_it_to():
    torch.manual_seed(7)
    values = (torch.randn(500, dtype=torch.float64) * 10 ** torch.linspace(-4, 6, 500)).tolist()
    shown = run('const { round } = await from("shared/round.js"); return values.map((v) => round(v));', values=values)
    large = [(value, text) for value, text in zip(values, shown, strict=True) if abs(value) >= 1e-4]
    assert len(large) > 400
    assert all(float(text.replace("−", "-")) == float(f"{value:.4g}") for value, text in large)


def test_a_held_gate_is_held_where_it_is():
    e = Experiment(text="a b c", hidden_size=4, force_reset=0, force_update_unit=50, unit=2, step=1, force_when="step")
    setup = Setup.of(e)
    tr = setup.run(interventions(setup))
    data = scene(tr, 0, "forward", 0, Window(0, 3), ("x",) * 16, {}, everything_held(setup))
    code = """
const { Numbers } = await from("cell/numbers.js");
const numbers = new Numbers(scene);
const units = [0, 1, 2, 3, undefined];
return ["r", "z"].map((gate) => [0, 1, 2].map((t) => units.map((unit) => numbers.isHeld(gate, t, unit))));
"""
    r, z = run(code, scene=data)
    nowhere = [False] * 5
    assert r == [nowhere, [True] * 5, nowhere]
    assert z == [nowhere, [False, False, True, False, True], nowhere]


def test_the_largest_terms_come_first():
    torch.manual_seed(2)
    gru, x = nn.GRU(3, 4), torch.randn(2, 3)
    tr = trace(gru, x)
    data = scene(tr, 0, "forward", 0, Window(0, 2), ("a", "b", "c"), {})
    terms = run(
        'const { Numbers } = await from("cell/numbers.js");return new Numbers(scene).sum(1, 1, 2).terms;', scene=data
    )
    h, row = gru(x)[0][0], 4 + 2
    products = [*(gru.weight_ih_l0[row] * x[1]).tolist(), *(gru.weight_hh_l0[row] * h).tolist()]
    largest = sorted(map(abs, products), reverse=True)[:4]
    assert [abs(term["product"]) for term in terms] == pytest.approx(largest, abs=1e-6)
