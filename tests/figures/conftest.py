"""Fixtures: whatever these tests draw is looked up in Plotly's schema."""

import json

import plotly.graph_objects as go
import plotly.io as pio
import pytest

from gru_viz.figures.base import drawing


def written(fig: go.Figure) -> dict:
    """A figure as it is sent; a property without a value is as good as none."""

    def without_empty(value):
        if isinstance(value, dict):
            return {key: without_empty(each) for key, each in value.items() if each not in ([], None)}
        return [without_empty(each) for each in value] if isinstance(value, list) else value

    return without_empty(json.loads(fig.to_json(validate=False)))


@pytest.fixture(autouse=True)
def every_figure_is_valid(monkeypatch):
    """Plotly knows every property of every figure, and would not have written any of them in another way."""
    build = go.Figure

    def checked(described, **options):
        fig = build(described, **options)
        assert written(fig) == written(build(described))
        return fig

    monkeypatch.setattr(drawing.go, "Figure", checked)
    # Plotly gives every figure a thousand properties of its own; to hold them against themselves takes half of the time.
    monkeypatch.setattr(pio.templates, "_default", None)
