"""Days and instants in words, as every page and document tells them: whole, with the hour, in Paris.

What takes no language speaks that of the page.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.cahier.basics.text import Language
from poincon.ui.language import language as page_language

PARIS = ZoneInfo("Europe/Paris")
URGENT_DAYS = 3

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


def day_and_hour(moment: datetime) -> str:
    """« vendredi 28 avril 2027 à 23 h 59 (heure de Paris) »."""
    return moment_words(moment, page_language())


def short_day_and_hour(moment: datetime) -> str:
    """« 28 avril 2027 à 23 h 59 »."""
    return short_moment_words(moment, page_language())


def hour(moment: datetime) -> str:
    """« 23 h 41 »."""
    return hour_words(moment, page_language())


def day_words(day: date) -> str:
    """« 28 avril 2027 »."""
    return date_format(day, "j F Y")


def time_left(until: datetime, now: datetime) -> str:
    """« dans 3 jours », « dans 2 heures »; empty once it is over."""
    seconds = (until - now).total_seconds()
    if seconds <= 0:
        return ""
    days, hours, minutes = int(seconds // 86400), int(seconds // 3600), max(1, int(seconds // 60))
    if days >= 2:
        return ngettext("dans %(count)d jour", "dans %(count)d jours", days) % {"count": days}
    if hours >= 1:
        return ngettext("dans %(count)d heure", "dans %(count)d heures", hours) % {"count": hours}
    return ngettext("dans %(count)d minute", "dans %(count)d minutes", minutes) % {"count": minutes}


def since_words(since: datetime, now: datetime) -> str:
    """« aujourd’hui », « depuis 12 jours »: whole days of the calendar in Paris."""
    days = (now.astimezone(PARIS).date() - since.astimezone(PARIS).date()).days
    if days <= 0:
        return _("aujourd’hui")
    return ngettext("depuis %(count)d jour", "depuis %(count)d jours", days) % {"count": days}


def before_words(until: datetime, now: datetime) -> str:
    """« avant le vendredi 28 avril 2027 à 23 h 59 (heure de Paris), dans 3 jours »; not how long once it is over."""
    remaining = time_left(until, now)
    before = _("avant le %(when)s") % {"when": day_and_hour(until)}
    return f"{before}, {remaining}" if remaining else before


def is_urgent(until: datetime, now: datetime) -> bool:
    """Whether fewer than three days remain, or none."""
    return (until - now).days < URGENT_DAYS
