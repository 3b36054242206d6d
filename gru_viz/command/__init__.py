"""What the command `gru-viz` does with files; `__main__` reads its arguments."""
