"""Subjects: small GRUs with random weights, on random sequences."""

import torch
from torch import nn

from gru_viz.lesson.claims.subject import Subject


def subject(kind=nn.GRU, steps=12, **options) -> Subject:
    torch.manual_seed(0)
    return Subject(kind(3, 8, **options).eval(), torch.randn(steps, 1, 3))
