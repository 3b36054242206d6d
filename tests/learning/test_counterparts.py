"""Cells trained like a trained GRU."""

from dataclasses import replace

import torch
from torch import nn

from gru_viz.learning.counterparts import train_counterparts
from gru_viz.learning.tasks import TASKS
from gru_viz.progress import part, whole


def test_they_have_the_grus_sizes_and_learn_its_task():
    task = replace(TASKS["clue"], length=3)
    gru = nn.GRU(task.input_size, 12, batch_first=True, bidirectional=True)
    found = whole(train_counterparts(task, gru, steps=30))
    assert isinstance(found["LSTM"].module, nn.LSTM)
    assert isinstance(found["RNN"].module, nn.RNN)
    for each in found.values():
        assert each.module.hidden_size == gru.hidden_size
        assert each.module.input_size == gru.input_size
        assert not any(p.requires_grad for p in each.module.parameters())
    assert found["LSTM"].accuracy > 0.9
    again, same = (whole(train_counterparts(task, gru, steps=2)) for _ in range(2))
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
