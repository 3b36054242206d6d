"""A record in one line, and parts of it that are records."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

import gru_viz
from gru_viz.analysis import gates, gradients, memory
from gru_viz.analysis.arithmetic import step_arithmetic
from gru_viz.analysis.saliency import saliency
from gru_viz.analysis.saturation import saturation
from gru_viz.analysis.trajectory import project

GRU = nn.GRU(3, 5, num_layers=2, bidirectional=True)
RUN = gru_viz.trace(GRU, pack_sequence([torch.randn(n, 3) for n in (4, 7, 6)], enforce_sorted=False))


def test_a_record_says_in_one_line_what_it_is():
    line = repr(RUN)
    assert "\n" not in line
    for word in ("GRUTrace", "2 × 2", "T=7", "B=3", "H=5", "float32", "update_gate 0.", "reset_gate 0."):
        assert word in line
    assert len(RUN) == 7


def test_a_part_has_the_same_numbers():
    part = RUN.sel(layer=1, sample=1, steps=slice(2, 5))
    assert part.update_gate.shape == (1, 2, 3, 1, 5)
    assert torch.equal(part.update_gate[0, :, :, 0], RUN.update_gate[1, :, 2:5, 1])
    assert torch.equal(part.layer_inputs[0][:, 0], RUN.layer_inputs[1][2:5, 1])
    assert torch.equal(part.weights[0][1].weight_ih, GRU.weight_ih_l1_reverse)
    assert part.tokens == (("2", "3", "4"),)
    # Forward ends at the last step, backward at the first.
    assert torch.equal(part.h_n[:, 0], torch.stack([part.hidden_state[0, 0, -1, 0], part.hidden_state[0, 1, 0, 0]]))


def test_all_of_it_is_the_same_record():
    whole = RUN.sel()
    assert torch.equal(whole.h_n, RUN.h_n)
    assert whole.lengths == RUN.lengths
    alone = RUN.sel(sample=[1])
    assert torch.allclose(alone.output, gru_viz.trace(GRU, RUN.layer_inputs[0][:, 1:2]).output, atol=1e-6)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"layer": 2}, "layer: expected numbers from 0 to 1"),
        ({"sample": []}, "sample"),
        ({"steps": slice(5, None)}, "steps"),
        ({"steps": [0, 2]}, "steps"),
        ({"units": [True, False]}, "units: expected a mask of 5 values, got one of 2"),
        ({"units": [False] * 5}, "units: expected numbers from 0 to 4"),
        ({"units": [5]}, "units: expected numbers from 0 to 4"),
        ({"direction": "up"}, "direction: expected 'forward' or 'backward'"),
    ],
)
def test_what_is_not_there_has_a_sentence(chosen, sentence):
    with pytest.raises(ValueError, match=sentence):
        RUN.sel(**chosen)


def test_detached_it_carries_no_gradients():
    assert RUN.update_gate.requires_grad
    assert not RUN.detach().update_gate.requires_grad
    assert not RUN.detach().output.data.requires_grad


def test_figures_take_a_part():
    part = RUN.sel(sample=2, layer=1, steps=slice(1, 4))
    assert gru_viz.figures.gates(part, direction="backward").data


UNITS = [4, 1]
PART = RUN.sel(direction="backward", units=UNITS, sample=[0, 1])
#: Layer, direction and sequence.
PLACE = (1, "backward", 1)


def test_a_part_by_direction_and_units_knows_which_they_are():
    wanted = RUN.update_gate[:, 1:, :, :2][..., UNITS]
    torch.testing.assert_close(PART.update_gate, wanted, rtol=0, atol=0, equal_nan=True)
    assert torch.equal(PART.h_n, RUN.h_n[[1, 3], :2][..., UNITS])
    assert set(PART.to_pandas()["unit"]) == {1, 4}
    assert set(PART.to_pandas()["direction"]) == {"backward"}
    assert PART.to_xarray()["unit"].values.tolist() == UNITS
    with pytest.raises(ValueError, match="direction: expected 'backward', got 'forward'"):
        gru_viz.figures.gates(PART, direction="forward")
    again = PART.sel(units=0, steps=slice(1, 4), layer=1, sample=1)
    assert again.units == (4,)
    assert torch.equal(again.reset_gate[0, 0, :, 0, 0], RUN.reset_gate[1, 1, 1:4, 1, 4])


def test_every_analysis_of_a_part_says_what_it_says_of_the_run():
    assert (memory.half_lives(PART, *PLACE) == memory.half_lives(RUN, *PLACE)[UNITS]).all()
    shares = [memory.shares(tr, *PLACE, unit=unit).share for tr, unit in ((PART, 0), (RUN, 4))]
    np.testing.assert_array_equal(*shares)
    arithmetic = step_arithmetic(PART, 3, 0, *PLACE)
    assert arithmetic == step_arithmetic(RUN, 3, 4, *PLACE)
    ours, theirs = gradients.gradient_norms(PART, *PLACE), gradients.gradient_norms(RUN, *PLACE)
    for name in ("units", "unit_straight", "unit_rest"):
        assert torch.allclose(getattr(ours, name), getattr(theirs, name)[:, UNITS])
    towards = torch.tensor([1.0, 0.0])
    found = saliency(PART, towards, 2, *PLACE)
    assert torch.equal(found, saliency(RUN, torch.eye(5)[4], 2, *PLACE))
    assert (saturation(PART).shut["reset_gate"] <= 1).all()
    assert gates.summarise(PART, 1).opening["update_gate"].shape == (4,)
    assert project(PART, 1).paths.keys() == {"backward"}


def test_figures_of_a_part_name_its_units_and_direction():
    fig = gru_viz.figures.gates(PART)
    assert "backward ←" in fig.layout.title.subtitle.text
    assert fig.layout.yaxis2.ticktext == ("4", "1")
    for draw in (gru_viz.figures.opening, gru_viz.figures.trajectory, gru_viz.figures.half_lives):
        assert draw(PART).data


def test_changed_copies_keep_the_whole():
    turned = PART.detach().with_update_convention("write")
    assert not turned.whole.update_gate.requires_grad
    assert torch.allclose(gradients.gradient_norms(turned).units, gradients.gradient_norms(PART).units)


def test_records_beside_each_other_are_a_batch():
    x = torch.randn(7, 3)
    apart = [gru_viz.trace(GRU, x[:4]), gru_viz.trace(GRU, torch.stack([x, x + 1], 1))]
    both = gru_viz.cat(apart)
    packed = gru_viz.trace(GRU, pack_sequence([x[:4], x, x + 1], enforce_sorted=False))
    assert both.lengths == (4, 7, 7)
    for name in (*both.quantities, "previous_state", "h_n"):
        assert torch.allclose(getattr(both, name), getattr(packed, name), atol=1e-6, equal_nan=True)
    assert torch.allclose(gradients.gradient_norms(both).units, gradients.gradient_norms(packed).units, atol=1e-4)
    part = gru_viz.cat([each.sel(units=[1]) for each in apart])
    assert torch.allclose(part.update_gate, both.update_gate[..., [1]], equal_nan=True)
    with pytest.raises(ValueError, match="same weights"):
        gru_viz.cat([apart[0], gru_viz.trace(nn.GRU(3, 5, 2, bidirectional=True), x)])


def test_records_after_each_other_are_a_sequence():
    gru, x = nn.GRU(3, 5), torch.randn(7, 3)
    first = gru_viz.trace(gru, x[:4])
    both = gru_viz.cat([first, gru_viz.trace(gru, x[4:], first.h_n)], over="time")
    assert torch.allclose(both.update_gate, gru_viz.trace(gru, x).update_gate, atol=1e-6)


def test_the_file_of_a_part_has_all_that_its_arithmetic_reads(tmp_path):
    tr = gru_viz.trace(nn.GRU(2, 3, bidirectional=True), torch.randn(4, 2))
    for part in (tr.sel(direction="backward"), tr.sel(units=[2])):
        assert gru_viz.to_html(part, tmp_path / "part.html").read_bytes() == (
            gru_viz.to_html(tr, tmp_path / "all.html").read_bytes()
        )


@pytest.mark.parametrize("kind", [list, np.array, torch.tensor])
def test_a_mask_marks_what_is_meant(kind):
    mask = kind([True, False, True, True, False])
    part = RUN.sel(units=mask, sample=kind([False, True, True]))
    assert part.unit_numbers == (0, 2, 3)
    torch.testing.assert_close(part.update_gate, RUN.update_gate[..., 1:, [0, 2, 3]], rtol=0, atol=0, equal_nan=True)
    kept = gru_viz.trace(GRU, torch.ones(4, 3), keep=["hidden_state"], units=mask)
    assert torch.equal(kept.hidden_state, gru_viz.trace(GRU, torch.ones(4, 3)).hidden_state[..., [0, 2, 3]])
