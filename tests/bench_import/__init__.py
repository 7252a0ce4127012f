"""Measures `portal import` on a folder of synthetic documents: `make bench-import`."""
