"""Import time: `import gru_viz` and the first use of its names against `import torch`, in turns."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS = 7
CODES = {
    "import torch": "import torch",
    "import gru_viz": "import gru_viz",
    "import gru_viz, and trace": "import gru_viz; gru_viz.trace",
    "import gru_viz, and bundled": "import gru_viz; gru_viz.bundled",
    "import gru_viz, and figures": "import gru_viz; gru_viz.figures",
}


def seconds(code: str) -> float:
    """Time of a fresh interpreter that runs `code`."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and their ratios to the first; target 1.25 for `trace`."""
    for code in CODES.values():
        seconds(code)
    times = {name: [] for name in CODES}
    for _ in range(ROUNDS):
        for name, code in CODES.items():
            times[name].append(seconds(code))
    base = statistics.median(times["import torch"])
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:30} {median:5.2f} s  {median / base:5.2f} times import torch")


if __name__ == "__main__":
    main()
