"""What others fill: on no page where the structure writes, written by no post of its own, and told where it is read."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from poincon.dossiers import receipts, saving, services
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing, standing_of
from poincon.people.models import Person
from poincon.sheets.summary import Summaries
from poincon.workflow.refusals import NotAllowed
from tests.cahier.packages import Piece, form, rules, write_package
from tests.campaigns.makers import installed
from tests.dossiers.adoptions import adopted
from tests.dossiers.factories import (
    FIELDS,
    PDF,
    Structure,
    address,
    asked,
    autosave,
    campaign,
    dossier,
    kept,
    programme,
    reread,
)
from tests.dossiers.forms import posted_by
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
IDENTITY: Piece = {
    "acteurs": [{"id": "placier", "libelle": "le placier", "portee": "region", "source": "R §1"}],
    "etapes": [{"id": "visite", "libelle": "Visite", "acteur": "placier", "source": "R §1"}],
}
CHECKED: list[Piece] = [
    {"id": "note_hygiene", "type": "entier", "requis": "oui", "libelle": "Note", "source": "R §1"},
    {"id": "rapport", "type": "fichier", "formats": ["pdf"], "requis": "oui", "libelle": "Rapport", "source": "R §1"},
    {
        "id": "constats",
        "type": "tableau",
        "libelle": "Constats",
        "source": "R §1",
        "colonnes": [{"id": "constat", "type": "texte", "libelle": "Constat", "source": "R §1"}],
    },
]
FORGED: dict[str, Any] = {
    "note_hygiene": "20",
    "constats[0].constat": "Propre",
    "rapport.motif": "Perdu",
    "nom": "Paul",
}
WORDS = "À remplir par « le placier » à l'étape « Visite »"


@pytest.fixture
def draft(ours: Structure, tmp_path: Path) -> Dossier:
    """A group of `etal`, and all of the section `controle`, are filled at the visit."""
    piece = form(FIELDS)
    group: Piece = {"id": "hygiene", "titre": "Hygiène", "a_l_etape": "visite", "champs": CHECKED}
    mark: Piece = {"id": "marque", "type": "texte", "requis": "oui", "libelle": "Marque", "source": "R §1"}
    apart: Piece = {"id": "suites", "titre": "Suites", "a_l_etape": "visite", "champs": [mark]}
    piece["rubriques"][0]["groupes"].append(group)
    piece["rubriques"].append({"id": "controle", "titre": "Contrôler", "groupes": [apart]})
    rules_piece = rules({"bonne_note": "note_hygiene > loyer_nul", "loyer_nul": "nombre(constats)"})
    folder = write_package(tmp_path, form_piece=piece, rules_piece=rules_piece, identity=IDENTITY)
    return dossier(ours, campaign(programme(folder)), answers={"etal": {"nom": "Chez Paul"}})


@pytest.fixture
def editor(client: Client, ours: Structure) -> Client:
    client.force_login(ours.editor)
    return client


def text_of(client: Client, url: str) -> str:
    return " ".join(unescape(client.get(url).content.decode()).replace("\u00a0", " ").split())


def test_it_is_on_no_page_where_the_structure_writes(editor: Client, draft: Dossier) -> None:
    home, section = text_of(editor, address("show", draft)), text_of(editor, address("section", draft, "etal"))
    assert "Contrôler" not in home
    assert "note_hygiene" not in section
    assert "rapport" not in section
    assert "rubrique 1 sur 3" in section
    assert "Contrôler" not in section


def test_reading_pages_say_who_fills_it(editor: Client, draft: Dossier) -> None:
    check = text_of(editor, address("check", draft))
    assert check.count(WORDS) == 2
    apart = editor.get(address("section", draft, "controle"))
    assert apart.status_code == 200
    page = text_of(editor, address("section", draft, "controle"))
    assert WORDS in page
    assert "La structure n’a rien à remplir dans cette rubrique." in page
    assert f"Note ({WORDS[0].lower()}{WORDS[1:]})" in check


def test_it_stops_nothing_and_is_in_no_receipt(draft: Dossier, ours: Structure) -> None:
    assert standing(draft, NOW).lacking == []
    snapshot = services.submit(draft.pk, ours.head, NOW)
    frozen = standing_of(snapshot, reread(draft))
    titles = {summary.title for summary in Summaries(frozen, "fr", None).all()}
    assert titles == {"etal", "accueil", "vision"}
    assert receipts.pdf(draft, snapshot, frozen, "fr").startswith(b"%PDF")


def test_a_form_made_by_hand_writes_none_of_it(editor: Client, draft: Dossier) -> None:
    page = editor.get(address("section", draft, "etal")).content.decode()
    forged = posted_by(page) | {name: [value] for name, value in FORGED.items()} | {"cases": ["note_hygiene"]}
    assert editor.post(address("section", draft, "etal"), forged).status_code == 200
    assert kept(draft) == {"nom": "Paul"}
    assert editor.post(address("section", draft, "controle"), forged | {"marque": ["A"]}).status_code == 200
    assert kept(draft, "controle") == {}


def test_an_autosave_made_by_hand_writes_none_of_it(editor: Client, draft: Dossier) -> None:
    assert autosave(editor, draft, {"version": 1, "changes": FORGED}).status_code == 200
    assert autosave(editor, draft, {"version": 0, "changes": {"marque": "A"}}, section="controle").status_code == 200
    assert (kept(draft), kept(draft, "controle")) == ({"nom": "Paul"}, {})


def test_no_row_and_no_document_of_it_is_taken(editor: Client, draft: Dossier, ours: Structure) -> None:
    editor.post(address("section", draft, "etal"), {"version": "1", "ajouter_ligne:constats": ""})
    upload = SimpleUploadedFile("rapport.pdf", PDF, "application/pdf")
    editor.post(address("section", draft, "etal"), {"version": "1", "rapport": upload})
    assert "constats[]" not in kept(draft)
    assert not draft.sheet.attachments.exists()
    with pytest.raises(NotAllowed):
        saving.add_row(draft.pk, "etal", None, ours.editor, NOW)


def test_nobody_asks_the_structure_for_it(draft: Dossier, ours: Structure, examiner: Person) -> None:
    services.submit(draft.pk, ours.head, NOW)
    for point in (("etal", "note_hygiene"), ("controle", ""), ("controle", "marque")):
        with pytest.raises(NotAllowed):
            asked(reread(draft), examiner, point)


def test_what_was_stored_under_its_name_is_not_read(draft: Dossier) -> None:
    """As an answer would be that a former version asked of the structure."""
    row = draft.sheet.sections.get(section="etal")
    row.answers["note_hygiene"] = "20"
    row.save()
    current = standing(reread(draft), NOW)
    assert current.assessment.results["bonne_note"].missing == ["constats", "note_hygiene"]


def test_a_version_that_gives_a_question_to_others_sets_its_answer_aside(ours: Structure, tmp_path: Path) -> None:
    into = campaign()
    draft = dossier(ours, into, answers={"etal": {"nom": "Chez Paul", "enseigne": "A"}})
    piece = form(FIELDS)
    trade = piece["rubriques"][0]["groupes"][0]
    (sign,) = [field for field in trade["champs"] if field["id"] == "enseigne"]
    trade["champs"].remove(sign)
    apart: Piece = {"id": "signes", "titre": "Signes", "a_l_etape": "visite", "champs": [sign]}
    piece["rubriques"][0]["groupes"].append(apart)
    adopted(into, installed(tmp_path, "1.1.0", form_piece=piece, rules_piece={}, **IDENTITY))
    assert kept(draft) == {"nom": "Chez Paul"}
    assert [(answer.name, answer.value) for answer in reread(draft).sheet.set_aside.all()] == [("enseigne", "A")]
