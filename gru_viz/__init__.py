"""See every gate and state of a GRU at every step.

>>> import torch, gru_viz
>>> tr = gru_viz.trace(torch.nn.GRU(4, 8), torch.randn(10, 4))
>>> tuple(tr.reset_gate.shape)  # num_layers, num_directions, T, B, hidden_size
(1, 1, 10, 1, 8)

The public names stand in `__init__.pyi`; each is loaded when it is first used (Scientific Python's SPEC 1), so that
whoever wants a trace does not wait for Plotly, pandas and xarray.
"""

import lazy_loader

__version__ = "0.2.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
