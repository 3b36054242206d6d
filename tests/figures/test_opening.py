"""The means of the gates name as many tokens as have room."""

import pytest
import torch
from torch import nn

from gru_viz import figures, trace


@pytest.mark.parametrize(
    ("tokens", "labelled"),
    [
        ("a " * 26, 26),
        ("今" * 12, 12),
        ("今" * 14, 12),
        ("好，" * 14, 7),
        ("letters " * 14, 14),
        ("letters " * 40, 14),
        ("a " * 60, 28),
    ],
)
def test_letters_stand_upright_as_many_as_have_room(tokens, labelled):
    each = (
        tokens.split()
        if " " in tokens
        else [tokens[n : n + 1 + ("，" in tokens)] for n in range(0, len(tokens), 1 + ("，" in tokens))]
    )
    tr = trace(nn.GRU(2, 3), torch.zeros(len(each), 2), tokens=each)
    named = [text for text in figures.opening(tr).layout.xaxis.ticktext if text]
    assert labelled / 2 < len(named) <= labelled
