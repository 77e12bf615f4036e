"""Names of documents: as they are kept, and as a browser is told them (RFC 6266), accents and signs included."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

LONGEST = 255
"""Characters, the ending included."""
_LONGEST_ENDING = 20
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of what nobody sees in a name: controls, marks of direction, halves of characters, ends of lines."""
_NEAREST = str.maketrans(
    dict(zip("’‘–—øØłŁ\u00a0\u202f", "''--oOlL  ", strict=True))
    | {"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss"}
)
_ALONE = re.compile(r"[A-Za-z0-9 ._()+,=@~'-]+")
"""Names that every reader of `filename="…"` reads alike."""


def stored_name(name: str) -> str:
    """The name of a document as it is kept: composed, without folders nor what nobody sees, its ending whole."""
    composed = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    shown = "".join(sign for sign in composed if unicodedata.category(sign) not in _UNSEEN).strip()
    stem, dot, ending = shown.rpartition(".")
    if dot and len(ending) <= _LONGEST_ENDING:
        return stem[: LONGEST - len(ending) - 1] + dot + ending
    return shown[:LONGEST]


def attachment(name: str) -> str:
    """The `Content-Disposition` of a document to be kept under that name, for browsers of today and of yesterday."""
    whole = stored_name(name) or "document"
    plain = _plain(whole)
    exact = "" if plain == whole else f"; filename*=UTF-8''{quote(whole, safe='')}"
    return f'attachment; filename="{plain}"{exact}'


def _plain(name: str) -> str:
    """The nearest name in ASCII: what a program reads that knows no other."""
    letters = unicodedata.normalize("NFKD", name.translate(_NEAREST))
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return "".join(sign if _ALONE.fullmatch(sign) else "_" for sign in plain)
