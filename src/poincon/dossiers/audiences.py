"""Who is told of a dossier. The same scope as its pages: who no longer sees it is no longer told of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import deciding_roles
from poincon.people.enums import STRUCTURE_ROLES, Role
from poincon.people.memberships import holding
from poincon.people.models import Person


def people_of_structure(dossier: Dossier, day: date) -> list[Person]:
    """Those who write or head for its structure on that day."""
    return _persons(Q(role__in=STRUCTURE_ROLES, organisation=dossier.organisation_id), day)


def heads_of(dossier: Dossier, day: date) -> list[Person]:
    """Those who head its structure on that day."""
    return _persons(Q(role=Role.STRUCTURE_HEAD, organisation=dossier.organisation_id), day)


def deciders_of(dossier: Dossier, day: date) -> list[Person]:
    """Those who validate for its structure on that day, as its programme says."""
    return _persons(Q(role__in=deciding_roles(dossier), organisation=dossier.organisation_id), day)


def officials_of(dossier: Dossier, day: date) -> list[Person]:
    """Those to whom it came: of its region, and of the ministry; nobody before it was handed over."""
    if not dossier.was_received:
        return []
    where = Q(role=Role.REGIONAL_OFFICER, region=dossier.region) | Q(role=Role.MINISTRY)
    return _persons(where & Q(programme__in=("", dossier.programme_version.programme)), day)


def may_be_told(person: Person, subject_id: str, now: datetime) -> bool:
    """Whether they see the dossier at that instant (`settings.AUDIENCES`)."""
    try:
        identifier = uuid.UUID(subject_id)
    except ValueError:
        return False
    visible = Dossier.objects.visible_to(person, timezone.localdate(now))
    return person.is_active and visible.filter(pk=identifier).exists()


def _persons(which: Q, day: date) -> list[Person]:
    held: QuerySet[Person] = Person.objects.filter(pk__in=holding(day).filter(which).values("person"))
    return list(held.order_by("full_name", "pk"))
