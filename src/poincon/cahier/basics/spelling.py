"""Names that were meant: near spellings, accents, capitals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

LONGEST = 100
"""Characters that are compared: a hostile name would only cost time."""
_KEPT = 128
"""Answers that are kept: the same wrong word is looked for again by each writing of a formula that is tried."""
_CANDIDATES = 8
_LOOSE = 0.6
_SERIES = 12
"""Names of a series that are shown."""
_LETTERS_AN_EDIT = 4
_MOST_EDITS = 3


def unaccented(text: str) -> str:
    """The text without its accents: « catégorie » gives « categorie », « où » gives « ou »."""
    decomposed = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(character for character in decomposed if unicodedata.category(character) != "Mn")


def as_identifier(text: str, joiner: str = "_") -> str:
    """The identifier that is nearest to a text: « Chiffre d'affaires » gives `chiffre_d_affaires`; may be empty."""
    words = re.findall(r"[a-z0-9_]+", unaccented(text[:LONGEST]).lower())
    return joiner.join(words)[:80]


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was surely meant: same letters but for accents, or one slip in four letters; else None."""
    return _nearest(name[:LONGEST], tuple(sorted(candidates)))


@lru_cache(maxsize=_KEPT)
def _nearest(short: str, names: tuple[str, ...]) -> str | None:
    same = as_identifier(short)
    twins = [candidate for candidate in names if as_identifier(candidate) == same] if same else []
    if twins:
        return twins[0]
    close = get_close_matches(short, names, n=_CANDIDATES, cutoff=_LOOSE)
    distances = {candidate: edits(short, candidate) for candidate in close}
    best = min(close, key=distances.__getitem__, default=None)
    longest = max(len(short), len(best or ""))
    if best is not None and distances[best] <= max(1, min(_MOST_EDITS, (longest + 2) // _LETTERS_AN_EDIT)):
        return best
    return None


def resembling(name: str, candidates: Iterable[str], number: int = 3) -> list[str]:
    """Candidates that look like the name, nearest first: none of them is surely what was meant.

    Those of a numbered series come as they are numbered: `g9` is shown `g1`, `g2`, `g3`.
    """
    stem = name[:LONGEST].rstrip("0123456789")
    series = [each for each in candidates if each != stem and each.rstrip("0123456789") == stem]
    if stem and stem != name and series:
        return sorted(series, key=lambda each: int(each[len(stem) :]))[: max(number, _SERIES)]
    return list(_resembling(name[:LONGEST], tuple(sorted(candidates)), number))


@lru_cache(maxsize=_KEPT)
def _resembling(short: str, names: tuple[str, ...], number: int) -> tuple[str, ...]:
    return tuple(get_close_matches(short, names, n=number, cutoff=_LOOSE))


def edits(first: str, second: str) -> int:
    """Letters to add, to remove, to change or to swap with their neighbour to go from one text to the other."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        above, before, row = before, row, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]
