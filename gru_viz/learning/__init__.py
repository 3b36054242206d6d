"""Tasks, the training loop, and weights that were learned, here or elsewhere."""
