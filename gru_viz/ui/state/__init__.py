"""The only room that touches Streamlit's session."""
