"""Charts: a drawing is sent as it is described, and no digit of it gets lost on the way."""

import json
import math

import numpy as np
import plotly.graph_objects as go

from gru_viz.ui.browser.wire import exact
from tests.ui.visits import figures, opened


def test_streamlits_own_chart_is_sent_what_plotlys_figure_would_say():
    sent = [json.loads(spec) for spec in figures(opened("memory", text="a b a"))]
    assert len(sent) == 4
    for spec in sent:
        said = json.loads(go.Figure(spec).to_json())
        assert spec.items() >= said.items()
        assert {trace["type"] for trace in spec["data"]} <= {"heatmap", "scatter", "bar"}
        assert spec["layout"]["template"]["layout"]


def test_what_four_bytes_cannot_hold_is_written_out():
    tiny, one = np.array([[1e-60, math.nan]]), np.ones((2, 2), "f4")
    sent = exact({"z": tiny, "text": (np.array(["a", "b"]), 2**60 + 1), "one": one, "least": -math.inf})
    assert sent == {"z": [[1e-60, None]], "text": [["a", "b"], 2**60 + 1], "one": one, "least": None}
    assert sent["one"] is one
