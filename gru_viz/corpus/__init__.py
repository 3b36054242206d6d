"""Corpora: what a model computes on more text, or on more numbers, than fits on a screen or into a machine's memory.

>>> run = gru_viz.corpus.trace("words", "novel.txt", store="run.zarr")  # doctest: +SKIP
>>> run.dataset.update_gate  # lazily: an array of Dask, (position, layer, direction, unit)  # doctest: +SKIP

This room draws nothing and trains nothing. It needs the extra `corpus`: pip install 'gru-viz[corpus]'.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
