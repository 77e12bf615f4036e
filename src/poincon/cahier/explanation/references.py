"""Places in a source, in the reader's language: « 002 articles 3 et 7, annexe 1 », "002 articles 3 and 7, annex 1"."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from poincon.cahier.loading.english import REFERENCES
from poincon.cahier.model import Programme

_WORDS = {
    "alinéa": "paragraph",
    "alinéas": "paragraphs",
    "annexe": "annex",
    "annexes": "annexes",
    "article": "article",
    "articles": "articles",
    "chapitre": "chapter",
    "chapitres": "chapters",
    "clause": "clause",
    "clauses": "clauses",
    "considérant": "recital",
    "convention": "agreement",
    "délibération": "decision",
    "encadré": "box",
    "et": "and",
    "fiche": "sheet",
    "fiches": "sheets",
    "fin": "end",
    "introduction": "introduction",
    "ligne": "row",
    "lignes": "rows",
    "note": "note",
    "notes": "notes",
    "objectif": "objective",
    "objectifs": "objectives",
    "page": "page",
    "pages": "pages",
    "partie": "part",
    "parties": "parts",
    "préambule": "preamble",
    "rapport": "report",
    "section": "section",
    "sections": "sections",
    "tableau": "table",
    "tableaux": "tables",
    "titre": "title",
    "à": "to",
}
"""Words that places in French texts are told with. What else a package's places say, its English file translates."""
_WORD = re.compile(r"[^\W\d_]{2,}|à")
_NUMBER = re.compile(r"[IVXLC]+")


def english_reference(source: str, english: dict[str, str]) -> str:
    """The place in English. `english`: the texts of a package, those under `references` being parts of its places."""
    return _translation(english)(source)


@lru_cache(maxsize=64)
def english_references(programme: Programme) -> Callable[[str], str]:
    """What puts the places of a programme's sources in English; programmes are compared by identity."""
    return _translation(programme.english)


def _translation(english: dict[str, str]) -> Callable[[str], str]:
    parts = {path.removeprefix(REFERENCES): text for path, text in english.items() if path.startswith(REFERENCES)}
    if not parts:
        return _worded
    longest_first = sorted(parts, key=len, reverse=True)
    pattern = re.compile("(" + "|".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in longest_first) + ")")
    return lambda source: "".join(parts[piece] if piece in parts else _worded(piece) for piece in pattern.split(source))


def _worded(text: str) -> str:
    """Each part between commas in English, when all its words are known; a title that is cited stays as it is."""
    return ", ".join(_part(part) for part in text.split(", "))


def _part(text: str) -> str:
    words = {word for word in _WORD.findall(text) if not _NUMBER.fullmatch(word)}
    if not words <= _WORDS.keys():
        return text
    return _WORD.sub(lambda match: _WORDS[match[0]] if match[0] in words else match[0], text)
