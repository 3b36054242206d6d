"""Taking it home: what the pages show, as files."""
