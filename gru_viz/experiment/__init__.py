"""Everything that a link says."""
