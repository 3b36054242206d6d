"""What the pages say of each cell, one file a cell."""
