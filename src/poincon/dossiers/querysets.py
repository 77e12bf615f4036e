"""Who sees which dossiers: the one scope that lists, details, files and totals all use."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from poincon.dossiers.enums import State
from poincon.people.enums import STRUCTURE_ROLES, Role

if TYPE_CHECKING:
    from poincon.campaigns.models import Campaign
    from poincon.dossiers.models import Dossier
    from poincon.people.models import Organisation, Person


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, person: Person | None, day: date) -> DossierQuerySet:
        """A structure sees its own; a region and the ministry what was submitted to them. Drafts are nobody else's."""
        if person is None:
            return self.none()
        seen = Q(pk__in=[])
        for membership in person.memberships_on(day):
            if membership.role in STRUCTURE_ROLES:
                seen |= Q(organisation_id=membership.organisation_id)
            elif membership.role == Role.REGIONAL_OFFICER:
                seen |= Q(region=membership.region, state=State.SUBMITTED)
            elif membership.role == Role.MINISTRY:
                seen |= Q(state=State.SUBMITTED)
        return self.filter(seen)

    def received_by(self, person: Person, day: date) -> DossierQuerySet:
        """What was submitted to the regions that the person handles, to all for the ministry; never a draft."""
        roles = person.memberships_on(day)
        submitted = self.filter(state=State.SUBMITTED)
        if any(one.role == Role.MINISTRY for one in roles):
            return submitted
        return submitted.filter(region__in=[one.region for one in roles if one.role == Role.REGIONAL_OFFICER])

    def of_structures_of(self, person: Person | None, day: date) -> DossierQuerySet:
        if person is None:
            return self.none()
        organisations = [one.organisation for one in person.memberships_on(day) if one.role in STRUCTURE_ROLES]
        return self.filter(organisation__in=[one for one in organisations if one is not None])

    def live_of(self, campaign: Campaign, organisation: Organisation) -> Dossier | None:
        """The one dossier that an organisation has in a campaign, withdrawn ones aside."""
        return self.exclude(state=State.WITHDRAWN).filter(campaign=campaign, organisation=organisation).first()

    def with_context(self) -> DossierQuerySet:
        """All that a list shows, in one query."""
        return self.select_related("campaign__programme_version", "organisation")
