"""Benchmarks: each prints its figures, as ratios within one run where it can. Never part of the timed tests."""
