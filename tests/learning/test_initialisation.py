"""Starts of gates against the papers' own formulas, by what the modules then compute."""

import copy

import pytest
import torch
from torch import nn

import gru_viz
from gru_viz.cells.kinds import CELLS
from gru_viz.learning.initialisation import start_as

X = torch.zeros(1, 1, 3)
GATED = [nn.GRU, nn.LSTM, gru_viz.TextbookGRU, gru_viz.MinGRU]


def kept(module: nn.Module) -> torch.Tensor:
    """How much of the old state each unit keeps where nothing comes in and all matrices are zero."""
    module = copy.deepcopy(module)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if name.startswith("weight"):
                parameter.zero_()
        tr = gru_viz.trace(module, X)
    gate = getattr(tr, tr.cell.keeps)[0, 0, 0, 0]
    return 1 - gate if tr.facts.get("update_convention") == "write" else gate


def logit(share: torch.Tensor) -> torch.Tensor:
    return torch.logit(share.double()).float()


@pytest.mark.parametrize("build", GATED)
def test_one_more_on_the_bias_of_what_keeps(build):
    module = build(3, 50)
    before = kept(module)
    start_as(module, "keep", 100)
    torch.testing.assert_close(logit(kept(module)), logit(before) + 1, atol=1e-4, rtol=0)


@pytest.mark.parametrize("build", GATED)
def test_chrono_gives_units_memories_up_to_the_length_of_the_task(build):
    module = build(3, 400, bidirectional=True)
    start_as(module, "chrono", 100, seed=3)
    steps = 1 / (1 - kept(module))  # Tallec & Ollivier: a gate that keeps s forgets over 1 / (1 - s) steps
    assert 2 <= steps.min() < 8
    assert 92 < steps.max() <= 100
    assert steps.mean() == pytest.approx(51, abs=5)  # uniform over [2, 100]
    again = build(3, 400, bidirectional=True)
    start_as(again, "chrono", 100, seed=3)
    torch.testing.assert_close(kept(again), kept(module))


def test_chrono_starts_the_lstms_input_gate_as_the_opposite_of_its_forget_gate():
    lstm = nn.LSTM(3, 20)
    start_as(lstm, "chrono", 50)
    with torch.no_grad():
        for name, parameter in lstm.named_parameters():
            if name.startswith("weight"):
                parameter.zero_()
        tr = gru_viz.trace(lstm, X)
    torch.testing.assert_close(tr.input_gate, 1 - tr.forget_gate)


def test_pytorchs_start_and_a_cell_without_gates_stay_as_they_are():
    for build, start in ((nn.GRU, "pytorch"), *((nn.RNN, start) for start in ("keep", "chrono"))):
        module = build(3, 4)
        before = copy.deepcopy(module.state_dict())
        start_as(module, start, 9)
        assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert {cell.key for cell in CELLS.values() if not cell.keeps} == {"rnn"}
