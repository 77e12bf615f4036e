"""Programmes and campaigns: installed, prepared, opened, put off, closed, extended by the ministry."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from django.utils import timezone

from poincon.cahier.loading.library import list_packages
from poincon.campaigns import changes
from poincon.campaigns.changes import Values
from poincon.campaigns.extending import grant_extension
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.campaigns.services import (
    change_campaign,
    close_campaign,
    install_programme,
    open_campaign,
    prepare_campaign,
)
from poincon.demo import world
from poincon.demo.agenda import Agenda, at_hour
from poincon.demo.cast import Cast
from poincon.demo.world import CampaignPlan, ExtensionPlan
from poincon.people.models import Organisation, Person

_OPENING, _CLOSING, _OFFICE = time(9, 0), time(23, 59), time(10, 30)
_NEXT_MORNING = timedelta(hours=10)
"""How long after its deadline a campaign is closed."""


def install(ministry: Person, at: datetime) -> dict[str, ProgrammeVersion]:
    """The programmes that campaigns are about, by identifier."""
    programmes = {plan.programme for plan in world.campaigns()}
    folders = [folder for folder in list_packages() if folder.name in programmes]
    return {folder.name: install_programme(folder, actor=ministry, now=at) for folder in folders}


def begin(plan: CampaignPlan, version: ProgrammeVersion, ministry: Person, now: datetime) -> Campaign:
    """A campaign as it stands while its dossiers are filled: opened, or prepared only."""
    values = _values(plan, now)
    if plan.state == "draft":
        return prepare_campaign(version, values, actor=ministry, now=at_hour(now, plan.prepared, _OFFICE))
    first = plan.postponed.closes if plan.postponed is not None else plan.closes
    campaign = open_campaign(
        version,
        year=values.year,
        title=values.title,
        opens_at=values.opens_at,
        closes_at=at_hour(now, first, _CLOSING),
        parameters=values.parameters,
        calendar=values.calendar,
        actor=ministry,
        now=values.opens_at,
    )
    if plan.postponed is None:
        return campaign
    campaign.refresh_from_db()  # as its page would show it
    return change_campaign(
        campaign.pk,
        values,
        fingerprint=changes.fingerprint(campaign),
        reason=plan.postponed.reason,
        actor=ministry,
        now=at_hour(now, plan.postponed.day, _OFFICE),
    )


def plan_end(plan: CampaignPlan, campaign: Campaign, cast: Cast, ministry: Person, agenda: Agenda) -> None:
    """Close a campaign that is over; give more time where it was given."""
    if plan.state == "closed":
        morning = campaign.closes_at + _NEXT_MORNING
        agenda.add(morning, lambda at: close_campaign(campaign.pk, actor=ministry, now=at))
    for more in plan.extensions:
        granted = partial(_extend, campaign, cast.structures[more.structure].organisation, agenda.now, more, ministry)
        agenda.add(at_hour(agenda.now, more.day, _OFFICE), granted)


def _extend(
    campaign: Campaign, organisation: Organisation, now: datetime, more: ExtensionPlan, ministry: Person, at: datetime
) -> None:
    until = at_hour(now, more.until, _CLOSING)
    grant_extension(campaign.pk, organisation, until, more.reason, actor=ministry, now=at)


def _values(plan: CampaignPlan, now: datetime) -> Values:
    year = timezone.localtime(now).year + plan.year
    return Values(
        year=year,
        title=plan.title.format(year=year, reference=year - 1),
        opens_at=at_hour(now, plan.opens, _OPENING),
        closes_at=at_hour(now, plan.closes, _CLOSING),
        calendar={name: at_hour(now, day, _OPENING) for name, day in plan.calendar.items()},
        parameters=dict(plan.parameters),
    )
