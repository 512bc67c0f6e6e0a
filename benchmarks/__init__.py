"""Measuring pullquote against known answers: `python -m benchmarks`."""
