"""A programme changes of version under an open page: the page goes on, says so, and loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from poincon.campaigns.models import Campaign
from poincon.campaigns.services import install_programme
from poincon.dossiers import services
from poincon.dossiers.adoption.adopting import adopt
from poincon.dossiers.adoption.dry_runs import ask_dry_run
from poincon.dossiers.models import Dossier
from tests.browser.conftest import Visit
from tests.browser.scene import Scene
from tests.browser.visiting import Visitor
from tests.campaigns.makers import edition, ministry
from tests.dossiers.factories import campaign, kept
from tests.dossiers.forms_of_versions import changed_field

SECTION = "etal"
GONE, KEPT = "enseigne", "slogan"


@pytest.fixture
def dossier(scene: Scene) -> Dossier:
    return services.open_dossier(campaign(), scene.structure, scene.head, scene.now)


def adopted_without(field: str, scene: Scene, folder: Path) -> None:
    """The campaign takes a version that asks no more for that field."""
    written = edition(folder, "1.1.0", form_piece=changed_field(field, None), rules_piece={})
    version = install_programme(written, actor="systeme", now=scene.now)
    by = ministry()
    adopt(ask_dry_run(Campaign.objects.get().pk, version, actor=by, now=scene.now).pk, actor=by, now=scene.now)


def notice(me: Visitor) -> str:
    expect(me.banner).to_be_visible()
    return me.banner.inner_text().replace("\u00a0", " ")


def test_what_is_typed_under_the_old_version_is_saved_or_set_aside_and_said(
    visit: Visit, scene: Scene, dossier: Dossier, tmp_path: Path
) -> None:
    me = visit()
    me.sign_in(scene.head)
    me.open_section(dossier, SECTION)
    adopted_without(GONE, scene, tmp_path)
    me.field(GONE).fill("Au bon étal")
    me.field(KEPT).fill("Toujours frais")
    expect(me.line).to_contain_text("Enregistré à")
    assert "« enseigne »" in notice(me)
    me.field(KEPT).fill("Toujours plus frais")
    expect(me.version()).to_have_value("3")
    assert "rien n’est perdu" in notice(me)  # until the page is read again
    assert kept(dossier) == {KEPT: "Toujours plus frais"}
    me.page.reload()
    expect(me.field(GONE)).to_have_count(0)
    expect(me.field(KEPT)).to_have_value("Toujours plus frais")
    assert me.page.evaluate("localStorage.length") == 0
    for width in (1280, 390):
        me.page.set_viewport_size({"width": width, "height": 900})
        me.go(f"/dossiers/{dossier.pk}/mis-de-cote/")
        expect(me.page.locator("main")).to_contain_text("Au bon étal")
        assert me.judge("mis-de-cote") == []


def test_what_this_device_kept_under_the_old_version_is_set_aside_when_it_is_taken_back(
    visit: Visit, scene: Scene, dossier: Dossier, tmp_path: Path
) -> None:
    me = visit()
    me.sign_in(scene.head)
    me.open_section(dossier, SECTION)
    context = me.page.context
    context.set_offline(True)
    me.field(GONE).fill("Au bon étal")
    me.field(KEPT).fill("Toujours frais")
    expect(me.banner).to_be_visible()
    me.page.close()
    adopted_without(GONE, scene, tmp_path)
    context.set_offline(False)
    me = Visitor(context.new_page(), None)
    me.open_section(dossier, SECTION)
    draft = me.page.locator(".draft")
    expect(draft).to_contain_text("Au bon étal")
    draft.get_by_role("button", name="Reprendre ces réponses").click()
    expect(draft).to_have_count(0)
    assert "« enseigne »" in notice(me)
    expect(me.line).to_contain_text("Enregistré à")
    assert kept(dossier) == {KEPT: "Toujours frais"}
    assert [answer.value for answer in dossier.sheet.set_aside.all()] == ["Au bon étal"]
    assert me.page.evaluate("localStorage.length") == 0


def test_without_a_script_the_whole_form_loses_nothing_either(
    visit: Visit, scene: Scene, dossier: Dossier, tmp_path: Path
) -> None:
    me = visit(scripts=False)
    me.sign_in(scene.head)
    me.open_section(dossier, SECTION)
    adopted_without(GONE, scene, tmp_path)
    me.field(GONE).fill("Au bon étal")
    me.field(KEPT).fill("Toujours frais")
    me.page.get_by_role("button", name="Enregistrer et revenir au dossier").click()
    expect(me.page.locator("main")).to_contain_text("n’est plus demandée")
    me.page.get_by_role("link", name="Voir les réponses mises de côté").click()
    expect(me.page.locator("main")).to_contain_text("Au bon étal")
    assert kept(dossier) == {KEPT: "Toujours frais"}
