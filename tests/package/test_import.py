"""`import gru_viz`: its public names, and the data that belongs to it."""

import subprocess
import sys
from pathlib import Path

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


def test_every_analysis_is_found_where_docstrings_say_that_it_is():
    script = """
import sys, gru_viz
print(*dir(gru_viz.analysis), sep=",")
print(gru_viz.analysis.vitals.vitals.__name__, "plotly" in sys.modules)
"""
    listed, said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split("\n")[:2]
    there = {path.stem for path in Path(gru_viz.__path__[0], "analysis").glob("*.py")} - {"__init__", "onethread"}
    assert {*there, "automaton"} == set(listed.split(","))
    assert said == "vitals False"
