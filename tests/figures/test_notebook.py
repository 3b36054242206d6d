"""A record in a notebook: small still pictures, and the interactive file when it is asked for."""

import base64
import io
import re
import webbrowser
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

import gru_viz
from gru_viz.analysis.gates import selected


def pictures(page: str) -> list[np.ndarray]:
    found = re.findall(r"base64,([^\"]+)", page)
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(each))).convert("RGB")) for each in found]


@pytest.mark.parametrize("kind", [nn.GRU, nn.LSTM, nn.RNN])
def test_each_quantity_is_a_picture_of_units_and_steps(kind):
    tr = gru_viz.trace(kind(3, 5), torch.randn(9, 3))
    shown = pictures(tr._repr_html_())
    assert [each.shape for each in shown] == [(5, 9, 3)] * len(tr.quantities)


def test_an_open_gate_is_bright_and_a_shut_one_dark():
    tr = gru_viz.trace(nn.GRU(3, 5), 9 * torch.randn(9, 3))
    brightness = pictures(tr._repr_html_())[1].sum(-1).astype(int)
    gate = selected(tr, "update_gate", 0, "forward", 0).T
    # Viridis rises evenly in brightness, in as many shades as there are.
    order = np.argsort(gate, axis=None)
    assert brightness.ravel()[order[0]] < brightness.ravel()[order[-1]]
    assert np.corrcoef(gate.ravel(), brightness.ravel())[0, 1] > 0.95


def test_it_is_light_whatever_the_size_and_runs_nothing():
    page = gru_viz.trace(nn.LSTM(2, 300), torch.randn(1000, 2))._repr_html_()
    assert len(page.encode()) <= 200_000
    tags = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _attributes: tags.append(tag)
    parser.feed(page)
    assert "script" not in tags
    assert tags.count("img") == 6


def test_show_opens_the_file_that_to_html_writes(monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    path = gru_viz.trace(nn.GRU(3, 4), torch.randn(5, 3)).show()
    assert opened == [path.as_uri()]
    assert "<!doctype html>" in Path(path).read_text("utf-8")[:100].lower()
