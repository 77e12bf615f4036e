"""« Nous n'avons pas ce document »: said with a script and without, on a telephone too; read by an official."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from poincon.dossiers import services
from tests.browser.conftest import Visit
from tests.browser.filling import PDF, fill, reload
from tests.browser.scene import LABEL, Scene

REASON = "Les statuts sont en cours de signature."


def test_a_plain_form_on_a_telephone_declares_a_document_absent_then_takes_it(
    visit: Visit, scene: Scene, tmp_path: Path
) -> None:
    dossier = scene.dossier(LABEL)
    me = visit(width=390, scripts=False)
    me.sign_in(scene.head)
    me.open_section(dossier, "administrative")
    reason = me.field("statuts_de_la_structure.motif")
    expect(reason).to_be_hidden()
    me.page.get_by_text("Nous n’avons pas ce document : Statuts de la structure").click()
    reason.fill(REASON)
    me.page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    expect(reason).to_be_visible()
    expect(reason).to_have_value(REASON)
    assert "statuts_de_la_structure" not in {state.path for state in reload(dossier).lacking}
    me.shot("absence-declaree-390")
    assert me.page.evaluate("document.documentElement.scrollWidth") <= 390

    statutes = tmp_path / "statuts.pdf"
    statutes.write_bytes(PDF)
    me.field("statuts_de_la_structure").set_input_files(statutes)
    me.page.get_by_role("button", name="Joindre : Statuts de la structure").click()
    expect(me.page.get_by_text("est joint : il n’est plus déclaré absent")).to_be_visible()
    expect(me.page.get_by_text(f"Motif retiré : {REASON}")).to_be_visible()
    expect(me.page.get_by_role("link", name="statuts.pdf")).to_be_visible()
    expect(reason).to_have_count(0)
    me.shot("absence-retiree-390")


def test_a_reason_saves_itself_and_an_official_reads_it(visit: Visit, scene: Scene) -> None:
    dossier = scene.dossier(LABEL)
    me = visit()
    me.sign_in(scene.head)
    me.open_section(dossier, "administrative")
    me.page.get_by_text("Nous n’avons pas ce document : Statuts de la structure").click()
    reason = me.field("statuts_de_la_structure.motif")
    expect(reason).to_have_accessible_name("Pourquoi vous ne l’avez pas")
    reason.fill(REASON)
    me.saved()
    assert me.judge("absence") == []
    me.page.reload()
    expect(reason).to_be_visible()
    expect(reason).to_have_value(REASON)

    fill(dossier, scene.head, scene.now)
    services.submit(dossier.pk, scene.head, scene.now)
    official = visit()
    official.sign_in(scene.officer)
    official.page.goto(f"/instruction/{dossier.pk}/completude/")
    entry = official.page.locator("#champ-statuts_de_la_structure")
    expect(entry).to_contain_text(f"Déclaré absent : {REASON}")
    assert official.judge("absence-completude") == []
