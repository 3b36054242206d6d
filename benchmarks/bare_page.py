"""The floor: a Streamlit page with one slider and one 2 × 2 heatmap."""

import plotly.graph_objects as go
import streamlit as st

value = st.slider("value", -10.0, 10.0, 0.0, 0.25)
st.plotly_chart(go.Figure(go.Heatmap(z=[[value, 1], [2, 3]])), key="bare_chart")
