"""Measures the search on synthetic portals against a plain scan of what can be read: `make bench-search`."""
