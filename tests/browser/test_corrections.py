"""What the authority asks and the structure answers: the pages of both sides, in every state of a dossier."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from poincon.dossiers import changes, services, validation
from poincon.dossiers.enums import Event
from poincon.dossiers.lifecycle import move
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.dossiers.withdrawal import withdraw
from poincon.workflow.refusals import Allowed
from tests.browser.conftest import Visit
from tests.browser.filling import PDF, fill, reload
from tests.browser.scene import GRANT, LABEL, Scene
from tests.browser.visiting import Visitor

widths = pytest.mark.parametrize("width", [1280, 390])
TOTAL, STATUTES = "annees.2021.ca_total", "statuts_de_la_structure"


def handed_over(scene: Scene, programme: str = LABEL) -> Dossier:
    dossier = scene.dossier(programme)
    fill(dossier, scene.head, scene.now)
    services.submit(dossier.pk, scene.head, scene.now)
    return dossier


def ask(dossier: Dossier, scene: Scene, *points: tuple[str, str, str]) -> ChangeRequest:
    for section, name, text in points:
        changes.prepare_item(dossier.pk, section, name, text, scene.officer, scene.now, allowed=Allowed())
    message = "Merci de compléter ces points.\nNous reprendrons l’examen dès votre réponse."
    return changes.ask(dossier.pk, message, None, scene.officer, scene.now, allowed=Allowed())


def two_fields(dossier: Dossier, scene: Scene) -> ChangeRequest:
    return ask(
        dossier,
        scene,
        ("quantitative", TOTAL, "Le total ne correspond pas au compte de résultat : vérifiez-le."),
        ("administrative", STATUTES, "Le document joint n’est pas signé."),
    )


def judged(me: Visitor, dossier: Dossier, page: str, name: str) -> list[str]:
    assert me.go(f"/dossiers/{dossier.pk}/{page}").status == 200
    return me.judge(name)


def test_two_fields_are_asked_changed_and_handed_over(visit: Visit, scene: Scene, tmp_path: Path) -> None:
    dossier = handed_over(scene)
    before = reload(dossier).answers
    two_fields(dossier, scene)
    me = visit()
    me.sign_in(scene.head)
    expect(me.page.get_by_text("À compléter avant le")).to_be_visible()
    me.page.get_by_role("link", name=dossier.campaign.title).click()
    me.page.get_by_role("link", name="Voir ce qui est demandé et répondre").click()
    expect(me.page.get_by_text("Le document joint n’est pas signé.")).to_be_visible()

    me.page.locator(".point").filter(has_text="Le total ne correspond").get_by_role("link").click()
    expect(me.field(TOTAL)).to_be_in_viewport()
    expect(me.field(TOTAL)).to_be_enabled()
    expect(me.field("annees.2020.ca_total")).to_be_disabled()
    me.field(TOTAL).fill("1 300 000")
    me.saved()
    me.shot("a-completer-rubrique")

    me.open_section(dossier, "administrative")
    expect(me.field("nom_structure")).to_be_disabled()
    signed = tmp_path / "statuts-signes.pdf"
    signed.write_bytes(PDF + b"signed")
    me.field(STATUTES).set_input_files(signed)
    me.page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    expect(me.page.get_by_text("Vos réponses sont enregistrées.")).to_be_visible()

    me.go(f"/dossiers/{dossier.pk}/complements/")
    expect(me.page.get_by_text("statuts-signes.pdf")).to_be_visible()
    me.page.get_by_label("J’ai relu ces réponses").check()
    me.page.get_by_role("button", name="Déposer les compléments").click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text("Récépissé de dépôt")
    after = reload(dossier).answers
    assert {name for name in after if after[name] != before.get(name)} == {TOTAL}

    officer = visit()
    officer.sign_in(scene.officer)
    officer.go(f"/dossiers/{dossier.pk}/complements/")
    expect(officer.page.get_by_role("cell", name="1 300 000")).to_be_visible()
    expect(officer.page.get_by_text("statuts-signes.pdf")).to_be_visible()


def test_without_scripts_a_point_is_answered_and_another_refused_aloud(visit: Visit, scene: Scene) -> None:
    dossier = handed_over(scene)
    two_fields(dossier, scene)
    me = visit(scripts=False)
    me.sign_in(scene.head)
    me.open_section(dossier, "quantitative")
    me.field(TOTAL).fill("1 300 000")
    me.page.get_by_role("button", name="Enregistrer et revenir au dossier").click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text(scene.structure.name)
    me.page.get_by_role("link", name="Voir ce qui est demandé et répondre").click()
    me.page.get_by_label("J’ai relu ces réponses").check()
    me.page.get_by_role("button", name="Déposer les compléments").click()
    silent = me.page.locator(".error-summary").get_by_role("link")
    expect(silent).to_contain_text("rien n’a changé")
    silent.click()
    remark = me.page.get_by_label("Ce que vous en dites : Statuts de la structure")
    expect(remark).to_be_in_viewport()
    remark.fill("Les statuts sont signés en dernière page.")
    me.page.get_by_role("button", name="Enregistrer ce que vous en dites : Statuts de la structure").click()
    expect(me.page.get_by_text("Réponse écrite")).to_be_visible()
    me.page.get_by_label("J’ai relu ces réponses").check()
    me.page.get_by_role("button", name="Déposer les compléments").click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text("Récépissé de dépôt")


def test_what_was_open_a_moment_ago_is_refused_aloud_and_kept(visit: Visit, scene: Scene) -> None:
    """The request is taken back while somebody types: the page says so, and keeps what was typed."""
    dossier = handed_over(scene)
    two_fields(dossier, scene)
    me = visit()
    me.sign_in(scene.head)
    me.open_section(dossier, "quantitative")
    changes.take_back(dossier.pk, "Demandé par erreur.", scene.officer, scene.now, allowed=Allowed())
    me.field(TOTAL).fill("1 300 000")
    expect(me.banner).to_contain_text("figées")
    expect(me.field(TOTAL)).to_have_value("1 300 000")


def test_an_editor_asks_a_head_validates_and_the_editor_hands_over(visit: Visit, scene: Scene) -> None:
    dossier = scene.dossier(LABEL)
    fill(dossier, scene.head, scene.now)
    editor, head = visit(), visit()
    editor.sign_in(scene.colleague)
    editor.go(f"/dossiers/{dossier.pk}/verifier/")
    editor.page.get_by_role("button", name="Demander la validation").click()
    expect(editor.page.get_by_text("Paul Ost a demandé la validation").first).to_be_visible()
    head.sign_in(scene.head)
    expect(head.page.get_by_text("Votre validation est demandée")).to_be_visible()
    head.go(f"/dossiers/{dossier.pk}/verifier/")
    head.page.get_by_role("button", name="Valider sans déposer").click()
    expect(head.page.get_by_text("Validé par la direction").first).to_be_visible()
    editor.go(f"/dossiers/{dossier.pk}/verifier/")
    editor.page.get_by_label("J’ai relu ces réponses").check()
    editor.page.get_by_role("button", name="Déposer le dossier").click()
    expect(editor.page.get_by_role("heading", level=1)).to_have_text("Récépissé de dépôt")


# every state, judged


@widths
def test_pages_before_the_submission(visit: Visit, scene: Scene, width: int) -> None:
    dossier = scene.dossier(LABEL)
    fill(dossier, scene.head, scene.now)
    validation.ask_validation(dossier.pk, scene.colleague, scene.now)
    me, editor = visit(width=width), visit(width=width)
    me.sign_in(scene.head)
    problems = me.judge("liste-a-decider")
    problems += judged(me, dossier, "", "demandee-accueil")
    problems += judged(me, dossier, "verifier/", "demandee-verifier")
    editor.sign_in(scene.colleague)
    problems += judged(editor, dossier, "verifier/", "demandee-verifier-redaction")
    validation.validate(dossier.pk, scene.head, scene.now)
    problems += judged(me, dossier, "", "valide-accueil")
    problems += judged(editor, dossier, "verifier/", "valide-verifier")
    problems += judged(me, dossier, "reprendre/", "valide-reprendre")
    problems += judged(me, dossier, "retirer/", "valide-retirer")
    assert problems == []


@widths
def test_pages_of_what_is_to_correct(visit: Visit, scene: Scene, width: int) -> None:
    dossier = handed_over(scene)
    two_fields(dossier, scene)
    me, officer = visit(width=width), visit(width=width)
    me.sign_in(scene.head)
    problems = me.judge("liste-a-completer")
    problems += judged(me, dossier, "", "a-completer-accueil")
    problems += judged(me, dossier, "complements/", "a-completer-complements")
    problems += judged(me, dossier, "rubriques/quantitative/", "a-completer-exercices")
    problems += judged(me, dossier, "rubriques/administrative/", "a-completer-administrative")
    problems += judged(me, dossier, "rubriques/qualitative/", "a-completer-rien-demande")
    problems += judged(me, dossier, "verifier/", "a-completer-verifier")
    me.go(f"/dossiers/{dossier.pk}/complements/")
    me.page.get_by_label("J’ai relu ces réponses").check()
    me.page.get_by_role("button", name="Déposer les compléments").click()
    expect(me.page.get_by_role("alert")).to_be_visible()
    problems += me.judge("a-completer-sans-reponse")
    officer.sign_in(scene.officer)
    problems += judged(officer, dossier, "", "a-completer-accueil-agent")
    problems += judged(officer, dossier, "complements/", "a-completer-complements-agent")
    problems += judged(officer, dossier, "rubriques/quantitative/", "a-completer-exercices-agent")
    assert problems == []


@widths
def test_pages_of_a_table_asked_and_answered(visit: Visit, scene: Scene, width: int) -> None:
    dossier = handed_over(scene, GRANT)
    ask(dossier, scene, ("plan_financement", "depenses", "Ajoutez le détail des salaires, ligne par ligne."))
    me = visit(width=width)
    me.sign_in(scene.head)
    problems = judged(me, dossier, "rubriques/plan_financement/", "tableau-a-completer")
    me.page.locator("[data-rows=depenses]").get_by_role("button", name="Ajouter une ligne").click()
    count = me.page.locator("[data-rows=depenses] [data-row]").count()
    me.page.locator(f'[name="depenses[{count - 1}].poste"]').fill("Détail des salaires")
    me.page.locator(f'[name="depenses[{count - 1}].montant"]').fill("1 250,50")
    me.saved()
    problems += judged(me, dossier, "complements/", "tableau-complements")
    changes.resubmit(dossier.pk, scene.head, scene.now)
    problems += judged(me, dossier, "complements/", "tableau-complete")
    problems += judged(me, dossier, "", "tableau-accueil")
    problems += judged(me, dossier, "recepisse/", "tableau-recepisse")
    assert problems == []


@widths
def test_pages_once_it_ends(visit: Visit, scene: Scene, width: int) -> None:
    me = visit(width=width)
    me.sign_in(scene.head)
    dossier = handed_over(scene)
    two_fields(dossier, scene)
    changes.take_back(dossier.pk, "Le total était juste.", scene.officer, scene.now, allowed=Allowed())
    problems = judged(me, dossier, "complements/", "retiree-complements")
    move(Dossier.objects.get(pk=dossier.pk), Event.DECLARE_COMPLETE, scene.officer, scene.now)
    problems += judged(me, dossier, "", "complet-accueil")
    move(Dossier.objects.get(pk=dossier.pk), Event.ADMIT, scene.officer, scene.now)
    problems += judged(me, dossier, "", "recevable-accueil")
    withdraw(dossier.pk, "Notre projet a changé.", scene.head, scene.now)
    problems += judged(me, dossier, "", "retire-accueil")
    problems += judged(me, dossier, "recepisse/", "retire-recepisse")
    me.go("/dossiers/")
    problems += me.judge("retire-liste")
    assert problems == []


def test_in_the_dark(visit: Visit, scene: Scene) -> None:
    dossier = handed_over(scene)
    two_fields(dossier, scene)
    me = visit(dark=True)
    me.sign_in(scene.head)
    problems = judged(me, dossier, "", "a-completer-accueil")
    problems += judged(me, dossier, "complements/", "a-completer-complements")
    problems += judged(me, dossier, "rubriques/quantitative/", "a-completer-exercices")
    assert problems == []
