"""The app with counters for Prometheus under /metrics: `GRU_VIZ_METRICS=1 streamlit run metered.py`."""

from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gru_viz.ui.meter import meter


async def metrics(_request: Request) -> Response:
    """What is counted so far; 404 where nothing is."""
    counted = meter()
    if counted is None:
        return Response("GRU_VIZ_METRICS is not set.\n", 404)
    return Response(counted.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


app = st.App(Path(__file__).with_name("app.py"), routes=[Route("/metrics", metrics)])
