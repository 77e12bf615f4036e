"""A section that answers hide: it leaves every page, its address says so, and it comes back as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from poincon.admissibility.checklist import checklist
from poincon.dossiers import receipts, services
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing, standing_of
from poincon.people.models import Person
from poincon.sheets.summary import Summaries
from poincon.workflow.refusals import NotAllowed
from tests.cahier.packages import form, write_package
from tests.dossiers.factories import (
    FIELDS,
    RULES,
    Structure,
    address,
    asked,
    autosave,
    campaign,
    dossier,
    kept,
    programme,
    reread,
    save,
)
from tests.dossiers.forms import posted_by
from tests.pages import flat
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
NOT_ASKED = "Cette rubrique n’est pas demandée dans ce dossier"


@pytest.fixture
def draft(ours: Structure, tmp_path: Path) -> Dossier:
    """The section `accueil`, whose first statement is required, is asked of stalls that are open."""
    piece = form(FIELDS)
    reception = next(section for section in piece["rubriques"] if section["id"] == "accueil")
    reception["visible_si"] = "ouvert"
    reception["titre"] = "Accueillir"
    reception["groupes"][0]["champs"][0]["requis"] = "oui"
    folder = write_package(tmp_path, form_piece=piece, rules_piece=RULES)
    answers: dict[str, Any] = {"etal": {"nom": "Chez Paul", "ouvert": "non"}, "accueil": {"accueil_2": "++"}}
    return dossier(ours, campaign(programme(folder)), answers=answers)


@pytest.fixture
def editor(client: Client, ours: Structure) -> Client:
    client.force_login(ours.editor)
    return client


def test_a_hidden_section_is_on_no_page_and_stops_nothing(editor: Client, draft: Dossier, ours: Structure) -> None:
    for page in ("show", "check"):
        assert "Accueillir" not in editor.get(address(page, draft)).content.decode()
    section = flat(editor.get(address("section", draft, "etal")).content.decode())
    assert "Accueillir" not in section
    assert "rubrique 1 sur 2" in section
    current = standing(draft, NOW)
    assert [summary.title for summary in Summaries(current, "fr", None).all()] == ["etal", "vision"]
    assert [part.title for part in checklist(current, "fr", ())] == ["etal", "vision"]
    snapshot = services.submit(draft.pk, ours.head, NOW)
    frozen = standing_of(snapshot, reread(draft))
    assert receipts.pdf(draft, snapshot, frozen, "fr").startswith(b"%PDF")
    assert "accueil_2" not in snapshot.content


def test_its_address_says_that_it_is_not_asked(editor: Client, draft: Dossier) -> None:
    response = editor.get(address("section", draft, "accueil"))
    assert response.status_code == 200
    assert NOT_ASKED in flat(response.content.decode())
    assert "<form" not in response.content.decode().partition("<main")[2].partition("</main")[0]
    assert editor.get(address("section", draft, "inconnue")).status_code == 404


def test_what_a_page_made_before_it_was_hidden_posts_is_kept(editor: Client, draft: Dossier, ours: Structure) -> None:
    save(draft, 1, {"ouvert": "oui"}, ours.editor)
    page = editor.get(address("section", draft, "accueil")).content.decode()
    save(draft, 2, {"ouvert": "non"}, ours.editor)
    response = editor.post(address("section", draft, "accueil"), posted_by(page) | {"accueil_1": ["+"]})
    assert NOT_ASKED in flat(response.content.decode())
    assert kept(draft, "accueil") == {"accueil_1": "+", "accueil_2": "++"}
    assert "accueil_1" not in {name.text for name in standing(reread(draft), NOW).shown_answers}


def test_an_answer_that_shows_a_section_is_told_as_it_is_typed(editor: Client, draft: Dossier, ours: Structure) -> None:
    questions = [
        autosave(editor, draft, {"version": version, "changes": changes}).json()["questions"]
        for version, changes in enumerate(({"ouvert": "oui"}, {"ouvert": "non"}, {"loyer": "3"}), start=1)
    ]
    assert questions[0] != questions[1] == questions[2]
    save(draft, 4, {"ouvert": "oui"}, ours.editor)
    assert "Accueillir" in editor.get(address("show", draft)).content.decode()
    assert {state.path for state in standing(reread(draft), NOW).lacking} == {"accueil_1"}


def test_nobody_asks_a_structure_to_complete_a_hidden_section(
    draft: Dossier, ours: Structure, examiner: Person
) -> None:
    services.submit(draft.pk, ours.head, NOW)
    with pytest.raises(NotAllowed):
        asked(reread(draft), examiner, ("accueil", ""))
