"""Settings of property tests: bounded work, no time limit for one example (a slow machine is no bug)."""

from hypothesis import settings

settings.register_profile("poincon", deadline=None, max_examples=100, print_blob=True)
settings.load_profile("poincon")
