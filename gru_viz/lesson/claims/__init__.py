"""Claims: what the lesson says of the GRU, each an experiment whose numbers give the verdict; `all` lists them."""
