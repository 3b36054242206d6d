"""nginx: find it or install it. `python -m tests.serve.nginx`."""

import os
import shutil
import subprocess
import sys

from gru_viz.problem import Problem
from gru_viz.serve.nginx import executable


def installed() -> bool:
    """Whether it is there."""
    try:
        return bool(executable())
    except Problem:
        return False


def main() -> None:
    """Debian's package when root and apt exist; else say how, and let the tests that need it be skipped."""
    if not installed() and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "nginx-light"], check=False)
    if not installed():
        print("No nginx: the tests of several workers are skipped (Debian: apt-get install nginx).", file=sys.stderr)


if __name__ == "__main__":
    main()
