"""The same pages for the three programmes, in both languages, empty and full, before and after the submission."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from poincon.cahier.evaluation import assess
from poincon.cahier.explanation import value_json
from poincon.dossiers import answers as reading
from poincon.dossiers import services, snapshots
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing
from poincon.people.enums import Role
from poincon.people.models import Person
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


def visit(made: Dossier, someone: Person, language: str) -> dict[str, str]:
    """Every page of a dossier; each must answer, and (as everywhere in tests) read no unknown variable."""
    Person.objects.filter(pk=someone.pk).update(language=language)
    client = Client()
    client.force_login(someone)
    sections = [section.id for section in made.campaign.programme_version.package.programme.sections]
    urls = [address(page, made) for page in ("show", "check", "results")]
    urls += [address("section", made, section) for section in sections]
    urls += [address("receipt", made)] if made.submitted_at else []
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
    made = dossier(ours, campaign(real_programme(name), year=EXAMPLES[name][1] + 1))
    visit(made, ours.editor, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_pages_of_a_full_dossier_before_and_after_its_submission(ours: Structure, name: str, language: str) -> None:
    made = real_dossier(name, ours)
    assert standing(made).problems == {}
    visit(made, ours.editor, language)
    Dossier.objects.filter(pk=made.pk).update(state="submitted", submitted_at=NOW)
    frozen = reread(made)
    snapshots.take(frozen, standing(frozen), ours.head, NOW)
    visit(frozen, ours.editor, language)
    pages = visit(frozen, person((Role.REGIONAL_OFFICER, "53")), language)
    assert not [url for url, page in pages.items() if "data-autosave" in page or "ajouter_ligne:" in page]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_receipt_of_each_programme_is_a_document(ours: Structure, name: str) -> None:
    made = real_dossier(name, ours)
    Dossier.objects.filter(pk=made.pk).update(state="submitted", submitted_at=NOW)
    snapshots.take(made, standing(made), ours.head, NOW)
    client = Client()
    client.force_login(ours.editor)
    response = client.get(address("receipt_pdf", made))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_a_snapshot_keeps_of_each_programme_judges_the_same(ours: Structure, name: str) -> None:
    made = real_dossier(name, ours)
    snapshots.take(made, standing(made), ours.head, NOW)
    content = json.loads(submitted_snapshot(made).content)
    package = made.campaign.programme_version.package
    documents = {each: one["name"] for each, one in content["documents"].items()}
    answers, files = (reading.named(each, package.programme) for each in (content["answers"], documents))
    engine, problems = reading.read(answers, package.programme, files, content["reference_year"], {})
    assert problems == {}
    again: dict[str, Any] = {}
    for rule, result in assess(package, engine).results.items():
        value, exact = value_json(result.value)
        again[rule] = (result.status.value if result.status else None, value, exact)
    kept = {rule: (one["status"], one["value"], one["exact"]) for rule, one in content["outcomes"].items()}
    assert json.loads(json.dumps(again)) == json.loads(json.dumps(kept))
    assert any(one[0] not in (None, "undetermined") for one in again.values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_section_posted_back_as_shown_changes_nothing(ours: Structure, name: str) -> None:
    """What each input shows is what it posts: read as the engine's text again, it is the same answer."""
    made = real_dossier(name, ours)
    client = Client()
    client.force_login(ours.editor)
    before = {row.section: (row.version, dict(row.answers)) for row in made.sections.all()}
    for section in made.campaign.programme_version.package.programme.sections:
        url = address("section", made, section.id)
        response = client.post(url, posted_by(client.get(url).content.decode()))
        assert response.status_code == 200, section.id
    after = {row.section: (row.version, dict(row.answers)) for row in made.sections.all()}
    assert {section: kept for section, kept in after.items() if kept[1]} == before


def test_who_comes_to_an_address_that_only_takes_what_is_posted_is_taken_to_its_page(ours: Structure) -> None:
    name = next(iter(EXAMPLES))
    made = real_dossier(name, ours)
    client = Client()
    client.force_login(ours.editor)
    section = made.campaign.programme_version.package.programme.sections[0].id
    opening = reverse("dossiers:open", args=[made.campaign.pk])
    assert client.get(opening)["Location"] == reverse("dossiers:list")
    assert client.get(address("comment", made, section))["Location"] == address("section", made, section)
    assert client.get(address("submit", made))["Location"] == address("check", made)
    assert client.get(address("save", made, section)).status_code == 405


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_section_is_saved_by_a_script(ours: Structure, name: str) -> None:
    made = dossier(ours, campaign(real_programme(name), year=EXAMPLES[name][1] + 1))
    client = Client()
    client.force_login(ours.editor)
    for section in made.campaign.programme_version.package.programme.sections:
        answer = autosave(client, made, {"version": 0, "changes": {}}, section.id)
        assert answer.status_code == 200


def test_a_dossier_is_begun_from_the_list(ours: Structure) -> None:
    into = campaign(title="Étals de la halle")
    client = Client()
    client.force_login(ours.editor)
    assert "Étals de la halle" in client.get(reverse("dossiers:list")).content.decode()
    done = client.post(reverse("dossiers:open", args=[into.pk]), {"organisation": str(ours.organisation.pk)})
    made = Dossier.objects.get()
    assert done["Location"] == address("show", made)
    page = client.get(reverse("dossiers:list")).content.decode()
    assert (made.number in page, "Commencer un dossier" in page) == (True, False)


def test_a_submitted_dossier_is_read_only_everywhere(ours: Structure) -> None:
    made = dossier(ours, submitted=True, answers={"etal": {"depenses[0].montant": "5"}})
    pages = visit(made, ours.head, "fr")
    for url, page in pages.items():
        assert "data-autosave" not in page, url
        assert "enregistrer" not in page.partition("<main")[2], url
    services.submit(made.pk, ours.head, NOW)
