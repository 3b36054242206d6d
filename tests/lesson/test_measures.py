"""The right answer to a question is measured on the run: by hand, by PyTorch, or by the claim's own experiment."""

import pytest
import torch
from torch import nn

from gru_viz import Experiment
from gru_viz.cells.sizes import Sizes
from gru_viz.experiment.setup import Setup
from gru_viz.lesson.measures import MEASURES, measured
from gru_viz.problem import Problem


def setup(**fields) -> Setup:
    return Setup.of(Experiment(text="a b c a d", hidden_size=6, **fields))


def test_mean_and_largest_are_those_of_the_recorded_gate():
    made = setup(step=2, convention="textbook")
    gate = made.run().update_gate[0, 0, :, 0]
    assert measured(made, "mean update_gate") == pytest.approx(gate[2].mean().item())
    assert measured(made, "overall update_gate") == pytest.approx(gate.mean().item())
    assert measured(made, "largest candidate_state") == pytest.approx(made.run().candidate_state.abs().max().item())


def test_a_held_gate_is_held_where_the_answer_is_measured():
    assert measured(setup(convention="textbook", force_update=0, step=3), "moves") == 0
    assert measured(setup(convention="textbook", force_update=100, step=3), "moves") > 0.01
    assert measured(setup(force_update=30), "mean update_gate") == pytest.approx(0.3)


def test_the_step_that_writes_most_is_the_one_with_the_smallest_keeping_gate():
    keeping = setup().run().update_gate[0, 0, :, 0].mean(dim=1)
    assert measured(setup(), "writes-most") == keeping.argmin().item()


def test_what_is_still_there_is_the_product_of_what_is_kept():
    keep = setup().run().update_gate[0, 0, :, 0]
    assert measured(setup(step=1), "still-there") == pytest.approx(keep[2:].prod(dim=0).mean().item(), rel=1e-5)
    assert measured(setup(step=4), "still-there") == pytest.approx(1)


def test_half_life_of_a_gate_held_at_a_half_is_one_step():
    assert measured(setup(force_update=50), "half-life") == pytest.approx(1)


def test_no_slope_of_a_sigmoid_is_above_a_quarter():
    assert 0.2 < measured(setup(), "slope") <= 0.25


def test_shapes_are_those_of_pytorch():
    output, h_n = nn.GRU(16, 6, 2, bidirectional=True)(torch.zeros(5, 1, 16))
    made = setup(num_layers=2, bidirectional=True)
    assert [measured(made, f"shape output {axis}") for axis in range(3)] == list(output.shape)
    assert [measured(made, f"shape h_n {axis}") for axis in range(3)] == list(h_n.shape)
    assert set(Sizes(1, 1, 1, 1, 1).shapes()) == {each.split()[0] for each in MEASURES["shape"].arguments}


def test_numbers_of_claims_are_those_of_their_experiment():
    gru, lstm = (sum(p.numel() for p in kind(16, 6).parameters()) for kind in (nn.GRU, nn.LSTM))
    assert measured(setup(), "claim lighter_than_lstm.ratio") == pytest.approx(gru / lstm)


@pytest.mark.parametrize("measure", ["mean update_gate", "writes-most", "still-there", "half-life", "slope"])
def test_a_cell_without_such_a_gate_is_told_so(measure):
    with pytest.raises(Problem, match="this cell"):
        measured(setup(cell="rnn"), measure)
    with pytest.raises(Problem, match="about the GRU"):
        measured(setup(cell="rnn"), "claim last_state.gap")
