"""Learned weights in an Experiment: sizes, conventions, offsets, code, and what is said when they are not there."""

import contextlib
import io

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

import gru_viz
from gru_viz import Experiment, Problem
from gru_viz.experiment.examples import drawn
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.snippet import snippet
from gru_viz.learning.bundled import bundled, load_bundled
from gru_viz.learning.learner import Learner
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.tasks import TASKS
from gru_viz.learning.vocabulary import Unreadable
from tests.learning.files.own import own_model


@pytest.mark.parametrize("name", bundled())
def test_every_example_model_runs_on_a_sequence_of_its_task(name):
    model = load_bundled(name)
    experiment = Experiment(weights="example", example_model=name, **drawn(model.task))
    setup = Setup.of(experiment)
    tr = experiment.run()
    assert torch.allclose(tr.output.transpose(0, 1), model.learner.gru(setup.sequence.values)[0], atol=1e-6)
    assert setup.experiment.hidden_size == model.card.hidden_size


def test_the_example_models_are_all_in_the_table():
    assert set(Experiment.table()["example_model"].options) == set(bundled())


def test_sizes_of_the_controls_do_not_matter_to_learned_weights():
    one = Experiment(weights="example", text="a!b?", hidden_size=3, num_layers=5, bidirectional=True, seed=9)
    two = Experiment(weights="example", text="a!b?")
    assert torch.equal(one.run().hidden_state, two.run().hidden_state)
    assert Setup.of(one).experiment.num_layers == 1


def test_gate_offsets_act_on_learned_weights_and_leave_the_model_alone():
    base = Experiment(weights="example", text="a!b?")
    shifted = base.model_copy(update={"update_gate_bias": 9.0})
    assert shifted.run().update_gate.min() > base.run().update_gate.min() + 0.3
    assert torch.equal(base.run().update_gate, Experiment(weights="example", text="a!b?").run().update_gate)


def test_without_bias_an_offset_is_explained():
    model = own_model(nn.GRU(2, 3, bias=False).state_dict())
    with pytest.raises(Problem, match="needs a bias"):
        Setup.of(Experiment(weights="file", file_embedding=-1, update_gate_bias=1.0), weights=model).run()


@pytest.mark.parametrize(("weights", "words"), [("trained", "Nothing has been trained"), ("file", "No model file")])
def test_weights_that_are_not_at_hand_are_asked_for(weights, words):
    with pytest.raises(Problem, match=words):
        Experiment(weights=weights).run()


def test_a_model_of_text_refuses_numbers_and_one_of_numbers_refuses_text():
    with pytest.raises(Problem, match=r"reads text.*a b c d e f"):
        Experiment(weights="example", source="numbers").run()
    with pytest.raises(Unreadable, match="reads 2 numbers at each step"):
        Experiment(weights="example", example_model="adding").run()
    with pytest.raises(Unreadable, match="reads 1 number at each step"):
        Experiment(weights="example", example_model="sine").run()


@pytest.mark.parametrize("textbook", [False, True])
def test_a_learner_becomes_a_model_with_its_own_function(textbook):
    task = TASKS["parity"]
    learner = Learner(task, 5, 2, bidirectional=True, textbook=textbook, seed=2)
    model = Pretrained.of(learner, task)
    convention = "textbook" if textbook else "pytorch"
    setup = Setup.of(Experiment(weights="trained", convention=convention, text="0110"), weights=model)
    expected = learner.gru(setup.sequence.values)[0]
    assert torch.allclose(setup.run().output.transpose(0, 1), expected, atol=1e-6)
    with torch.no_grad():
        learner.head.weight.zero_()
    assert model.head.weight.any()


def executed(setup: Setup) -> gru_viz.Trace:
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(snippet(setup), names)
    return names["tr"]


@pytest.mark.parametrize(
    "options",
    [
        {"text": "a!bc?\nf!d?"},
        {"text": "ab!c?", "convention": "cho", "update_gate_bias": 0.5, "batch_first": True},
        {"example_model": "clue-both", "text": "a+b-"},
        {"example_model": "flip-flop", **drawn(TASKS["flip-flop"])},
        {"example_model": "words", "text": "It's 3 o'clock", "convention": "textbook"},
        {"example_model": "words-both", "text": "It's 3 o'clock.\n今天 很 冷"},
    ],
)
def test_the_code_of_an_example_model_gives_the_same_numbers(options):
    setup = Setup.of(Experiment(weights="example", step=0, **options))
    tr, theirs = setup.run(), executed(setup)
    assert torch.equal(tr.hidden_state.nan_to_num(9), theirs.hidden_state.nan_to_num(9))
    assert torch.equal(tr.update_gate.nan_to_num(9), theirs.update_gate.nan_to_num(9))


@pytest.mark.parametrize("embedded", [True, False])
def test_the_code_of_a_file_gives_the_same_numbers(tmp_path, monkeypatch, embedded):
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(6)
    gru, matrix = nn.GRU(4, 3, 2), torch.randn(7, 4)
    tensors = {"net.rnn." + key: value for key, value in gru.state_dict().items()} | {"net.emb.weight": matrix}
    save_file(tensors, "my 'model'.safetensors")
    model = own_model(tensors, "my 'model'.safetensors", embedding=None if embedded else False)
    setup = Setup.of(
        Experiment(
            weights="file", file_embedding=0 if embedded else -1, text="3 1\n6" if embedded else "to be\nor", step=0
        ),
        weights=model,
    )
    tr, theirs = setup.run(), executed(setup)
    assert torch.equal(tr.hidden_state.nan_to_num(9), theirs.hidden_state.nan_to_num(9))


@pytest.mark.parametrize("textbook", [False, True])
def test_a_downloaded_model_is_found_in_its_file_and_computes_the_same(textbook):
    task = TASKS["parity"]
    model = Pretrained.of(Learner(task, 5, textbook=textbook), task, "x.safetensors")
    file = own_model(model.tensors(), "x.safetensors")
    convention = "textbook" if textbook else "pytorch"
    numbers = {"source": "numbers", "numbers": "1 0\n0 1\n0 1", "header": "no", "convention": convention}
    ours = Setup.of(Experiment(weights="trained", **numbers), weights=model).run()
    theirs = Setup.of(Experiment(weights="file", **numbers), weights=file).run()
    assert torch.equal(ours.hidden_state, theirs.hidden_state)


@pytest.mark.parametrize("convention", ["pytorch", "textbook", "cho"])
@pytest.mark.parametrize("name", ["remember-price", "words", "words-both"])
def test_choosing_a_convention_takes_the_weights_that_learned_in_it(name, convention):
    e = Experiment(weights="example", example_model=name, text="a!b?", convention=convention)
    setup = Setup.of(e)
    learner = bundled(e.reset)[name].learner
    x = setup.sequence.as_input(batch_first=True)
    assert torch.allclose(setup.changed(batch_first=True).run().output, learner.gru(x)[0], atol=1e-6)


def test_a_model_that_learned_in_one_place_only_is_taken_in_both():
    e = Experiment(weights="example", example_model="parity", text="0110")
    one, other = (Setup.of(e.model_copy(update={"convention": each})).model for each in ("pytorch", "textbook"))
    assert torch.equal(one.gru.weight_hh_l0, other.gru.weight_hh_l0)
