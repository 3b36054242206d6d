"""What a visitor enters, as a Sequence."""
