"""The language in which the person who asks is answered."""

from __future__ import annotations

from django.utils.translation import get_language

from poincon.cahier.basics.text import Language


def language() -> Language:
    """The active language, as the engine names it."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"
