"""Texts that a browser sent, made fit to be kept and searched for; numbers that people read as texts."""

from __future__ import annotations

from poincon.cahier.basics.characters import prose, visible_text
from poincon.cahier.basics.text import Language

MEGABYTE = 1024 * 1024
LONGEST_SEARCH = 100
"""Characters."""


def storable(text: str) -> str:
    """Prose without what no database keeps and nobody types: NUL, and halves of characters."""
    return prose(text.replace("\0", "").encode("utf-8", "replace").decode())


def search_words(text: str) -> str:
    """What somebody looks for: short, and storable."""
    return visible_text(storable(text))[:LONGEST_SEARCH]


def siren_words(siren: str) -> str:
    """« 012 345 678 », never cut at the end of a line."""
    return "\u202f".join((siren[:3], siren[3:6], siren[6:]))


def size_words(size: int, language: Language) -> str:
    """« 1,2 Mo », "340 kB"."""
    mega, kilo = ("MB", "kB") if language == "en" else ("Mo", "ko")
    if size < MEGABYTE // 10:
        return f"{max(1, round(size / 1024))}\u202f{kilo}"
    text = f"{size / MEGABYTE:.1f}"
    return f"{text if language == 'en' else text.replace('.', ',')}\u202f{mega}"
