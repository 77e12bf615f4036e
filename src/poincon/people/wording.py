"""Days and instants as the pages of accounts tell them; texts that a browser sent, made fit for a search."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import get_language

from poincon.cahier.basics.text import Language
from poincon.ui.moments import moment_words


def language() -> Language:
    """The language that is spoken now, as the engine names it."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def when(at: datetime) -> str:
    """« vendredi 28 avril 2027 à 23 h 59 (heure de Paris) »."""
    return moment_words(at, language())


def day_words(day: date) -> str:
    """« 28 avril 2027 »."""
    return date_format(day, "j F Y")


def siren_words(siren: str) -> str:
    """« 012 345 678 », never cut at the end of a line."""
    return "\u202f".join((siren[:3], siren[3:6], siren[6:]))


def searched(text: str) -> str:
    """What somebody looks for: short, without what no database keeps (NUL, halves of characters)."""
    return text.replace("\0", "").encode("utf-8", "replace").decode().strip()[:100]
