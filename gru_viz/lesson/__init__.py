"""What the lesson says, checked."""
