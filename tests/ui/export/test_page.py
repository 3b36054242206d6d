"""A run as one file opens where one was."""

import json
import re

import pytest
import torch
from torch import nn

import gru_viz
from gru_viz.ui.export.page import html

TRACE = gru_viz.trace(nn.GRU(3, 4, num_layers=2, bidirectional=True), torch.randn(5, 2, 3))


def opened(**at) -> dict:
    """What the file tells its cursor."""
    return json.loads(re.search(r'<script[^>]*id="page"[^>]*>(.*?)</script>', html(TRACE, at=at), re.DOTALL)[1])[
        "cursor"
    ]


def test_it_opens_at_the_first_place_or_where_it_is_told():
    first = {"layer": 0, "direction": "forward", "sample": 0, "step": 0, "unit": 0}
    assert opened()["place"] == first
    there = {"layer": 1, "direction": "backward", "sample": 1, "step": 4, "unit": 3}
    assert opened(**there)["place"] == there
    assert opened(unit=2)["place"] == first | {"unit": 2}


@pytest.mark.parametrize(
    "at", [{"layer": 2}, {"step": 5}, {"unit": -1}, {"direction": "up"}, {"sample": 2}, {"step": "1"}, {"token": 1}]
)
def test_a_place_that_is_not_there_is_refused(at):
    with pytest.raises(ValueError, match=next(iter(at))):
        html(TRACE, at=at)
