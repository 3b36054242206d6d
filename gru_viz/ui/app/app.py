"""App: the script that `gru-viz` runs, wherever the package is installed; app.py beside the package is its twin.

In a folder of its own: beside ui/pages/ Streamlit would take each file there for a page, and links to pages would run it.
"""

from gru_viz.ui.shell import main

main()
