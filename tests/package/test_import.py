"""`import gru_viz`: what is loaded at once and what only when it is used."""

import subprocess
import sys

import pytest

import gru_viz
from gru_viz.data import folder
from tests.browser.server import ROOT

#: What a user does, one thing after the other.
STORY = (
    "import gru_viz",
    "gru_viz.trace, gru_viz.TextbookGRU, gru_viz.clamp",
    "import torch; gru_viz.trace(gru_viz.TextbookGRU.from_torch(torch.nn.GRU(4, 8)), torch.randn(3, 4)).update_gate\n"
    # Long enough that its gates are computed once more on the way back.
    "gru_viz.trace(torch.nn.GRU(4, 8), torch.randn(3000, 4)).update_gate.mean().backward()",
    "from gru_viz import learning; task = learning.TASKS['parity']\n"
    "list(learning.train(task, learning.Learner(task), learning.Settings(steps=1)))",
    "from gru_viz.analysis.difference import state_difference\n"
    "from gru_viz.analysis.trajectory import fixed_points, one_layer\n"
    "gru, x = torch.nn.GRU(1, 2), torch.zeros(1)\n"
    "fixed_points(one_layer(gru, 0, 'forward'), x, torch.zeros(1, 2))\n"
    "state_difference(gru_viz.trace(gru, x[None]), gru_viz.trace(gru, x[None]))",
    "gru_viz.figures",
    "gru_viz.to_html",
)


def loaded(*story: str) -> list[set[str]]:
    """Modules that a fresh interpreter has loaded after each line of code."""
    script = "\n".join(f"{code}\nprint(*sys.modules)" for code in ("import sys", *story))
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return [set(line.split()) for line in run.stdout.splitlines()[1:]]


def test_nothing_is_loaded_before_it_is_used():
    imported, named, traced, trained, _analysed, drawn, taken_home = loaded(*STORY)
    # A trace waits for nothing but torch.
    assert not {"plotly", "pandas", "xarray", "pydantic", "streamlit", "safetensors"} & (imported | named | traced)
    assert "torch" in named
    # PyTorch's compiler and what it reckons with take seconds: whoever compiles nothing waits for neither.
    assert "gru_viz.learning.adam" in trained
    assert not {"torch._dynamo", "sympy"} & taken_home
    assert "plotly" in drawn
    # A page as a file needs no Streamlit.
    assert "streamlit" not in taken_home


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
