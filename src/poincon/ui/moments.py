"""Instants in words, as every page and document tells them: whole, with the hour, in Paris."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from poincon.cahier.basics.text import Language

PARIS = ZoneInfo("Europe/Paris")

_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTHS_FR = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def hour_words(moment: datetime, language: Language) -> str:
    """« 23 h 41 », never cut at the end of a line; `moment` must be aware."""
    paris = moment.astimezone(PARIS)
    return f"{paris:%H:%M}" if language == "en" else f"{paris.hour}\u00a0h\u00a0{paris:%M}"


def moment_words(moment: datetime, language: Language) -> str:
    """« vendredi 28 avril 2027 à 23 h 59 (heure de Paris) »; `moment` must be aware."""
    paris = moment.astimezone(PARIS)
    if language == "en":
        day = f"{_DAYS_EN[paris.weekday()]} {paris.day} {_MONTHS_EN[paris.month - 1]} {paris.year}"
        return f"{day} at {hour_words(moment, language)} (Paris time)"
    number = "1er" if paris.day == 1 else str(paris.day)
    day = f"{_DAYS_FR[paris.weekday()]} {number} {_MONTHS_FR[paris.month - 1]} {paris.year}"
    return f"{day} à {hour_words(moment, language)} (heure de Paris)"


def short_moment_words(moment: datetime, language: Language) -> str:
    """« 28 avril 2027 à 23 h 59 »: for tables, on a page that says whose hours they are; `moment` must be aware."""
    paris = moment.astimezone(PARIS)
    if language == "en":
        return f"{paris.day} {_MONTHS_EN[paris.month - 1]} {paris.year}, {hour_words(moment, language)}"
    number = "1er" if paris.day == 1 else str(paris.day)
    return f"{number} {_MONTHS_FR[paris.month - 1]} {paris.year} à {hour_words(moment, language)}"
