"""App: the script that the command runs, with Streamlit's configuration beside it."""
