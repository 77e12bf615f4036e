"""Two other programmes, the same code: a grid of statements and its radar, a grant and the tables of its budget."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from poincon.dossiers.models import Dossier
from tests.browser.conftest import Visit
from tests.browser.filling import fill, reload
from tests.browser.scene import GRANT, GRID, Scene
from tests.browser.visiting import Visitor


def hand_over(me: Visitor, dossier: Dossier) -> None:
    me.go(f"/dossiers/{dossier.pk}/verifier/")
    me.page.get_by_label("J’ai relu ces réponses").check()
    me.page.get_by_role("button", name="Déposer le dossier").click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text("Récépissé de dépôt")
    with me.page.expect_download() as download:
        me.page.get_by_role("link", name=re.compile("Télécharger le récépissé")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def answer_all(me: Visitor, score: str) -> None:
    """The second answer of each statement; the score of the section appears by itself."""
    expect(me.outcome(score)).to_have_attribute("data-status", "undetermined")
    questions = me.page.locator("fieldset.field")
    for place in range(questions.count()):
        questions.nth(place).locator(".pick label").nth(1).click()
    expect(me.outcome(score)).to_have_attribute("data-status", "known")
    me.saved()


def test_the_grid_from_statements_to_its_radar_and_receipt(visit: Visit, scene: Scene) -> None:
    dossier = scene.dossier(GRID)
    me = visit()
    me.sign_in(scene.head)
    me.open_section(dossier, "strategie")
    answer_all(me, "strategie")
    me.page.locator("nav.steps a[rel=next]").click()
    answer_all(me, "score_1A")
    score = me.outcome("score_1A").locator(".outcome-value")
    before = score.inner_text()
    me.page.locator("fieldset.field").first.locator(".pick label").first.click()
    expect(score).not_to_have_text(before)

    fill(dossier, scene.head, scene.now)
    me.go(f"/dossiers/{dossier.pk}/resultats/")
    expect(me.page.locator("figure.chart svg[role=img]").first).to_be_visible()
    expect(me.page.locator("figure.chart table").first).to_be_attached()
    hand_over(me, dossier)


def cell(me: Visitor, name: str) -> Locator:
    return me.page.locator(f'[name="{name}"]')


def write_row(me: Visitor, table: str, row: int, part: str, label: str, euros: str) -> None:
    columns = ("partie", "poste") if table == "depenses" else ("partie", "financeur")
    cell(me, f"{table}[{row}].{columns[0]}").fill(part)
    cell(me, f"{table}[{row}].{columns[1]}").fill(label)
    if table == "recettes":
        cell(me, f"{table}[{row}].nature").select_option(index=1)
    cell(me, f"{table}[{row}].montant").fill(euros)


def test_the_grant_with_rows_added_and_removed(visit: Visit, scene: Scene) -> None:
    dossier = scene.dossier(GRANT)
    me = visit()
    me.sign_in(scene.head)
    me.open_section(dossier, "plan_financement")
    spending, income = me.page.locator("[data-rows=depenses]"), me.page.locator("[data-rows=recettes]")
    for place, (label, euros) in enumerate((("Salaires", "60 000"), ("À retirer", "1"), ("Loyer", "40 000,50"))):
        spending.get_by_role("button", name="Ajouter une ligne").click()
        expect(cell(me, f"depenses[{place}].poste")).to_be_focused()
        write_row(me, "depenses", place, "Animation", label, euros)
    income.get_by_role("button", name="Ajouter une ligne").click()
    write_row(me, "recettes", 0, "Animation", "Région", "100 000,50")
    expect(me.outcome("equilibre")).to_have_attribute("data-status", "not_met")
    me.saved()

    spending.get_by_role("button", name="Retirer la ligne 2").click()
    expect(cell(me, "depenses[1].poste")).to_have_value("Loyer")
    expect(me.outcome("equilibre")).to_have_attribute("data-status", "met")
    me.saved()
    me.page.reload()
    expect(cell(me, "depenses[0].poste")).to_have_value("Salaires")
    expect(cell(me, "depenses[1].montant")).to_have_value("40\u202f000,50")
    expect(cell(me, "depenses[2].poste")).to_have_count(0)
    expect(cell(me, "recettes[0].financeur")).to_have_value("Région")
    assert reload(dossier).answers["depenses[1].montant"] == "40000.50"

    fill(dossier, scene.head, scene.now)
    me.go(f"/dossiers/{dossier.pk}/resultats/")
    expect(me.page.locator("figure.chart svg[role=img]").first).to_be_visible()
    hand_over(me, dossier)


def test_a_percentage_in_conflict_is_told_and_put_back_as_it_is_typed(visit: Visit, scene: Scene) -> None:
    """25 % is kept as 0.25: taking a colleague's answer must not write 0.25 % in its place."""
    dossier = scene.dossier(GRANT)
    me, other = visit(), visit()
    for visitor, person in ((me, scene.head), (other, scene.colleague)):
        visitor.sign_in(person)
        visitor.open_section(dossier, "plan_financement")
    other.field("part_publique_affichee").fill("25")
    other.saved()
    expect(other.version()).to_have_value("1")
    me.field("part_publique_affichee").fill("30")
    panel = me.page.locator(".conflict")
    expect(panel.locator("[data-theirs]")).to_have_text(re.compile(r"^25\b"))
    panel.get_by_role("button", name="Prendre cette réponse").click()
    expect(me.field("part_publique_affichee")).to_have_value("25")
    me.page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    expect(me.page.get_by_text("Vos réponses sont enregistrées.")).to_be_visible()
    assert reload(dossier).answers["part_publique_affichee"] == "0.25"
