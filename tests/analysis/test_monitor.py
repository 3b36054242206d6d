"""Monitor: a training looked at, which goes on as if nobody looked."""

import csv
import math

import pytest
import torch
from torch import nn

import gru_viz
from gru_viz.analysis.gradients import step_jacobians
from gru_viz.analysis.vitals import dead_units, vitals

#: PyTorch's optimisers import its compiler.
pytestmark = pytest.mark.xdist_group("compiler")


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru, self.out = nn.GRU(3, 6, num_layers=2, dropout=0.5), nn.Linear(6, 1)

    def forward(self, x):
        return self.out(self.gru(x)[0])


def trained(model, steps, **monitored):
    torch.manual_seed(0)
    adam = torch.optim.Adam(model.parameters())
    monitor = gru_viz.Monitor(model, **monitored) if monitored else None
    for _ in range(steps):
        adam.zero_grad()
        model(torch.randn(5, 2, 3)).square().mean().backward()
        adam.step()
    if monitor is not None:
        monitor.close()
    return [parameter.detach().clone() for parameter in model.parameters()]


def twins():
    torch.manual_seed(1)
    first, second = Model(), Model()
    second.load_state_dict(first.state_dict())
    return first, second


@pytest.mark.parametrize("batch", [None, (torch.ones(4, 1, 3),)])
def test_the_training_is_the_same_and_every_nth_forward_is_told(batch):
    alone, looked_at = twins()
    seen = {}
    weights = trained(looked_at, 7, every=3, writer=seen.__setitem__, batch=batch)
    assert all(torch.equal(*pair) for pair in zip(trained(alone, 7), weights, strict=True))
    assert list(seen) == [1, 4, 7]
    assert looked_at.training
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in looked_at.modules())


def test_only_training_counts():
    model, seen = Model().eval(), {}
    with gru_viz.Monitor(model, every=1, writer=seen.__setitem__):
        model(torch.randn(5, 2, 3))
    assert not seen


def test_a_csv_has_a_row_for_each_look(tmp_path):
    trained(Model(), 5, every=2, writer=tmp_path / "gates.csv")
    rows = list(csv.DictReader((tmp_path / "gates.csv").open()))
    assert [row["step"] for row in rows] == ["1", "3", "5"]
    assert 0 < float(rows[0]["gru/update_gate/mean"]) < 1


def test_a_summary_writer_gets_scalars_and_histograms():
    class Board:
        def __init__(self):
            self.scalars, self.histograms = [], []

        def add_scalar(self, name, value, step):
            self.scalars.append((name, value, step))

        def add_histogram(self, name, values, step):
            self.histograms.append((name, values.numel(), step))

    board = Board()
    trained(Model(), 1, every=1, writer=board, histograms=True)
    assert ("gru/reset_gate", 2 * 5 * 2 * 6, 1) in board.histograms
    assert {step for _name, _value, step in board.scalars} == {1}


def test_numbers_of_a_gru_whose_gates_are_known():
    """With all weights 0 and b_z = ln 3: z = 3/4, r = 1/2, and a gradient shrinks by z at each step."""
    gru = nn.GRU(2, 4).double()
    with torch.no_grad():
        for parameter in gru.parameters():
            parameter.zero_()
        gru.bias_hh_l0[4:8] = math.log(3)
    found = vitals(gru_viz.trace(gru, torch.randn(9, 1, 2).double()))
    assert found["update_gate/mean"] == pytest.approx(0.75)
    assert found["reset_gate/mean"] == pytest.approx(0.5)
    assert found["write"] == pytest.approx(0.25)
    assert found["half_life"] == pytest.approx(math.log(0.5) / math.log(0.75))
    assert found["gradient_per_step"] == pytest.approx(0.75)
    assert found["largest_state"] == 0
    assert found["update_gate/open"] == found["update_gate/shut"] == 0


def test_what_an_lstm_writes_is_what_its_input_gate_lets_in():
    lstm = nn.LSTM(2, 4)
    with torch.no_grad():
        for parameter in lstm.parameters():
            parameter.zero_()
        lstm.bias_hh_l0[:4], lstm.bias_hh_l0[4:8] = math.log(4), math.log(9)
    found = vitals(gru_viz.trace(lstm, torch.randn(9, 1, 2)))
    assert (found["write"], found["forget_gate/mean"]) == pytest.approx((0.8, 0.9))
    assert found["half_life"] == pytest.approx(math.log(0.5) / math.log(0.9), rel=1e-5)


def stilled(gru, layer, direction, units):
    """Its update gates of some units stand at 1: what h_0 says stays."""
    with torch.no_grad():
        bias = gru.get_parameter(f"bias_hh_l{layer}{'_reverse' * (direction == 'backward')}")
        bias[gru.hidden_size : 2 * gru.hidden_size][units] += 40


def test_dead_units_are_called_by_their_numbers():
    torch.manual_seed(0)
    gru, x = nn.GRU(3, 6, num_layers=2, bidirectional=True), torch.randn(20, 4, 3)
    assert dead_units(gru_viz.trace(gru, x)) == []
    stilled(gru, 0, "forward", [1, 4])
    stilled(gru, 1, "backward", list(range(6)))
    tr = gru_viz.trace(gru, x)
    dead = [(0, "forward", 1), (0, "forward", 4), *((1, "backward", unit) for unit in range(6))]
    assert dead_units(tr) == dead
    assert dead_units(tr.sel(units=[4, 5], layer=0)) == [(0, "forward", 4)]
    assert vitals(tr)["dead"] == 8
    # Where a shorter sequence ends nothing moves, and one step says nothing.
    assert dead_units(gru_viz.trace(nn.GRU(3, 6), x[:1, :1])) == []
    packed = nn.utils.rnn.pack_padded_sequence(x, torch.tensor([20, 9, 3, 1]))
    assert dead_units(gru_viz.trace(gru, packed)) == dead


def test_a_summary_names_the_dead_units_of_the_last_look():
    torch.manual_seed(0)
    model = nn.ModuleDict({"alive": nn.GRU(3, 6), "dying": nn.GRU(3, 6, num_layers=2)})
    model.forward = lambda x: (model["alive"](x), model["dying"](x))
    with gru_viz.Monitor(model, every=1, writer=lambda *_: None) as monitor:
        assert monitor.summary() == "Nothing was looked at yet."
        model(torch.randn(20, 4, 3))
        assert monitor.summary().count("no dead unit") == 2
        stilled(model["dying"], 0, "forward", [2, 5])
        model(torch.randn(20, 4, 3))
    first, alive, dying = monitor.summary().splitlines()
    assert first == "step 2"
    assert alive.startswith("alive: write 0.") and alive.endswith("; no dead unit")
    assert dying.startswith("dying: write 0.") and dying.endswith("; dead units: layer 0: 2, 5")


@pytest.mark.parametrize("kind", [nn.GRU, nn.LSTM, nn.RNN])
def test_the_gradients_factor_is_that_of_the_jacobians(kind):
    tr = gru_viz.trace(kind(2, 1), torch.randn(6, 1, 2))
    product = torch.linalg.multi_dot([*step_jacobians(tr).state.flip(0)])[0]
    assert vitals(tr)["gradient_per_step"] == pytest.approx(product.norm().item() ** (1 / 6), rel=1e-5)


def test_what_cannot_be_monitored_says_so_at_once():
    with pytest.raises(ValueError, match="there are none"):
        gru_viz.Monitor(nn.Linear(2, 3), writer=print)
    with pytest.raises(TypeError, match="writer: expected a path, a SummaryWriter or a callable, got int"):
        gru_viz.Monitor(nn.GRU(2, 3), writer=3)
    with pytest.raises(FileNotFoundError, match="there is no folder 'nowhere'"):
        gru_viz.Monitor(nn.GRU(2, 3), writer="nowhere/vitals.csv")


def test_a_model_that_raises_is_looked_at_the_next_time_and_no_hooks_are_left():
    model, seen = Model(), {}
    monitor = gru_viz.Monitor(model, every=1, writer=seen.__setitem__)
    with pytest.raises(RuntimeError):
        model(torch.randn(5, 2, 4))
    model(torch.randn(5, 2, 3))
    monitor.close()
    assert list(seen) == [2]
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in model.modules())


@pytest.mark.parametrize("batch", [None, (torch.ones(4, 1, 3),), torch.ones(4, 1, 3)])
def test_a_model_that_is_the_recurrent_layer_itself(batch):
    gru, seen = nn.GRU(3, 6, num_layers=2, dropout=0.5), {}
    with gru_viz.Monitor(gru, every=2, writer=seen.__setitem__, batch=batch):
        for _ in range(3):
            gru(torch.randn(5, 2, 3))
    assert list(seen) == [1, 3]
    assert 0 < seen[1]["update_gate/mean"] < 1


@pytest.mark.parametrize("kind", [nn.GRU, nn.LSTM])
def test_what_is_no_number_is_told_as_none_and_steps_that_a_sequence_does_not_have_are_not_missed(kind):
    module = kind(3, 4)
    packed = nn.utils.rnn.pack_sequence([torch.randn(5, 3), torch.randn(2, 3)])
    assert not any(map(math.isnan, vitals(gru_viz.trace(module, packed)).values()))
    with torch.no_grad():
        module.weight_hh_l0[0, 0] = math.nan
    with torch.no_grad(), gru_viz.watch(module) as seen:
        module(packed)
    tr = seen[""].calls[0]
    found = vitals(tr)
    assert {name for name, value in found.items() if math.isnan(value)} == set(found) - {"dead"}
    assert found["dead"] == 0
    assert math.isnan(tr.mean(tr.gates[0]))
    # Of the second sequence, at a step that it has and at one that it has not.
    means = tr.mean("hidden_state", over=["unit", "time"])
    assert means.isnan().all()


def test_a_batch_of_no_sequences_is_not_looked_at_and_the_model_goes_on(tmp_path):
    model, x = Model(), torch.randn(4, 0, 3)
    with gru_viz.Monitor(model, every=1, writer=tmp_path / "gates.csv"), gru_viz.watch(model) as seen:
        assert model(x).shape == (4, 0, 1)
        model(torch.randn(4, 2, 3))
    assert len(seen["gru"].calls) == 1
    (row,) = csv.DictReader((tmp_path / "gates.csv").open())
    assert 0 < float(row["gru/update_gate/mean"]) < 1
