"""The Experiment table and its links."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import gru_viz
from gru_viz import Experiment, Problem
from gru_viz.experiment.examples import home
from gru_viz.experiment.link import link_of, told_by
from gru_viz.experiment.setup import Setup
from gru_viz.inputs.delimited import read_table
from gru_viz.limits import Limits

TABLE = Experiment.table()


def value_of(row):
    """Any legal value of a row."""
    if row.options:
        return st.sampled_from(row.options)
    if isinstance(row.default, bool):
        return st.booleans()
    if isinstance(row.default, int):
        return st.integers(int(row.minimum), int(row.maximum))
    if isinstance(row.default, float):
        return st.floats(row.minimum, row.maximum)
    if row.name == "columns":
        return st.lists(st.integers(1, 99), max_size=4).map(lambda c: ",".join(map(str, c)))
    return st.text(max_size=40)


@given(st.fixed_dictionaries({}, optional={name: value_of(row) for name, row in TABLE.items()}))
def test_a_link_gives_the_same_experiment_back(values):
    experiment = Experiment(**values)
    again, problems = told_by(link_of(experiment))
    assert again == experiment
    assert problems == []


@pytest.mark.parametrize("start", ["zeros", "random", "typed"])
@pytest.mark.parametrize(("cell", "nonlinearity"), [("lstm", "tanh"), ("rnn", "tanh"), ("rnn", "relu")])
def test_an_lstm_and_an_rnn_are_torchs_own_with_the_seed(cell, nonlinearity, start):
    e = Experiment(
        cell=cell, nonlinearity=nonlinearity, start=start, hidden_size=5, num_layers=2, bidirectional=True, seed=3
    )
    torch.manual_seed(3)
    options = {"num_layers": 2, "bidirectional": True}
    module = (
        torch.nn.LSTM(16, 5, **options) if cell == "lstm" else torch.nn.RNN(16, 5, nonlinearity=nonlinearity, **options)
    )
    h_0 = {"zeros": torch.zeros(4, 1, 5), "typed": torch.full((4, 1, 5), 0.5)}.get(start)
    h_0 = torch.randn(4, 1, 5, generator=torch.Generator().manual_seed(1)) if h_0 is None else h_0
    c_0 = (
        torch.randn(4, 1, 5, generator=torch.Generator().manual_seed(2)) if start == "random" else torch.zeros(4, 1, 5)
    )
    with torch.no_grad():
        output, last = module(Setup.of(e).sequence.as_input(batch_first=False), (h_0, c_0) if cell == "lstm" else h_0)
    tr = e.run()
    assert torch.equal(tr.output, output)
    assert torch.equal(tr.h_n, last[0] if cell == "lstm" else last)
    if cell == "lstm":
        assert torch.equal(tr.c_n, last[1])


def test_learned_weights_are_a_grus_whatever_cell_is_set():
    e = Experiment(cell="lstm", weights="example", example_model="remember", text="ab!c?")
    assert isinstance(e.run(), gru_viz.Trace)


def test_link_keys_are_unique_and_the_link_of_home_is_empty():
    assert len({row.key for row in TABLE.values()}) == len(TABLE)
    assert link_of(home()) == {}


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda row: row.name)
def test_nonsense_in_a_link_falls_back_with_a_note(row):
    for nonsense in ("", "nonsense", "-1", "9" * 40, "1e999", "<script>", "\x00"):
        experiment, problems = told_by({row.key: nonsense})
        if getattr(experiment, row.name) == row.default:
            assert [row.key in str(p) for p in problems] in ([True], [])
            assert problems or nonsense == row.write(row.default)
        else:
            assert problems == []  # it was sense after all: any text is a text
            assert getattr(experiment, row.name) == row.read(nonsense)


def test_an_unknown_parameter_is_named():
    experiment, problems = told_by({"utm": "x", "H": "9"})
    assert experiment.hidden_size == 9
    assert "“utm”" in str(problems[0])


def test_values_outside_their_bounds_are_refused():
    with pytest.raises(ValidationError):
        Experiment(hidden_size=0)
    with pytest.raises(ValidationError):
        Experiment(update_gate_bias=float("nan"))


def test_cho_and_textbook_share_every_state_bit_for_bit():
    textbook, cho, torchs = (Experiment(convention=c).run() for c in ("textbook", "cho", "pytorch"))
    assert torch.equal(textbook.hidden_state, cho.hidden_state)
    assert torch.equal(cho.update_gate, 1 - textbook.update_gate)
    assert (cho.update_convention, cho.reset_convention) == ("keep", "before")
    assert not torch.allclose(torchs.hidden_state, cho.hidden_state, atol=0.01)


def test_dropout_masks_follow_from_the_seed_and_act_in_training_only():
    def run(**options):
        return Experiment(num_layers=2, dropout=0.5, **options).run().hidden_state

    state = torch.get_rng_state()
    assert torch.equal(run(training=True), run(training=True))
    assert torch.equal(torch.get_rng_state(), state)
    assert not torch.equal(run(training=True), run(training=False))
    assert torch.equal(run(), Experiment(num_layers=2).run().hidden_state)


def test_the_size_of_a_run_is_limited_with_a_sentence():
    with pytest.raises(Problem, match="at most 20,000,000"):
        Experiment(source="generator", length=2000, batch=32, hidden_size=256, num_layers=8, bidirectional=True).run()


def test_limits_are_raised_by_the_environment(monkeypatch):
    monkeypatch.setenv("GRU_VIZ_MAX_STEPS", "5000")
    assert Limits.from_environment().steps == 5000
    Limits.from_environment().check_sequence(5000, 1, 1)


def test_sources():
    assert Setup.of(Experiment(source="numbers", numbers="1 2\n3 4")).sequence.values.shape == (1, 2, 2)
    table = read_table("a\n1\n2\n3")
    assert Setup.of(Experiment(source="file"), table).sequence.steps == 3
    with pytest.raises(Problem, match="No file is loaded"):
        Experiment(source="file").run()
    assert Setup.of(Experiment(source="generator", batch=2), table).run().hidden_state.shape == (1, 1, 40, 2, 16)
