"""Machines: what bundled GRUs have become, found once for all tests that only look at one."""

from functools import cache

import pytest

from gru_viz.analysis.automaton import Automaton, extract
from gru_viz.learning.bundled import load_bundled

#: One worker finds the machines.
MACHINES = pytest.mark.xdist_group("machines")


@cache
def machine_of(name: str) -> Automaton:
    return extract(load_bundled(name))
