"""The command `python -m gru_viz.analysis.automaton`: the machine of every bundled model, extracted anew."""

import torch

from gru_viz.analysis.automaton.agreements import FILE, make

if __name__ == "__main__":
    # A fixed number of threads, so that the sums and with them the clusters come out the same.
    torch.set_num_threads(1)
    for row in make():
        print(f"{row.name}: {row.states} states, agreement {row.agreement:.1%}", flush=True)
    print(FILE)
