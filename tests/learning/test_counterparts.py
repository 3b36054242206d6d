"""Cells trained like a trained GRU."""

import torch
from torch import nn

from gru_viz.learning.bundled import load_bundled
from gru_viz.learning.counterparts import train_counterparts
from gru_viz.progress import part, whole


def test_they_have_the_grus_sizes_and_learn_its_task():
    model = load_bundled("clue-both")
    found = whole(train_counterparts(model.task, model.learner.gru, steps=60))
    assert isinstance(found["LSTM"].module, nn.LSTM)
    assert isinstance(found["RNN"].module, nn.RNN)
    for each in found.values():
        assert each.module.hidden_size == model.learner.gru.hidden_size
        assert each.module.input_size == model.learner.gru.input_size
        assert not any(p.requires_grad for p in each.module.parameters())
    assert found["LSTM"].accuracy > 0.9
    again = whole(train_counterparts(model.task, model.learner.gru, steps=10))
    same = whole(train_counterparts(model.task, model.learner.gru, steps=10))
    assert torch.equal(again["RNN"].module.weight_hh_l0, same["RNN"].module.weight_hh_l0)


def test_a_part_keeps_its_result_and_says_how_far_the_whole_is():
    def counted():
        yield from (0.0, 0.5, 1.0)
        return "done"

    shares, pieces = [], part(counted(), 0.2, 0.6)
    try:
        while True:
            shares.append(round(next(pieces), 6))
    except StopIteration as end:
        assert end.value == "done"
    assert shares == [0.2, 0.4, 0.6]
