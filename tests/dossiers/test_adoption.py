"""A campaign takes a version: after its dry run, once, in a job when dossiers are many; and people are told."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from poincon.campaigns.models import Campaign, CampaignChange
from poincon.dossiers import services
from poincon.dossiers.adoption import adopting
from poincon.dossiers.adoption.adopting import adopt, follow_all, follow_one, sweep
from poincon.dossiers.adoption.dry_runs import FEW, ask_dry_run
from poincon.dossiers.adoption.news import news
from poincon.dossiers.models import Dossier
from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.people.models import Person
from poincon.sheets.models import SetAsideAnswer, Sheet
from poincon.workflow.refusals import NotAllowed, Outdated
from tests.campaigns.makers import CALENDAR, installed, ministry, signed
from tests.dossiers.adoptions import LATER, adopted, tried, validated, without
from tests.dossiers.factories import (
    Structure,
    campaign,
    dossier,
    kept,
    many_dossiers,
    reread,
    save,
    structure,
)
from tests.dossiers.threads import together
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


# adopting


def test_a_version_is_adopted_after_its_dry_run_only(into: Campaign, tmp_path: Path, runner: Person) -> None:
    many_dossiers(into, FEW + 1)
    run = ask_dry_run(into.pk, installed(tmp_path, "1.1.0"), actor=runner, now=NOW)
    with pytest.raises(NotAllowed, match="n’est pas terminé"):
        adopt(run.pk, actor=runner, now=LATER)
    into.refresh_from_db()
    assert into.programme_version.version == "1.0.0"


def test_a_dry_run_against_another_version_is_not_adopted(into: Campaign, tmp_path: Path, runner: Person) -> None:
    old = tried(into, installed(tmp_path, "1.1.0"))
    adopted(into, installed(tmp_path, "1.2.0", titre="x"))
    with pytest.raises(Outdated, match="refaites-le"):
        adopt(old.pk, actor=runner, now=LATER)


def test_who_does_not_run_that_programme_adopts_nothing(into: Campaign, tmp_path: Path, ours: Structure) -> None:
    run = tried(into, installed(tmp_path, "1.1.0"))
    for someone in (ministry("autre"), ours.head, person()):
        with pytest.raises(NotAllowed, match="Seul le ministère"):
            adopt(run.pk, actor=someone, now=LATER)


def test_a_second_click_adopts_nothing_more(into: Campaign, tmp_path: Path, runner: Person, ours: Structure) -> None:
    draft = dossier(ours, into, answers={"etal": {"enseigne": "A"}})
    run = tried(into, without(tmp_path, "1.1.0", "enseigne"))
    for _click in range(2):
        adopt(run.pk, actor=runner, now=LATER)
    run_all(LATER)
    assert draft.sheet.set_aside.count() == 1
    assert Act.objects.filter(event="version_adopted").count() == 1
    assert Act.objects.filter(event="version_followed").count() == 1
    assert CampaignChange.objects.get().after == {"version": "1.1.0"}


def test_the_page_asks_to_have_read_it_then_says_that_it_is_done(
    into: Campaign, tmp_path: Path, runner: Person
) -> None:
    dossier(structure(), into)
    run, client = tried(into, installed(tmp_path, "1.1.0", titre="x")), signed(runner)
    address = reverse("adoption:adopt", args=[into.pk, run.pk])
    refused = client.post(address)
    assert refused.status_code == 422
    assert "Cochez cette case" in refused.content.decode()
    response = client.post(address, {"confirmation": "oui"})
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert "La campagne passe à cette version" in page
    assert "Tous les dossiers en préparation sont dans la version" in page
    shown = client.get(reverse("campaigns:show", args=[into.pk])).content.decode()
    assert "Version du programme" in shown
    assert "Maintenant\u00a0: 1.1.0" in shown


def test_many_dossiers_follow_in_a_job_and_the_page_says_how_many_are_left(
    into: Campaign, tmp_path: Path, runner: Person
) -> None:
    many_dossiers(into, FEW + 2)
    Dossier.objects.update(state="draft", submitted_at=None)
    run = tried(into, installed(tmp_path, "1.1.0"), runner)
    adopt(run.pk, actor=runner, now=LATER)
    assert adopting.behind(into).count() == FEW + 2
    page = signed(runner).get(reverse("adoption:dry_run", args=[into.pk, run.pk])).content.decode()
    assert f"{FEW + 2} dossiers en préparation restent à passer" in page
    assert [attempt.error for attempt in run_all(LATER)] == [None]
    assert adopting.behind().count() == 0
    assert Act.objects.filter(event="version_followed").count() == FEW + 2


def test_killed_in_the_middle_it_goes_on_with_those_left(
    into: Campaign, tmp_path: Path, runner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_dossiers(into, FEW + 1)
    Dossier.objects.update(state="draft", submitted_at=None)
    run = tried(into, without(tmp_path, "1.1.0", "enseigne"), runner)
    adopt(run.pk, actor=runner, now=LATER)
    real = follow_one
    dossier_ids: list[uuid.UUID] = []

    def dies(dossier_id: uuid.UUID, now: datetime) -> bool:
        if len(dossier_ids) == 20:
            raise SystemExit("killed")
        dossier_ids.append(dossier_id)
        return real(dossier_id, now)

    with monkeypatch.context() as patch:
        patch.setattr(adopting, "follow_one", dies)
        with pytest.raises(SystemExit):
            follow_all(into.pk, LATER)
    assert adopting.behind().count() == FEW + 1 - 20
    run_all(LATER)
    assert adopting.behind().count() == 0
    assert Act.objects.filter(event="version_followed").count() == FEW + 1


def test_a_passage_that_fails_leaves_that_dossier_whole(
    into: Campaign, ours: Structure, tmp_path: Path, runner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = dossier(ours, into, answers={"etal": {"enseigne": "A"}})
    run = tried(into, without(tmp_path, "1.1.0", "enseigne"))
    with monkeypatch.context() as patch:
        patch.setattr(adopting, "FEW", -1)  # left to the job
        adopt(run.pk, actor=runner, now=LATER)
        patch.setattr("poincon.dossiers.adoption.adopting.journal.record", _fails)
        with pytest.raises(OSError, match="no journal"):
            follow_one(draft.pk, LATER)
    assert kept(draft) == {"enseigne": "A"}
    assert not SetAsideAnswer.objects.exists()
    assert reread(draft).sheet.programme_version == into.programme_version
    assert follow_one(draft.pk, LATER)
    assert not follow_one(draft.pk, LATER)


def _fails(*arguments: object, **named: object) -> None:
    raise OSError("no journal")


def test_a_dossier_opened_from_an_old_page_is_in_the_version_of_today(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    stale = Campaign.objects.select_related("programme_version").get(pk=into.pk)
    adopted(into, installed(tmp_path, "1.1.0"))
    dossier = services.open_dossier(stale, ours.organisation, ours.head, LATER)
    assert reread(dossier).sheet.programme_version.version == "1.1.0"
    Campaign.objects.update(state="closed")
    other = structure()
    with pytest.raises(NotAllowed):
        services.open_dossier(stale, other.organisation, other.head, LATER)


def test_what_stayed_behind_is_caught_up_with(into: Campaign, ours: Structure, tmp_path: Path) -> None:
    draft = dossier(ours, into)
    first = into.programme_version
    adopted(into, installed(tmp_path, "1.1.0"))
    Sheet.objects.filter(dossier=draft).update(programme_version=first)
    assert sweep(LATER) == 1
    assert reread(draft).sheet.programme_version.version == "1.1.0"
    assert sweep(LATER) == 0


def test_a_campaign_in_preparation_takes_another_version_too(tmp_path: Path, runner: Person) -> None:
    version = installed(tmp_path, "1.0.0", calendar=CALENDAR)
    into = campaign(version)
    Campaign.objects.update(state="draft")
    assert adopted(into, installed(tmp_path, "1.1.0", calendar=CALENDAR)).programme_version.version == "1.1.0"
    assert not CampaignChange.objects.exists()


# telling


def test_the_people_of_the_structure_are_told_in_their_digest(into: Campaign, ours: Structure, tmp_path: Path) -> None:
    draft = validated(ours, into)
    submission = dossier(structure(), into, submitted=True)
    adopted(into, without(tmp_path, "1.1.0", "loyer"))
    for someone in (ours.head, ours.editor):
        (item,) = news(someone, NOW, LATER + timedelta(minutes=1))
        assert draft.number in item.text
        assert "version 1.1.0" in item.text
        assert "1 réponse est mise de côté" in item.text
        assert "le relire et le valider de nouveau" in item.text
        assert item.url == reverse("adoption:set_aside", args=[draft.pk])
    assert news(ours.head, LATER, LATER + timedelta(days=1)) == []
    for stranger in (ministry(), structure().head, submission.created_by):
        assert news(stranger, NOW, LATER + timedelta(days=1)) == []


def test_a_deadline_that_moved_is_told_to_those_who_prepare_a_dossier(into: Campaign, ours: Structure) -> None:
    draft, submission = dossier(ours, into), dossier(structure(), into, submitted=True)
    CampaignChange.objects.create(
        campaign=into,
        before={"closes_at": NOW.isoformat()},
        after={"closes_at": (NOW + timedelta(days=9)).isoformat()},
        reason="Panne",
        made_at=LATER,
        made_by=ministry(),
    )
    (item,) = news(ours.head, NOW, LATER)
    assert draft.number in item.text
    assert "mercredi 24 mars 2027" in item.text
    assert news(submission.created_by, NOW, LATER) == []


# at once


@pytest.mark.django_db(transaction=True)
def test_a_save_at_the_instant_of_a_passage_is_before_it_or_after_it_and_kept(tmp_path: Path) -> None:
    into, ours, runner = campaign(), structure(), ministry()
    draft = dossier(ours, into, answers={"etal": {"enseigne": "A"}})
    run = tried(into, without(tmp_path, "1.1.0", "enseigne"), runner)
    acts: tuple[Callable[[], object], ...] = (
        lambda: adopt(run.pk, actor=runner, now=LATER),
        lambda: save(draft, 1, {"slogan": "B"}, ours.editor),
        lambda: follow_all(into.pk, LATER),
    )
    together(lambda number: acts[number](), len(acts))
    run_all(LATER)
    assert kept(draft) == {"slogan": "B"}
    assert draft.sheet.set_aside.get().value == "A"
    assert Act.objects.filter(event="version_followed").count() == 1
    call_command("verify_journal")
