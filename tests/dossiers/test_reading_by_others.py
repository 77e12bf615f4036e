"""Whoever examines reads what was handed over, never the work in progress; the structure reads its own as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from poincon.cahier.explanation import value_json
from poincon.dossiers import changes, services, validation
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing_for, standing_of, standing_submitted
from poincon.dossiers.withdrawal import withdraw
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.sheets.differences import changed_between
from poincon.workflow.refusals import Allowed
from tests.browser.filling import fill
from tests.dossiers.factories import (
    PDF,
    Structure,
    address,
    asked,
    campaign,
    document,
    dossier,
    officer,
    real_programme,
    reread,
    save,
    structure,
    upload,
)
from tests.dossiers.real import EXAMPLES, real_dossier
from tests.people.makers import give, person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
LEAK = "Brouillon que personne d’autre ne doit lire"
ANSWERS: dict[str, Any] = {"etal": {"nom": "Chez Paul", "loyer": "10", "assure": "oui"}}
PAGES = ("show", "results", "check", "receipt", "receipt_pdf", "changes")


@pytest.fixture
def submission(ours: Structure) -> Dossier:
    """To correct: an answer, a document, a prerequisite, all changed since it was handed over, and a point answered."""
    draft = dossier(ours, answers=ANSWERS)
    document(draft, ours.editor)
    services.submit(draft.pk, ours.head, NOW)
    request = asked(draft, officer(), ("etal", ""), ("accueil", ""))
    save(draft, 1, {"slogan": LEAK, "assure": "non", "loyer": None}, ours.editor)
    services.attach(draft.pk, "plan", upload("secret.pdf", PDF + b"secret"), ours.editor, NOW)
    services.comment(draft.pk, "etal", LEAK, ours.editor, NOW)
    for item in request.items.all():
        changes.answer_item(item.pk, LEAK, ours.editor, NOW)
    return reread(draft)


def client_of(someone: Person) -> Client:
    client = Client()
    client.force_login(someone)
    return client


def read(client: Client, url: str) -> tuple[int, str]:
    response = client.get(url)
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, content.decode(errors="replace")


@pytest.mark.parametrize("role", [(Role.REGIONAL_OFFICER, "53"), (Role.MINISTRY, None)])
@pytest.mark.parametrize("state", ["to_correct", "withdrawn"])
def test_pages_say_nothing_of_the_work_in_progress(
    submission: Dossier, ours: Structure, role: tuple[Role, str | None], state: str
) -> None:
    if state == "withdrawn":
        withdraw(submission.pk, "", ours.head, NOW)
    visitor = client_of(person(role))
    urls = [address(page, submission) for page in PAGES]
    urls += [address("section", submission, section) for section in ("etal", "accueil", "vision")]
    for url in urls:
        code, page = read(visitor, url)
        assert code == 200, url
        assert (url, LEAK in page, "secret.pdf" in page) == (url, False, False)
        assert "data-autosave" not in page, url
        assert "Modifiée par" not in page, url
    results = read(visitor, address("results", submission))[1]
    assert 'data-outcome="assurance" data-status="met"' in " ".join(results.split())
    section = read(visitor, address("section", submission, "etal"))[1]
    assert 'value="10"' in section
    assert "plan.pdf" in section


def test_the_structure_reads_what_it_is_doing(submission: Dossier, ours: Structure) -> None:
    visitor = client_of(ours.head)
    for page in ("show", "check", "changes"):
        content = read(visitor, address(page, submission))[1]
        assert ("secret.pdf" in content or LEAK in content, page) == (True, page)
    assert LEAK in read(visitor, address("section", submission, "etal"))[1]
    assert 'data-status="not_met"' in read(visitor, address("results", submission))[1]
    receipt = read(visitor, address("receipt", submission))[1]
    assert "secret.pdf" not in receipt  # of what was handed over, to everybody
    assert "plan.pdf" in receipt


def test_a_document_given_since_is_found_by_nobody_else(submission: Dossier, ours: Structure) -> None:
    new = submission.sheet.attachments.get(removed_at__isnull=True)
    old = submission.sheet.attachments.get(removed_at__isnull=False)
    visitor, own = client_of(officer()), client_of(ours.editor)
    assert [read(visitor, address("file", submission, attachment.file_id))[0] for attachment in (old, new)] == [
        200,
        404,
    ]
    assert [read(own, address("file", submission, attachment.file_id))[0] for attachment in (old, new)] == [200, 200]
    changes.resubmit(submission.pk, ours.head, NOW)
    assert [read(visitor, address("file", submission, attachment.file_id))[0] for attachment in (old, new)] == [
        200,
        200,
    ]


def test_a_document_taken_away_since_is_still_read(submission: Dossier, ours: Structure) -> None:
    services.detach(submission.pk, "plan", ours.editor, NOW)
    old = submission.sheet.attachments.order_by("added_at", "pk").first()
    assert old is not None
    visitor = client_of(officer())
    assert read(visitor, address("file", submission, old.file_id))[0] == 200
    assert "plan.pdf" in read(visitor, address("section", submission, "etal"))[1]


def test_who_reads_for_whom_is_said_by_one_function(submission: Dossier, ours: Structure) -> None:
    for someone in (officer(), person((Role.MINISTRY, None)), person(), structure().head):
        assert standing_for(someone, submission, NOW).answers == {"nom": "Chez Paul", "loyer": "10", "assure": "oui"}
    for someone in (ours.head, ours.editor):
        assert standing_for(someone, submission, NOW).answers["slogan"] == LEAK
    give(ours.editor, Role.REGIONAL_OFFICER, "53")  # also an official: still theirs
    again = Person.objects.get(pk=ours.editor.pk)
    assert standing_for(again, submission, NOW).answers["slogan"] == LEAK


def test_what_was_never_handed_over_is_read_by_nobody_else(ours: Structure) -> None:
    draft = dossier(ours)
    with pytest.raises(ValueError, match="never handed over"):
        standing_submitted(draft)


def test_the_request_is_read_by_both_and_its_answers_once_they_are_handed_over(
    submission: Dossier, ours: Structure
) -> None:
    visitor = client_of(officer())
    page = read(visitor, address("changes", submission))[1]
    for words in ("Revoyez etal.", "Merci de compléter.", "En attente de la réponse"):
        assert words in page
    assert address("answer", submission, submission.change_requests.get().items.all()[0].pk) not in page
    changes.resubmit(submission.pk, ours.head, NOW)
    page = read(visitor, address("changes", submission))[1]
    assert LEAK in page
    assert "Ce qui a changé" in page


def test_what_was_put_aside_is_read_by_the_structure_alone(submission: Dossier, ours: Structure) -> None:
    changes.take_back(submission.pk, "Par erreur.", officer(), NOW, allowed=Allowed())
    own, other = (read(client_of(reader), address("changes", submission))[1] for reader in (ours.editor, officer()))
    assert LEAK in own
    assert "Ce que vous aviez préparé" in own
    assert LEAK not in other
    assert "Ce que vous aviez préparé" not in other
    for page in ("show", "check", "results"):
        assert LEAK not in read(client_of(ours.editor), address(page, submission))[1].partition("Historique")[0]


def test_a_request_in_preparation_is_not_the_structures_to_read(ours: Structure) -> None:
    submission = dossier(ours, submitted=True)
    changes.prepare_item(submission.pk, "etal", "loyer", LEAK, officer(), NOW, allowed=Allowed())
    own = client_of(ours.head)
    assert read(own, address("changes", submission))[0] == 404
    for page in ("show", "check", "results", "receipt"):
        assert LEAK not in read(own, address(page, submission))[1]
    assert LEAK not in read(own, address("section", submission, "etal"))[1]


def test_acts_between_colleagues_are_not_told_to_who_examines(ours: Structure) -> None:
    draft = dossier(ours, answers=ANSWERS)
    validation.ask_validation(draft.pk, ours.editor, NOW)
    validation.validate(draft.pk, ours.head, NOW)
    services.submit(draft.pk, ours.editor, NOW)
    own, other = (read(client_of(reader), address("show", draft))[1] for reader in (ours.editor, officer()))
    assert "Validation demandée à la direction" in own
    for words in ("Validation demandée", "Validation par la direction"):
        assert words not in other
    assert "Dépôt" in other


# what a snapshot gives back


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_snapshot_gives_back_the_dossier_and_its_outcomes(ours: Structure, name: str) -> None:
    dossier = real_dossier(name, ours)
    now = fill(dossier, ours.editor, NOW)
    services.submit(dossier.pk, ours.head, NOW)
    frozen = dossier.sheet.snapshots.get()
    again = standing_of(frozen, reread(dossier))
    assert changed_between(now, again) == {}
    assert (again.answers, again.problems, again.package.digest) == (now.answers, {}, now.package.digest)
    assert [state.path for state in again.lacking] == [state.path for state in now.lacking]
    outcomes = json.loads(frozen.content)["outcomes"]
    for rule, result in again.assessment.results.items():
        value, exact = value_json(result.value)
        status = result.status.value if result.status else None
        assert (status, value, exact) == (outcomes[rule]["status"], outcomes[rule]["value"], outcomes[rule]["exact"])


def test_a_snapshot_is_read_under_the_version_and_figures_of_its_day(ours: Structure) -> None:
    draft = dossier(ours, campaign(parameters={"aide": 20}), answers={"etal": {**ANSWERS["etal"], "apport": "100"}})
    services.submit(draft.pk, ours.head, NOW)
    type(draft.campaign).objects.update(parameters={"aide": "90"})
    current = standing_for(officer(), reread(draft), NOW)
    assert value_json(current.assessment.results["poids"].value)[0] == "0.3"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_pages_of_officials_answer_for_each_programme(ours: Structure, name: str) -> None:
    dossier = real_dossier(name, ours)
    fill(dossier, ours.editor, NOW)
    services.submit(dossier.pk, ours.head, NOW)
    asked(dossier, officer(), (dossier.package.programme.sections[0].id, ""))
    assert reread(dossier).state == State.TO_CORRECT
    visitor = client_of(officer())
    urls = [address(page, dossier) for page in PAGES]
    urls += [address("section", dossier, section.id) for section in dossier.package.programme.sections]
    for url in urls:
        assert read(visitor, url)[0] == 200, url
    assert real_programme(name).digest == dossier.sheet.programme_version_id
