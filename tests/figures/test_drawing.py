"""The switch that spares a figure the look through Plotly's schema, and that the tests look all the same."""

import plotly.graph_objects as go
import pytest

from gru_viz.figures.base.drawing import drawn


def unknown(kind: str):
    """A picture with a property that Plotly does not know."""
    return {"data": [{"type": kind, "nonsense": 1}], "layout": {"title": {"text": "t"}}}


def test_a_figure_is_built_without_a_look_through_the_schema(monkeypatch):
    monkeypatch.undo()
    fig = drawn(unknown)("heatmap")
    assert isinstance(fig, go.Figure)
    assert fig.to_plotly_json()["data"] == unknown("heatmap")["data"]
    assert fig.layout.title.text == "t"
    assert fig.layout.template.layout.to_plotly_json() == go.Figure().layout.template.layout.to_plotly_json()


def test_the_tests_look_every_property_up():
    with pytest.raises(ValueError, match="nonsense"):
        drawn(unknown)("heatmap")


def test_a_drawing_stays_at_hand_in_plain_dictionaries():
    assert drawn(unknown).plain("bar") == unknown("bar")
    assert drawn(unknown).__doc__ == unknown.__doc__
