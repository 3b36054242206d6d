"""Figures of a record itself: each is what its analysis, drawn, would be."""

import pytest
import torch
from torch import nn

import gru_viz
from gru_viz import figures
from gru_viz.analysis import gradients, memory, slopes
from gru_viz.analysis.gates import selected, summarise
from gru_viz.analysis.saturation import saturation
from gru_viz.analysis.trajectory import project
from gru_viz.cells.sizes import Sizes
from gru_viz.figures.base.strip import Strip

GRU = nn.GRU(2, 3, 2, bidirectional=True)
X = torch.randn(9, 2, 2)
TR = gru_viz.trace(GRU, X)
OTHER = gru_viz.trace(GRU, X + torch.eye(9)[4][:, None, None])
LSTM = gru_viz.trace(nn.LSTM(2, 3), X)
TOKENS = TR.tokens[0]
AT = {"layer": 1, "direction": "backward", "sample": 1}
PLACE = tuple(AT.values())
SIZES = Sizes(2, 3, 2, 9, 2, bidirectional=True)

#: The figure, records and options; and the arguments that come to the same.
SAME = {
    "gate_histograms": [((TR,), {}, ({"GRU": saturation(TR)},), {})],
    "gaps": [
        (
            (TR, OTHER),
            {},
            (
                {
                    q: abs(selected(OTHER, q, 0, "forward", 0) - selected(TR, q, 0, "forward", 0)).mean(1)
                    for q in TR.quantities
                },
                TOKENS,
            ),
            {},
        )
    ],
    "gradient_norms": [
        ((TR, LSTM), {}, ({"GRU": gradients.gradient_norms(TR), "LSTM": gradients.gradient_norms(LSTM)},), {})
    ],
    "half_lives": [((TR,), AT, (memory.half_lives(TR, *PLACE),), {})],
    "layers": [((TR, 5), {}, (SIZES, 6, 5), {})],
    "linear_paths": [((TR,), {}, ({"GRU": slopes.linear_path(TR)}, TOKENS), {})],
    "nudge": [((TR, OTHER, 4), {}, (memory.nudge(TR, OTHER), TOKENS, 4), {})],
    "opening": [((TR,), AT, (summarise(TR, *PLACE), TOKENS), {})],
    "saturation": [((TR,), {}, (saturation(TR),), {})],
    "shapes": [((TR,), {}, (SIZES,), {})],
    "shares": [((TR,), {**AT, "unit": 2}, (memory.shares(TR, *PLACE, unit=2), TOKENS), {})],
    "smoothness": [((TR,), {"unit": 1}, ({gate: slopes.slopes(TR, gate) for gate in TR.gates}, TOKENS), {"unit": 1})],
    "straight_road": [((TR,), {"unit": 1, **AT}, (gradients.gradient_norms(TR, *PLACE), 1), {})],
    "trajectory": [((TR,), {"layer": 1, "dimensions": 3}, (project(TR, 1), TOKENS), {"dimensions": 3})],
    "two_runs": [
        ((TR, OTHER), {}, (*(selected(tr, "hidden_state", 0, "forward", 0) for tr in (TR, OTHER)), Strip(TOKENS)), {})
    ],
}


@pytest.mark.parametrize("name", SAME)
def test_a_record_is_measured_by_the_figure_itself(name):
    draw = getattr(figures, name)
    for records, options, arguments, others in SAME[name]:
        assert draw(*records, **options) == draw(*arguments, **others)


def test_the_saliency_of_a_record_is_autograds():
    x = X[:, :1].clone().requires_grad_()
    tr = gru_viz.trace(GRU, x)
    (wanted,) = torch.autograd.grad(tr.hidden_state[1, 1, 3, 0, 2], x)
    fig = figures.saliency(tr, unit=2, at=3, layer=1, direction="backward")
    assert torch.allclose(torch.from_numpy(fig.data[0].y), wanted[:, 0].norm(dim=1), atol=1e-6)


def test_what_no_record_knows_is_still_asked_for():
    with pytest.raises(TypeError, match="outputs"):
        figures.layers(TR)
    with pytest.raises(TypeError, match="nonsense"):
        figures.saturation(TR, nonsense=1)
