"""What the diagram of the cell is given: the numbers of its own run, whatever of another one still lies on the page."""

import base64

import pytest
import torch
from torch import nn

from gru_viz import trace
from gru_viz.cells.celltrace import CellTrace
from gru_viz.ui.blocks.arithmetic import _weights
from gru_viz.ui.browser.scene import LETTERS, Window, scene
from gru_viz.ui.browser.wire import version
from tests.javascript.node import run
from tests.javascript.test_arithmetic import pictures

#: The run before is on the page when the next one's parts come, the weights last.
WALK = """
const { Frames } = await from("heatmaps/frames.js");
const { deliver } = await from("shared/page.js");
const { Scenes } = await from("cell/scenes.js");
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const given = [];
const scenes = new Scenes(({ steps, arrays: { h, x, w } }) =>
  given.push({ steps, h: [...h], x: [...x], w: [...w] }));
for (const { scene, sent, weights, of } of runs) {
  const shared = { labels: {}, picture: "gates", weights: "weights", letters, directions: ["forward"] };
  scenes.receive({ scenes: { "0 forward 0": scene }, of, ...shared });
  const frames = new Frames();
  frames.receive(bytes(sent), "#123456");
  deliver("picture gates", { frames });
  deliver("weights", bytes(weights));
}
return given;
"""


def parts(tr: CellTrace) -> dict:
    """What Python sends of a run."""
    _places, sent = pictures(tr)
    packed = _weights(tr)
    place = {"layer": 0, "direction": "forward", "sample": 0}
    names = tuple(map(str, range(tr.layer_inputs[0].shape[-1])))
    made = scene(tr, **place, window=Window(0, tr.lengths[0]), features=names, labels={}, whole=False)
    return {
        "scene": made,
        "sent": sent["sent"],
        "weights": base64.b64encode(packed).decode(),
        "of": version(packed),
    }


@pytest.mark.parametrize("steps", [3, 5, 8])
def test_a_run_is_shown_once_and_with_its_own_weights(steps):
    torch.manual_seed(1)
    module, inputs = nn.GRU(3, 4), [torch.randn(5, 1, 3), torch.randn(steps, 1, 3)]
    before = trace(module, inputs[0])
    after = trace(nn.GRU(3, 4), inputs[1])
    first, second = run(WALK, runs=[parts(before), parts(after)], letters=LETTERS)
    assert (first["steps"], second["steps"]) == (5, steps)
    assert second["x"] == pytest.approx(inputs[1].flatten().tolist())
    assert second["h"] == pytest.approx(after.output.flatten().tolist())
    assert second["w"] == pytest.approx(after.weights[0][0].there()["weight_ih"].flatten().tolist())
