"""Serve: the app for many, several Streamlit processes behind nginx on one machine."""
