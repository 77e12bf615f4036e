"""Views of admissibility."""
