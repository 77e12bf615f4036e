"""A message begun from a model of the programme; a programme that is reserved to some kinds of structures."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from poincon.campaigns.models import Campaign
from poincon.campaigns.services import open_campaign
from poincon.correspondence.models import DossierMessage
from poincon.dossiers import services
from poincon.people.models import Organisation
from tests.admissibility.factories import GOOD, address, package
from tests.browser.conftest import Visit
from tests.browser.scene import YEAR, Scene
from tests.dossiers.factories import programme, save_typed

widths = pytest.mark.parametrize("width", [1280, 390])
VISIT = "Bonjour,\n\nNous visiterons vos {etals} à {ville}. Surface : {surface}.\n\n{signataire}"
FREE = (("proposition_de_visite", "etape_completude", VISIT), ("rappel_du_plan", "etape_completude", "Plan."))


def open_to(scene: Scene, *kinds: str) -> Campaign:
    extra = json.dumps({"peuvent_deposer": list(kinds)} if kinds else {})
    return open_campaign(
        programme(package(free=FREE, extra=extra)),
        year=YEAR,
        title="Étals de la halle",
        opens_at=scene.now - timedelta(days=1),
        closes_at=scene.now + timedelta(days=40),
        parameters={},
        actor="systeme",
        now=scene.now,
    )


@pytest.mark.parametrize("scripts", [True, False])
@widths
def test_a_message_begins_from_a_model_below_what_was_typed(
    visit: Visit, scene: Scene, width: int, scripts: bool
) -> None:
    dossier = services.open_dossier(open_to(scene), scene.structure, scene.head, scene.now)
    save_typed(dossier.pk, "etal", 0, GOOD, scene.head, scene.now)
    services.submit(dossier.pk, scene.head, scene.now)
    me = visit(width=width, scripts=scripts)
    me.sign_in(scene.officer)
    assert me.go(address("messages", dossier)).status == 200
    me.page.get_by_label("Votre message").fill("Chère équipe,")
    me.page.get_by_label("Partir d’un modèle").select_option("Modèle proposition_de_visite")
    if scripts:
        assert me.judge("messages-modeles") == []
    me.page.get_by_role("button", name="Mettre ce modèle dans le message").click()
    text = me.page.get_by_label("Votre message").input_value()
    assert text.startswith("Chère équipe,\n\nObjet de proposition_de_visite\n\nBonjour,")
    expect(me.page.get_by_label("Votre message")).to_be_in_viewport()
    if scripts:
        assert me.judge("messages-commence") == []
    me.page.get_by_role("button", name="Envoyer le message").click()
    expect(me.page.get_by_text("Votre message est envoyé.")).to_be_visible()
    assert "Surface" in DossierMessage.objects.get().text


@widths
def test_a_reserved_programme_says_to_whom_and_warns_whose_kind_is_not_known(
    visit: Visit, scene: Scene, width: int
) -> None:
    open_to(scene, "association", "fondation", "collectivite")
    me = visit(width=width)
    assert me.go("/").status == 200
    expect(me.page.get_by_text("Réservé aux associations, aux fondations et aux collectivités")).to_be_visible()
    assert me.judge("accueil-reserve") == []
    me.sign_in(scene.head)
    expect(me.page.get_by_text("n’est pas renseignée")).to_be_visible()
    assert me.judge("commencer-inconnue") == []
    button = me.page.get_by_role("button", name="Commencer")
    expect(button).to_be_visible()
    Organisation.objects.filter(pk=scene.structure.pk).update(kind="company")
    button.click()
    expect(me.page.get_by_text("La nature enregistrée de")).to_be_visible()
    assert me.judge("commencer-refuse") == []
    me.page.get_by_role("link", name="Revenir à mes dossiers").click()
    expect(me.page.get_by_text("Réservé aux associations")).to_be_visible()
    expect(button).to_be_hidden()
    assert me.judge("commencer-reserve") == []
