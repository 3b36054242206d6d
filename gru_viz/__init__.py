"""See every gate and state of a GRU at every step.

>>> import torch, gru_viz
>>> tr = gru_viz.trace(torch.nn.GRU(4, 8), torch.randn(10, 4))
>>> tuple(tr.reset_gate.shape)  # num_layers, num_directions, T, B, hidden_size
(1, 1, 10, 1, 8)
"""

from gru_viz import figures
from gru_viz.cells.gru import Trace
from gru_viz.cells.intervention import clamp, silence
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.cells.trace import trace
from gru_viz.experiment.experiment import Experiment
from gru_viz.problem import Problem

__all__ = ["Experiment", "Problem", "TextbookGRU", "Trace", "clamp", "figures", "silence", "trace"]
