"""The whole way of a label's dossier, as its structure lives it, with everything that goes wrong on a bad day."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from poincon.dossiers.models import Dossier
from tests.browser.conftest import Visit
from tests.browser.filling import PDF, fill, reload
from tests.browser.scene import LABEL, Scene
from tests.browser.visiting import Visitor

FIGURES, IDENTITY = "quantitative", "administrative"
TOTAL, SMALL = "annees.2021.ca_total", "annees.2021.ca_pme"


def answers(dossier: Dossier) -> dict[str, object]:
    return dict(reload(dossier).answers)


def test_from_sign_in_to_receipt(visit: Visit, scene: Scene, tmp_path: Path) -> None:
    dossier = scene.dossier(LABEL)
    me = visit()
    me.sign_in(scene.head)
    me.page.get_by_role("link", name=dossier.campaign.title).click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text(scene.structure.name)
    me.page.get_by_role("link", name="Informations chiffrées").click()

    type_figures_and_see_the_outcome(me, dossier)
    lose_the_network(me, dossier)
    meet_a_conflict(me, visit(), scene, dossier)
    lose_the_session(me, scene, dossier)
    give_a_document(me, dossier, tmp_path)

    fill(dossier, scene.head, scene.now)
    submit(me, dossier)
    read_the_receipt(me, dossier)


def type_figures_and_see_the_outcome(me: Visitor, dossier: Dossier) -> None:
    share = me.outcome("part_ca_pme")
    expect(share).to_have_attribute("data-status", "undetermined")
    me.field("annees.2021.exercice_presente").select_option("oui")
    me.field(TOTAL).press_sequentially("1 250 000,50")
    me.field(SMALL).press_sequentially("700 000")
    expect(share).to_have_attribute("data-status", "met")
    me.saved()
    why = share.locator("details")
    expect(why.locator(".why-body")).to_be_hidden()
    why.get_by_text("Pourquoi ?").click()
    expect(why.locator(".why-body p").first).to_contain_text("700\u202f000")
    assert answers(dossier)[TOTAL] == "1250000.50"
    me.page.reload()
    expect(me.field(TOTAL)).to_have_value("1\u202f250\u202f000,50")
    me.shot("label-chiffres")


def lose_the_network(me: Visitor, dossier: Dossier) -> None:
    me.page.context.set_offline(True)
    me.field(SMALL).fill("100 000")
    expect(me.banner).to_contain_text("la connexion est coupée")
    expect(me.banner).to_have_attribute("role", "alert")
    expect(me.field(SMALL)).to_have_value("100 000")
    me.shot("label-hors-ligne")
    assert answers(dossier)[SMALL] == "700000"
    me.page.context.set_offline(False)  # the browser says that it is back, and the page saves by itself
    expect(me.banner).to_be_hidden()
    me.saved()
    expect(me.outcome("part_ca_pme")).to_have_attribute("data-status", "not_met")
    assert answers(dossier)[SMALL] == "100000"


def meet_a_conflict(me: Visitor, other: Visitor, scene: Scene, dossier: Dossier) -> None:
    """Two people change one answer; the one who comes second sees both and chooses."""
    other.sign_in(scene.colleague)
    other.open_section(dossier, FIGURES)
    expect(other.page.get_by_text("aussi ouverte par Claire Ménard")).to_be_visible()
    other.field(SMALL).fill("650 000")
    other.saved()
    expect(other.version()).not_to_have_value(me.version().input_value())

    me.field(SMALL).fill("640 000,25")
    panel = me.page.locator(".conflict")
    expect(panel).to_contain_text("640 000,25")
    expect(panel).to_contain_text("650\u202f000")
    expect(panel).to_contain_text("Paul Ost")
    me.shot("label-conflit")
    panel.get_by_role("button", name="Garder ma réponse").click()
    expect(panel).to_have_count(0)
    me.saved()
    expect(me.field(SMALL)).to_have_value("640 000,25")
    expect(me.outcome("part_ca_pme")).to_have_attribute("data-status", "met")
    assert answers(dossier)[SMALL] == "640000.25"


def lose_the_session(me: Visitor, scene: Scene, dossier: Dossier) -> None:
    me.page.context.clear_cookies()
    me.field(SMALL).fill("630 000")
    expect(me.banner).to_contain_text("votre session a expiré")
    expect(me.field(SMALL)).to_have_value("630 000")
    me.shot("label-session-perdue")
    me.banner.get_by_role("link", name="Se reconnecter").click()
    me.give_password(scene.head)
    draft = me.page.locator(".draft")
    expect(draft).to_contain_text("630 000")
    expect(me.field(SMALL)).to_have_value("640\u202f000,25")
    me.shot("label-reprise")
    draft.get_by_role("button", name="Reprendre ces réponses").click()
    expect(draft).to_have_count(0)
    expect(me.field(SMALL)).to_have_value("630 000")
    me.saved()
    assert answers(dossier)[SMALL] == "630000"
    assert me.page.evaluate("localStorage.length") == 0


def give_a_document(me: Visitor, dossier: Dossier, folder: Path) -> None:
    statutes = folder / "statuts du centre.pdf"
    statutes.write_bytes(PDF)
    me.open_section(dossier, IDENTITY)
    me.field("nom_structure").fill("Centre des matériaux")
    me.field("statuts_de_la_structure").set_input_files(statutes)
    me.page.get_by_role("button", name="Joindre : Statuts de la structure").click()
    link = me.page.get_by_role("link", name="statuts du centre.pdf")
    expect(link).to_be_visible()
    expect(me.field("nom_structure")).to_have_value("Centre des matériaux")
    with me.page.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes() == PDF


def submit(me: Visitor, dossier: Dossier) -> None:
    me.go(f"/dossiers/{dossier.pk}/")
    me.page.get_by_role("link", name="Vérifier mes réponses").click()
    expect(me.page.get_by_text("630\u202f000")).not_to_have_count(0)
    me.shot("label-verifier")
    me.page.get_by_role("button", name="Déposer le dossier").click()
    expect(me.page.get_by_role("link", name="Cochez cette case pour déposer.")).to_be_visible()
    me.page.get_by_label("J’ai relu ces réponses").check()
    me.page.get_by_role("button", name="Déposer le dossier").click()
    me.page.wait_for_url("**/recepisse/")


def read_the_receipt(me: Visitor, dossier: Dossier) -> None:
    expect(me.page.get_by_role("heading", level=1)).to_have_text("Récépissé de dépôt")
    expect(me.page.get_by_text(dossier.number).first).to_be_visible()
    expect(me.page.get_by_role("link", name="statuts du centre.pdf")).to_be_visible()
    me.shot("label-recepisse")
    with me.page.expect_download() as download:
        me.page.get_by_role("link", name=re.compile("Télécharger le récépissé")).click()
    assert download.value.suggested_filename.endswith(f"{dossier.number}.pdf")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    me.open_section(dossier, FIGURES)
    expect(me.field(TOTAL)).to_be_disabled()
    expect(me.page.locator("form[data-autosave]")).to_have_count(0)


def test_a_colleague_fills_but_only_the_head_submits(visit: Visit, scene: Scene) -> None:
    dossier = scene.dossier(LABEL)
    fill(dossier, scene.head, scene.now)
    me = visit()
    me.sign_in(scene.colleague)
    me.go(f"/dossiers/{dossier.pk}/verifier/")
    expect(me.page.get_by_text("Seule la direction de la structure peut déposer un dossier")).to_be_visible()
    expect(me.page.get_by_role("button", name="Demander la validation")).to_be_visible()
    expect(me.page.get_by_role("button", name="Déposer le dossier")).to_have_count(0)
