"""What an installation sets: a table of settings, read from the environment, checked before anything starts."""
