"""Fills an empty database with a demonstration, through the services that people's own acts go through."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from poincon.cahier.loading.library import list_packages
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.campaigns.services import install_programme, open_campaign
from poincon.demo import world
from poincon.demo.sign_ins import SignIn, sign_ins
from poincon.demo.story import Actors, play
from poincon.demo.world import CampaignPlan, PersonPlan
from poincon.journal.services import SYSTEM, record, seal_days
from poincon.people import services as people
from poincon.people.enums import STRUCTURE_ROLES
from poincon.people.models import Organisation, Person

_BEFORE = timedelta(days=420)
"""How long ago everybody was registered: before the first campaign."""
_OPENING, _CLOSING = time(9, 0), time(23, 59)


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
    actors = _register(now - _BEFORE)
    versions = _install(now - _BEFORE)
    for plan in world.campaigns():
        campaign = _campaign(plan, versions[plan.programme], now)
        for structure in world.structures():
            for dossier in structure.dossiers:
                if dossier.programme == plan.programme and not (plan.closed and dossier.state == "opened"):
                    play(structure, dossier, campaign, actors[structure.name], now)
        if plan.closed:
            _close(campaign)
    seal_days(now)


# people


def _register(at: datetime) -> dict[str, Actors]:
    """Everybody and every structure; who acts for each structure, by its name."""
    organisations = {
        each.name: people.register_organisation(
            None, name=each.name, siren=each.siren, region=each.region, city=each.city, now=at
        )
        for each in world.structures()
    }
    for each in world.persons():
        _register_person(each, organisations.get(each.organisation), at)
    # One password for all, hashed once: hashing is slow on purpose, and sixty times slower is no safer here.
    Person.objects.update(password=make_password(world.password()))
    known = {person.email: person for person in Person.objects.prefetch_related("memberships")}
    return {
        each.name: Actors(organisations[each.name], known[each.head.email], known[each.editor.email])
        for each in world.structures()
    }


def _register_person(plan: PersonPlan, organisation: Organisation | None, at: datetime) -> None:
    person = people.register_person(None, email=plan.email, full_name=plan.full_name, language=plan.language, now=at)
    region = "" if plan.role in STRUCTURE_ROLES else plan.region
    starts = timezone.localdate(at)
    people.give_role(None, person, plan.role, organisation=organisation, region=region, starts=starts, now=at)


# programmes and campaigns


def _install(at: datetime) -> dict[str, ProgrammeVersion]:
    """The programmes that campaigns are about, by identifier."""
    wanted = {plan.programme for plan in world.campaigns()}
    folders: list[Path] = [folder for folder in list_packages() if folder.name in wanted]
    return {folder.name: install_programme(folder, actor=SYSTEM, now=at) for folder in folders}


def _campaign(plan: CampaignPlan, version: ProgrammeVersion, now: datetime) -> Campaign:
    year = timezone.localtime(now).year + plan.year
    opens_at = _at(now, plan.opens, _OPENING)
    return open_campaign(
        version,
        year=year,
        title=plan.title.format(year=year, reference=year - 1),
        opens_at=opens_at,
        closes_at=_at(now, plan.closes, _CLOSING),
        parameters=dict(plan.parameters),
        actor=SYSTEM,
        now=opens_at,
    )


def _at(now: datetime, days: int, hour: time) -> datetime:
    day = timezone.localdate(now) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, hour))


def _close(campaign: Campaign) -> None:
    campaign.state = Campaign.State.CLOSED
    campaign.save(update_fields=["state"])
    record(campaign, "campaign_closed", actor=SYSTEM, now=campaign.closes_at)
