"""Ablations, all in one run, against runs one by one with gates clamped, and against closed forms."""

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss

import gru_viz
from gru_viz import TextbookGRU, clamp, silence
from gru_viz.analysis import ablation
from gru_viz.analysis.ablation import Ablation, ablate, every_pair, every_unit, ranked
from gru_viz.analysis.automaton import Answering
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.learner import Learner
from gru_viz.learning.tasks import FRESH_SEEDS, TASKS
from gru_viz.problem import Problem


def one_by_one(model: Answering, batch, case: Ablation):
    """The answers of a run of its own with the case's interventions."""
    x = batch.inputs if model.embedding is None else model.embedding[batch.inputs]
    keeping = 0.0 if isinstance(model.module, TextbookGRU) else 1.0
    where = {"units": case.units, "layers": case.layer, "direction": case.direction}
    if case.kind is None:
        held = ()
    elif case.kind == "silenced":
        held = silence(**where)
    elif case.kind == "mean":
        free = gru_viz.trace(model.module, x).hidden_state
        mean = free[case.layer, int(case.direction == "backward"), ..., case.units[0]].mean().item()
        held = clamp(hidden_state=mean, **where)
    else:
        gate, value = {
            "reset_open": ("reset_gate", 1.0),
            "reset_shut": ("reset_gate", 0.0),
            "keeps": ("update_gate", keeping),
            "writes": ("update_gate", 1 - keeping),
        }[case.kind]
        held = clamp(**{gate: value}, **where)
    with torch.no_grad():
        return model.head(gru_viz.trace(model.module, x, intervene=held).output)


@pytest.mark.parametrize("convention", ["pytorch", "textbook"])
@pytest.mark.parametrize("task", ["remember", "flip-flop"])
def test_all_at_once_equals_one_by_one(monkeypatch, convention, task):
    learner = Learner(TASKS[task], 4, 2, bidirectional=True, textbook=convention == "textbook", seed=3).double()
    model = Answering(learner.gru, TASKS[task], learner.head)
    batch = TASKS[task].batch(6, FRESH_SEEDS, 5)
    batch = type(batch)(batch.inputs.double(), batch.targets, batch.asked, batch.tokens)
    cases = [
        *(case for layer in (0, 1) for case in every_unit(model, layer, "backward")[: 2 * len(ablation.KINDS)]),
        *every_pair((0, 2, 3), 1, "forward"),
    ]
    alone = {case: one_by_one(model, batch, case)[batch.asked] for case in (Ablation(), *cases)}
    for at_once in (3_000_000, 5_000):  # in one piece, and in several
        monkeypatch.setattr(ablation, "_AT_ONCE", at_once)
        outcomes = ablate(model, batch, cases)
        assert [each.ablation for each in outcomes] == [Ablation(), *cases]
        for each in outcomes:
            said, wanted = alone[each.ablation], batch.targets[batch.asked]
            if task == "remember":
                assert each.accuracy == (said.argmax(-1) == wanted).double().mean().item()
                assert each.loss == pytest.approx(cross_entropy(said, wanted).item(), abs=1e-12)
            else:
                assert each.accuracy == ((said - wanted).abs() <= 0.5).all(-1).double().mean().item()
                assert each.loss == pytest.approx(mse_loss(said, wanted.double()).item(), abs=1e-12)


def test_a_unit_that_no_answer_reads_and_no_other_unit_sees_is_not_missed():
    model = load_bundled("parity")
    gru = nn.GRU(2, 17, batch_first=True)
    head = nn.Linear(17, 2)
    with torch.no_grad():  # a seventeenth unit beside the sixteen, on its own
        for own, wide in zip(model.learner.gru.parameters(), gru.parameters(), strict=True):
            wide.zero_()
            rows = torch.cat([torch.arange(16) + 17 * block for block in range(3)])
            if wide.dim() == 1:
                wide[rows] = own
            else:
                wide[rows[:, None], torch.arange(own.shape[1])] = own
        head.weight.zero_()
        head.weight[:, :16] = model.learner.head.weight
        head.bias.copy_(model.learner.head.bias)
    wide = Answering(gru, model.task, head)
    outcomes = ablate(wide, model.task.batch(50, FRESH_SEEDS), every_unit(wide))
    order = list(ranked(outcomes))
    alone = dict(order)[16]
    assert {each.accuracy for each in alone.values()} == {1.0}
    assert all(each.loss == pytest.approx(outcomes[0].loss, abs=1e-6) for each in alone.values())
    assert order[0][1]["silenced"].loss > 2 * outcomes[0].loss
    accuracies = [cases["silenced"].accuracy for _unit, cases in order]
    assert accuracies == sorted(accuracies)


def test_f1_is_that_of_the_second_class():
    learner = Learner(TASKS["parity"], 3, seed=0)
    model = Answering(learner.gru, TASKS["parity"], learner.head)
    batch = TASKS["parity"].batch(20, 5)
    (found,) = ablate(model, batch, [])
    said, wanted = learner(batch.inputs)[batch.asked].argmax(-1), batch.targets[batch.asked]
    hit = ((said == 1) & (wanted == 1)).sum().item()
    missed, wrong = ((said == 0) & (wanted == 1)).sum().item(), ((said == 1) & (wanted == 0)).sum().item()
    assert found.f1 == pytest.approx(2 * hit / (2 * hit + missed + wrong))


def test_other_cells_are_refused():
    learner = Learner(TASKS["parity"], 3, cell="lstm")
    with pytest.raises(Problem, match="GRUs only"):
        ablate(Answering(learner.gru, TASKS["parity"], learner.head), TASKS["parity"].batch(2, 0), [])
