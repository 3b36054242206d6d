"""The cell's own arithmetic in the browser, against the modules of PyTorch."""

import pytest
import torch
from torch import nn

from gru_viz import TextbookGRU, trace
from gru_viz.ui.components.cell import Window, scene
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


def test_a_number_is_what_python_rounds_it_to():
    torch.manual_seed(7)
    values = (torch.randn(500, dtype=torch.float64) * 10 ** torch.linspace(-4, 6, 500)).tolist()
    shown = run('const { round } = await from("shared/round.js"); return values.map((v) => round(v));', values=values)
    large = [(value, text) for value, text in zip(values, shown, strict=True) if abs(value) >= 1e-4]
    assert len(large) > 400
    assert all(float(text.replace("−", "-")) == float(f"{value:.4g}") for value, text in large)


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
