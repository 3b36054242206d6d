"""What the browser draws, shaped for it; knows no Streamlit, so that a page can be a file."""
