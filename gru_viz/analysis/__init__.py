"""Trace to numbers: pure functions that draw nothing."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submodules=["automaton"])
