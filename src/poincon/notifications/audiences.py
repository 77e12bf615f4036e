"""Who is told of what happens to a structure. Whether they still may is asked of the subject (`workflow.subjects`)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from poincon.people.enums import STRUCTURE_ROLES
from poincon.people.memberships import holding
from poincon.people.models import Person


def people_of_organisation(organisation_id: UUID, day: date) -> list[Person]:
    """Those who write or head for that structure on that day."""
    memberships = holding(day).filter(role__in=STRUCTURE_ROLES, organisation=organisation_id)
    return list(Person.objects.filter(pk__in=memberships.values("person")).order_by("full_name", "pk"))
