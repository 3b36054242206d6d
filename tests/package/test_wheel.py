"""The wheel, installed into a fresh environment without the repository."""

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import HURRIED, launch
from tests.browser.server import ROOT

#: One worker builds the wheel.
pytestmark = pytest.mark.xdist_group("wheel")
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
#: The library as a notebook would use it.
LIBRARY = """
from pathlib import Path

assert Path(gru_viz.__file__).is_relative_to(PREFIX), gru_viz.__file__
assert len(gru_viz.bundled()) >= 11
example = next(iter(gru_viz.examples().values()))
assert example.experiment.run().reset_gate.shape[0] == 1
tr = gru_viz.trace(torch.nn.GRU(3, 4), torch.randn(5, 3))
assert len(gru_viz.figures.gates(tr).data) > 4
print("library works")
"""


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the wheel, and an empty folder to work in."""

    prefix: Path
    folder: Path

    def run(self, *command: str) -> str:
        """What a command of this environment prints; AssertionError with what it said if it fails."""
        path = self.prefix / "bin"
        environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
        environment.pop("PYTHONPATH", None)
        done = subprocess.run(
            [path / command[0], *command[1:]],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    place = tmp_path_factory.mktemp("wheel")
    # A copy: building leaves files behind that the next wheel would find.
    source = shutil.copytree(ROOT, place / "source", ignore=shutil.ignore_patterns(".*", "build", "tests", "assets"))
    shutil.copytree(ROOT / "gru_viz/ui/app/.streamlit", source / "gru_viz/ui/app/.streamlit")
    # As pip asks for it, without isolation and dependencies: what is needed is in the environment of this test.
    build = f"from setuptools import build_meta; build_meta.build_wheel({str(place)!r})"
    subprocess.run([sys.executable, "-c", build], check=True, cwd=source, stdout=subprocess.DEVNULL)
    venv.create(place / "env", with_pip=False)
    python = place / "env" / "bin" / "python"
    wheel = next(place.glob("gru_viz-*.whl"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", "--python", python]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--no-compile", wheel], check=True, cwd=place)
    site = next((place / "env" / "lib").glob("python*")) / "site-packages"
    (site / "heavy.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    (place / "empty").mkdir()
    return Installed(place / "env", place / "empty")


@pytest.fixture(scope="module")
def said(installed):
    """What one process says that does all of it: the modules that are loaded after each line of the story, and the end."""
    story = "\n".join(f"{code}\nprint(*sys.modules)" for code in STORY)
    library = LIBRARY.replace("PREFIX", repr(str(installed.prefix)))
    return installed.run("python", "-c", f"import sys\n{story}\n{library}").splitlines()


def test_nothing_is_loaded_before_it_is_used(said):
    imported, named, traced, trained, _analysed, drawn, taken_home = (set(line.split()) for line in said[: len(STORY)])
    # A trace waits for nothing but torch.
    assert not {"plotly", "pandas", "xarray", "pydantic", "streamlit", "safetensors"} & (imported | named | traced)
    assert "torch" in named
    # PyTorch's compiler and what it reckons with take seconds: whoever compiles nothing waits for neither.
    assert "gru_viz.learning.adam" in trained
    assert not {"torch._dynamo", "sympy"} & taken_home
    assert "plotly" in drawn
    # A page as a file needs no Streamlit.
    assert "streamlit" not in taken_home


def test_the_library_works(said):
    assert said[len(STORY) :] == ["library works"]


def test_the_command_works(installed):
    assert installed.run("gru-viz", "--version").startswith("gru-viz ")
    installed.run("gru-viz", "trace", "remember", "--text", "ab!cd?", "--out", "trace.csv")
    assert (installed.folder / "trace.csv").read_text().startswith("layer,direction,")


def test_several_workers_have_their_configuration(installed):
    told = installed.run("python", "-m", "gru_viz.serve.nginx", "8080", "app:8501")
    assert told.startswith("# Written by gru-viz serve.")


def test_the_app_opens_from_anywhere_and_looks_as_it_should(installed):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [installed.prefix / "bin" / "gru-viz", f"--port={port}", "--address=127.0.0.1", "--no-browser"]
    address = f"http://127.0.0.1:{port}/lab/gru"
    environment = {**os.environ, "STREAMLIT_SERVER_BASE_URL_PATH": "lab/gru"}  # as behind a proxy
    process = subprocess.Popen(
        command, cwd=installed.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert _answer(f"{address}/_stcore/health", process) == b"ok"
        # In a thread of its own: a worker that has browser tests, too, has Playwright's loop running already.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(_look, address).result()
    finally:
        process.terminate()
        process.wait(10)


def _look(address: str) -> None:
    """Open the app and its page Cell as a visitor would."""
    with sync_playwright() as playwright:
        browser = launch(playwright, HURRIED)
        page = browser.new_page(color_scheme="light")
        page.goto(address)
        page.locator(".st-key-gates_chart .heatmaps .main-svg").first.wait_for()
        # What stands in the sidebar comes last.
        sidebar = page.get_by_test_id("stSidebar")
        sidebar.locator(".st-key-text textarea").wait_for()
        assert page.get_by_test_id("stException").count() == 0
        # Ours, not Streamlit's own: the package's config.toml was found.
        assert sidebar.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(243, 245, 248)"
        # The component's modules are in the wheel and find each other below the path of the proxy.
        page.locator(".st-key-onwards a").click()
        page.locator(".cell[data-step]").wait_for()
        browser.close()


def _answer(address: str, process: subprocess.Popen, seconds: float = 60) -> bytes:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return urllib.request.urlopen(address, timeout=1).read()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")
