"""What the pages of a dossier share."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.cahier.explanation import Names
from poincon.cahier.model import Programme, Section
from poincon.dossiers.answers import by_text
from poincon.dossiers.language import language
from poincon.dossiers.models import Dossier
from poincon.dossiers.section_form import size_words
from poincon.dossiers.state import Standing
from poincon.files.serving import scan_words
from poincon.people.access import get_visible_or_404
from poincon.people.requests import SignedInRequest
from poincon.ui.components import DocumentItem
from poincon.ui.moments import hour_words, moment_words

__all__ = [
    "before_words",
    "day_and_hour",
    "deadline",
    "documents_of",
    "hour",
    "is_urgent",
    "language",
    "names_of",
    "section_of",
    "time_left",
    "visible_dossier",
]

URGENT_DAYS = 3


def visible_dossier(request: SignedInRequest, pk: uuid.UUID) -> Dossier:
    """Loading and authorising in one call: what is not visible does not exist."""
    visible = Dossier.objects.visible_to(request.person, request.day).with_context()
    return get_visible_or_404(visible, pk=pk)


def names_of(standing: Standing) -> Names:
    return Names(standing.package.programme, language())


def section_of(programme: Programme, identifier: str) -> Section:
    """The section of that name. Raises `Http404`."""
    for section in programme.sections:
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


def deadline(dossier: Dossier, now: datetime) -> str:
    """When it closes for that structure, in words (`before_words`)."""
    return before_words(dossier.closes_at, now)


def before_words(until: datetime, now: datetime) -> str:
    """« avant le vendredi 28 avril 2027 à 23 h 59 (heure de Paris), dans 3 jours »; not how long once it is over."""
    left = time_left(until, now)
    before = _("avant le %(when)s") % {"when": day_and_hour(until)}
    return f"{before}, {left}" if left else before


def is_urgent(until: datetime, now: datetime) -> bool:
    """Whether fewer than three days are left, or none."""
    return (until - now).days < URGENT_DAYS


def documents_of(where: Standing, now: datetime) -> list[DocumentItem]:
    """The documents of a dossier, as it is read."""
    names, labelled = names_of(where), by_text(where.documents)
    return [
        DocumentItem(
            one.file.name,
            reverse("dossiers:file", args=[where.dossier.pk, one.file_id]),
            size=size_words(one.file.size, language()),
            digest=f"sha256:{one.file.digest}",
            label=names.path(one.name) if one.name in labelled else one.name,
            state=scan_words(one.file, now),
        )
        for one in where.attachments
    ]
