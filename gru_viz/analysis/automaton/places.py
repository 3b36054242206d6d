"""Places: where the states of a machine stand in a picture, by networkx's own layouts."""

from typing import Any

import numpy as np

from gru_viz.analysis.automaton.machine import Automaton

#: More arrows than this for each state, and columns would hide them: the states stand in a ring.
_MANY = 3.0
#: From one column to the next, and from one row to the next.
ACROSS, DOWN = 2.2, 1.25


def places(machine: Automaton) -> np.ndarray:
    """Places (states, 2): in columns by how many symbols lead there from the start, or in a ring where all lead everywhere."""
    import networkx  # noqa: PLC0415 - only whoever draws a machine waits for it

    graph: Any = networkx.DiGraph([each for each in machine.arrows() if each[0] != each[1]])
    graph.add_nodes_from(state.number for state in machine.states)
    count = len(graph)
    if graph.number_of_edges() > _MANY * count:
        # From the top on, clockwise.
        found = networkx.circular_layout(graph.subgraph(range(count)), scale=max(1.5, count * DOWN / 4.4))
        ring = np.array([found[number] for number in sorted(graph)])
        return ring[:, ::-1]
    depths = networkx.single_source_shortest_path_length(graph, machine.start)
    networkx.set_node_attributes(graph, {number: depths.get(number, 0) for number in graph}, "column")
    columns = np.bincount([depths.get(number, 0) for number in graph])
    # networkx makes the longer side 2 · scale: so neighbours are 1 apart.
    scale = max(len(columns) - 1, columns.max() - 1, 1) / 2
    found = networkx.multipartite_layout(graph, subset_key="column", scale=scale)
    return np.array([found[number] for number in sorted(graph)]) * [ACROSS, -DOWN]
