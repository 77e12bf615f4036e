"""Benchmarks: run on demand (`make bench`), printed as ratios against a yardstick measured in the same run."""
