"""Probes of states that are known: what was put in is read off, what was not is at chance."""

from dataclasses import replace

import numpy as np
import pytest
import torch

import gru_viz
from gru_viz.analysis.matching import match
from gru_viz.analysis.probes import probe
from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.tasks import FRESH_SEEDS


def traced(name: str, size: int = 20):
    model = load_bundled(name)
    batch = model.task.batch(size, FRESH_SEEDS)
    return gru_viz.trace(model.learner.gru, batch.inputs, tokens=batch.tokens), model.task, list(batch.tokens)


def test_what_a_trained_network_has_to_hold_is_read_off_and_noise_gives_chance():
    tr, task, rows = traced("brackets")
    found = {each.feature.says: each for each in probe(tr, task, rows)}
    assert found["what is to be held by the rule"].score > 0.99
    assert found["what is to be held by the rule"].correlation > 0.8
    noise = replace(tr, hidden_state=torch.rand(tr.hidden_state.shape, generator=torch.Generator().manual_seed(0)))
    for each in probe(noise, task, rows):
        assert each.score < each.chance + 0.05


def test_a_unit_that_is_the_position_is_found():
    tr, task, rows = traced("parity")
    states = torch.rand(tr.hidden_state.shape, generator=torch.Generator().manual_seed(1))
    states[..., 5] = -torch.arange(states.shape[2])[:, None] / 100.0
    found = {each.feature.says: each for each in probe(replace(tr, hidden_state=states), task, rows)}
    position = found["position in the sequence"]
    assert position.unit == 5
    assert position.correlation == pytest.approx(-1)
    assert position.score > 0.98
    assert position.chance == 0
    assert found["the symbol itself"].chance == pytest.approx(
        max(np.mean([t == s for row in rows for t in row]) for s in "01")
    )


def test_shorter_sequences_of_a_batch_end_where_they_end():
    model = load_bundled("negation")
    batch, task = model.task.batch(40, FRESH_SEEDS), model.task
    tr, rows = gru_viz.trace(model.learner.gru, model.learner.embed(batch.inputs)), list(batch.tokens)
    lengths = [len(row) for row in rows]
    assert min(lengths) < max(lengths) == tr.hidden_state.shape[2]
    states = tr.hidden_state.detach().clone()
    for sample, length in enumerate(lengths):
        states[:, :, length:, sample] = torch.nan  # whoever reads on would fail
    found = {each.feature.says: each for each in probe(replace(tr, hidden_state=states), task, rows)}
    assert found["what is to be held by the rule"].score > 0.9


def test_word_starts_are_a_feature_of_words():
    model = load_bundled("words")
    texts = ["it was the best of times", "we read the book at home", "she is here", "a day at sea", "no one knows why"]
    rows = [gru_viz.learning.letters.letter_tokens(text) for text in texts]
    steps = min(map(len, rows))
    rows = [row[:steps] for row in rows]
    with torch.no_grad():
        tr = gru_viz.trace(model.learner.gru, model.learner.embed(model.task.encode(rows)), tokens=rows)
    found = {each.feature.says: each for each in probe(tr, model.task, rows)}
    assert found["a word begins"].score > found["a word begins"].chance


def test_units_are_matched_through_any_reordering_and_sign():
    tr, _task, _rows = traced("quotes")
    order = torch.randperm(16, generator=torch.Generator().manual_seed(2))
    signs = torch.where(torch.arange(16) % 2 == 0, 1.0, -1.0)
    other = replace(tr, hidden_state=tr.hidden_state[..., order] * signs)
    found = match(tr, other)
    assert order[found.partner].tolist() == list(range(16))
    np.testing.assert_allclose(found.correlation, signs[found.partner], atol=1e-6)
    assert found.mean == pytest.approx(1)
    noise = replace(tr, hidden_state=torch.rand(tr.hidden_state.shape, generator=torch.Generator().manual_seed(3)))
    assert match(tr, noise).mean < 0.2
