"""Supervisor: starts the processes and nginx, looks whether they answer, starts again what has died, stops all at last."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from gru_viz.machine import budget, open_many
from gru_viz.serve.nginx import configuration, executable

#: Seconds between two looks; without an answer for so many of them in a row a process is taken for dead.
_LOOK, _SILENT = 1.0, 15
#: Seconds that a process has to start, and to stop by itself.
_START, _STOP = 60.0, 10.0
#: What Streamlit runs.
SCRIPT = Path(__file__).parents[1] / "ui" / "app" / "app.py"


@dataclass
class Worker:
    """One Streamlit process.

    Attributes
    ----------
    port : int
    variables : dict
        Of its environment, beside this process's own.
    process : Popen or None
        Once it was started.
    silent : int
        How many looks in a row it has not answered.
    answered : bool
        It has, since it was started.
    started : float
        When, on the monotonic clock.
    """

    port: int
    variables: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    silent: int = 0
    answered: bool = False
    started: float = 0.0

    def start(self) -> None:
        """Begin, or begin again."""
        command = [sys.executable, "-m", "streamlit", "run", str(SCRIPT), "--server.headless=true"]
        command += [
            "--server.address=127.0.0.1",
            f"--server.port={self.port}",
            "--server.scriptHealthCheckEnabled=true",
        ]
        self.process = subprocess.Popen(command, env={**os.environ, **self.variables}, start_new_session=True)
        self.silent, self.answered, self.started = 0, False, time.monotonic()

    def look(self) -> None:
        """Start it again if it has died, or does not answer any more."""
        assert self.process is not None
        if self.process.poll() is not None:
            _say(f"worker on port {self.port} has ended with code {self.process.returncode}; it is started again")
            self.start()
        elif answers(self.port):
            if not self.answered:
                # The first page loads what all others use: nobody is to wait for that.
                Thread(target=answers, args=(self.port, "script-health-check", _START), daemon=True).start()
            self.silent, self.answered = 0, True
        elif self.answered or time.monotonic() - self.started > _START:
            self.silent += 1
            if self.silent >= _SILENT:
                _say(f"worker on port {self.port} does not answer; it is stopped and started again")
                self.process.kill()
                self.process.wait()
                self.start()


def serve(workers: int, host: str, port: int, ancestors: str = "'self'") -> None:
    """Serve the app until SIGINT or SIGTERM.

    Parameters
    ----------
    workers : int
    host, port
        That nginx listens on.
    ancestors : str
        As in `configuration`.

    Raises
    ------
    Problem
        nginx is not installed.
    """
    nginx = executable()
    open_many()  # each visitor takes two connections of nginx, and one of a worker
    over = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    allowed = budget()
    shares = {} if allowed is None else {"GRU_VIZ_MEMORY_MB": str(max(1, allowed // workers // 2**20))}
    team = [Worker(each, shares) for each in free_ports(workers)]
    with tempfile.TemporaryDirectory(prefix="gru-viz-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's own workers are nobody in particular
        told = folder / "nginx.conf"
        behind = [f"127.0.0.1:{each.port}" for each in team]
        told.write_text(configuration(folder, f"{host}:{port}", behind, ancestors), "utf-8")
        command = [nginx, "-p", str(folder), "-e", "stderr", "-c", str(told)]
        for each in team:
            each.start()
        front = subprocess.Popen(command, start_new_session=True)
        _say(f"{workers} workers behind http://{host}:{port}")
        try:
            while not over.wait(_LOOK):
                for each in team:
                    each.look()
                if front.poll() is not None:
                    _say(f"nginx has ended with code {front.returncode}; it is started again")
                    front = subprocess.Popen(command, start_new_session=True)
        finally:
            _say("stopping")
            stop(front, *(each.process for each in team if each.process is not None))


def stop(*processes: subprocess.Popen) -> None:
    """Ask all to end, and end those that have not within a while."""
    for process in processes:
        with suppress(ProcessLookupError):
            process.terminate()
    deadline = time.monotonic() + _STOP
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def answers(port: int, asked: str = "health", seconds: float = _LOOK) -> bool:
    """Whether the process on this port is well, or with "script-health-check" its page."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/{asked}", timeout=seconds) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _say(sentence: str) -> None:
    print(f"gru-viz serve: {sentence}", file=sys.stderr, flush=True)
