"""Days as files write them (2010-06-30), and told so to whoever writes 30/06/2010."""

from __future__ import annotations

import re
from datetime import date

from poincon.cahier.basics.text import Text

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FRENCH_DAY = re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})")
_UNPADDED_DAY = re.compile(r"(?P<year>[0-9]{4})[/.-](?P<month>[0-9]{1,2})[/.-](?P<day>[0-9]{1,2})")


def iso_of_french(text: str) -> str | None:
    """The day that is written 30/06/2010, 30.06.2010 or 2010-6-30, as 2010-06-30; None when it is no day."""
    match = _FRENCH_DAY.fullmatch(text.strip()) or _UNPADDED_DAY.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None


def not_a_day(text: str, example: str) -> tuple[Text, Text]:
    """What is wrong with a text that is no day of a file, and what to write."""
    iso, shown = iso_of_french(text), text[:40]
    if iso is not None:
        return (
            Text(
                f"« {shown} » : une date s'écrit année-mois-jour.",
                f'"{shown}": a date is written year-month-day.',
            ),
            Text(f"Écrivez {iso}.", f"Write {iso}."),
        )
    return (
        Text(f"« {shown} » n'est pas une date qui existe.", f'"{shown}" is not an existing date.'),
        Text(f"Exemple : {example}", f"Example: {example}"),
    )


def parse_date(text: str) -> date | None:
    """A day written 2021-12-31; None when it is not one."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
