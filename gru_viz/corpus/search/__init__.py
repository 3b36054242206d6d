"""Search: what is asked of a corpus, chunk by chunk: patterns, nearest states, strongest places, means by token."""
