"""Seeded weights and start states."""

import pytest
import torch

from gru_viz import Problem
from gru_viz.analysis.gates import summarise
from gru_viz.cells.build import seeded_cell, start_state
from gru_viz.cells.kinds import CELLS
from gru_viz.experiment.experiment import Experiment

SIZES = {"input_size": 3, "hidden_size": 4, "num_layers": 2, "bidirectional": True}


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("cell", CELLS)
def test_default_weights_are_those_of_manual_seed_and_the_module(cell, bias):
    torch.manual_seed(5)
    theirs = CELLS[cell].module(**SIZES, bias=bias)
    state = torch.get_rng_state()
    ours = seeded_cell(cell, **SIZES, bias=bias, seed=5)
    assert type(ours) is type(theirs)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))


@pytest.mark.parametrize(("cell", "blocks"), [("gru", 3), ("lstm", 4), ("rnn", 1)])
def test_orthogonal_recurrent_matrices_and_zero_biases(cell, blocks):
    module = seeded_cell(cell, **SIZES, initialisation="orthogonal")
    gates = module.weight_hh_l1_reverse.chunk(blocks)
    assert len(gates) == blocks
    for gate in gates:
        assert torch.allclose(gate @ gate.T, torch.eye(4), atol=1e-6)
    assert not module.bias_hh_l0.any()


def test_xavier_bound():
    gru = seeded_cell("gru", 3, 200, initialisation="xavier")
    bound = (6 / (3 + 200)) ** 0.5
    assert gru.weight_ih_l0.abs().max() <= bound
    assert gru.weight_ih_l0.abs().max() > 0.95 * bound


def test_update_gate_bias_lengthens_memory():
    carried = [summarise(Experiment(update_gate_bias=b).run()).carried for b in (-4.0, 0.0, 4.0)]
    assert carried[0] < carried[1] < 0.01
    assert carried[2] > 0.5


def test_gate_bias_shifts_only_its_gate():
    plain, shifted = (seeded_cell("gru", 3, 4, shifts={"reset_gate": b}) for b in (0.0, 2.0))
    gap = shifted.bias_hh_l0 - plain.bias_hh_l0
    assert gap.tolist() == pytest.approx([2.0] * 4 + [0.0] * 8, abs=1e-6)
    with pytest.raises(Problem, match="needs a bias"):
        seeded_cell("gru", 3, 4, bias=False, shifts={"update_gate": 1.0})


def test_the_forget_gate_bias_opens_the_forget_gate_and_no_other():
    plain, shifted = (Experiment(cell="lstm", forget_gate_bias=b).run() for b in (0.0, 3.0))
    # At the first step the other gates have seen the same h_0.
    first = (0, 0, 0, 0)
    moved = shifted.forget_gate[first].logit() - plain.forget_gate[first].logit()
    assert moved.tolist() == pytest.approx([3.0] * 16, abs=1e-4)
    assert torch.equal(shifted.input_gate[first], plain.input_gate[first])
    assert torch.equal(shifted.output_gate[first], plain.output_gate[first])
    assert summarise(shifted).carried > 100 * summarise(plain).carried


@pytest.mark.parametrize(("typed", "expected"), [("0.5", [0.5] * 6), ("1, 2;3", [1, 2, 3] * 2), ("1 2 3\n4 5 6", None)])
def test_typed_start_state(typed, expected):
    h0 = start_state("typed", (2, 1, 3), typed=typed)
    assert h0.shape == (2, 1, 3)
    assert h0.flatten().tolist() == (expected or [1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "0 numbers"), ("1 2", "2 numbers"), ("x", "number 1: “x”"), ("nan", "nan"), ("1e99", "1e99")],
)
def test_bad_start_state_is_a_problem(typed, words):
    with pytest.raises(Problem, match=words):
        start_state("typed", (2, 1, 3), typed=typed)


def test_random_start_state_is_the_lessons_randn():
    expected = torch.randn(2, 3, 6, generator=torch.Generator().manual_seed(1))
    assert torch.equal(start_state("random", (2, 3, 6), seed=1), expected)
    assert start_state("zeros", (2, 3, 6)) is None
