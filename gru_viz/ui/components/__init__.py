"""Components: what happens in the browser, Python and JavaScript side by side."""
