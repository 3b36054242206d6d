"""Trace to numbers: pure functions that draw nothing."""
