"""Machines read off the bundled models, against the rules that the models learned."""

import random

import networkx
import pytest
import torch

from gru_viz.analysis import automaton
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.learner import Learner
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.rules import LETTERS
from gru_viz.learning.tasks import TASKS
from gru_viz.problem import Problem


@pytest.fixture(scope="module", params=["parity", "quotes", "brackets", "remember-price", "negation"])
def named(request):
    return request.param, automaton.extract(load_bundled(request.param))


#: How many states the rule needs: even and odd; out and in; depths 0 to 4; nothing, "!" and six letters.
NEEDED = {"parity": 2, "quotes": 2, "brackets": 5, "remember-price": 8}


def test_it_answers_like_the_gru_and_like_the_rule(named):
    name, machine = named
    assert machine.faithful
    assert machine.agreement == 1
    assert machine.rule >= load_bundled(name).card.accuracy - 0.01
    assert machine.longer[2] >= 0.99


def test_it_is_as_small_as_its_rule_allows(named):
    name, machine = named
    if name in NEEDED:
        assert len(machine.states) == NEEDED[name]


def test_it_gives_the_rules_answers_to_sequences_of_any_length(named):
    name, machine = named
    task, source = load_bundled(name).task, random.Random(11)
    for length in (6, 30, 200):
        row = task.draw(source, length)
        for step, wanted in zip(machine.run(row), task.label(row), strict=True):
            assert wanted is None or step.says == task.answers[wanted]


def test_the_letters_are_remembered_by_a_state_each():
    machine = automaton.extract(load_bundled("remember-price"))
    held = {machine.run(f"ab!{letter}cd")[-1].target for letter in LETTERS}
    assert len(held) == 6
    writes = {t.symbol: t.gates["write"] for t in machine.transitions if t.source == machine.run("a!")[-1].target}
    rests = [t.gates["write"] for t in machine.transitions if t.source in held and t.symbol in LETTERS]
    assert min(writes.values()) > 2 * max(rests)


def test_the_hidden_states_of_a_state_lie_around_its_center():
    model = load_bundled("parity")
    machine = automaton.extract(model)
    batch = model.task.batch(20, 5)
    states = model.learner.gru(batch.inputs)[0].double().numpy()
    for row, path in zip(batch.tokens, states, strict=True):
        for step, h in zip(machine.run(row), path, strict=True):
            gaps = [((h - state.center) ** 2).sum() for state in machine.states]
            assert gaps.index(min(gaps)) == step.target


def test_graph_and_dot_have_every_state_and_way():
    machine = automaton.extract(load_bundled("brackets"))
    graph = machine.to_networkx()
    assert isinstance(graph, networkx.MultiDiGraph)
    assert graph.number_of_nodes() == 5
    assert graph.number_of_edges() == len(machine.transitions) == 13
    assert networkx.shortest_path_length(graph, 0, 4) == 4
    dot = machine.to_dot()
    assert '0 -> 1 [label="("]' in dot
    assert '4 [label="4: 4"]' in dot


def test_what_is_no_small_machine_says_how_far_it_came():
    machine = automaton.extract(load_bundled("clue-forward"), most=6)
    assert not machine.faithful
    assert 0.9 < machine.agreement < 0.99


def test_random_weights_may_be_a_machine_but_not_the_rules():
    task = TASKS["clue"]
    machine = automaton.extract(Pretrained.of(Learner(task, seed=3), task), most=3)
    assert machine.rule < 0.7


def test_the_write_gate_of_a_way_is_the_modules_own():
    model = load_bundled("parity")
    machine = automaton.extract(model)
    cell = torch.nn.GRUCell(2, model.learner.gru.hidden_size)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in model.learner.gru.state_dict().items()})
    # From h = 0 a step gives (1 - z) * n: beside n, by a cell whose update gate is held shut, that is what it writes.
    shut = torch.nn.GRUCell(2, model.learner.gru.hidden_size)
    shut.load_state_dict(cell.state_dict())
    size = model.learner.gru.hidden_size
    with torch.no_grad():
        shut.bias_hh[size : 2 * size] = -1e4
        one = torch.eye(2)[[1]]
        written = (cell(one) / shut(one)).mean().item()
    first = automaton.extraction.observe(
        Pretrained(model.learner.gru, model.task, model.learner.head), model.task, 50, 2_000_000_000
    )
    starts, number = [], 0
    for row in first.symbols:
        if row[0] == "1":
            starts.append(first.gates["write"][number])
        number += len(row)
    assert starts
    assert all(abs(value - written) < 1e-5 for value in starts)
    assert {t.symbol for t in machine.transitions} == {"0", "1"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("adding", "about numbers"), ("flip-flop", "about numbers"), ("clue-both", "both directions")],
)
def test_what_no_machine_can_be_is_said(name, sentence):
    with pytest.raises(Problem, match=sentence):
        automaton.extract(load_bundled(name))


def test_a_model_without_a_task_is_refused():
    with pytest.raises(Problem, match="no task"):
        automaton.extract(Pretrained(torch.nn.GRU(2, 3)))
