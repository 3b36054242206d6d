"""What the command `gru-viz` does with files; `arguments` says what it may be given, `__main__` reads it."""
