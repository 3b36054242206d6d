"""Server: a Streamlit script on a free port, for as long as it is needed."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gru_viz.serve.supervisor import stop

ROOT = Path(__file__).parents[2]


@contextmanager
def serve(script: Path = ROOT / "app.py", log: Path | None = None) -> Iterator[str]:
    """Run `script` with the project's configuration; yields its address, without a final slash."""
    with running(script, log) as (address, _process):
        yield address


@contextmanager
def running(
    script: Path = ROOT / "app.py", log: Path | None = None, **variables: str
) -> Iterator[tuple[str, subprocess.Popen]]:
    """As `serve`, with further environment `variables`; yields the address and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    with (log or Path("/dev/null")).open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **variables}
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/_stcore/health", process)
            yield address, process
        finally:
            stop(process)


def _wait(address: str, process: subprocess.Popen, seconds: float = 60) -> None:
    """Until the server answers."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Streamlit did not start on {address}")
