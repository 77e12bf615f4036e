"""Characters that people send without seeing them: one decision, for files, forms, account pages and scripts alike.

*Values* (numbers, dates, addresses, identifiers, keys, names of files and of dossiers) hold nothing that nobody sees: a
zero-width space comes along when an address is copied from a page, a byte-order mark when a file is joined to another,
and two values that look alike must be alike.

*Prose* holds what its author wrote. Joiners tie letters in Persian or Hindi and signs in emoji, a zero-width space is
where a line of Khmer may break, direction marks put a number right inside Arabic or Hebrew: taking them out would
misspell. Two kinds leave all the same. What turns letters round (embeddings, overrides and isolates, UAX #9) makes a
text be read otherwise than it is written, on the page of an official or in a letter; text of one direction needs none,
and text of two is still laid out by the marks and by the letters themselves. The byte-order mark is no character of a
text. A control sign that ends a line (vertical tab, form feed, U+0085) is a line break like another.

Either way the form is Unicode's composed one (NFC): « École » is the same however a keyboard spells it.
"""

from __future__ import annotations

import re
import unicodedata

_FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
"""Signs that show nothing, and that Unicode files elsewhere than among its format characters (Cf)."""
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_BREAK = re.compile("\r\n|[\r\v\f\u0085]")
_SPACE = re.compile(r"\s")


def visible_text(text: str) -> str:
    """A value without what nobody sees, nor spaces around it, in composed form."""
    if text.isascii():
        return text.strip()
    signs = (sign for sign in _FILLERS.sub("", text) if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFC", "".join(signs)).strip()


def prose(text: str) -> str:
    """A text as its author wrote it, its lines parted by `\\n`, in composed form, without what turns letters round."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _LINE_BREAK.sub("\n", _TURNING.sub("", text)))


def one_line(text: str) -> str:
    """Prose whose lines are joined by spaces."""
    lines = (line.strip() for line in prose(text).splitlines())
    return " ".join(line for line in lines if line)


def is_blank(text: str) -> bool:
    """Whether a text has nothing to see."""
    return not visible_text(text)


def plain_spaces(text: str) -> str:
    """The text with ordinary spaces for spaces of every kind: narrow, no-break, tabs."""
    return _SPACE.sub(" ", text)


def clean_text(text: str) -> str | None:
    """The text as `prose` has it; None when it holds control characters or half a character."""
    clean = prose(text)
    if clean.isascii() and clean.isprintable():
        return clean
    for character in clean:
        category = unicodedata.category(character)
        if category == "Cs" or (category == "Cc" and character not in "\n\t"):
            return None
    return clean
