"""nginx: the configuration in front of the processes, and the program itself.

For processes elsewhere, listening on 8080: ``python -m gru_viz.serve.nginx 8080 app-1:8501 app-2:8501 > nginx.conf``.
"""

import shutil
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from gru_viz.problem import Problem

#: Where Debian and others keep it, which is not on everybody's path.
_PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin", "/usr/local/bin")
#: What a page may load and do. Streamlit writes styles into its pages, compiles what components and charts bring along,
#: and shows what a visitor has made as blob: and data: addresses.
_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "connect-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}


def executable() -> str:
    """The path of nginx.

    Raises
    ------
    Problem
        There is none.
    """
    found = shutil.which("nginx") or next((p for place in _PLACES if (p := shutil.which("nginx", path=place))), None)
    if found is None:
        raise Problem("nginx, which stands in front of the workers, is not installed (Debian: apt-get install nginx).")
    return found


def configuration(folder: Path, address: str, workers: Sequence[str], ancestors: str = "'self'") -> str:
    """What nginx is told.

    Parameters
    ----------
    folder : Path
        For its own files.
    address : str
        "host:port" that it listens on; a port alone for every network.
    workers : sequence of str
        "host:port" of the processes.
    ancestors : str
        Which pages may embed the app: the values of CSP's frame-ancestors.
    """
    if not ancestors.isprintable() or any(mark in ancestors for mark in ';"{}$'):
        raise Problem("“{given}” cannot be the pages that may embed the app.", given=ancestors[:60])
    policy = "; ".join(f"{name} {value}" for name, value in {**_POLICY, "frame-ancestors": ancestors}.items())
    # No max_fails: a visit waits for its own process and is not handed to another that does not know it.
    upstream = "\n    ".join(f"server {worker} max_fails=0;" for worker in workers)
    metrics = "\n    ".join(
        f"location = /metrics/{number} {{ allow 127.0.0.1; allow ::1; deny all; proxy_pass http://{worker}/metrics; }}"
        for number, worker in enumerate(workers, 1)
    )
    values = {
        "FOLDER": str(folder),
        "WORKERS": upstream,
        "ADDRESS": address,
        "POLICY": policy,
        "METRICS": metrics,
    }
    text = files("gru_viz.serve").joinpath("nginx.conf").read_text("utf-8")
    _first, _line, text = text.partition("\n")
    for name, value in values.items():
        text = text.replace(name, value)
    return f"# Written by gru-viz serve.\n{text}"


if __name__ == "__main__":
    print(configuration(Path("/tmp"), sys.argv[1], sys.argv[2:]), end="")
