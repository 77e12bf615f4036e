"""Names that were meant: near spellings, accents, capitals."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache
from heapq import nlargest

LONGEST = 100
"""Characters that are compared: a hostile name would only cost time."""
_KEPT = 128
"""Answers that are kept: the same wrong word is looked for again by each writing of a formula that is tried."""
_COMPARED = 16
"""Names that `difflib` compares with one."""
_LOOKED_AT = 1_000
"""Names that are counted to choose these, at most, once for each pair of letters that they share."""
_CANDIDATES = 8
_LOOSE = 0.6
_SERIES = 12
"""Names of a series that are shown."""
_EXTENDED = 4
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
    return _lexicon(tuple(candidates)).nearest(name[:LONGEST])


def resembling(name: str, candidates: Iterable[str], number: int = 3) -> list[str]:
    """Candidates that look like the name, nearest first: none of them is surely what was meant.

    Those of a numbered series come as they are numbered: `g9` is shown `g1`, `g2`, `g3`.
    """
    return _lexicon(tuple(candidates)).resembling(name[:LONGEST], number)


def extended(name: str, candidates: Iterable[str]) -> list[str]:
    """Candidates that say more than the name, before or after it: `montant_total`, `aide_montant` for `montant`.

    At most four: more would not tell which was meant.
    """
    return _lexicon(tuple(candidates)).extended(name)


class _Lexicon:
    """The names that may be meant, looked up in a time that does not grow with their number.

    `difflib` compares a name only with those that share the most pairs of letters with it, at most `_COMPARED`.
    """

    def __init__(self, candidates: Iterable[str]) -> None:
        self._names = tuple(sorted(set(candidates)))
        self._backwards = sorted(name[::-1] for name in self._names)
        self._twins: dict[str, str] = {}
        self._series: dict[str, list[str]] = {}
        self._by_pair: dict[str, list[int]] = {}
        self._close: dict[str, list[str]] = {}
        for rank, name in enumerate(self._names):
            self._twins.setdefault(as_identifier(name), name)
            stem = _stem(name)
            if stem != name:
                self._series.setdefault(stem, []).append(name)
            for pair in _pairs(name):
                self._by_pair.setdefault(pair, []).append(rank)
        for stem, names in self._series.items():
            names.sort(key=lambda name: int(name[len(stem) :]))
            del names[_SERIES:]

    def nearest(self, short: str) -> str | None:
        same = as_identifier(short)
        if same and same in self._twins:
            return self._twins[same]
        close = self._closest(short)
        distances = {candidate: edits(short, candidate, _MOST_EDITS) for candidate in close}
        best = min(close, key=distances.__getitem__, default=None)
        longest = max(len(short), len(best or ""))
        if best is not None and distances[best] <= max(1, min(_MOST_EDITS, (longest + 2) // _LETTERS_AN_EDIT)):
            return best
        return None

    def resembling(self, short: str, number: int) -> list[str]:
        stem = _stem(short)
        if stem and stem != short and stem in self._series:
            return self._series[stem][: max(number, _SERIES)]
        return self._closest(short)[:number]

    def extended(self, name: str) -> list[str]:
        after = _starting(self._names, f"{name}_")
        before = [each[::-1] for each in _starting(self._backwards, f"{name[::-1]}_")]
        return sorted({*after, *before})[:_EXTENDED]

    def _closest(self, short: str) -> list[str]:
        """The same wrong word is looked for again by each writing of a formula that is tried."""
        if not self._names:
            return []
        if short not in self._close:
            if len(self._close) >= _KEPT:
                self._close.clear()
            self._close[short] = get_close_matches(short, self._sharing(short), n=_CANDIDATES, cutoff=_LOOSE)
        return self._close[short]

    def _sharing(self, short: str) -> list[str]:
        """The names that share the most pairs of letters, the rarest pairs looked at first."""
        if len(self._names) <= _COMPARED:
            return list(self._names)
        pairs = _pairs(short)
        shared: Counter[int] = Counter()
        allowance = _LOOKED_AT
        for ranks in sorted((self._by_pair.get(pair, []) for pair in pairs), key=len):
            shared.update(ranks[:allowance])
            allowance -= len(ranks)
            if allowance <= 0:
                break
        lengths = len(pairs) + 1
        best = nlargest(_COMPARED, shared, key=lambda rank: shared[rank] / (lengths + len(self._names[rank])))
        return [self._names[rank] for rank in sorted(best)]


@lru_cache(maxsize=8)
def _lexicon(candidates: tuple[str, ...]) -> _Lexicon:
    return _Lexicon(candidates)


def _pairs(name: str) -> set[str]:
    """The pairs of letters that follow one another, and each letter by itself: what two short names have in common."""
    text = f"^{name[:LONGEST]}$"
    return {text[place : place + 2] for place in range(len(text) - 1)} | set(name[:LONGEST])


def _stem(name: str) -> str:
    """The name without the number that it ends with."""
    return name.rstrip("0123456789")


def _starting(names: Sequence[str], start: str) -> list[str]:
    """The first of these names, sorted, that begin so."""
    first = bisect_left(names, start)
    return [name for name in names[first : first + _EXTENDED] if name.startswith(start)]


def edits(first: str, second: str, most: int | None = None) -> int:
    """Letters to add, to remove, to change or to swap with their neighbour to go from one text to the other.

    Above `most`, when it is given, the number is only said to be greater: `most + 1`.
    """
    width = max(len(first), len(second)) if most is None else most
    if abs(len(first) - len(second)) > width:
        return width + 1
    far = width + 1
    before: list[int] = []
    row = [min(j, far) for j in range(len(second) + 1)]
    for i, letter in enumerate(first, 1):
        above, before, row = before, row, [far] * (len(second) + 1)
        row[0] = min(i, far)
        for j in range(max(1, i - width), min(len(second), i + width) + 1):
            other = second[j - 1]
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other), far)
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row[j] = cost
    return row[-1]
