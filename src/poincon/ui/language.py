"""The language in which somebody is answered, as the engine names it."""

from __future__ import annotations

from django.utils.translation import get_language

from poincon.cahier.basics.text import Language


def language() -> Language:
    """The language of the page or of the mail that is being written."""
    return language_of(get_language() or "")


def language_of(code: str) -> Language:
    """The language that a code stands for, of a person, a letter or a browser: French but for English."""
    return "en" if code.startswith("en") else "fr"
