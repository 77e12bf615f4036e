"""What someone meant who wrote a number, or yes or no, as people do and files do not: only messages read it."""

from __future__ import annotations

import re
from fractions import Fraction

from poincon.cahier.basics.characters import plain_spaces
from poincon.cahier.basics.numbers import Number, simplest

_NUMBER = re.compile(
    r"(?P<sign>[-+]?) ?(?P<whole>[0-9]{1,3}(?:(?P<group>[ '’_.,])[0-9]{3})(?:(?P=group)[0-9]{3}){0,4}|[0-9]{0,30})"
    r"(?:(?P<point>[.,])(?P<decimals>[0-9]{0,30}))?(?:[eE]\+?(?P<power>[0-9]{1,2}))?"
    r" ?(?P<unit>%|€|[kM]€|[^\W\d_].{0,30})?"
)
_MULTIPLES = {"k€": 1_000, "M€": 1_000_000}
_NUMERAL = re.compile(r"(?:milli|mille|cent|dix|k$|m$)", re.IGNORECASE)
"""Words that say how many, not of what: « 2 millions », « 5k »."""
_SMALL = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
_IN_WORDS = re.compile(rf"(une?|{'|'.join(_SMALL)})(?: (?:ans?|années?|mois|jours?|euros?))?", re.IGNORECASE)
"""« trois », « deux ans »: a small number in words, and of what; « un quart » is another number."""
_QUOTES = " \t\n\u00a0\u202f\"'“”«»‘’"
_YES = frozenset({"oui", "vrai", "true", "yes", "y", "o", "on", "1", "x", "ok"})
_NO = frozenset({"non", "faux", "false", "no", "n", "off", "0", "aucun", "aucune"})


def number_meant(text: str) -> Number | None:
    """The value of « 17 000,50 € », « 1e3 », « +5 », « 3 salariés »; a percentage is a share; None when unsure."""
    plain = plain_spaces(text).strip().replace("\u2212", "-")[:80]
    words = _IN_WORDS.fullmatch(plain)
    if words is not None:
        return _SMALL.index(words[1].lower().replace("une", "un"))
    match = _NUMBER.fullmatch(plain)
    if match is None or not (match["whole"] or match["decimals"]):
        return None
    group, unit = match["group"], match["unit"] or ""
    if (group in (".", ",") and match["point"] in (None, group)) or _NUMERAL.match(unit):
        return None
    whole, decimals = re.sub(r"\D", "", match["whole"]) or "0", match["decimals"] or ""
    value = Fraction(int(match["sign"] + whole + decimals), 10 ** len(decimals))
    if unit == "%":
        value /= 100
    return simplest(value * _MULTIPLES.get(unit, 1) * 10 ** int(match["power"] or 0))


def yes_or_no_meant(text: str) -> str | None:
    """« oui » or « non » for `Vrai`, `YES`, « “oui” », `0`; None when it is neither."""
    word = unquoted(text).casefold()
    return "oui" if word in _YES else "non" if word in _NO else None


def unquoted(text: str) -> str:
    """The text without the quotes, curly or French, that stand around it."""
    return text.strip(_QUOTES)
