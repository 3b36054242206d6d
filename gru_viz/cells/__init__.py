"""What is computed and recorded at every step; knows no input, no drawing, no task."""
