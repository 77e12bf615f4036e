"""An answer that shows another question: the page says so as it is typed, and one button shows it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.filling import reload
from tests.browser.scene import LABEL, Scene


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_says_that_its_questions_changed(visit: Visit, scene: Scene, width: int) -> None:
    dossier = scene.dossier(LABEL)
    me = visit(width=width)
    me.sign_in(scene.head)
    me.open_section(dossier, "administrative")
    notice = me.page.get_by_text("Vos réponses changent les questions qui vous sont posées.")
    me.choose("nature_demande", "premiere_demande")
    me.saved()
    me.page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    expect(me.field("fin_label_en_cours")).to_have_count(0)

    me.choose("nature_demande", "renouvellement")
    expect(notice).to_be_visible()
    assert me.judge("questions-changees") == []
    me.choose("nature_demande", "premiere_demande")
    expect(notice).to_be_hidden()
    me.choose("nature_demande", "renouvellement")
    expect(notice).to_be_visible()
    me.field("sigle").fill("CME")
    me.page.get_by_role("button", name="Enregistrer et voir les questions").click()
    expect(me.field("fin_label_en_cours")).to_be_visible()
    expect(me.field("sigle")).to_have_value("CME")
    expect(notice).to_be_hidden()
    assert reload(dossier).answers["sigle"] == "CME"
