"""The rows of the Experiment table that shape numbers: what goes in, what reads it, how it is trained."""
