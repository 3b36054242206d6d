"""Pages: each gets the run, calls analysis and figures, and lays them out."""
