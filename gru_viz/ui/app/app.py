"""App: the script that `gru-viz` runs, wherever the package is installed; app.py beside the package is its twin.

In a folder of its own: beside ui/pages/ Streamlit would take each file there for a page, and links to pages would run it.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

# Streamlit imports this file for what to serve, and runs it for every visitor.
if get_script_run_ctx(suppress_warning=True):
    from gru_viz.ui.shell import main

    main()
else:
    from gru_viz.ui.app.front import FRONT

    app = st.App(__file__, **FRONT)
