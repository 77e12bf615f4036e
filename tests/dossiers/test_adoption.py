"""A campaign takes a version: drafts follow with their answers, what was handed over keeps its own; nothing is lost."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from poincon.campaigns.models import Campaign, CampaignChange, ProgrammeVersion
from poincon.dossiers import services
from poincon.dossiers.adoption import adopting
from poincon.dossiers.adoption.adopting import adopt, follow_all, follow_one, sweep
from poincon.dossiers.adoption.dry_runs import FEW, ask_dry_run
from poincon.dossiers.adoption.news import news
from poincon.dossiers.models import Attachment, Dossier, DryRun, SetAsideAnswer
from poincon.dossiers.standing import standing, standing_submitted
from poincon.dossiers.validation import validate
from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.people.models import Person
from poincon.workflow.refusals import NotAllowed, Outdated
from tests.cahier.packages import ONCE, STATEMENTS
from tests.campaigns.makers import CALENDAR, administrator, installed, ministry, signed
from tests.dossiers.factories import (
    Structure,
    Typed,
    campaign,
    document,
    dossier,
    kept,
    many_dossiers,
    reread,
    save,
    structure,
)
from tests.dossiers.forms_of_versions import changed_field, rules_with, sections
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def into() -> Campaign:
    return campaign()


@pytest.fixture
def runner() -> Person:
    return ministry()


def tried(into: Campaign, version: ProgrammeVersion, by: Person | None = None, now: datetime = NOW) -> DryRun:
    run = ask_dry_run(into.pk, version, actor=by or ministry(), now=now)
    if run.state != DryRun.State.DONE:
        run_all(now)
    return run


def adopted(into: Campaign, version: ProgrammeVersion, now: datetime = LATER) -> Campaign:
    """The campaign once it has taken that version, its dossiers once they have followed."""
    by = ministry()
    adopt(tried(into, version, by, now).pk, actor=by, now=now)
    run_all(now)
    return Campaign.objects.get(pk=into.pk)


def without(folder: Path, number: str, *fields: str) -> ProgrammeVersion:
    assert len(fields) == 1
    return installed(folder, number, form_piece=changed_field(fields[0], None), rules_piece={})


# who follows


def test_dossiers_in_preparation_follow_and_those_handed_over_keep_theirs(into: Campaign, tmp_path: Path) -> None:
    first = into.programme_version
    draft, submitted = dossier(structure(), into), dossier(structure(), into, submitted=True)
    version = installed(tmp_path, "1.1.0", rules_piece=rules_with(seuil="0.5"))
    after = adopted(into, version)
    assert after.programme_version == version
    assert reread(draft).programme_version == version
    assert reread(submitted).programme_version == first
    new = dossier(structure(), after)
    assert new.programme_version == version


def test_what_was_handed_over_is_judged_as_on_that_day_whatever_the_campaign_sets_since(
    into: Campaign, tmp_path: Path
) -> None:
    submitted = dossier(structure(), into, answers={"etal": {"loyer": "20", "apport": "100"}}, submitted=True)
    before = standing(submitted).assessment.results["poids"].value
    parameters = rules_with()
    parameters["parametres"].append(
        {"id": "bonus", "libelle": "Bonus", "source": "R §3", "unite": "euro", "campagne": "oui"}
    )
    parameters["derives"].append(
        {"id": "avec_bonus", "libelle": "Avec", "source": "R §3", "valeur": "loyer + bonus", "affiche": "oui"}
    )
    adopted(into, installed(tmp_path, "1.1.0", rules_piece=parameters))
    Campaign.objects.update(parameters={"bonus": "5"})
    for where in (standing(reread(submitted)), standing_submitted(reread(submitted))):
        assert where.assessment.results["poids"].value == before
    new = dossier(structure(), Campaign.objects.get(), answers={"etal": {"loyer": "20"}})
    assert standing(new).assessment.results["avec_bonus"].value == 25


def test_a_withdrawn_draft_stays_as_it_was(into: Campaign, tmp_path: Path) -> None:
    one = dossier(structure(), into)
    Dossier.objects.filter(pk=one.pk).update(state="withdrawn")
    adopted(into, installed(tmp_path, "1.1.0"))
    assert reread(one).programme_version == into.programme_version


# answers


def test_answers_follow_by_their_names_even_to_another_section(into: Campaign, ours: Structure, tmp_path: Path) -> None:
    made = dossier(ours, into, answers={"etal": {"loyer": "12.50", "enseigne": "A"}, "accueil": {"accueil_1": "+"}})
    moved = sections(etal=ONCE[1:], accueil=[*STATEMENTS, ONCE[0]])
    adopted(into, installed(tmp_path, "1.1.0", form_piece=moved, rules_piece={}))
    assert kept(made) == {"enseigne": "A"}
    assert kept(made, "accueil") == {"accueil_1": "+", "loyer": "12.50"}
    assert not made.set_aside.exists()
    where = standing(reread(made))
    assert where.sections["accueil"].updated_by is not None  # who last wrote there is still told


def test_what_cannot_follow_is_set_aside_and_shown_to_the_structure_alone(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    made = dossier(ours, into, answers={"etal": {"enseigne": "Au bon étal", "loyer": "3"}})
    adopted(into, without(tmp_path, "1.1.0", "enseigne"))
    assert kept(made) == {"loyer": "3"}
    row = made.set_aside.get()
    assert (row.name, row.section, row.label, row.value) == ("enseigne", "etal", "enseigne", "Au bon étal")
    assert (row.asked_by, row.set_aside_at) == (into.programme_version, LATER)
    told = signed(ours.editor).get(reverse("adoption:set_aside", args=[made.pk])).content.decode()
    assert "Au bon étal" in told
    assert "Mis de côté" in told
    act = Act.objects.get(event="version_followed")
    assert act.details["set_aside"] == ["enseigne"]
    assert "Au bon étal" not in str(act.details)
    for someone in (ministry(), administrator(), structure().head):
        assert signed(someone).get(reverse("adoption:set_aside", args=[made.pk])).status_code == 404


def test_a_version_that_asks_again_brings_the_answer_back(into: Campaign, ours: Structure, tmp_path: Path) -> None:
    made = dossier(ours, into, answers={"etal": {"enseigne": "Au bon étal"}})
    after = adopted(into, without(tmp_path, "1.1.0", "enseigne"))
    adopted(after, installed(tmp_path, "1.2.0"), LATER + timedelta(hours=1))
    assert kept(made) == {"enseigne": "Au bon étal"}
    assert not SetAsideAnswer.objects.exists()
    assert Act.objects.filter(event="version_followed").last().details["restored"] == ["enseigne"]  # type: ignore[union-attr]


def test_going_back_to_the_first_version_brings_everything_back(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    given: Typed = {"enseigne": "A", "recettes[0].origine": "public", "services": ["eau"], "halle": "couverte"}
    made = dossier(ours, into, answers={"etal": given, "vision": {"vision_1": "++"}})
    plan = document(made, ours.editor)
    before = kept(made)
    smaller = installed(tmp_path, "1.1.0", form_piece=sections(etal=[], tables=[], yearly=YEARLY_ONE), rules_piece={})
    after = adopted(into, smaller)
    assert kept(made) == {}
    assert made.set_aside.count() == len(before) + 2  # the statement and the document too
    assert not made.attachments.filter(removed_at__isnull=True).exists()
    adopted(after, into.programme_version, LATER + timedelta(hours=1))
    assert kept(made) == before
    assert kept(made, "vision") == {"vision_1": "++"}
    assert Attachment.objects.get(pk=plan.pk).removed_at is None
    assert not SetAsideAnswer.objects.exists()


YEARLY_ONE: list[dict[str, Any]] = [{"id": "ventes", "type": "euros"}]


def test_a_document_that_is_set_aside_is_still_opened_by_its_structure(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    made = dossier(ours, into)
    plan = document(made, ours.editor)
    adopted(into, without(tmp_path, "1.1.0", "plan"))
    assert made.set_aside.get().value == "plan.pdf"
    told = signed(ours.editor).get(reverse("adoption:set_aside", args=[made.pk])).content.decode()
    assert reverse("dossiers:file", args=[made.pk, plan.file_id]) in told


def test_notes_on_a_section_that_went_are_still_read(into: Campaign, ours: Structure, tmp_path: Path) -> None:
    made = dossier(ours, into)
    services.comment(made.pk, "vision", "à revoir ensemble", ours.editor, NOW)
    adopted(into, installed(tmp_path, "1.1.0", form_piece=sections(), rules_piece={}))
    told = signed(ours.editor).get(reverse("adoption:set_aside", args=[made.pk])).content.decode()
    assert "à revoir ensemble" in told


# what the head had validated


def validated(ours: Structure, into: Campaign) -> Dossier:
    made = dossier(ours, into, answers={"etal": {"nom": "Chez Paul", "enseigne": "A", "loyer": "20", "apport": "100"}})
    validate(made.pk, ours.head, NOW)
    return made


def test_a_validation_stands_when_nothing_that_was_read_changes(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    made = validated(ours, into)
    adopted(into, installed(tmp_path, "1.1.0", titre="Un autre titre"))
    after = reread(made)
    assert (after.state, after.programme_version.version, after.validated_by) == ("validated", "1.1.0", ours.head)


@pytest.mark.parametrize("what", ["outcome", "value", "required", "set aside"])
def test_a_validation_falls_with_its_reason_when_something_changes(
    into: Campaign, ours: Structure, tmp_path: Path, what: str
) -> None:
    made = validated(ours, into)
    pieces: dict[str, dict[str, Any]] = {
        "outcome": {"rules_piece": rules_with(seuil="0.5")},
        "value": {"rules_piece": rules_with(without="total")},
        "required": {"form_piece": changed_field("slogan", {"requis": "oui"})},
        "set aside": {"form_piece": changed_field("enseigne", None)},
    }
    adopted(into, installed(tmp_path, "1.1.0", **pieces[what]))
    after = reread(made)
    assert after.state == "draft"
    last = after.transitions.get(event="reopen")
    assert "de la version 1.0.0 à la version 1.1.0" in last.reason
    assert Act.objects.get(event="version_followed").details["reopened"] is True


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
    made = dossier(ours, into, answers={"etal": {"enseigne": "A"}})
    run = tried(into, without(tmp_path, "1.1.0", "enseigne"))
    for _click in range(2):
        adopt(run.pk, actor=runner, now=LATER)
    run_all(LATER)
    assert made.set_aside.count() == 1
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
    told = client.get(response["Location"]).content.decode()
    assert "La campagne passe à cette version" in told
    assert "Tous les dossiers en préparation sont dans la version" in told
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
    told = signed(runner).get(reverse("adoption:dry_run", args=[into.pk, run.pk])).content.decode()
    assert f"{FEW + 2} dossiers en préparation restent à passer" in told
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
    done: list[uuid.UUID] = []

    def dies(dossier_id: uuid.UUID, now: datetime) -> bool:
        if len(done) == 20:
            raise SystemExit("killed")
        done.append(dossier_id)
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
    made = dossier(ours, into, answers={"etal": {"enseigne": "A"}})
    run = tried(into, without(tmp_path, "1.1.0", "enseigne"))
    with monkeypatch.context() as patch:
        patch.setattr(adopting, "FEW", -1)  # left to the job
        adopt(run.pk, actor=runner, now=LATER)
        patch.setattr("poincon.dossiers.adoption.adopting.journal.record", _fails)
        with pytest.raises(OSError, match="no journal"):
            follow_one(made.pk, LATER)
    assert kept(made) == {"enseigne": "A"}
    assert not SetAsideAnswer.objects.exists()
    assert reread(made).programme_version == into.programme_version
    assert follow_one(made.pk, LATER)
    assert not follow_one(made.pk, LATER)


def _fails(*arguments: object, **named: object) -> None:
    raise OSError("no journal")


def test_a_dossier_opened_from_an_old_page_is_in_the_version_of_today(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    stale = Campaign.objects.select_related("programme_version").get(pk=into.pk)
    adopted(into, installed(tmp_path, "1.1.0"))
    made = services.open_dossier(stale, ours.organisation, ours.head, LATER)
    assert reread(made).programme_version.version == "1.1.0"
    Campaign.objects.update(state="closed")
    other = structure()
    with pytest.raises(NotAllowed):
        services.open_dossier(stale, other.organisation, other.head, LATER)


def test_what_stayed_behind_is_caught_up_with(into: Campaign, ours: Structure, tmp_path: Path) -> None:
    made = dossier(ours, into)
    first = into.programme_version
    adopted(into, installed(tmp_path, "1.1.0"))
    Dossier.objects.filter(pk=made.pk).update(programme_version=first)
    assert sweep(LATER) == 1
    assert reread(made).programme_version.version == "1.1.0"
    assert sweep(LATER) == 0


def test_a_campaign_in_preparation_takes_another_version_too(tmp_path: Path, runner: Person) -> None:
    one = installed(tmp_path, "1.0.0", calendar=CALENDAR)
    into = campaign(one)
    Campaign.objects.update(state="draft")
    assert adopted(into, installed(tmp_path, "1.1.0", calendar=CALENDAR)).programme_version.version == "1.1.0"
    assert not CampaignChange.objects.exists()


# telling


def test_the_people_of_the_structure_are_told_in_their_digest(into: Campaign, ours: Structure, tmp_path: Path) -> None:
    made = validated(ours, into)
    services_dossier = dossier(structure(), into, submitted=True)
    adopted(into, without(tmp_path, "1.1.0", "loyer"))
    for someone in (ours.head, ours.editor):
        (item,) = news(someone, NOW, LATER + timedelta(minutes=1))
        assert made.number in item.text
        assert "version 1.1.0" in item.text
        assert "1 réponse est mise de côté" in item.text
        assert "le relire et le valider de nouveau" in item.text
        assert item.url == reverse("adoption:set_aside", args=[made.pk])
    assert news(ours.head, LATER, LATER + timedelta(days=1)) == []
    for stranger in (ministry(), structure().head, services_dossier.created_by):
        assert news(stranger, NOW, LATER + timedelta(days=1)) == []


def test_a_deadline_that_moved_is_told_to_those_who_prepare_a_dossier(into: Campaign, ours: Structure) -> None:
    made, handed_over = dossier(ours, into), dossier(structure(), into, submitted=True)
    CampaignChange.objects.create(
        campaign=into,
        before={"closes_at": NOW.isoformat()},
        after={"closes_at": (NOW + timedelta(days=9)).isoformat()},
        reason="Panne",
        made_at=LATER,
        made_by=ministry(),
    )
    (item,) = news(ours.head, NOW, LATER)
    assert made.number in item.text
    assert "mercredi 24 mars 2027" in item.text
    assert news(handed_over.created_by, NOW, LATER) == []


# at once


@pytest.mark.django_db(transaction=True)
def test_a_save_at_the_instant_of_a_passage_is_before_it_or_after_it_and_kept(tmp_path: Path) -> None:
    into, ours, runner = campaign(), structure(), ministry()
    made = dossier(ours, into, answers={"etal": {"enseigne": "A"}})
    run = tried(into, without(tmp_path, "1.1.0", "enseigne"), runner)
    start = Barrier(3)

    def work(number: int) -> None:
        try:
            start.wait(20)
            if number == 0:
                adopt(run.pk, actor=runner, now=LATER)
            elif number == 1:
                save(made, 1, {"slogan": "B"}, ours.editor)
            else:
                follow_all(into.pk, LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    run_all(LATER)
    assert kept(made) == {"slogan": "B"}
    assert made.set_aside.get().value == "A"
    assert Act.objects.filter(event="version_followed").count() == 1
    call_command("verify_journal")
