"""Who may still be told of what happens to campaigns, asked at the moment of telling (`settings.AUDIENCES`)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from poincon.campaigns.models import Extension
from poincon.people.enums import STRUCTURE_ROLES
from poincon.people.memberships import holding
from poincon.people.models import Person


def may_be_told_of_extension(person: Person, subject_id: str, now: datetime) -> bool:
    """The people of the structure that was given more time."""
    extension = Extension.objects.filter(pk=int(subject_id)).first()
    if extension is None:
        return False
    memberships = holding(timezone.localdate(now)).filter(person=person, role__in=STRUCTURE_ROLES)
    return memberships.filter(organisation=extension.organisation_id).exists()
