"""What the pages of a dossier share."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.http import Http404
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import Section
from poincon.dossiers.models import Dossier
from poincon.dossiers.state import Standing
from poincon.people.access import get_visible_or_404
from poincon.people.requests import SignedInRequest
from poincon.ui.moments import hour_words, moment_words


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
    """« 23 h 41 », in the language of the page."""
    return hour_words(at, language())


def day_and_hour(at: datetime) -> str:
    """« vendredi 28 avril 2027 à 23 h 59 (heure de Paris) », in the language of the page."""
    return moment_words(at, language())


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
