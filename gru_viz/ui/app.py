"""App: the script that `gru-viz` runs, wherever the package is installed; app.py beside the package is its twin."""

from gru_viz.ui.shell import main

main()
