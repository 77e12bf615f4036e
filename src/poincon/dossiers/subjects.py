"""Dossiers as subjects (`settings.SUBJECTS`)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from poincon.cahier.explanation import Names
from poincon.dossiers.models import Dossier
from poincon.people.models import Person
from poincon.ui.language import language
from poincon.workflow.subjects import SubjectKind


def _title(dossier: Dossier) -> str:
    return f"{dossier.number} · {Names(dossier.package.programme, language()).title()}"


def _seen(person: Person, now: datetime) -> QuerySet[Dossier]:
    """The same scope as its pages: whoever no longer sees a dossier is no longer told of it."""
    visible = Dossier.objects.visible_to(person, timezone.localdate(now))
    return visible if person.is_active else visible.none()


DOSSIER = SubjectKind("dossier", Dossier, _title, _seen)

KINDS = (DOSSIER,)
