"""Worked examples and the code that reproduces any experiment."""

import contextlib
import io

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gru_viz import Experiment
from gru_viz.cells.kinds import CELLS
from gru_viz.experiment.examples import examples, home
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.snippet import snippet

EXAMPLES = examples()


def test_there_are_at_least_eight_and_the_first_is_the_home_page():
    assert len(EXAMPLES) >= 8
    first = next(iter(EXAMPLES.values())).experiment
    assert first == home()
    assert (first.weights, first.example_model) == ("example", "remember-price")


def test_the_lessons_practice_has_the_lessons_shapes():
    practice = next(e for name, e in EXAMPLES.items() if "lesson" in name).experiment
    setup = Setup.of(practice)
    tr = practice.run()
    assert setup.own_module().extra_repr() == "5, 6, num_layers=2"
    assert tr.output.shape == (1, 3, 6)
    assert tr.h_n.shape == setup.start_state().shape == (2, 3, 6)
    assert torch.equal(tr.output[-1], tr.h_n[-1])


def executed(experiment: Experiment) -> dict:
    names = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(snippet(Setup.of(experiment)), names)
    names["printed"] = printed.getvalue()
    return names


def same(one: torch.Tensor, other: torch.Tensor) -> bool:
    return torch.equal(one.nan_to_num(9), other.nan_to_num(9))


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_runs_and_its_code_gives_the_same_numbers(name):
    example = EXAMPLES[name]
    assert example.title
    assert example.look_for
    experiment = example.experiment.model_copy(update={"step": 0})
    tr, theirs = experiment.run(), executed(experiment)["tr"]
    assert same(tr.hidden_state, theirs.hidden_state)
    assert all(same(getattr(tr, gate), getattr(theirs, gate)) for gate in tr.gates)


@given(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["text", "numbers", "generator"]),
            "cell": st.sampled_from(["gru", "gru", *CELLS]),
            "nonlinearity": st.sampled_from(["tanh", "relu"]),
            "quantity": st.sampled_from(["hidden_state", "reset_gate", "cell_state"]),
            "forget_gate_bias": st.sampled_from([0.0, 1.5]),
            "text": st.sampled_from(["a 'b' \"c\" \\ <b>\nd", "不好 😀", "x"]),
            "encoding": st.sampled_from(["one-hot", "embedding"]),
            "length": st.sampled_from([3, 500]),
            "signal": st.sampled_from(["noise", "sine"]),
            "convention": st.sampled_from(["pytorch", "textbook", "cho"]),
            "initialisation": st.sampled_from(["default", "xavier", "orthogonal"]),
            "start": st.sampled_from(["zeros", "random", "typed"]),
            "num_layers": st.integers(1, 3),
            "dropout": st.sampled_from([0.0, 0.5]),
            "reset_gate_bias": st.sampled_from([0.0, 0.7]),
            "update_gate_bias": st.sampled_from([0.0, -0.3]),
            "step": st.just(0),
            **{name: st.booleans() for name in ("bidirectional", "batch_first", "training")},
        }
    )
)
def test_the_code_of_any_experiment_gives_the_same_numbers(values):
    experiment = Experiment(hidden_size=3, **values)
    tr, theirs = experiment.run(), executed(experiment)["tr"]
    assert type(tr) is type(theirs)
    for name in tr.quantities:
        assert same(getattr(tr, name), getattr(theirs, name))


def test_the_code_prints_the_value_in_view():
    experiment = Experiment(quantity="update_gate", step=2, unit=3)
    assert f"{experiment.run().update_gate[0, 0, 2, 0, 3]:.4f}" in executed(experiment)["printed"]
