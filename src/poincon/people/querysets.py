"""Who may see which organisation. Lists, details, searches and exports all start here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from poincon.people.enums import NATIONAL_ROLES, REGIONAL_ROLES, STRUCTURE_ROLES, RequestState

if TYPE_CHECKING:
    from poincon.people.models import AccountRequest, Membership, Organisation, Person


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, person: Person | None, day: date) -> models.QuerySet[Organisation]:
        """Those that the person's memberships of that day reach; none for a stranger.

        An official who deals with one programme sees the structures of that programme only (`of_programme`).
        """
        memberships = person.memberships_on(day) if person else []
        if any(membership.role in NATIONAL_ROLES and not membership.programme for membership in memberships):
            return self
        union = Q(pk__in=[membership.organisation_id for membership in memberships if _is_of_structure(membership)])
        for membership in memberships:
            if not _is_of_structure(membership):
                union |= _seen_by_official(membership)
        return self.filter(union)


def _is_of_structure(membership: Membership) -> bool:
    return membership.role in STRUCTURE_ROLES


def _seen_by_official(membership: Membership) -> Q:
    """The structures of its region, if it has one, which its programme concerns, if it is limited to one."""
    if membership.role in REGIONAL_ROLES:
        area = Q(region=membership.region)
    elif membership.role in NATIONAL_ROLES:
        area = Q()
    else:
        return Q(pk__in=[])
    return area & of_programme(membership.programme) if membership.programme else area


def of_programme(programme: str) -> Q:
    """A condition on organisations: those of a programme, as the rooms that know tell (`STRUCTURES_OF_PROGRAMME`)."""
    union = Q(pk__in=[])
    for path in settings.STRUCTURES_OF_PROGRAMME:
        structures: Callable[[str], QuerySet[Any, Any]] = import_string(path)
        union |= Q(pk__in=structures(programme))
    return union


class AccountRequestQuerySet(models.QuerySet["AccountRequest"]):
    def visible_to(self, person: Person | None, day: date) -> AccountRequestQuerySet:
        """Those of the regions that the person handles; all of them for the ministry and administrators."""
        regions = {membership.accounts_region for membership in person.memberships_on(day)} if person else set()
        return self if "" in regions else self.filter(region__in=regions - {None})

    def pending(self) -> models.QuerySet[AccountRequest]:
        return self.filter(state=RequestState.PENDING)
