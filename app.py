"""GRU Viz: type a sequence, set a GRU, see every gate at every step. `streamlit run app.py`."""

from gru_viz.ui.shell import main

main()
