"""What the pages of a dossier share."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import Section
from poincon.dossiers.models import Dossier
from poincon.dossiers.state import Standing
from poincon.people.access import get_visible_or_404
from poincon.people.requests import SignedInRequest


def language() -> Language:
    """The language that the page speaks, as the engine names it."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def visible_dossier(request: SignedInRequest, pk: uuid.UUID) -> Dossier:
    """Loading and authorising in one call: what is not visible does not exist."""
    visible = Dossier.objects.visible_to(request.person, request.day).with_context()
    return get_visible_or_404(visible, pk=pk)


def names_of(standing: Standing) -> Names:
    return Names(standing.package.programme, language())


def section_of(standing: Standing, identifier: str) -> Section:
    """The section of that name. Raises `Http404`."""
    for section in standing.package.programme.sections:
        if section.id == identifier:
            return section
    raise Http404


def hour(at: datetime) -> str:
    """« 23 h 41 », in Paris, never cut at the end of a line."""
    local = timezone.localtime(at)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02d}" if language() == "fr" else f"{local:%H:%M}"


_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def day_and_hour(at: datetime) -> str:
    """« vendredi 28 avril 2027 à 23 h 59 (heure de Paris) »."""
    local = timezone.localtime(at)
    if language() == "en":
        return f"{local:%A} {local.day} {local:%B %Y} at {local:%H:%M} (Paris time)"
    first = "1er" if local.day == 1 else str(local.day)
    return f"{_DAYS[local.weekday()]} {first} {_MONTHS[local.month - 1]} {local.year} à {hour(at)} (heure de Paris)"


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


def deadline(standing_or_dossier: Dossier, now: datetime) -> str:
    """« avant le vendredi 28 avril 2027 à 23 h 59 (heure de Paris), dans 3 jours »."""
    closes = standing_or_dossier.campaign.closes_at
    left = time_left(closes, now)
    before = _("avant le %(when)s") % {"when": day_and_hour(closes)}
    return f"{before}, {left}" if left else before
