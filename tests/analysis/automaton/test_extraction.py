"""Machines read off the bundled models, against the rules that the models learned."""

import random
from itertools import product

import networkx
import numpy as np
import pytest
import torch

from gru_viz import TextbookGRU
from gru_viz.analysis import automaton
from gru_viz.analysis.automaton import Answering
from gru_viz.analysis.automaton.agreements import agreements
from gru_viz.analysis.automaton.alphabet import symbols
from gru_viz.analysis.automaton.extraction import Clusters, _table
from gru_viz.analysis.automaton.holding import letters_of
from gru_viz.analysis.automaton.observation import Observed, observe
from gru_viz.analysis.automaton.spelling import LATIN, forks, word_around
from gru_viz.learning.bundled import FOLDER, load, load_bundled
from gru_viz.learning.learner import Learner
from gru_viz.learning.pretrained import Pretrained
from gru_viz.learning.rules import LETTERS, marked_letter
from gru_viz.learning.tasks import TASKS
from gru_viz.problem import Problem
from tests.machines import MACHINES, machine_of

pytestmark = MACHINES


@pytest.fixture(scope="module", params=["parity", "quotes", "brackets", "remember-price", "negation"])
def named(request):
    return request.param, machine_of(request.param)


@pytest.fixture
def on_few(monkeypatch):
    """Machines are found, chosen and judged on fewer sequences than what the table of agreements says."""
    for name, size in (("FOUND_IN", 200), ("FOUND_IN_NUMBERS", 300), ("CHOSEN_BY", 60), ("JUDGED_ON", 60)):
        monkeypatch.setattr(automaton.extraction, name, size)


#: How many states the rule needs: even and odd; out and in; depths 0 to 4; nothing, "!" and six letters.
NEEDED = {"parity": 2, "quotes": 2, "brackets": 5, "remember-price": 8}


def test_it_answers_like_the_gru_and_like_the_rule(named):
    name, machine = named
    assert machine.faithful
    assert machine.agreement == 1
    assert machine.rule >= load_bundled(name).card.accuracy - 0.01
    assert machine.network_rule >= load_bundled(name).card.accuracy - 0.01
    # and as it was found when the table was made
    row = agreements()[name]
    assert (row.states, row.agreement) == (len(machine.states), machine.agreement)
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
    machine = machine_of("remember-price")
    held = {machine.run(f"ab!{letter}cd")[-1].target for letter in LETTERS}
    assert len(held) == 6
    writes = {t.symbol: t.gates["write"] for t in machine.transitions if t.source == machine.run("a!")[-1].target}
    rests = [t.gates["write"] for t in machine.transitions if t.source in held and t.symbol in LETTERS]
    assert min(writes.values()) > 2 * max(rests)


def test_the_hidden_states_of_a_state_lie_around_its_center():
    model = load_bundled("parity")
    machine = machine_of("parity")
    batch = model.task.batch(20, 5)
    states = model.learner.gru(batch.inputs)[0].double().numpy()
    for row, path in zip(batch.tokens, states, strict=True):
        for step, h in zip(machine.run(row), path, strict=True):
            gaps = [((h - state.center) ** 2).sum() for state in machine.states]
            assert gaps.index(min(gaps)) == step.target


def test_graph_and_dot_have_every_state_and_way():
    machine = machine_of("brackets")
    graph = machine.to_networkx()
    assert isinstance(graph, networkx.MultiDiGraph)
    assert graph.number_of_nodes() == 5
    assert graph.number_of_edges() == len(machine.transitions) == 13
    assert networkx.shortest_path_length(graph, 0, 4) == 4
    dot = machine.to_dot()
    assert '0 -> 1 [label="("]' in dot
    assert '4 [label="4: depth 4"]' in dot


@pytest.mark.usefixtures("on_few")
def test_what_is_no_small_machine_says_how_far_it_came():
    machine = automaton.extract(load_bundled("clue-forward"), most=6)
    assert not machine.faithful
    assert 0.9 < machine.agreement < 0.99


def test_a_way_that_hardly_any_step_takes_is_left_to_chance():
    taken = [(letter,) for letter in "a" * 989 + "b" + "c" * 10]
    silent = [[None] for _way in taken]
    seen = Observed(taken, [[*way] for way in taken], np.zeros((1000, 1)), silent, silent, {})
    table, members = _table(seen, Clusters(1, [0] * 1000))
    assert table == {(1, "a"): (0, None), (1, "c"): (0, None)}
    assert {symbol: len(steps) for (_source, symbol), steps in members.items()} == {"a": 989, "c": 10}


@pytest.mark.usefixtures("on_few")
def test_random_weights_may_be_a_machine_but_not_the_rules():
    task = TASKS["clue"]
    machine = automaton.extract(Pretrained.of(Learner(task, seed=3), task), most=3)
    assert machine.rule < 0.7


def test_the_write_gate_of_a_way_is_the_modules_own():
    model = load_bundled("parity")
    machine = machine_of("parity")
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
    first = observe(Answering.of(model), 50, 2_000_000_000)
    starts, number = [], 0
    for row in first.symbols:
        if row[0] == "1":
            starts.append(first.gates["write"][number])
        number += len(row)
    assert starts
    assert all(abs(value - written) < 1e-5 for value in starts)
    assert {t.symbol for t in machine.transitions} == {"0", "1"}


@pytest.mark.usefixtures("on_few")
def test_three_switches_are_eight_states_that_any_combination_of_pulses_leads_to(monkeypatch):
    monkeypatch.setattr(automaton.extraction, "FOUND_IN_NUMBERS", 1000)
    machine = automaton.extract(load_bundled("flip-flop"), most=9)
    task = TASKS["flip-flop"]
    assert {str(state.holds[0]) for state in machine.states} >= {
        f"holds {a}{b}{c}" for a, b, c in product("+−", repeat=3)
    }
    rows = task.batch(30, 77).inputs.tolist()
    for row in rows:
        for step, wanted in zip(machine.run(symbols(task, row)), task.label(row), strict=True):
            if step is None:  # all three at once are rare: not every such way was seen
                break
            name = "".join("+" if value > 0 else "−" for value in wanted)
            assert str(machine.states[step.target].holds[0]) == f"holds {name}"
    # It is not quite the GRU's, which now and then misses the value by more than the tolerance.
    seen = observe(Answering.of(load_bundled("flip-flop")), 60, automaton.extraction._JUDGED)
    right = [
        step is not None and step.says == want
        for symbols, said, wanted in zip(seen.symbols, seen.said, seen.wanted, strict=True)
        for step, answer, want in zip(machine.run(symbols), said, wanted, strict=True)
        if step is None or step.says != answer
    ]
    assert machine.right_where_they_differ == sum(right) / len(right) > 0.5


@pytest.mark.usefixtures("on_few")
@pytest.mark.parametrize("name", ["adding", "clue-both"])
def test_numbers_and_both_directions_are_no_small_machine(name):
    machine = automaton.extract(load_bundled(name), most=3)
    assert machine.agreement < 0.7
    assert machine.agreement == pytest.approx(agreements()[name].agreement, abs=0.3)


def test_every_bundled_model_has_its_row():
    assert agreements().keys() == {path.stem for path in FOLDER.glob("*.json")}
    for name, row in agreements().items():
        assert row.own_rule == pytest.approx(load(FOLDER / name).card.accuracy, abs=0.15)


def test_states_are_called_by_what_they_hold(named):
    name, machine = named
    task = load_bundled(name).task
    called = {str(holds) for state in machine.states for holds in state.holds}
    expected = {
        "parity": {"even so far", "odd so far"},
        "quotes": {"outside quotes", "inside quotes"},
        "brackets": {f"depth {depth}" for depth in range(5)},
        "remember-price": {"nothing yet", "the next letter counts", *(f"holds {letter}" for letter in LETTERS)},
    }
    assert called == expected.get(name, called)
    if task.label is marked_letter:
        assert sorted(letters_of(state.holds for state in machine.states)) == list(LETTERS)


@pytest.mark.usefixtures("on_few")
def test_a_textbook_gru_is_read_with_its_own_equations():
    own = load(FOLDER / "remember-price-textbook")
    machine = automaton.extract(own)
    assert isinstance(own.learner.gru, TextbookGRU)
    assert machine.agreement == 1
    batch = own.task.batch(20, 5)
    states = Answering.of(own, own.learner.gru.to_torch()).run(batch.inputs)[0].hidden_state  # reset after the matrix
    torch.testing.assert_close(states[0, 0], own.learner.gru.to_torch()(batch.inputs)[0].transpose(0, 1))
    assert not torch.allclose(states, Answering.of(own).run(batch.inputs)[0].hidden_state, atol=0.1)


def test_the_letters_that_keep_a_word_open_are_those_after_which_the_model_goes_on():
    model = load_bundled("words")
    text = "itwasthebest"
    found = forks(Answering.of(model), tuple(text), 5, 7)
    assert [(fork.prefix, fork.letter) for fork in found] == [("", "t"), ("t", "h"), ("th", "e")]
    for fork, place in zip(found, (5, 6, 7), strict=True):
        for letter in "aeq'":
            assert fork.ends[letter] == pytest.approx(model.read(text[:place] + letter + "x").ends[place], abs=1e-5)
        assert set(fork.keeps_open) | set(fork.closes) == set(LATIN)
    assert "e" in found[2].closes
    assert word_around([0.1, 0.9, 0.2, 0.2, 0.8, 0.1], 3) == (2, 4)


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(Problem, match="no task"):
        automaton.extract(Pretrained(torch.nn.GRU(2, 3)))
    for given in ("parity", torch.nn.GRU(2, 3)):
        with pytest.raises(Problem, match=f"gru_viz.bundled.*; {type(given).__name__} is none"):
            automaton.extract(given)
    with pytest.raises(Problem, match="most cannot be 0; allowed: whole numbers from 1 on"):
        automaton.extract(load_bundled("parity"), most=0)
