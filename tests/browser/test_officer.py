"""An officer reads what their region received, with every outcome and its reason; other regions do not exist."""

from __future__ import annotations

from playwright.sync_api import expect

from poincon.dossiers import services
from tests.browser.conftest import Visit
from tests.browser.filling import fill
from tests.browser.scene import LABEL, Scene


def test_an_officer_reads_and_another_region_sees_nothing(visit: Visit, scene: Scene) -> None:
    dossier = scene.dossier(LABEL)
    officer, stranger = visit(), visit()
    officer.sign_in(scene.officer)
    expect(officer.page.get_by_text("Aucun dossier", exact=True)).to_be_visible()
    assert officer.go(f"/dossiers/{dossier.pk}/").status == 404  # a draft is nobody else's

    fill(dossier, scene.head, scene.now)
    services.submit(dossier.pk, scene.head, scene.now)
    officer.go("/region/")
    officer.page.get_by_label("Structure ou numéro").fill("matériaux")
    officer.page.get_by_role("button", name="Filtrer").click()
    expect(officer.page.get_by_text("1 dossier reçu")).to_be_visible()
    officer.page.get_by_role("link", name=scene.structure.name).click()
    officer.page.get_by_role("link", name="Le dossier").click()
    officer.page.get_by_role("link", name="Informations administratives").click()
    expect(officer.field("nom_structure")).to_be_disabled()
    expect(officer.page.get_by_role("button", name="Enregistrer")).to_have_count(0)
    expect(officer.outcome("anciennete")).to_be_visible()
    officer.go(f"/dossiers/{dossier.pk}/resultats/")
    why = officer.outcome("anciennete").locator("details")
    why.locator("summary").click()
    expect(why.locator(".why-body")).to_be_visible()

    stranger.sign_in(scene.other_officer)
    expect(stranger.page.get_by_text("Aucun dossier", exact=True)).to_be_visible()
    for page in ("", "resultats/", "verifier/", "recepisse/", "recepisse.pdf", "rubriques/administrative/"):
        assert stranger.go(f"/dossiers/{dossier.pk}/{page}").status == 404
    expect(stranger.page.get_by_role("heading", level=1)).to_contain_text("Cette page n’existe pas")
    expect(stranger.page.locator("html")).to_have_attribute("lang", "fr")
