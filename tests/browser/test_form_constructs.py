"""A form whose answers show sections, bound each other, and leave a part to others: as a structure sees it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from poincon.campaigns.services import install_programme, open_campaign
from poincon.dossiers import services
from poincon.dossiers.models import Dossier
from tests.browser.conftest import Visit
from tests.browser.scene import YEAR, Scene
from tests.cahier.packages import Piece, form, write_package
from tests.dossiers.factories import RULES

FIELDS: list[Piece] = [
    {"id": "nom", "type": "texte", "requis": "oui", "libelle": "Nom de l'étal"},
    {"id": "part", "type": "etp", "maximum": "gardiens", "libelle": "Gardiens de nuit"},
    {"id": "debut", "type": "date", "minimum": "2020-01-01", "libelle": "Premier jour"},
]
IDENTITY: Piece = {
    "acteurs": [{"id": "placier", "libelle": "le service des marchés", "portee": "region", "source": "R §1"}],
    "etapes": [{"id": "visite", "libelle": "Visite de l'étal", "acteur": "placier", "source": "R §1"}],
    "figures": [
        {
            "id": "origine",
            "type": "parts",
            "titre": "Origine des recettes",
            "tableaux": ["recettes"],
            "groupe": "origine",
        }
        | {"montant": "montant"}
    ],
}


@pytest.fixture
def dossier(scene: Scene, tmp_path: Path) -> Dossier:
    piece = form(FIELDS)
    stall, reception, _ = piece["rubriques"]
    stall["titre"], reception["titre"] = "L'étal", "L'accueil du public"
    reception["visible_si"] = "ouvert"
    checked: Piece = {"id": "note_hygiene", "type": "entier", "requis": "oui", "libelle": "Note", "source": "R §1"}
    checks: Piece = {"id": "hygiene", "titre": "Hygiène de l'étal", "a_l_etape": "visite", "champs": [checked]}
    piece["rubriques"].append({"id": "controle", "titre": "Le contrôle", "groupes": [checks]})
    english: Piece = {"figures": {"origine": {"titre": "Origin"}}}
    folder = write_package(tmp_path, form_piece=piece, rules_piece=RULES, identity=IDENTITY, english_piece=english)
    campaign = open_campaign(
        install_programme(folder, actor="systeme", now=scene.now),
        year=YEAR,
        title="Concession d'un étal",
        opens_at=scene.now - timedelta(days=1),
        closes_at=scene.now + timedelta(days=40),
        parameters={},
        actor="systeme",
        now=scene.now,
    )
    opened = services.open_dossier(campaign, scene.structure, scene.head, scene.now)
    return Dossier.objects.with_context().get(pk=opened.pk)


@pytest.mark.parametrize("width", [1280, 390])
def test_answers_show_sections_and_bound_each_other(visit: Visit, scene: Scene, dossier: Dossier, width: int) -> None:
    me = visit(width=width)
    me.sign_in(scene.head)
    me.open_section(dossier, "etal")
    me.choose("ouvert", "non")
    me.field("gardiens").fill("12")
    me.field("part").fill("15")
    me.field("debut").fill("31/12/2019")
    me.saved()
    me.page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    expect(me.page.get_by_text("est trop grand : au plus 12 ETP (gardiens).").first).to_be_visible()
    expect(me.page.get_by_text("est trop tôt : au plus tôt le 01/01/2020.").first).to_be_visible()
    expect(me.page.get_by_text("rubrique 1 sur 2")).to_be_visible()
    assert me.judge(f"bornes-{width}") == []

    notice = me.page.get_by_text("Vos réponses changent les questions qui vous sont posées.")
    me.choose("ouvert", "oui")
    expect(notice).to_be_visible()
    me.page.get_by_role("button", name="Enregistrer et voir les questions").click()
    expect(me.page.get_by_text("rubrique 1 sur 3")).to_be_visible()

    me.choose("ouvert", "non")
    me.saved()
    me.go(f"/dossiers/{dossier.pk}/")
    expect(me.page.get_by_role("heading", level=1)).to_be_visible()
    assert "L'accueil du public" not in me.page.content()
    assert "Le contrôle" not in me.page.content()
    assert me.judge(f"dossier-sans-rubrique-{width}") == []
    me.open_section(dossier, "accueil")
    expect(me.page.get_by_text("Cette rubrique n’est pas demandée dans ce dossier")).to_be_visible()
    assert me.judge(f"rubrique-non-demandee-{width}") == []
    me.open_section(dossier, "controle")
    expect(me.page.get_by_text("À remplir par «\u00a0le service des marchés\u00a0» à l'étape")).to_be_visible()
    assert me.judge(f"rubrique-d-autres-{width}") == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_summary_says_who_fills_the_rest_and_that_a_figure_is_empty(
    visit: Visit, scene: Scene, dossier: Dossier, width: int
) -> None:
    me = visit(width=width)
    me.sign_in(scene.head)
    me.go(f"/dossiers/{dossier.pk}/verifier/")
    expect(me.page.get_by_role("heading", name="Ce que d’autres personnes rempliront")).to_be_visible()
    expect(me.page.get_by_text("Aucune ligne : rien à représenter.")).to_be_visible()
    assert me.judge(f"verifier-{width}") == []
