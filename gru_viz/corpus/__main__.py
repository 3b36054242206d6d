"""`python -m gru_viz.corpus FOLDER`: the bundled stores, which are made and not kept in the repository."""

import sys
from pathlib import Path

from gru_viz.corpus.examples import make

if __name__ == "__main__":
    for corpus in make(Path(sys.argv[1] if len(sys.argv) > 1 else "stores")):
        print(corpus)
