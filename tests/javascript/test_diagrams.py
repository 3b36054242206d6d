"""The wires of the diagrams carry what their width says."""

import re

import pytest

from tests.javascript.node import run

PICTURE = """
const { KINDS } = await from("cell/kinds/kinds.js");
return KINDS[cell].picture(scene);
"""


@pytest.mark.parametrize("update", ["keep", "write"])
@pytest.mark.parametrize("reset", ["before", "after"])
@pytest.mark.parametrize("cell", ["gru", "mingru"])
def test_z_is_one_minus_z_only_behind_the_sign(cell, reset, update):
    scene = {"cell": cell, "reset": reset, "update": update, "layer": 0}
    picture = run(PICTURE, cell=cell, scene=scene)
    (sign,) = (node for node in picture["nodes"] if node["sign"] == "1−")
    into, out = [], []
    for wire in picture["wires"]:
        x, y, way, to = (
            re.fullmatch(r"M(\d+) (\d+)([HV])(\d+)", wire["d"]).groups() if wire["value"] in ("z", "1-z") else (0,) * 4
        )
        ends = (int(to), int(y)) if way == "H" else (int(x), int(to))
        for place, found in (((int(x), int(y)), out), (ends, into)):
            if abs(place[0] - sign["x"]) + abs(place[1] - sign["y"]) <= 12:
                found.append(wire["value"])
    assert (into, out) == (["z"], ["1-z"])
