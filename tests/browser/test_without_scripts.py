"""Without JavaScript: plain forms reach the receipt, and say what is wrong where it is wrong."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.filling import PDF, fill, reload
from tests.browser.scene import GRANT, LABEL, Scene


def test_rows_are_added_filled_and_removed_by_plain_forms(visit: Visit, scene: Scene) -> None:
    dossier = scene.dossier(GRANT)
    me = visit(scripts=False)
    me.sign_in(scene.head)
    me.open_section(dossier, "plan_financement")
    add = me.page.locator('[data-rows="depenses"]').get_by_role("button", name="Ajouter une ligne")
    for place, label in enumerate(("Salaires", "À retirer", "Loyer")):
        add.click()
        me.page.locator(f'[name="depenses[{place}].partie"]').fill("Animation")
        me.page.locator(f'[name="depenses[{place}].poste"]').fill(label)
        me.page.locator(f'[name="depenses[{place}].montant"]').fill("1 000,50")
    me.page.get_by_role("button", name="Retirer la ligne 2").click()
    expect(me.page.locator('[name="depenses[1].poste"]')).to_have_value("Loyer")
    expect(me.page.locator('[name="depenses[2].poste"]')).to_have_count(0)
    assert reload(dossier).answers["depenses[1].montant"] == "1000.50"


def test_from_a_wrong_number_to_the_receipt(visit: Visit, scene: Scene, tmp_path: Path) -> None:
    dossier = scene.dossier(LABEL)
    me = visit(scripts=False)
    me.sign_in(scene.head)
    me.open_section(dossier, "administrative")
    me.field("exercices_complets").fill("beaucoup")
    me.field("nom_structure").fill("Centre des matériaux")
    me.page.get_by_role("button", name="Enregistrer", exact=True).last.click()

    summary = me.page.locator(".error-summary")
    expect(summary).to_contain_text("Une réponse est à corriger")
    wrong = me.field("exercices_complets")
    expect(wrong).to_have_value("beaucoup")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    message = me.page.locator(f"#{(wrong.get_attribute('aria-describedby') or '').split()[-1]}")
    expect(message).to_contain_text("nombre")
    summary.get_by_role("link").click()
    expect(wrong).to_be_in_viewport()
    assert me.page.url.endswith(f"#{wrong.get_attribute('id')}")
    me.shot("sans-script-erreur")

    wrong.fill("4")
    me.choose("configuration_proche", "oui")
    statutes = tmp_path / "statuts.pdf"
    statutes.write_bytes(PDF)
    me.field("statuts_de_la_structure").set_input_files(statutes)
    me.page.get_by_role("button", name="Enregistrer et revenir au dossier").click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text(scene.structure.name)
    answers = reload(dossier).answers
    assert (answers["exercices_complets"], answers["configuration_proche"]) == ("4", "oui")
    assert [attachment.file.name for attachment in reload(dossier).attachments] == ["statuts.pdf"]

    fill(dossier, scene.head, scene.now)
    me.page.get_by_role("link", name="Vérifier mes réponses").click()
    me.page.get_by_role("button", name="Déposer le dossier").click()
    expect(me.page.get_by_role("link", name="Cochez cette case pour déposer.")).to_be_visible()
    me.page.get_by_label("J’ai relu ces réponses").check()
    me.page.get_by_role("button", name="Déposer le dossier").click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text("Récépissé de dépôt")


def test_a_document_of_the_wrong_kind_is_refused_at_its_field(visit: Visit, scene: Scene, tmp_path: Path) -> None:
    dossier = scene.dossier(LABEL)
    me = visit(scripts=False)
    me.sign_in(scene.head)
    me.open_section(dossier, "administrative")
    lying = tmp_path / "statuts.pdf"
    lying.write_text("Ceci n’est pas un PDF.")
    me.field("statuts_de_la_structure").set_input_files(lying)
    me.field("nom_structure").fill("Centre des matériaux")
    me.page.get_by_role("button", name="Joindre : Statuts de la structure").click()
    expect(me.page.locator(".error-summary")).to_contain_text("n’est pas celui d’un fichier")
    expect(me.field("nom_structure")).to_have_value("Centre des matériaux")
    expect(me.field("statuts_de_la_structure")).to_have_attribute("aria-invalid", "true")


def test_both_answers_are_shown_when_a_colleague_saved_first(visit: Visit, scene: Scene) -> None:
    dossier = scene.dossier(LABEL)
    me, other = visit(scripts=False), visit(scripts=False)
    for visitor, person in ((me, scene.head), (other, scene.colleague)):
        visitor.sign_in(person)
        visitor.open_section(dossier, "administrative")
    for visitor, text in ((other, "Le nom de Paul"), (me, "Le nom de Claire")):
        visitor.field("nom_structure").fill(text)
        visitor.page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    panel = me.page.locator(".conflict")
    expect(panel).to_contain_text("Le nom de Claire")
    expect(panel).to_contain_text("Le nom de Paul")
    expect(me.field("nom_structure")).to_have_value("Le nom de Paul")
    me.field("nom_structure").fill("Le nom de Claire")
    me.page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    expect(panel).to_have_count(0)
    assert reload(dossier).answers["nom_structure"] == "Le nom de Claire"
