"""Siblings: the same task from other seeds."""

import torch
from torch import nn

from gru_viz import TextbookGRU
from gru_viz.learning.seeds import train_siblings
from gru_viz.learning.tasks import TASKS
from gru_viz.progress import whole


def test_siblings_have_the_same_sizes_and_convention_and_other_weights():
    found = whole(train_siblings(TASKS["quotes"], nn.GRU(5, 4, 2), textbook=True, steps=2, seeds=(1, 2)))
    assert [each.seed for each in found] == [1, 2]
    assert all(isinstance(each.learner.gru, TextbookGRU) for each in found)
    assert (found[0].learner.gru.hidden_size, found[0].learner.gru.num_layers) == (4, 2)
    assert not torch.equal(found[0].learner.gru.weight_hh_l0, found[1].learner.gru.weight_hh_l0)
