"""Hall: `gru-viz serve` on a free port, for as long as it is needed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gru_viz.serve.supervisor import answers, free_ports


@dataclass(frozen=True)
class Hall:
    """A supervisor that runs.

    Attributes
    ----------
    port : int
        Of nginx.
    process : Popen
    log : Path
        What it has said.
    """

    port: int
    process: subprocess.Popen
    log: Path

    @property
    def address(self) -> str:
        """Of nginx, http."""
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> dict[int, int]:
        """Ports of the Streamlit processes, and their ids."""
        found = {}
        listed = subprocess.run(["ps", "-ww", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True)
        for line in listed.stdout.splitlines():
            pid, parent, command = line.split(None, 2)
            if parent == str(self.process.pid) and "--server.port=" in command:
                found[int(command.split("--server.port=")[1].split()[0])] = int(pid)
        return found


@contextmanager
def hall(folder: Path, workers: int = 2, *arguments: str, **variables: str) -> Iterator[Hall]:
    """Serve; yields when all workers answer and have made their first page."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "gru_viz", "serve", "--workers", str(workers), "--port", str(port), *arguments]
    log = folder / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1", **variables}
        )
        served = Hall(port, process, log)
        try:
            deadline = time.monotonic() + 90
            while time.monotonic() < deadline and process.poll() is None:
                team = served.workers()
                if len(team) == workers and all(map(answers, (*team, port))):
                    break
                time.sleep(0.2)
            assert len(served.workers()) == workers, log.read_text()
            assert all(answers(each, "script-health-check", 60) for each in served.workers()), log.read_text()
            yield served
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
