"""Every task's labels against an independent, obviously correct rule, read off the tokens."""

import re

import pytest
import torch

from gru_viz.learning.tasks import TASKS


def answers(name: str, size: int = 60, seed: int = 4):
    """(tokens, {step: label}) of each sequence."""
    batch = TASKS[name].batch(size, seed)
    for row, targets, asked in zip(batch.tokens, batch.targets, batch.asked, strict=True):
        yield row, {t: targets[t].tolist() for t in range(len(asked)) if asked[t]}


#: It takes half a second to load the package wordfreq: one worker does.
MARKS = {"words": pytest.mark.xdist_group("wordfreq")}


@pytest.mark.parametrize(
    "task", [pytest.param(task, id=name, marks=MARKS.get(name, ())) for name, task in TASKS.items()]
)
def test_batches_are_seeded_and_well_formed(task):
    one, same, other = task.batch(20, 1), task.batch(20, 1), task.batch(20, 2)
    assert torch.equal(one.inputs, same.inputs)
    assert torch.equal(one.targets, same.targets)
    assert not torch.equal(one.inputs, other.inputs)
    assert one.inputs.shape[:2] == one.asked.shape
    assert one.inputs.shape[2:] == (() if task.embedding_size else (task.input_size,))
    assert one.asked.any(1).all()
    if task.kind == "classes":
        assert set(one.targets[one.asked].tolist()) <= set(range(task.outputs))
    else:
        assert one.targets.shape[2] == task.outputs
    assert task.batch(3, 0, 16).inputs.shape[1] == 16 or task is TASKS["negation"]


@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if task.vocabulary and not task.embedding_size])
def test_inputs_are_one_hot_over_the_vocabulary(name):
    task = TASKS[name]
    batch = task.batch(20, 3)
    for row, vectors in zip(batch.tokens, batch.inputs, strict=True):
        assert [task.vocabulary[v.argmax()] for v in vectors[: len(row)]] == list(row)
        assert vectors[: len(row)].sum() == len(row)
        assert not vectors[len(row) :].any()


def test_remember():
    for row, labels in answers("remember"):
        letter = re.fullmatch(r"[a-f]*!([a-f])[a-f]*\?", "".join(row))[1]
        assert labels == {11: "abcdef".index(letter)}


def test_quotes():
    for row, labels in answers("quotes"):
        assert labels == {t: "".join(row[: t + 1]).count('"') % 2 for t in range(24)}


def test_brackets():
    for row, labels in answers("brackets"):
        for t, depth in labels.items():
            assert depth == row[: t + 1].count("(") - row[: t + 1].count(")")
            assert 0 <= depth <= 4
        assert len(labels) == 20


def test_negation():
    praise = {"good", "great", "funny", "好", "精彩", "有趣"}
    languages = set()
    for row, labels in answers("negation"):
        negated = bool({"not", "never", "不", "没"} & set(row))
        assert labels == {len(row) - 1: int(bool(praise & set(row)) != negated)}
        languages.add(row[-1])
    assert languages == {".", "。"}


def test_clue():
    for row, labels in answers("clue"):
        for t, label in labels.items():
            rest = re.search("[+-]", "".join(row[t:]))[0]
            assert label == (rest == "+")
        assert len(labels) == 12


def test_adding():
    batch = TASKS["adding"].batch(40, 2)
    assert torch.equal(batch.inputs[..., 1].sum(1), torch.full((40,), 2.0))
    assert torch.allclose(batch.targets[:, -1, 0], (batch.inputs[..., 0] * batch.inputs[..., 1]).sum(1), atol=1e-6)
    assert batch.asked.sum() == 40


def test_flip_flop():
    batch = TASKS["flip-flop"].batch(30, 2)
    for b in range(30):
        for channel in range(3):
            for t in range(20):
                pulses = [v for v in batch.inputs[b, : t + 1, channel].tolist() if v]
                assert batch.targets[b, t, channel] == pulses[-1]


def test_sine_asks_for_the_next_value():
    batch = TASKS["sine"].batch(30, 2)
    assert torch.equal(batch.targets[:, 4:-1], batch.inputs[:, 5:])
    assert batch.inputs.abs().max() <= 1
    assert not batch.asked[:, :4].any()


def test_parity():
    for row, labels in answers("parity"):
        assert labels == {t: row[: t + 1].count("1") % 2 for t in range(12)}


@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if task.marks])
def test_what_a_typed_text_may_lack_brings_an_answer(name):
    task = TASKS[name]
    for mark in task.marks:
        assert set(mark.split() if " " in mark else mark) <= set(task.vocabulary)
    assert task.lacking([]) in task.marks
    drawn = list(task.batch(1, 3).tokens[0])
    assert task.lacking(drawn[:-1]) == task.marks[0 if drawn[-1].isascii() else 1]


def test_a_text_is_completed_in_its_own_script():
    assert TASKS["negation"].lacking(["电影", "好"]) == "。"
    assert TASKS["negation"].lacking(["电影"]) == "好 。"
    assert TASKS["negation"].lacking(["the", "film"]) == "good ."
    assert TASKS["negation"].lacking(["good", "bad"]) == ""
    assert TASKS["remember"].lacking(list("abc")) == "!a?"
