"""GRU Viz: type a sequence, set a GRU, see every gate at every step. `streamlit run app.py`."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

# Streamlit imports this file for what to serve, and runs it for every visitor.
if get_script_run_ctx(suppress_warning=True):
    from gru_viz.ui.shell import main

    main()
else:
    from gru_viz.ui.app.front import FRONT

    app = st.App(__file__, **FRONT)
