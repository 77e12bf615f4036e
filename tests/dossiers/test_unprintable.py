"""Signs that the receipt cannot print: asked about beside the answer that holds them, never a reason to lose it."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from poincon.dossiers import receipts, services
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing, standing_of
from poincon.people.enums import Language
from poincon.people.models import Person
from tests.dossiers.asking import LATER
from tests.dossiers.factories import (
    PDF,
    Structure,
    address,
    asked,
    autosave,
    dossier,
    kept,
    reread,
    save,
    submitted_snapshot,
    upload,
)
from tests.pages import flat
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
SMILE = "«\u00a0😀\u00a0» ne peut pas être imprimé\u00a0: remplacez-le par des mots."


@pytest.fixture
def draft(ours: Structure) -> Dossier:
    return dossier(ours)


@pytest.fixture
def editor(ours: Structure) -> Client:
    client = Client()
    client.force_login(ours.editor)
    return client


def text(response: object) -> str:
    return unescape(flat(response.content.decode()))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("section", "name", "target"),
    [
        ("etal", "nom", "champ-nom"),
        ("etal", "adresse", "champ-adresse"),
        ("etal", "stock[1].objet", "champ-stock-1-objet"),
        ("accueil", "autre.intitule", "champ-autre-intitule"),
    ],
)
def test_it_is_asked_at_the_field_and_in_the_summary_and_the_answer_is_kept(
    editor: Client, draft: Dossier, section: str, name: str, target: str
) -> None:
    response = editor.post(address("section", draft, section), {"version": "0", name: "Étal 😀 d’été"})
    page = text(response)
    assert response.status_code == 200
    assert kept(draft, section)[name] == "Étal 😀 d’été"
    assert f'id="{target}-erreur"' in page
    assert f'href="#{target}"' in page
    assert page.count(SMILE) == 2
    assert "Étal 😀 d’été" in page


def test_it_is_asked_in_english_too(editor: Client, draft: Dossier, ours: Structure) -> None:
    Person.objects.filter(pk=ours.editor.pk).update(language=Language.ENGLISH)
    save(draft, 0, {"nom": "Étal 😀"}, ours.editor)
    assert (
        text(editor.get(address("section", draft, "etal"))).count("“😀” cannot be printed: replace it with words.") == 2
    )


def test_an_autosave_says_it_and_says_when_it_is_mended(editor: Client, draft: Dossier) -> None:
    answer = autosave(editor, draft, {"version": 0, "changes": {"nom": "Étal 😀"}}).json()
    assert answer["unprintable"] == {"nom": SMILE}
    answer = autosave(editor, draft, {"version": 1, "changes": {"nom": "Étal qui sourit"}}).json()
    assert answer["unprintable"] == {}


def test_the_name_of_a_document_is_asked_about_and_the_document_is_kept(
    editor: Client, draft: Dossier, ours: Structure
) -> None:
    services.attach(draft.pk, "plan", upload("plan 😀.pdf", PDF), ours.editor, NOW)
    page = text(editor.get(address("section", draft, "etal")))
    assert page.count("renommez le fichier, puis envoyez-le de nouveau") == 2
    assert 'id="champ-plan-erreur"' in page


def test_what_cannot_be_read_is_told_once_and_what_is_elsewhere_there(
    editor: Client, draft: Dossier, ours: Structure
) -> None:
    save(draft, 0, {"autre.intitule": "😀"}, ours.editor, "accueil")
    answer = autosave(editor, draft, {"version": 0, "changes": {"halle": "😀", "loyer": "😀"}}).json()
    assert answer["unprintable"] == {}


def test_a_row_that_was_removed_is_not_asked_about(editor: Client, draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"stock[0].objet": "😀"}, ours.editor)
    assert "imprimé" in text(editor.get(address("section", draft, "etal")))
    editor.post(address("section", draft, "etal"), {"version": "1", "retirer_ligne:stock:0": "1"})
    page = text(editor.get(address("section", draft, "etal")))
    assert "imprimé" not in page


def test_before_handing_over_each_is_listed_with_its_link_and_none_stops_it(
    editor: Client, draft: Dossier, ours: Structure
) -> None:
    save(draft, 0, {"stock[0].objet": "漢字", "nom": "Étal 😀"}, ours.editor)
    editor.force_login(ours.head)
    page = text(editor.get(address("check", draft)))
    assert "Des signes ne peuvent pas être imprimés" in page
    links = [
        f'<li><a href="{address("section", draft, "etal")}#{target}">'
        for target in ("champ-nom", "champ-stock-0-objet")
    ]
    assert [page.count(link) for link in links] == [1, 1]
    assert page.index(links[0]) < page.index(links[1])
    assert standing(reread(draft), NOW).may_be_submitted
    services.submit(draft.pk, ours.head, NOW)
    page = text(editor.get(address("check", draft)))
    assert "ne peuvent pas être imprimés" not in page
    snapshot = submitted_snapshot(draft)
    frozen = standing_of(snapshot, reread(draft))
    assert receipts.pdf(reread(draft), snapshot, frozen, "fr").startswith(b"%PDF-")


def test_nothing_is_asked_of_what_may_not_be_changed(editor: Client, ours: Structure, examiner: Person) -> None:
    ready = dossier(ours, answers={"etal": {"nom": "Étal 😀", "adresse": "Rue 😀"}}, submitted=True)
    official = Client()
    official.force_login(examiner)
    assert "imprimé" not in text(official.get(address("section", ready, "etal")))
    asked(ready, examiner, ("etal", "adresse"), now=LATER)
    page = text(editor.get(address("section", ready, "etal")))
    assert 'id="champ-adresse-erreur"' in page
    assert 'id="champ-nom-erreur"' not in page
