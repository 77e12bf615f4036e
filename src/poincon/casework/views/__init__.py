"""Views of casework."""
