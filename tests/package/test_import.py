"""`import gru_viz`: its public names, and the data that belongs to it."""

import pytest

import gru_viz
from gru_viz.data import folder


def test_every_public_name_is_there():
    for name in gru_viz.__all__:
        assert getattr(gru_viz, name) is not None
    wanted = {
        "Experiment",
        "MinGRU",
        "Problem",
        "TextbookGRU",
        "Trace",
        "bundled",
        "clamp",
        "examples",
        "figures",
        "silence",
        "to_html",
        "trace",
    }
    assert wanted <= set(gru_viz.__all__)
    assert callable(gru_viz.bundled)
    assert callable(gru_viz.examples)


def test_missing_data_is_an_error():
    with pytest.raises(FileNotFoundError, match="installed without its nothing; install it again"):
        folder("nothing")
