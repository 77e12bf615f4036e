"""Days as files write them (2010-06-30), and told so to whoever writes 30/06/2010 or 30 juin 2010."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from poincon.cahier.basics.spelling import unaccented
from poincon.cahier.basics.text import Text

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FRENCH_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_MONTHS = {unaccented(name): number for number, name in enumerate(_FRENCH_MONTHS, 1)}
_SPELLINGS = (
    re.compile(r"(?P<day>[0-9]{1,2})[/. -](?P<month>[0-9]{1,2})[/. -](?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>[0-9]{4})[/. -](?P<month>[0-9]{1,2})[/. -](?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<year>[12][0-9]{3})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    re.compile(r"(?:[a-z]+di |dimanche )?(?P<day>[0-9]{1,2})(?:er)? (?P<month>[a-z]{3,9}) (?P<year>[0-9]{4})"),
)
_HYPHENS = re.compile("[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
ODD_HYPHENS = Text("les tirets ne sont pas ceux du clavier.", "these hyphens are not those of the keyboard.")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_NO_DAY = re.compile(r"(?:[0-9]{1,2}[/.-]|[a-z]{3,9} )?[12][0-9]{3}|[12][0-9]{3}-[0-9]{1,2}")


def iso_of_french(text: str) -> str | None:
    """The day that is written 30/06/2010, 2010-6-30 or « 30 juin 2010 », as 2010-06-30; None when it is no day."""
    parts = _parts(text)
    try:
        return None if parts is None else date(*parts).isoformat()
    except ValueError:
        return None


def _parts(text: str) -> tuple[int, int, int] | None:
    """The year, the month and the day that a text gives, whether there is such a day or not."""
    plain = " ".join(with_plain_hyphens(unaccented(text)).lower().split())
    for spelling in _SPELLINGS:
        match = spelling.fullmatch(plain)
        if match is not None:
            month = int(match["month"]) if match["month"].isdecimal() else _MONTHS.get(match["month"], 0)
            return int(match["year"]), month, int(match["day"])
    return None


def with_plain_hyphens(text: str) -> str:
    """The text with the hyphen of the keyboard for those that a word processor puts."""
    return _HYPHENS.sub("-", text)


def not_a_day(text: str, example: str) -> tuple[Text, Text]:
    """What is wrong with a text that is no day of a file, and what to write."""
    iso, shown, plain = iso_of_french(text), text[:40], unaccented(text).lower().strip()
    if iso is not None and iso == with_plain_hyphens(text):
        return Text(f"« {shown} » : {ODD_HYPHENS.fr}", f'"{shown}": {ODD_HYPHENS.en}'), Text(
            f"Écrivez {iso}.", f"Write {iso}."
        )
    if iso is not None:
        return (
            Text(
                f"« {shown} » : une date s'écrit année-mois-jour.",
                f'"{shown}": a date is written year-month-day.',
            ),
            Text(f"Écrivez {iso}.", f"Write {iso}."),
        )
    if _SHORT_YEAR.fullmatch(plain):
        fr, en = f"« {shown} » : l'année s'écrit en quatre chiffres.", f'"{shown}": a year has four digits.'
    elif _NO_DAY.fullmatch(plain):
        fr, en = f"« {shown} » : il manque le jour.", f'"{shown}": the day is missing.'
    else:
        fr, en = f"« {shown} » n'est pas une date qui existe.", f'"{shown}" is not an existing date.'
    length = length_of_month(text)
    before = Text("", "") if length is None else Text(f"{length.fr} ", f"{length.en} ")
    return Text(fr, en), Text(f"{before.fr}Exemple : {example}", f"{before.en}Example: {example}")


def length_of_month(text: str) -> Text | None:
    """« février 2012 a 29 jours », for a day that its month does not have."""
    year, month, day = _parts(text) or (0, 0, 0)
    if not year or not 1 <= month <= 12 or day <= monthrange(year, month)[1]:
        return None
    days = monthrange(year, month)[1]
    return Text(
        f"{_FRENCH_MONTHS[month - 1].capitalize()} {year} a {days} jours.", f"{year}-{month:02} has {days} days."
    )


def parse_date(text: str) -> date | None:
    """A day written 2021-12-31; None when it is not one."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
