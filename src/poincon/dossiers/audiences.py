"""Who is told of a dossier. The same scope as its pages: whoever no longer sees it is no longer told of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.utils import timezone

from poincon.dossiers.models import Dossier
from poincon.notifications.audiences import people_of_organisation
from poincon.people.models import Person


def people_of_structure(dossier: Dossier, day: date) -> list[Person]:
    """Those who write or head for its structure on that day."""
    return people_of_organisation(dossier.organisation_id, day)


def may_be_told(person: Person, subject_id: str, now: datetime) -> bool:
    """Whether they see the dossier at that instant (`settings.AUDIENCES`)."""
    try:
        identifier = uuid.UUID(subject_id)
    except ValueError:
        return False
    visible = Dossier.objects.visible_to(person, timezone.localdate(now))
    return person.is_active and visible.filter(pk=identifier).exists()
