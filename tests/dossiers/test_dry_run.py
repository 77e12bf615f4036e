"""The dry run of a version: which outcomes it would change, why, which answers cannot follow; what it hides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.dossiers.adoption import dry_runs
from poincon.dossiers.adoption.dry_runs import FEW, ask_dry_run, report_of, staleness
from poincon.dossiers.models import Dossier, DryRun
from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.people.models import Person
from poincon.sheets.models import SectionAnswers, SetAsideAnswer
from poincon.workflow.refusals import NotAllowed
from tests.campaigns.makers import administrator, installed, ministry, signed
from tests.dossiers.factories import Typed, dossier, many_dossiers, programme, structure
from tests.dossiers.forms_of_versions import changed_field, rules_with
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

MET: Typed = {"loyer": "20", "apport": "100"}
"""Weighs 30 % with the programme's own help of 10: above the 20 % of the first version, below the 50 % of the other."""


@pytest.fixture
def stricter(tmp_path: Path, into: Campaign) -> ProgrammeVersion:
    return installed(tmp_path, "1.1.0", rules_piece=rules_with(seuil="0.5"))


def made(into: Campaign, answers: Mapping[str, Typed] | None = None, *, submitted: bool = False) -> Dossier:
    return dossier(structure(), into, answers={"etal": MET, **(answers or {})}, submitted=submitted)


def asked(into: Campaign, version: ProgrammeVersion, by: Person | None = None) -> DryRun:
    run = ask_dry_run(into.pk, version, actor=by or ministry(), now=NOW)
    run.refresh_from_db()
    return run


def page(client: Client, run: DryRun, **query: str) -> str:
    response = client.get(reverse("adoption:dry_run", args=[run.campaign_id, run.pk]), query)
    assert response.status_code == 200
    return str(response.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


# what it finds


def test_a_threshold_that_moves_changes_the_outcome_of_those_below_it(
    into: Campaign, stricter: ProgrammeVersion
) -> None:
    draft, received = made(into), made(into, submitted=True)
    made(into, {"etal": {"loyer": "90", "apport": "100"}})
    report = report_of(asked(into, stricter))
    assert report.by_outcome() == {"poids": {("met", "not_met"): 2}}
    assert {line.dossier: line.follows for line in report.lines} == {draft.pk: True, received.pk: False}
    assert (report.total, report.following) == (3, 2)


def test_every_live_state_is_looked_at_and_no_other(into: Campaign, stricter: ProgrammeVersion) -> None:
    for state in ("submitted", "to_correct", "complete", "admissible", "not_processed", "withdrawn"):
        submission = made(into, submitted=True)
        concluded = NOW if state in ("admissible", "not_processed") else None
        Dossier.objects.filter(pk=submission.pk).update(state=state, concluded_at=concluded)
    made(into)
    report = report_of(asked(into, stricter))
    assert set(report.states) == {"draft", "submitted", "to_correct", "complete", "admissible"}


def test_answers_that_cannot_follow_are_counted_by_question_and_cause(into: Campaign, tmp_path: Path) -> None:
    without = installed(tmp_path, "1.1.0", form_piece=changed_field("enseigne", None), rules_piece={})
    made(into, {"etal": {**MET, "enseigne": "A"}})
    made(into, {"etal": {**MET, "enseigne": "B"}})
    made(into, {"etal": {**MET, "enseigne": "C"}}, submitted=True)
    report = report_of(asked(into, without))
    assert report.by_field() == {("enseigne", "field_gone"): 2}
    assert sum(bool(line.leftovers) for line in report.lines) == 3


def test_a_rule_that_comes_or_goes_is_told_as_such(into: Campaign, tmp_path: Path) -> None:
    shorter = installed(tmp_path, "1.1.0", rules_piece=rules_with(without="assurance"))
    made(into)
    assert report_of(asked(into, shorter)).by_outcome() == {"assurance": {("undetermined", "absent"): 1}}


def test_nothing_of_any_dossier_is_written(into: Campaign, stricter: ProgrammeVersion) -> None:
    draft = made(into)
    before = list(SectionAnswers.objects.values()), list(Dossier.objects.values())
    asked(into, stricter)
    assert (list(SectionAnswers.objects.values()), list(Dossier.objects.values())) == before
    assert not SetAsideAnswer.objects.exists()
    act = Act.objects.get(event="dry_run_asked")
    assert act.details["dossiers"] == 1
    assert str(draft.pk) not in str(act.details)


def test_of_a_dossier_to_correct_what_was_handed_over_is_looked_at(into: Campaign, stricter: ProgrammeVersion) -> None:
    submission = made(into, submitted=True)
    Dossier.objects.filter(pk=submission.pk).update(state="to_correct")
    SectionAnswers.objects.filter(sheet=submission.sheet).update(answers={"nom": "A", "loyer": "90", "apport": "100"})
    assert report_of(asked(into, stricter)).by_outcome() == {"poids": {("met", "not_met"): 1}}


def test_figures_of_the_campaign_are_read_by_the_version_that_knows_them(into: Campaign, tmp_path: Path) -> None:
    Campaign.objects.update(parameters={"aide": "80", "inconnu_ici": "1"})
    other = installed(tmp_path, "1.1.0", rules_piece={})
    made(into)
    assert set(report_of(asked(into, other)).by_outcome()) == {"assurance", "poids", "total"}


# asking for one


def test_a_version_that_is_not_another_of_this_programme_is_refused(into: Campaign, runner: Person) -> None:
    with pytest.raises(NotAllowed, match="déjà dans cette version"):
        ask_dry_run(into.pk, into.programme_version, actor=runner, now=NOW)
    other = ProgrammeVersion.objects.create(
        digest="sha256:x", programme="autre", version="1", title="", files={}, installed_at=NOW
    )
    with pytest.raises(NotAllowed, match="autre programme"):
        ask_dry_run(into.pk, other, actor=runner, now=NOW)


def test_few_dossiers_are_looked_at_at_once(into: Campaign, stricter: ProgrammeVersion, runner: Person) -> None:
    many_dossiers(into, FEW)
    assert asked(into, stricter, runner).state == "done"


def test_many_go_to_a_job_and_the_page_says_how_far_it_is(
    into: Campaign, stricter: ProgrammeVersion, runner: Person
) -> None:
    many_dossiers(into, FEW + 1)
    run = asked(into, stricter, runner)
    assert run.state == "running"
    assert asked(into, stricter, runner) == run  # a second click
    client = signed(runner)
    content = page(client, run)
    assert f"0 dossier examiné sur {FEW + 1}" in content
    assert "Adopter" not in content
    assert [attempt.error for attempt in run_all(NOW)] == [None]
    run.refresh_from_db()
    assert report_of(run).total == FEW + 1
    assert "L’essai est en cours" not in page(client, run)
    assert run_all(NOW) == []


def test_a_job_that_fails_for_good_is_said_and_can_be_asked_again(
    into: Campaign, stricter: ProgrammeVersion, runner: Person
) -> None:
    many_dossiers(into, FEW + 1)
    run = asked(into, stricter, runner)
    dry_runs.given_up(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "L’essai n’a pas abouti" in page(signed(runner), run)
    dry_runs.work_out(run.pk)  # a job that comes back from the dead does nothing more
    run.refresh_from_db()
    assert run.state == "failed"
    assert asked(into, stricter, runner) != run


# stale


def test_what_changed_since_is_said(into: Campaign, stricter: ProgrammeVersion, runner: Person) -> None:
    ours = structure()
    draft = dossier(ours, into, answers={"etal": MET})
    run = asked(into, stricter, runner)
    assert not staleness(run, into)
    Dossier.objects.filter(pk=draft.pk).update(changed_at=NOW + timedelta(seconds=1))
    assert "1 dossier a changé depuis cet essai" in page(signed(runner), run)
    Campaign.objects.update(parameters={"aide": "11"})
    assert "Les chiffres de la campagne ont changé" in page(signed(runner), run)


def test_one_that_another_adoption_overtook_cannot_serve_any_more(
    into: Campaign, stricter: ProgrammeVersion, runner: Person, tmp_path: Path
) -> None:
    run = asked(into, stricter, runner)
    Campaign.objects.update(programme_version=installed(tmp_path, "1.2.0", titre="Autre"))
    client = signed(runner)
    content = page(client, run)
    assert "Essai dépassé" in content
    assert "Adopter cette version" not in content
    response = client.post(reverse("adoption:adopt", args=[into.pk, run.pk]), {"confirmation": "oui"})
    assert response.status_code == 409


# the page


def test_the_page_tells_what_changes_and_why(into: Campaign, stricter: ProgrammeVersion, runner: Person) -> None:
    received = made(into, submitted=True)
    content = page(signed(runner), asked(into, stricter, runner))
    assert "Atteinte → Non atteinte" in content
    assert "« seuil » (seuil) passe de 20 % à 50 %" in content
    assert received.organisation.name in content
    assert "Version 1.0.0 : poids" in content
    assert "Version 1.1.0 : poids" in content
    assert "garde sa version" in content
    assert "1 dossier déposé gardera la version" in content


def test_drafts_are_counted_and_never_told(into: Campaign, stricter: ProgrammeVersion, runner: Person) -> None:
    draft = dossier(structure("Étal Secret"), into, answers={"etal": {**MET, "nom": "Le nom du secret"}})
    for someone in (runner, administrator()):
        content = page(signed(someone), asked(into, stricter, runner))
        assert "Atteinte → Non atteinte" in content
        assert "1 dossier est compté mais pas montré" in content
        for hidden in ("Étal Secret", draft.number, "Le nom du secret"):
            assert hidden not in content


def test_who_administers_reads_totals_and_no_dossier(into: Campaign, stricter: ProgrammeVersion) -> None:
    received = made(into, submitted=True)
    content = page(signed(administrator()), asked(into, stricter))
    assert "Atteinte → Non atteinte" in content
    assert received.organisation.name not in content


def test_the_page_filters_by_outcome_and_by_side(into: Campaign, stricter: ProgrammeVersion, runner: Person) -> None:
    received = made(into, submitted=True)
    made(into)
    client, run = signed(runner), asked(into, stricter, runner)
    assert received.number in page(client, run, resultat="poids", dossiers="gardent")
    assert received.number not in page(client, run, dossiers="suivent").partition('id="dossiers"')[2]
    assert "0 dossier" in page(client, run, resultat="inconnu")
    assert "0 dossier" in page(client, run, dossiers="mises-de-cote")


def test_a_dossier_that_changed_since_is_told_as_it_is_today(
    into: Campaign, stricter: ProgrammeVersion, runner: Person
) -> None:
    received = made(into, submitted=True)
    run = asked(into, stricter, runner)
    Dossier.objects.filter(pk=received.pk).update(changed_at=NOW + timedelta(days=1))
    assert "Ce dossier a changé depuis l’essai" in page(signed(runner), run)


def test_the_page_speaks_the_language_of_who_reads(into: Campaign, stricter: ProgrammeVersion, runner: Person) -> None:
    made(into, submitted=True)
    run = asked(into, stricter, runner)
    Person.objects.filter(pk=runner.pk).update(language="en")
    content = page(signed(runner), run)
    assert "Met → Not met" in content


def test_many_dossiers_come_page_by_page_with_a_bounded_number_of_queries(
    into: Campaign, stricter: ProgrammeVersion, runner: Person, django_assert_max_num_queries: Any
) -> None:
    many_dossiers(into, 120)
    SectionAnswers.objects.update(answers={"nom": "A", **MET})
    asked(into, stricter, runner)
    run_all(NOW)
    run, client = DryRun.objects.get(), signed(runner)
    page(client, run)
    with django_assert_max_num_queries(25):
        content = page(client, run, page="3")
    assert len(re.findall(r"<h3><a href=\"/dossiers/", content)) == 25
    assert "120 dossiers concernés, page 3 sur 5" in content


def test_working_it_out_takes_as_many_queries_for_any_number_of_dossiers(
    into: Campaign, stricter: ProgrammeVersion
) -> None:
    counts = []
    for more in (60, 10, 90):  # the first one also reads the packages, once for the process
        many_dossiers(into, more)
        asked(into, stricter)
        with CaptureQueriesContext(connection) as queries:
            run_all(NOW)
        counts.append(len(queries))
        DryRun.objects.all().delete()
    assert counts[1] == counts[2]


def test_the_versions_to_choose_from_are_the_others_of_that_programme(into: Campaign, runner: Person) -> None:
    client, address = signed(runner), reverse("adoption:version", args=[into.pk])
    assert "Aucune autre version installée" in client.get(address).content.decode()
    other = programme(Path(__file__).parents[2] / "programmes" / "dd-poles-2012")
    assert other.title not in client.get(address).content.decode()


def test_a_choice_leads_to_its_dry_run_and_the_list_of_those_made(
    into: Campaign, stricter: ProgrammeVersion, runner: Person
) -> None:
    made(into)
    client, address = signed(runner), reverse("adoption:version", args=[into.pk])
    assert (
        "1 différence" in client.get(address).content.decode() or "différences" in client.get(address).content.decode()
    )
    response = client.post(address, {"version": stricter.pk})
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    assert "Essais déjà faits" in client.get(address).content.decode()
    assert client.post(address, {"version": into.programme_version_id}).status_code == 404


def test_a_dossier_of_an_older_version_still_is_told_in_its_own_words(
    into: Campaign, runner: Person, tmp_path: Path
) -> None:
    old = made(into, submitted=True)
    second = installed(tmp_path, "1.1.0", rules_piece=rules_with(without="assurance"))
    Campaign.objects.update(programme_version=second)
    into.refresh_from_db()
    made(into, submitted=True)
    third = installed(tmp_path, "1.2.0", rules_piece=rules_with(seuil="0.5", without="assurance"))
    content = page(signed(runner), asked(into, third, runner))
    assert old.number in content
    assert "Version 1.0.0 : assurance" in content
    assert "Version 1.1.0 : poids" in content
