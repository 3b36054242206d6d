"""One control each."""
