"""What a corpus is read from: text files, Parquet, anything that gives lines of text or arrays; in blocks."""
