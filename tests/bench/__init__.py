"""The benchmark: `python -m tests.bench 1000 5000` builds synthetic corpora and measures the building."""
