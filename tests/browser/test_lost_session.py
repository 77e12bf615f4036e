"""A session ends while somebody writes: the form comes back, and is sent once they have signed in again."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from poincon.correspondence.models import DossierMessage
from tests.admissibility.factories import address
from tests.browser.conftest import Visit
from tests.browser.scene import REGION, Scene
from tests.browser.visiting import Visitor
from tests.casework.desk import examined_campaign
from tests.dossiers.factories import dossier, structure

TEXT = "Bonjour, pouvez-vous nous dire quand l’attestation sera prête ?"


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_message_outlives_its_session(visit: Visit, scene: Scene, width: int, scripts: bool) -> None:
    submission = dossier(structure("Atelier du bois", REGION), examined_campaign(), submitted=True)
    me = visit(width=width, scripts=scripts)
    me.sign_in(scene.officer)
    page = me.page
    page.goto(address("messages", submission))
    page.get_by_label("Votre message").fill(TEXT)
    Session.objects.all().delete()
    page.get_by_role("button", name="Envoyer le message").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session avait pris fin\u00a0: rien n’a été envoyé")
    expect(page.get_by_text(TEXT)).to_be_visible()
    assert not scripts or me.judge("formulaire-non-envoye") == []
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Reconnectez-vous").click()
    tab = Visitor(opened.value, None)
    tab.give_password(scene.officer)
    expect(tab.page.get_by_role("button", name="Se déconnecter")).to_be_attached()
    tab.page.close()

    page.get_by_role("button", name="Envoyer de nouveau").click()
    expect(page.get_by_text("Il a été ouvert avant votre dernière connexion")).to_be_visible()
    assert not DossierMessage.objects.exists()
    page.get_by_role("button", name="Envoyer de nouveau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Messages")
    assert DossierMessage.objects.get().text == TEXT
