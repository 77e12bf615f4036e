"""Preparing, opening, changing, closing a campaign: what may move once it is announced, and what must say why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from poincon.campaigns import services
from poincon.campaigns.changes import Values, fingerprint
from poincon.campaigns.models import Campaign, CampaignChange, ProgrammeVersion
from poincon.campaigns.services import AlreadyThere, NotThisChange
from poincon.journal.models import Act
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.workflow.refusals import NotAllowed, Outdated
from tests.campaigns.makers import CALENDAR, administrator, installed, ministry
from tests.dossiers.factories import dossier, structure
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
VALUES = Values(
    year=2027,
    title="Étals 2027",
    opens_at=NOW - DAY,
    closes_at=NOW + 30 * DAY,
    calendar={"visite": NOW + 60 * DAY},
    parameters={"aide": Fraction(43, 3)},
)


@pytest.fixture
def version(tmp_path: Path) -> ProgrammeVersion:
    return installed(tmp_path, "1.0.0", calendar=CALENDAR)


@pytest.fixture
def runner() -> Person:
    return ministry()


@pytest.fixture
def opened(version: ProgrammeVersion, runner: Person) -> Campaign:
    campaign = services.prepare_campaign(version, VALUES, actor=runner, now=NOW)
    return services.open_prepared(campaign.pk, actor=runner, now=NOW)


def change(campaign: Campaign, by: Person, reason: str = "", now: datetime = NOW, **moved: Any) -> Campaign:
    campaign.refresh_from_db()
    values = replace(VALUES, **moved)
    return services.change_campaign(
        campaign.pk, values, fingerprint=fingerprint(campaign), reason=reason, actor=by, now=now
    )


def refused(campaign: Campaign, by: Person, name: str, **moved: Any) -> str:
    with pytest.raises(NotThisChange) as error:
        change(campaign, by, "un motif", **moved)
    return error.value.ruling.refused[name]


# preparing and opening


def test_a_prepared_campaign_is_nobody_s_to_join_until_it_is_opened(version: ProgrammeVersion, runner: Person) -> None:
    campaign = services.prepare_campaign(version, VALUES, actor=runner, now=NOW)
    assert (campaign.state, campaign.calendar, campaign.parameters) == (
        "draft",
        {"visite": (NOW + 60 * DAY).isoformat()},
        {"aide": "43/3"},
    )
    assert not campaign.is_open(NOW)
    assert not Campaign.objects.open_at(NOW).exists()
    assert services.open_prepared(campaign.pk, actor=runner, now=NOW).is_open(NOW)
    assert services.open_prepared(campaign.pk, actor=runner, now=NOW).state == "open"
    assert [act.event for act in Act.objects.filter(subject_kind="campaign")] == [
        "campaign_prepared",
        "campaign_opened",
    ]


def test_a_second_click_finds_the_first_campaign(version: ProgrammeVersion, runner: Person) -> None:
    campaign = services.prepare_campaign(version, VALUES, actor=runner, now=NOW)
    with pytest.raises(AlreadyThere) as there:
        services.prepare_campaign(version, VALUES, actor=runner, now=NOW)
    assert there.value.campaign == campaign


@pytest.mark.parametrize("name", ["ouverture", "limite", "inconnue"])
def test_only_milestones_without_effect_have_an_instant_of_their_own(
    version: ProgrammeVersion, runner: Person, name: str
) -> None:
    with pytest.raises(ValueError, match=name):
        services.prepare_campaign(version, replace(VALUES, calendar={name: NOW}), actor=runner, now=NOW)


def test_a_campaign_whose_closing_is_past_is_not_opened(version: ProgrammeVersion, runner: Person) -> None:
    campaign = services.prepare_campaign(version, VALUES, actor=runner, now=NOW)
    with pytest.raises(NotAllowed, match="déjà passée"):
        services.open_prepared(campaign.pk, actor=runner, now=VALUES.closes_at)


@pytest.mark.parametrize("role", [Role.REGIONAL_OFFICER, Role.EXPERT, Role.COMMITTEE_MEMBER, None])
def test_nobody_else_runs_campaigns(version: ProgrammeVersion, opened: Campaign, role: Role | None) -> None:
    region = "53" if role in (Role.REGIONAL_OFFICER, Role.COMMITTEE_MEMBER) else None
    someone = person((role, region)) if role else person()
    acts = (
        lambda: services.prepare_campaign(version, replace(VALUES, title="x"), actor=someone, now=NOW),
        lambda: services.open_prepared(opened.pk, actor=someone, now=NOW),
        lambda: change(opened, someone, title="x"),
        lambda: services.close_campaign(opened.pk, actor=someone, now=NOW),
        lambda: services.discard_campaign(opened.pk, actor=someone, now=NOW),
    )
    for act in acts:
        with pytest.raises(NotAllowed, match="Seul le ministère"):
            act()


def test_the_ministry_of_another_programme_runs_none_of_these(opened: Campaign) -> None:
    with pytest.raises(NotAllowed):
        services.close_campaign(opened.pk, actor=ministry("autre"), now=NOW)


# changing


def test_a_prepared_campaign_changes_in_every_way(version: ProgrammeVersion, runner: Person) -> None:
    campaign = services.prepare_campaign(version, VALUES, actor=runner, now=NOW)
    after = change(campaign, runner, year=2030, title="Autre", opens_at=NOW - 9 * DAY, closes_at=NOW - DAY, calendar={})
    assert (after.year, after.title, after.closes_at, after.calendar) == (2030, "Autre", NOW - DAY, {})
    assert not CampaignChange.objects.exists()


def test_a_deadline_is_put_off_with_a_reason_that_is_kept(opened: Campaign, runner: Person) -> None:
    later = VALUES.closes_at + DAY
    with pytest.raises(NotThisChange) as error:
        change(opened, runner, closes_at=later)
    assert error.value.ruling.needs_reason
    assert change(opened, runner, "Panne du service", closes_at=later).closes_at == later
    row = CampaignChange.objects.get()
    assert (row.reason, row.made_by) == ("Panne du service", runner)
    assert row.before == {"closes_at": VALUES.closes_at.isoformat()}
    assert row.after == {"closes_at": later.isoformat()}
    act = Act.objects.get(event="campaign_changed")
    assert "Panne" not in str(act.details)
    assert act.details["after"] == {"closes_at": later.isoformat()}


@pytest.mark.parametrize("back", [timedelta(microseconds=1), DAY, 29 * DAY])
def test_a_deadline_that_is_announced_is_never_brought_forward(
    opened: Campaign, runner: Person, back: timedelta
) -> None:
    assert "ne peut plus être avancée" in refused(opened, runner, "closes_at", closes_at=VALUES.closes_at - back)
    opened.refresh_from_db()
    assert opened.closes_at == VALUES.closes_at


def test_a_deadline_that_has_passed_is_put_off_to_come_only(opened: Campaign, runner: Person) -> None:
    now = VALUES.closes_at + 5 * DAY
    opened.refresh_from_db()
    shown_fingerprint = fingerprint(opened)
    late = replace(VALUES, closes_at=now)
    with pytest.raises(NotThisChange) as error:
        services.change_campaign(opened.pk, late, fingerprint=shown_fingerprint, reason="x", actor=runner, now=now)
    assert "déjà passé" in error.value.ruling.refused["closes_at"]
    again = services.change_campaign(
        opened.pk,
        replace(VALUES, closes_at=now + DAY),
        fingerprint=shown_fingerprint,
        reason="x",
        actor=runner,
        now=now,
    )
    assert again.is_open(now)


def test_an_opening_that_is_past_and_a_year_do_not_change(opened: Campaign, runner: Person) -> None:
    assert "déjà ouverts" in refused(opened, runner, "opens_at", opens_at=NOW + DAY)
    assert "L’année ne change plus" in refused(opened, runner, "year", year=2028)


def test_a_milestone_moves_with_a_reason_and_a_new_one_comes_without(opened: Campaign, runner: Person) -> None:
    moved = {"visite": NOW + 61 * DAY}
    with pytest.raises(NotThisChange):
        change(opened, runner, calendar=moved)
    change(opened, runner, "Salle prise", calendar=moved)
    both = {**moved, "tirage": NOW + 70 * DAY}
    assert set(change(opened, runner, calendar=both).calendar) == {"visite", "tirage"}
    assert "déjà passé" in refused(opened, runner, "calendar.tirage", calendar={**both, "tirage": NOW - DAY})


def test_a_figure_is_set_later_without_a_reason_and_changed_with_one(version: ProgrammeVersion, runner: Person) -> None:
    campaign = services.prepare_campaign(version, replace(VALUES, parameters={}), actor=runner, now=NOW)
    services.open_prepared(campaign.pk, actor=runner, now=NOW)
    assert change(campaign, runner).parameters == {"aide": "43/3"}
    with pytest.raises(NotThisChange) as error:
        change(campaign, runner, parameters={"aide": 15})
    assert error.value.ruling.needs_reason
    assert change(campaign, runner, "Erreur de calcul", parameters={"aide": 15}).parameters == {"aide": "15"}


def test_what_another_version_reads_stays(opened: Campaign, runner: Person) -> None:
    Campaign.objects.update(
        parameters={"aide": "43/3", "ancien": "7"},
        calendar={"visite": (NOW + 60 * DAY).isoformat(), "ancienne": NOW.isoformat()},
    )
    after = change(opened, runner, title="Autre titre")
    assert after.parameters == {"aide": "43/3", "ancien": "7"}
    assert after.calendar["ancienne"] == NOW.isoformat()


def test_a_second_click_changes_nothing_more(opened: Campaign, runner: Person) -> None:
    opened.refresh_from_db()
    shown_fingerprint, later = fingerprint(opened), replace(VALUES, closes_at=VALUES.closes_at + DAY)
    for _click in range(2):
        services.change_campaign(opened.pk, later, fingerprint=shown_fingerprint, reason="Panne", actor=runner, now=NOW)
    assert CampaignChange.objects.count() == 1


def test_of_two_people_the_second_is_told(opened: Campaign, runner: Person) -> None:
    opened.refresh_from_db()
    shown_fingerprint = fingerprint(opened)
    change(opened, administrator(), title="Le titre de l’autre")
    with pytest.raises(Outdated):
        services.change_campaign(
            opened.pk, replace(VALUES, title="Le mien"), fingerprint=shown_fingerprint, reason="", actor=runner, now=NOW
        )
    opened.refresh_from_db()
    assert opened.title == "Le titre de l’autre"


# closing


def test_a_campaign_that_somebody_joined_is_not_closed_before_its_deadline(opened: Campaign, runner: Person) -> None:
    dossier(structure(), opened)
    with pytest.raises(NotAllowed, match="comptent sur la clôture"):
        services.close_campaign(opened.pk, actor=runner, now=VALUES.closes_at - timedelta(seconds=1))
    assert services.close_campaign(opened.pk, actor=runner, now=VALUES.closes_at).state == "closed"
    assert services.close_campaign(opened.pk, actor=runner, now=VALUES.closes_at).state == "closed"
    assert Act.objects.filter(event="campaign_closed").count() == 1


def test_a_campaign_that_nobody_joined_may_be_closed_at_any_time(opened: Campaign, runner: Person) -> None:
    assert services.close_campaign(opened.pk, actor=runner, now=NOW).state == "closed"
    with pytest.raises(NotAllowed, match="ne s’ouvre plus"):
        services.open_prepared(opened.pk, actor=runner, now=NOW)


def test_of_a_closed_campaign_dates_are_frozen_and_figures_are_not(opened: Campaign, runner: Person) -> None:
    services.close_campaign(opened.pk, actor=runner, now=NOW)
    assert "est close" in refused(opened, runner, "closes_at", closes_at=VALUES.closes_at + DAY)
    assert change(opened, runner, "Moyenne publiée", parameters={"aide": 12}).parameters == {"aide": "12"}


def test_a_prepared_campaign_is_taken_away_and_an_announced_one_is_not(
    version: ProgrammeVersion, opened: Campaign, runner: Person
) -> None:
    campaign = services.prepare_campaign(version, replace(VALUES, title="Brouillon"), actor=runner, now=NOW)
    services.discard_campaign(campaign.pk, actor=runner, now=NOW)
    assert not Campaign.objects.filter(title="Brouillon").exists()
    with pytest.raises(NotAllowed, match="n’existe plus"):
        services.discard_campaign(campaign.pk, actor=runner, now=NOW)
    with pytest.raises(NotAllowed, match="ne se supprime plus"):
        services.discard_campaign(opened.pk, actor=runner, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_instant_leave_one_change(tmp_path: Path) -> None:
    version, runner = installed(tmp_path, "1.0.0", calendar=CALENDAR), ministry()
    campaign = services.prepare_campaign(version, VALUES, actor=runner, now=NOW)
    services.open_prepared(campaign.pk, actor=runner, now=NOW)
    campaign.refresh_from_db()
    shown_fingerprint, start = fingerprint(campaign), Barrier(3)

    def work(number: int) -> str:
        try:
            start.wait(20)
            values = replace(VALUES, closes_at=VALUES.closes_at + (number + 1) * DAY)
            services.change_campaign(
                campaign.pk, values, fingerprint=shown_fingerprint, reason=f"motif {number}", actor=runner, now=NOW
            )
        except Outdated:
            return "told"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(work, range(3))) == ["done", "told", "told"]
    assert CampaignChange.objects.count() == 1
