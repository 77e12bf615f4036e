"""Views of correspondence."""
