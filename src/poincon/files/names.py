"""Names of documents as a browser is told them (RFC 6266), accents and signs included."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from poincon.cahier.basics.identifiers import read_file_name

_NEAREST = str.maketrans(
    dict(zip("’‘–—øØłŁ\u00a0\u202f", "''--oOlL  ", strict=True))
    | {"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss"}
)
_ALONE = re.compile(r"[A-Za-z0-9 ._()+,=@~'-]+")
"""Names that every reader of `filename="…"` reads alike."""


def attachment(name: str) -> str:
    """The `Content-Disposition` of a document to be kept under that name, for browsers of today and of yesterday."""
    whole = read_file_name(name) or "document"
    plain = _plain(whole)
    exact = "" if plain == whole else f"; filename*=UTF-8''{quote(whole, safe='')}"
    return f'attachment; filename="{plain}"{exact}'


def _plain(name: str) -> str:
    """The nearest name in ASCII: what a program reads that knows no other."""
    letters = unicodedata.normalize("NFKD", name.translate(_NEAREST))
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return "".join(sign if _ALONE.fullmatch(sign) else "_" for sign in plain)
