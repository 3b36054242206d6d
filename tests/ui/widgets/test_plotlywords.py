"""What Plotly itself says is said in the visitor's language, on plain charts and on live ones."""

import json
from pathlib import Path

import streamlit

from gru_viz.ui.widgets.plotlywords import WORDS
from tests.ui.visits import opened


def test_plain_charts_bring_plotlys_words_in_chinese():
    charts = opened("gates", lang="zh_CN").get("plotly_chart")
    assert charts
    for chart in charts:
        config = json.loads(chart.proto.config)
        told = config["locales"][config["locale"]]["dictionary"]
        assert set(told) == set(WORDS)
        assert told["Zoom"] == "缩放"


def test_they_are_the_words_that_plotly_asks_for():
    scripts = (Path(streamlit.__file__).parent / "static" / "static" / "js").glob("*.js")
    plotly = next(text for file in scripts if "localeRegistry" in (text := file.read_text("utf-8")))
    for word in WORDS:
        assert f"`{word}`" in plotly or f'"{word}"' in plotly, word
