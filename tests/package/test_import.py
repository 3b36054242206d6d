"""`import gru_viz`: what is loaded at once and what only when it is used."""

import subprocess
import sys

import pytest

import gru_viz
from gru_viz.data import folder
from tests.browser.server import ROOT


def loaded(code: str) -> set[str]:
    """Modules that a fresh interpreter has loaded after `code`."""
    script = f"import sys\n{code}\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "code", ["import gru_viz", "import gru_viz; gru_viz.trace, gru_viz.TextbookGRU, gru_viz.clamp"]
)
def test_a_trace_waits_for_nothing_but_torch(code):
    assert not {"plotly", "pandas", "xarray", "pydantic", "streamlit", "safetensors"} & loaded(code)


def test_figures_bring_plotly_when_they_are_used():
    assert "plotly" in loaded("import gru_viz; gru_viz.figures")


def test_a_page_as_a_file_needs_no_streamlit():
    assert "streamlit" not in loaded("import gru_viz; gru_viz.to_html")


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
