"""Every page, judged by axe (AA, best practice, and AAA contrast) at both widths; nothing scrolls sideways."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from poincon.campaigns.models import Campaign
from poincon.dossiers import saving, services
from poincon.dossiers.models import Dossier
from tests.browser.conftest import Visit
from tests.browser.filling import fill
from tests.browser.scene import GRANT, GRID, LABEL, Scene
from tests.browser.visiting import Visitor
from tests.dossiers.factories import Typed, name_in, save_typed

widths = pytest.mark.parametrize("width", [1280, 390])


def write(scene: Scene, dossier: Dossier, section: str, changes: Typed) -> None:
    save_typed(dossier.pk, section, 0, changes, scene.head, scene.now)


@widths
def test_pages_for_anybody(visit: Visit, scene: Scene, width: int) -> None:
    me = visit(width=width)
    me.go("/")
    problems = me.judge("accueil-sans-campagne")
    scene.campaign(LABEL)
    me.go("/")
    problems += me.judge("accueil")
    me.go("/connexion/")
    problems += me.judge("connexion")
    me.page.locator("main").get_by_role("button", name="Se connecter").click()
    expect(me.page.locator(".error-summary")).to_be_visible()
    problems += me.judge("connexion-erreurs")
    me.give_password(scene.head, "pas le bon")
    expect(me.page.get_by_text("ne sont pas les bons")).to_be_visible()
    problems += me.judge("connexion-refusee")
    assert me.go("/nulle-part/").status == 404
    problems += me.judge("404")
    me.go("/connexion/")
    me.page.context.clear_cookies()
    me.give_password(scene.head)
    expect(me.page.get_by_role("heading", level=1)).to_contain_text("resté ouvert trop longtemps")
    problems += me.judge("403-formulaire-ancien")
    assert problems == []


@widths
def test_pages_of_a_structure_that_starts(visit: Visit, scene: Scene, width: int) -> None:
    me = visit(width=width)
    me.sign_in(scene.head)
    problems = me.judge("dossiers-aucun")
    campaign = scene.campaign(GRID)
    me.go("/dossiers/")
    problems += me.judge("dossiers-a-commencer")
    Campaign.objects.filter(pk=campaign.pk).update(closes_at=scene.now)
    me.page.get_by_role("button", name=re.compile("Commencer")).click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text("Ce n’est pas possible")
    problems += me.judge("403-campagne-close")
    Campaign.objects.filter(pk=campaign.pk).update(closes_at=scene.now + timedelta(days=40))
    me.go("/dossiers/")
    me.page.get_by_role("button", name=re.compile("Commencer")).click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text(scene.structure.name)
    problems += me.judge("dossier-neuf")
    me.page.get_by_role("link", name="Vérifier mes réponses").click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text("Vérifier mes réponses")
    problems += me.judge("verifier-incomplet")
    me.go("/dossiers/")
    problems += me.judge("dossiers")
    assert problems == []


@widths
def test_sections_of_each_kind(visit: Visit, scene: Scene, width: int) -> None:
    label, grant = scene.dossier(LABEL), scene.dossier(GRANT)
    write(scene, grant, "plan_financement", {"depenses[0].partie": "Animation", "depenses[0].montant": "60000"})
    me = visit(width=width)
    me.sign_in(scene.head)
    problems: list[str] = []
    for dossier, section, name in (
        (label, "quantitative", "rubrique-exercices"),
        (label, "administrative", "rubrique-documents"),
        (label, "service_sur_mesure", "rubrique-enonces"),
        (label, "charte", "rubrique-charte"),
        (grant, "plan_financement", "rubrique-tableaux"),
        (grant, "versements_demandes", "rubrique-demandes"),
    ):
        me.open_section(dossier, section)
        problems += me.judge(name)
    assert problems == []


@widths
def test_a_section_on_a_bad_day(visit: Visit, scene: Scene, width: int) -> None:
    dossier = scene.dossier(LABEL)
    write(scene, dossier, "administrative", {"exercices_complets": "beaucoup", "numero_siren": "123"})
    me = visit(width=width)
    me.sign_in(scene.head)
    me.open_section(dossier, "administrative")
    expect(me.page.locator(".error-summary")).to_be_focused()
    problems = me.judge("rubrique-erreurs")
    save_typed(dossier.pk, "administrative", 1, {"nom_structure": "Paul"}, scene.colleague, scene.now)
    me.field("nom_structure").fill("Claire")
    expect(me.page.locator(".conflict")).to_be_visible()
    problems += me.judge("rubrique-conflit")
    me.page.get_by_role("button", name="Garder ma réponse").click()
    expect(me.page.locator(".conflict")).to_have_count(0)
    me.page.context.set_offline(True)
    me.field("nom_structure").fill("Claire encore")
    expect(me.banner).to_be_visible()
    problems += me.judge("rubrique-hors-ligne")
    me.page.context.set_offline(False)
    expect(me.banner).to_be_hidden()
    assert problems == []


@widths
@pytest.mark.parametrize("programme", [GRID, GRANT])
def test_results_and_answers_with_their_pictures_and_tables(
    visit: Visit, scene: Scene, programme: str, width: int
) -> None:
    dossier = scene.dossier(programme)
    fill(dossier, scene.head, scene.now)
    me = visit(width=width)
    me.sign_in(scene.head)
    me.go(f"/dossiers/{dossier.pk}/resultats/")
    me.page.locator("details.why summary").first.click()
    problems = me.judge(f"{programme}-resultats")
    problems += judged(me, dossier, "verifier/", f"{programme}-verifier")
    assert problems == []


@widths
def test_from_a_complete_dossier_to_its_receipt(visit: Visit, scene: Scene, width: int) -> None:
    dossier = scene.dossier(LABEL)
    fill(dossier, scene.head, scene.now)
    me = visit(width=width)
    me.sign_in(scene.head)
    problems = judged(me, dossier, "", "dossier-complet")
    problems += judged(me, dossier, "resultats/", "label-resultats")
    services.submit(dossier.pk, scene.head, scene.now)
    problems += judged(me, dossier, "recepisse/", "recepisse")
    problems += judged(me, dossier, "", "dossier-depose")
    assert problems == []


@widths
def test_pages_of_an_officer(visit: Visit, scene: Scene, width: int) -> None:
    me = visit(width=width)
    me.sign_in(scene.officer)
    problems = me.judge("region-vide")
    dossier = scene.dossier(LABEL)
    fill(dossier, scene.head, scene.now)
    services.submit(dossier.pk, scene.head, scene.now)
    me.go("/region/")
    problems += me.judge("region")
    me.go("/region/?q=introuvable")
    problems += me.judge("region-rien-trouve")
    me.go(f"/dossiers/{dossier.pk}/")
    problems += me.judge("region-dossier")
    me.open_section(dossier, "administrative")
    problems += me.judge("region-rubrique")
    assert problems == []


def test_three_years_and_the_columns_of_a_budget_are_seen_at_once(visit: Visit, scene: Scene) -> None:
    """On a desk, beside the outcomes, no figure that is asked for hides at the right of its table."""
    label, grant = scene.dossier(LABEL), scene.dossier(GRANT)
    for table in ("depenses", "recettes"):
        saving.add_row(grant.pk, "plan_financement", name_in(grant, table), scene.head, scene.now)
    me = visit()
    me.sign_in(scene.head)
    for dossier, section in ((label, "quantitative"), (grant, "plan_financement")):
        me.open_section(dossier, section)
        tables = me.page.locator(".scroll:has(.grid)")
        cut = tables.evaluate_all(
            "(all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText)"
        )
        assert cut == []


def test_in_the_dark(visit: Visit, scene: Scene) -> None:
    dossier = scene.dossier(LABEL)
    write(scene, dossier, "quantitative", {"annees.2021.ca_total": "trop", "annees.2020.ca_total": "1250000.50"})
    grid = scene.dossier(GRID)
    fill(grid, scene.head, scene.now)
    me = visit(dark=True)
    me.sign_in(scene.head)
    problems = judged(me, dossier, "", "sombre-dossier")
    problems += judged(me, dossier, "rubriques/quantitative/", "sombre-exercices")
    problems += judged(me, grid, "resultats/", "sombre-resultats")
    assert problems == []


def judged(me: Visitor, dossier: Dossier, page: str, name: str) -> list[str]:
    assert me.go(f"/dossiers/{dossier.pk}/{page}").status == 200
    return me.judge(name)
