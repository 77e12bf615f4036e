"""The `poincon` command: what scripts of operators call (its contract must not drift)."""
