"""GRU Viz: type a sequence, set a GRU, see every gate at every step. `streamlit run app.py`."""

from pathlib import Path

import streamlit as st

from gru_viz.ui.shell import main

st.set_page_config(
    page_title="GRU Viz",
    page_icon=str(Path(__file__).parent / "assets" / "icon.svg"),
    layout="wide",
    initial_sidebar_state=340,
)
main()
