"""Automaton: the finite-state machine that a GRU has become, extracted from its hidden states.

>>> import gru_viz
>>> from gru_viz.analysis import automaton
>>> machine = automaton.extract(gru_viz.bundled()["parity"])
>>> len(machine.states), machine.agreement
(2, 1.0)
"""

from gru_viz.analysis.automaton.extraction import extract, search
from gru_viz.analysis.automaton.holding import Name
from gru_viz.analysis.automaton.machine import Automaton, State, Transition
from gru_viz.analysis.automaton.observation import Answering

__all__ = ["Answering", "Automaton", "Name", "State", "Transition", "extract", "search"]
