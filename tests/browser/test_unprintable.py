"""A sign that no document can print: said beside the answer while it is typed, and no longer once it is gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.filling import reload
from tests.browser.scene import LABEL, Scene


@pytest.mark.parametrize("width", [1280, 390])
def test_it_comes_and_goes_as_one_types(visit: Visit, scene: Scene, width: int) -> None:
    dossier = scene.dossier(LABEL)
    me = visit(width=width)
    me.sign_in(scene.head)
    me.open_section(dossier, "administrative")
    answer = me.field("nom_structure")
    answer.fill("Centre 😀")
    message = me.page.locator("#champ-nom_structure-impression")
    expect(message).to_contain_text("«\u00a0😀\u00a0» ne peut pas être imprimé")
    expect(answer).to_have_attribute("aria-invalid", "true")
    expect(answer).to_have_value("Centre 😀")
    assert "champ-nom_structure-impression" in (answer.get_attribute("aria-describedby") or "")
    assert me.judge("signe-non-imprimable") == []

    answer.fill("Centre des matériaux")
    expect(message).to_have_count(0)
    expect(answer).not_to_have_attribute("aria-invalid", "true")
    me.saved()
    assert reload(dossier).answers["nom_structure"] == "Centre des matériaux"
