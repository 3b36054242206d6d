"""One file a claim: what it says, what it measures, how it judges."""
