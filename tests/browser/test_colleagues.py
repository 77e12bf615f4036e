"""Colleagues share the dossiers of a region and write with the structures: by keyboard, without scripts, for axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from poincon.casework.assignments import assign, handling
from poincon.correspondence.exchanges import add_note, send
from poincon.dossiers.models import Dossier
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.people.services import register_person
from tests.browser.conftest import Visit
from tests.browser.scene import REGION, Scene
from tests.casework.desk import examined_campaign
from tests.dossiers.factories import PDF, dossier, structure, upload
from tests.people.makers import PASSWORD, give

NAMES = ("Atelier du bois", "Halle aux grains", "Verre et céramique")
widths = pytest.mark.parametrize("width", [1280, 390])


def received() -> list[Dossier]:
    into = examined_campaign()
    return [dossier(structure(name, REGION), into, submitted=True) for name in NAMES]


def colleague(scene: Scene) -> Person:
    person = register_person(
        None, email="marc@essai.example", full_name="Marc Voisin", password=PASSWORD, now=scene.now
    )
    give(person, Role.REGIONAL_OFFICER, REGION, now=scene.now)
    return person


def test_dossiers_are_given_from_the_queue_by_keyboard_alone(visit: Visit, scene: Scene) -> None:
    dossiers, marc = received(), colleague(scene)
    me = visit()
    me.sign_in(scene.officer)
    page = me.page
    for name in NAMES[:2]:
        page.get_by_label(f"Cocher le dossier de {name}").focus()
        page.keyboard.press("Space")
    for _tab in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "officer":
            break
    page.keyboard.type("Marc")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 dossiers sont confiés à Marc Voisin.")).to_be_visible()
    assert [handling(dossier, scene.now).officer for dossier in dossiers] == [marc, marc, None]


def test_without_scripts_the_queue_is_filtered_shared_and_tells_who_was_quicker(visit: Visit, scene: Scene) -> None:
    dossiers, marc = received(), colleague(scene)
    me = visit(scripts=False)
    me.sign_in(scene.officer)
    page = me.page
    for name in NAMES:
        page.get_by_label(f"Cocher le dossier de {name}").check()
    assign(dossiers[0].pk, marc, marc, scene.now, shown_assignment="")
    page.get_by_role("button", name="Attribuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Un dossier n’a pas été attribué")
    expect(page.get_by_text("Marc Voisin a pris ce dossier")).to_be_visible()
    page.get_by_role("link", name="Revenir à la liste").click()
    page.get_by_label("Instruit par").select_option(label="Moi (2)")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_text("2 dossiers reçus")).to_be_visible()
    page.get_by_role("columnheader", name="Structure").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name=re.compile("Structure"))).to_have_attribute("aria-sort", "ascending")
    assert "attribue=moi" in page.url
    page.get_by_role("link", name=NAMES[1]).click()
    expect(page.get_by_text("Vous instruisez ce dossier depuis le")).to_be_visible()


def test_without_scripts_both_sides_write_and_the_structure_never_sees_a_note(visit: Visit, scene: Scene) -> None:
    dossier = received()[0]
    me, them = visit(scripts=False), visit(scripts=False)
    me.sign_in(scene.officer)
    me.go(f"/instruction/{dossier.pk}/notes/")
    me.page.get_by_label("Votre note").fill("À voir avec la trésorerie.")
    me.page.get_by_role("button", name="Ajouter la note").click()
    expect(me.page.get_by_text("À voir avec la trésorerie.")).to_be_visible()
    me.page.get_by_role("link", name="Messages").click()
    me.page.get_by_label("Votre message").fill("Bonjour,\nle plan est-il à jour ?")
    documents = [{"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": PDF} for name in ("un", "deux")]
    me.page.get_by_label("Documents à joindre").set_input_files(documents)  # type: ignore[arg-type]
    me.page.get_by_role("button", name="Envoyer le message").click()
    expect(me.page.get_by_text("Votre message est envoyé.")).to_be_visible()

    them.sign_in(dossier.created_by)
    them.go(f"/instruction/{dossier.pk}/messages/")
    expect(them.page.get_by_role("heading", name="Inès Région")).to_contain_text("Nouveau")
    with them.page.expect_download() as got:
        them.page.get_by_role("link", name="un.pdf").click()
    assert got.value.suggested_filename == "un.pdf"
    expect(them.page.get_by_role("link", name="Notes entre agents")).to_have_count(0)
    them.page.get_by_role("button", name="Envoyer le message").click()
    expect(them.page.get_by_role("link", name="Écrivez votre texte avant de l’envoyer.")).to_be_visible()
    them.page.get_by_label("Votre message").fill("Oui, depuis hier.")
    them.page.get_by_role("button", name="Envoyer le message").click()
    expect(them.page.get_by_text("Oui, depuis hier.")).to_be_visible()
    assert them.go(f"/instruction/{dossier.pk}/notes/").status == 404
    me.go("/region/?voir=messages")
    expect(me.page.get_by_role("link", name="1 non lu")).to_be_visible()


@widths
def test_these_pages_please_axe(visit: Visit, scene: Scene, width: int) -> None:
    (first, second, _), marc = received(), colleague(scene)
    assign(first.pk, scene.officer, scene.officer, scene.now, shown_assignment="")
    assign(second.pk, marc, scene.officer, scene.now, shown_assignment="")
    send(first.pk, "Bonjour,\n\nvoir https://plans.example/", [upload("plan.pdf")], first.created_by, scene.now)
    send(first.pk, "Merci.", [], marc, scene.now)
    add_note(first.pk, "À voir avec la trésorerie.", marc, scene.now)
    me, them = visit(width=width), visit(width=width)
    me.sign_in(scene.officer)
    problems = me.judge("partage-file")
    for name, path in (
        ("partage-tri", "/region/?voir=attend&tri=-depuis"),
        ("partage-charge", "/instruction/charge/"),
        ("partage-attribuer", f"/instruction/{first.pk}/attribuer/"),
        ("partage-messages", f"/instruction/{first.pk}/messages/"),
        ("partage-notes", f"/instruction/{first.pk}/notes/"),
        ("partage-depart", "/instruction/depart/"),
    ):
        assert me.go(path).status == 200
        problems += me.judge(name)
    me.page.get_by_role("button", name="Mettre fin au rôle").click()
    expect(me.page.get_by_role("heading", name="Une réponse est à corriger")).to_be_visible()
    problems += me.judge("partage-depart-refuse")
    them.sign_in(first.created_by)
    them.go(f"/instruction/{first.pk}/messages/")
    them.page.get_by_role("button", name="Envoyer le message").click()
    expect(them.page.get_by_role("heading", name="Une réponse est à corriger")).to_be_visible()
    problems += them.judge("partage-messages-refuse")
    assert problems == []
