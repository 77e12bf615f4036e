"""Signs that documents cannot print, asked about where they are typed.

A document spells them (`[U+1F600]`) rather than fail: whoever types is told, while they can still say it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category

from django.core.exceptions import ValidationError

from poincon.cahier.basics.text import Text
from poincon.ui.documents.glyphs import without_glyph
from poincon.ui.documents.prose import without_bullets
from poincon.ui.language import language

_JOINERS = "\u200d\ufe0f"
"""What ties several signs into one that people see."""
_MOST, _LONGEST = 5, 12
"""Signs named in a message, and characters of each."""


def unprintable_signs(text: str) -> tuple[str, ...]:
    """What cannot be printed, in order, each once: an emoji whole, a word of another script whole."""
    if not without_glyph(text):
        return ()
    return tuple(dict.fromkeys(_runs(without_bullets(text))))


def _runs(text: str) -> Iterator[str]:
    missing = without_glyph(text)
    before = run = ""
    for sign in (*text, ""):
        if sign in missing:
            run += before + sign if not run and category(sign).startswith("M") else sign
        elif run and sign and sign in _JOINERS:
            run += sign
        elif run:
            yield run.rstrip(_JOINERS)
            run = ""
        before = sign


def unprintable_words(text: str) -> Text | None:
    """What is said beside a text that cannot be printed whole; None for one that can."""
    signs = unprintable_signs(text)
    if not signs:
        return None
    fr, en = _listed(signs)
    if len(signs) == 1:
        return Text(
            f"{fr} ne peut pas être imprimé\u00a0: remplacez-le par des mots.",
            f"{en} cannot be printed: replace it with words.",
        )
    return Text(
        f"{fr} ne peuvent pas être imprimés\u00a0: remplacez-les par des mots.",
        f"{en} cannot be printed: replace them with words.",
    )


def unprintable_name_words(name: str) -> Text | None:
    """The same, of the name of a document."""
    signs = unprintable_signs(name)
    if not signs:
        return None
    fr, en = _listed(signs)
    return Text(
        f"Le nom de ce document ne peut pas être imprimé en entier ({fr})\u00a0: "
        "renommez le fichier, puis envoyez-le de nouveau.",
        f"The name of this document cannot be printed whole ({en}): rename the file, then send it again.",
    )


def validate_printable(text: str) -> None:
    """A validator of fields of pages. Raises `ValidationError`, in the reader's language."""
    words = unprintable_words(text)
    if words is not None:
        raise ValidationError(words.into(language()), code="unprintable")


def _listed(signs: tuple[str, ...]) -> tuple[str, str]:
    """Signs as French and English name them."""
    names = [_name(sign) for sign in signs[:_MOST]]
    fr = ", ".join(f"«\u00a0{name}\u00a0»" for name in names)
    en = ", ".join(f"“{name}”" for name in names)
    more = len(signs) > _MOST
    return fr + " et d’autres signes" * more, en + " and other signs" * more


def _name(sign: str) -> str:
    """The sign itself; its number when no screen would show it either."""
    if category(sign[0]) in ("Co", "Cn", "Cs"):
        return f"U+{ord(sign[0]):04X}"
    return sign if len(sign) <= _LONGEST else f"{sign[:_LONGEST]}…"
