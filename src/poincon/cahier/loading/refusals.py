"""Keys that people expect in a shape that has none such: they are told why, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from poincon.cahier.basics.located import Located
from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text


@dataclass(frozen=True)
class Refusal:
    """Why a shape has none of these keys. Several of them in one entry are one mistake."""

    keys: tuple[str, ...]
    message: Text
    remedy: Text
    instead: str = ""
    """The key that is to be written instead: it is not told to be missing."""


def without_refused(
    entries: dict[str, Located], refusals: Iterable[Refusal], problems: Problems
) -> tuple[dict[str, Located], frozenset[str]]:
    """The entries but for refused ones, which are told, and the keys that are to be written instead."""
    instead: set[str] = set()
    for refusal in refusals:
        refused = [key for key in refusal.keys if key in entries]
        if refused:
            place = entries[refused[0]].place
            problems.add(place, "refused_key", refusal.message.fr, refusal.message.en, refusal.remedy)
            instead.add(refusal.instead)
            entries = {key: node for key, node in entries.items() if key not in refused}
    return entries, frozenset(instead)
