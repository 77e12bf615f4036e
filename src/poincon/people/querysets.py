"""Who may see which organisation. Lists, details, searches and exports all start here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from poincon.people.enums import NATIONAL_ROLES, REGIONAL_ROLES, STRUCTURE_ROLES, RequestState

if TYPE_CHECKING:
    from poincon.people.models import AccountRequest, Organisation, Person


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, person: Person | None, day: date) -> models.QuerySet[Organisation]:
        """Those that the person's memberships of that day reach; none for a stranger."""
        memberships = person.memberships_on(day) if person else []
        if any(membership.role in NATIONAL_ROLES for membership in memberships):
            return self
        regions = {membership.region for membership in memberships if membership.role in REGIONAL_ROLES}
        own = {membership.organisation_id for membership in memberships if membership.role in STRUCTURE_ROLES}
        return self.filter(Q(region__in=regions) | Q(pk__in=own))


class AccountRequestQuerySet(models.QuerySet["AccountRequest"]):
    def visible_to(self, person: Person | None, day: date) -> AccountRequestQuerySet:
        """Those of the regions that the person handles; all of them for the ministry and administrators."""
        regions = {membership.accounts_region for membership in person.memberships_on(day)} if person else set()
        return self if "" in regions else self.filter(region__in=regions - {None})

    def pending(self) -> models.QuerySet[AccountRequest]:
        return self.filter(state=RequestState.PENDING)
