"""Fills an empty database with a demonstration, through the services that people's own acts go through."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from poincon.campaigns.models import Campaign
from poincon.demo import accounts, schedule, world
from poincon.demo.agenda import Agenda, deliver
from poincon.demo.cast import Cast, register
from poincon.demo.examination import Examinations
from poincon.demo.sign_ins import SignIn, sign_ins
from poincon.demo.story import Story
from poincon.demo.world import CampaignPlan, StructurePlan
from poincon.dossiers.models import Dossier
from poincon.jobs.pruning import prune
from poincon.journal.sealing import seal_days
from poincon.people.models import Person

_BEFORE = timedelta(days=420)
"""How long ago everybody was registered: before the first campaign."""
_MINISTRY = "Bérénice Astorgue"
"""Who runs campaigns."""


class NotDemonstration(Exception):
    """Passwords that anybody knows belong in a demonstration's database, and in no other."""


def build(now: datetime) -> list[SignIn]:
    """The demonstration, dated from `now`, in one transaction; nothing more where it is already. Gives the sign-ins.

    Raises `NotDemonstration`.
    """
    if not settings.DEMO:
        raise NotDemonstration("DEMO is not set")
    with transaction.atomic():
        if not Person.objects.exists():
            _fill(now)
    return sign_ins()


def _fill(now: datetime) -> None:
    cast = register(now - _BEFORE)
    agenda = Agenda(now)
    dossiers = _campaigns(cast, agenda)
    accounts.plan(cast, agenda)
    Examinations(cast, dossiers, agenda).plan()
    agenda.run()
    prune(now)
    seal_days(now)


def _campaigns(cast: Cast, agenda: Agenda) -> dict[str, Dossier]:
    """All campaigns, with what structures did in them. Gives the dossiers of those that are open, by their keys."""
    ministry, now = cast.officials[_MINISTRY], agenda.now
    versions = schedule.install(ministry, now - _BEFORE)
    dossiers: dict[str, Dossier] = {}
    for plan in world.campaigns():
        campaign = schedule.begin(plan, versions[plan.programme], ministry, now)
        for story in _stories(plan, campaign, cast, now):
            dossier = story.tell()
            deliver(story.timetable.last, now)
            if plan.state == "open":
                dossiers[f"{story.structure.acronym}/{plan.programme}"] = dossier
        schedule.plan_end(plan, campaign, cast, ministry, agenda)
    return dossiers


def _stories(plan: CampaignPlan, campaign: Campaign, cast: Cast, now: datetime) -> list[Story]:
    """In the order in which dossiers are opened, which is that of their numbers."""
    stories = [story for structure in world.structures() for story in _stories_of(structure, plan, campaign, cast, now)]
    return sorted(stories, key=lambda story: story.start)


def _stories_of(
    structure: StructurePlan, plan: CampaignPlan, campaign: Campaign, cast: Cast, now: datetime
) -> list[Story]:
    dossier = plan.dossier_of(structure)
    if dossier is None:
        return []
    actors = cast.structures[structure.acronym]
    if dossier.before is None:
        return [Story(structure, dossier, campaign, actors, now)]
    first = Story(structure, dossier.before, campaign, actors, now, until=0.4)
    return [first, Story(structure, dossier, campaign, actors, now, since=first.end)]
