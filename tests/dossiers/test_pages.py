"""The same pages for the three programmes, in both languages, empty and full, before and after the submission."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from poincon.cahier.evaluation import assess
from poincon.cahier.explanation import value_json
from poincon.dossiers import services, snapshots
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.sheets import answers as reading
from tests.dossiers.factories import (
    Structure,
    address,
    autosave,
    campaign,
    dossier,
    real_programme,
    reread,
    submitted_snapshot,
)
from tests.dossiers.forms import posted_by
from tests.dossiers.real import EXAMPLES, real_dossier
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "en")


def visit(dossier: Dossier, someone: Person, language: str) -> dict[str, str]:
    """Every page of a dossier; each must answer, and (as everywhere in tests) read no unknown variable."""
    Person.objects.filter(pk=someone.pk).update(language=language)
    client = Client()
    client.force_login(someone)
    sections = [section.id for section in dossier.campaign.programme_version.package.programme.sections]
    urls = [address(page, dossier) for page in ("show", "check", "results")]
    urls += [address("section", dossier, section) for section in sections]
    urls += [address("receipt", dossier)] if dossier.submitted_at else []
    pages = {}
    for url in urls:
        response = client.get(url)
        assert response.status_code == 200, url
        pages[url] = response.content.decode()
        assert f'<html lang="{language}"' in pages[url]
    return pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_pages_of_an_empty_dossier(ours: Structure, name: str, language: str) -> None:
    draft = dossier(ours, campaign(real_programme(name), year=EXAMPLES[name][1] + 1))
    visit(draft, ours.editor, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_pages_of_a_full_dossier_before_and_after_its_submission(ours: Structure, name: str, language: str) -> None:
    dossier = real_dossier(name, ours)
    assert standing(dossier, NOW).problems == {}
    visit(dossier, ours.editor, language)
    Dossier.objects.filter(pk=dossier.pk).update(state="submitted", submitted_at=NOW)
    frozen = reread(dossier)
    snapshots.take(frozen, standing(frozen, NOW), ours.head, NOW)
    visit(frozen, ours.editor, language)
    pages = visit(frozen, person((Role.REGIONAL_OFFICER, "53")), language)
    assert not [url for url, page in pages.items() if "data-autosave" in page or "ajouter_ligne:" in page]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_receipt_of_each_programme_is_a_document(ours: Structure, name: str) -> None:
    dossier = real_dossier(name, ours)
    Dossier.objects.filter(pk=dossier.pk).update(state="submitted", submitted_at=NOW)
    snapshots.take(dossier, standing(dossier, NOW), ours.head, NOW)
    client = Client()
    client.force_login(ours.editor)
    response = client.get(address("receipt_pdf", dossier))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_a_snapshot_keeps_of_each_programme_judges_the_same(ours: Structure, name: str) -> None:
    dossier = real_dossier(name, ours)
    snapshots.take(dossier, standing(dossier, NOW), ours.head, NOW)
    content = json.loads(submitted_snapshot(dossier).content)
    package = dossier.campaign.programme_version.package
    documents = {each: document["name"] for each, document in content["documents"].items()}
    answers, files = (reading.named(each, package.programme) for each in (content["answers"], documents))
    engine, problems = reading.read(answers, package.programme, files, content["reference_year"], {})
    assert problems == {}
    again: dict[str, Any] = {}
    for rule, result in assess(package, engine).results.items():
        value, exact = value_json(result.value)
        again[rule] = (result.status.value if result.status else None, value, exact)
    outcomes = {
        rule: (outcome["status"], outcome["value"], outcome["exact"]) for rule, outcome in content["outcomes"].items()
    }
    assert json.loads(json.dumps(again)) == json.loads(json.dumps(outcomes))
    assert any(outcome[0] not in (None, "undetermined") for outcome in again.values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_section_posted_back_as_shown_changes_nothing(ours: Structure, name: str) -> None:
    """What each input shows is what it posts: read as the engine's text again, it is the same answer."""
    dossier = real_dossier(name, ours)
    client = Client()
    client.force_login(ours.editor)
    before = {row.section: (row.version, dict(row.answers)) for row in dossier.sheet.sections.all()}
    for section in dossier.campaign.programme_version.package.programme.sections:
        url = address("section", dossier, section.id)
        response = client.post(url, posted_by(client.get(url).content.decode()))
        assert response.status_code == 200, section.id
    after = {row.section: (row.version, dict(row.answers)) for row in dossier.sheet.sections.all()}
    assert {section: row for section, row in after.items() if row[1]} == before


def test_who_comes_to_an_address_that_only_takes_what_is_posted_is_taken_to_its_page(ours: Structure) -> None:
    name = next(iter(EXAMPLES))
    dossier = real_dossier(name, ours)
    client = Client()
    client.force_login(ours.editor)
    section = dossier.campaign.programme_version.package.programme.sections[0].id
    opening = reverse("dossiers:open", args=[dossier.campaign.pk])
    assert client.get(opening)["Location"] == reverse("dossiers:list")
    assert client.get(address("comment", dossier, section))["Location"] == address("section", dossier, section)
    assert client.get(address("submit", dossier))["Location"] == address("check", dossier)
    assert client.get(address("save", dossier, section)).status_code == 405


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_section_is_saved_by_a_script(ours: Structure, name: str) -> None:
    draft = dossier(ours, campaign(real_programme(name), year=EXAMPLES[name][1] + 1))
    client = Client()
    client.force_login(ours.editor)
    for section in draft.campaign.programme_version.package.programme.sections:
        answer = autosave(client, draft, {"version": 0, "changes": {}}, section.id)
        assert answer.status_code == 200


def test_a_dossier_is_begun_from_the_list(ours: Structure) -> None:
    into = campaign(title="Étals de la halle")
    client = Client()
    client.force_login(ours.editor)
    assert "Étals de la halle" in client.get(reverse("dossiers:list")).content.decode()
    response = client.post(reverse("dossiers:open", args=[into.pk]), {"organisation": str(ours.organisation.pk)})
    dossier = Dossier.objects.get()
    assert response["Location"] == address("show", dossier)
    page = client.get(reverse("dossiers:list")).content.decode()
    assert (dossier.number in page, "Commencer un dossier" in page) == (True, False)


def test_a_submitted_dossier_is_read_only_everywhere(ours: Structure) -> None:
    submission = dossier(ours, submitted=True, answers={"etal": {"depenses[0].montant": "5"}})
    pages = visit(submission, ours.head, "fr")
    for url, page in pages.items():
        assert "data-autosave" not in page, url
        assert "enregistrer" not in page.partition("<main")[2], url
    services.submit(submission.pk, ours.head, NOW)
