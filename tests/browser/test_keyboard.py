"""The keyboard alone: Tab, Space, arrows, Enter and letters reach the receipt; what is focused is always seen."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.filling import fill, reload
from tests.browser.scene import LABEL, Scene
from tests.browser.visiting import Visitor
from tests.people.makers import PASSWORD

FURTHEST = 120


def tab_to(me: Visitor, target: Callable[[], Locator], *, key: str = "Tab") -> None:
    """Press Tab until the target has the focus; whatever gets it on the way must be in sight."""
    element = target()
    for _press in range(FURTHEST):
        me.page.keyboard.press(key)
        if element.evaluate("(each) => each === document.activeElement"):
            assert me.page.evaluate("document.activeElement.matches(':focus-visible')")
            expect(element).to_be_in_viewport()
            return
    raise AssertionError(f"{FURTHEST} tabs do not reach {element}")


def press(me: Visitor, key: str) -> None:
    me.page.keyboard.press(key)


def test_from_the_skip_link_to_the_receipt(visit: Visit, scene: Scene) -> None:
    dossier = scene.dossier(LABEL)
    fill(dossier, scene.head, scene.now, but=frozenset({"exercices_complets", "configuration_proche"}))
    me = visit()
    page = me.page

    me.go("/connexion/")
    press(me, "Tab")
    expect(page.locator("a.skip")).to_be_focused()
    press(me, "Enter")
    expect(page.locator("#contenu")).to_be_focused()
    press(me, "Tab")
    page.keyboard.type(scene.head.email)
    press(me, "Tab")
    page.keyboard.type(PASSWORD)
    press(me, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes dossiers")

    tab_to(me, lambda: page.get_by_role("link", name=dossier.campaign.title))
    press(me, "Enter")
    tab_to(me, lambda: page.get_by_role("link", name="Informations administratives", exact=True))
    press(me, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Informations administratives")

    tab_to(me, lambda: me.field("exercices_complets"))
    page.keyboard.type("4")
    press(me, "Tab")
    tab_to(me, lambda: page.locator('input[name="configuration_proche"]').first)
    press(me, "Space")
    me.saved()
    expect(me.outcome("anciennete")).to_have_attribute("data-status", "met")
    why = me.outcome("anciennete").locator("summary")
    tab_to(me, lambda: why)
    press(me, "Enter")
    expect(me.outcome("anciennete").locator(".why-body")).to_be_visible()
    tab_to(me, lambda: page.get_by_role("button", name="Enregistrer et revenir au dossier"), key="Shift+Tab")
    press(me, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(scene.structure.name)
    assert reload(dossier).may_be_submitted

    tab_to(me, lambda: page.get_by_role("link", name="Vérifier mes réponses"))
    press(me, "Enter")
    tab_to(me, lambda: page.get_by_label("J’ai relu ces réponses"), key="Shift+Tab")
    press(me, "Space")
    press(me, "Tab")
    press(me, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Récépissé de dépôt")
    tab_to(me, lambda: page.get_by_role("link", name=re.compile("Télécharger le récépissé")))
