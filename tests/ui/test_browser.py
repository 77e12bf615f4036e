"""The gallery in a real browser: accessible at both widths, light and dark; saved without ever losing a word."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Site, gallery_html

Open = Callable[..., Page]
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"color-contrast-enhanced": {"enabled": True}},
}
NAME = "un_text"


def axe_script() -> str:
    """axe-core, as the wheel of axe-playwright-python bundles it."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "axe.min.js").read_text()


def saved(sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return 200, {"version": sent["version"] + 1, "saved_at": "23 h 42"}


def write(page: Page, text: str) -> None:
    page.locator(f"[name={NAME}]").fill(text)


def line(page: Page) -> Any:
    return page.locator("[data-save-line]")


def banner(page: Page) -> Any:
    return page.locator("[data-save-banner]")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_and_contrast_is_enhanced(open_page: Open, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    page.evaluate(axe_script())
    results = page.evaluate("(options) => axe.run(document, options)", OPTIONS)
    failures = [
        (violation["id"], node["target"], node["failureSummary"])
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
    assert failures == []


@pytest.mark.parametrize("width", [1280, 640, 390, 320])
def test_a_page_never_scrolls_sideways(open_page: Open, width: int) -> None:
    page = open_page(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_english_gallery_is_in_english(open_page: Open, site: Site) -> None:
    site.pages["/en"] = gallery_html("en")
    page = open_page(path="/en")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(open_page: Open) -> None:
    page = open_page()
    assert page.evaluate("document.activeElement.hasAttribute('data-takes-focus')")
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "champ-faux_un_text"


def test_what_is_typed_is_saved_with_its_version_and_said_quietly(open_page: Open, site: Site) -> None:
    site.answer = saved
    page = open_page()
    write(page, "Un autre nom")
    expect(line(page)).to_have_text("Enregistré à 23 h 42")
    assert site.posts == [{"version": 3, "changes": {NAME: "Un autre nom"}}]
    expect(page.locator("[name=version]")).to_have_value("4")
    page.locator("[name=un_yes_no][value=non]").check()
    page.locator("[name=un_choices][value=choix_1]").uncheck()
    expect(page.locator("[name=version]")).to_have_value("5")
    assert site.posts[1]["changes"] == {"un_yes_no": "non", "un_choices": ["choix_3"]}
    write(page, "")
    expect(page.locator("[name=version]")).to_have_value("6")
    assert site.posts[2]["changes"] == {NAME: None}
    expect(banner(page)).to_be_hidden()


def test_a_cut_network_is_said_loudly_and_tried_again_until_it_is_saved(open_page: Open, site: Site) -> None:
    page = open_page()
    write(page, "Tapé sans réseau")
    expect(banner(page)).to_be_visible()
    expect(banner(page)).to_have_attribute("role", "alert")
    expect(banner(page)).to_contain_text("ne sont pas enregistrées")
    assert "Tapé sans réseau" in page.evaluate("JSON.stringify(localStorage)")
    site.answer = saved
    page.locator("[data-save-retry]").click()
    expect(banner(page)).to_be_hidden()
    expect(line(page)).to_contain_text("Enregistré à 23 h 42")
    assert page.evaluate("localStorage.length") == 0


def test_a_lost_session_keeps_the_text_and_offers_it_again(open_page: Open, site: Site) -> None:
    site.answer = lambda sent: (401, {})
    page = open_page()
    write(page, "Tapé après la session")
    expect(banner(page)).to_contain_text("votre session a expiré")
    expect(page.locator("[data-save-sign-in]")).to_be_visible()
    posts = len(site.posts)
    write(page, "Tapé encore")
    page.wait_for_timeout(1800)
    assert len(site.posts) == posts
    page.on("dialog", lambda dialog: dialog.accept())
    site.answer = saved
    page.reload()
    draft = page.locator(".draft")
    expect(draft).to_contain_text("Tapé encore")
    expect(draft).to_contain_text("Centre technique de l’Exemple")
    page.locator("[data-draft-take]").click()
    expect(line(page)).to_contain_text("Enregistré")
    assert site.posts[-1]["changes"] == {NAME: "Tapé encore"}
    assert page.evaluate("localStorage.length") == 0


def test_a_kept_text_can_be_thrown_away(open_page: Open, site: Site) -> None:
    page = open_page()
    write(page, "À jeter")
    expect(banner(page)).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator("[data-draft-drop]").click()
    expect(page.locator(".draft")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(("side", "value"), [("mine", "Le mien"), ("theirs", "Le leur")])
def test_a_conflict_shows_both_and_keeps_the_one_chosen(open_page: Open, site: Site, side: str, value: str) -> None:
    conflict = {"name": NAME, "label": "Nom", "mine": "Le mien", "theirs": "Le leur", "by": "Paul Ost", "at": "23 h 40"}
    site.answer = lambda sent: (409, {"conflicts": [conflict], "version": 9}) if sent["version"] == 3 else saved(sent)
    page = open_page()
    write(page, "Le mien")
    panel = page.locator(".conflict")
    expect(panel).to_contain_text("Le mien")
    expect(panel).to_contain_text("Le leur")
    expect(panel).to_contain_text("Paul Ost, 23 h 40")
    assert page.evaluate("document.activeElement.className") == "conflict"
    panel.locator(f"[data-keep={side}]").click()
    expect(panel).to_have_count(0)
    expect(page.locator(f"[name={NAME}]")).to_have_value(value)
    if side == "mine":
        expect(page.locator("[name=version]")).to_have_value("10")
        assert site.posts[-1] == {"version": 9, "changes": {NAME: "Le mien"}}
    else:
        expect(page.locator("[name=version]")).to_have_value("9")
        assert len(site.posts) == 1
    expect(banner(page)).to_be_hidden()


def test_other_people_s_changes_elsewhere_do_not_stop_a_save(open_page: Open, site: Site) -> None:
    site.answer = lambda sent: (409, {"conflicts": [], "version": 9}) if sent["version"] == 3 else saved(sent)
    page = open_page()
    write(page, "Le mien")
    expect(page.locator("[name=version]")).to_have_value("10")
    expect(page.locator(".conflict")).to_have_count(0)


def test_a_closed_dossier_is_said(open_page: Open, site: Site) -> None:
    site.answer = lambda sent: (403, {"message": "La campagne est close."})
    page = open_page()
    write(page, "Trop tard")
    expect(banner(page)).to_contain_text("La campagne est close.")


def test_outcomes_follow_a_save_and_what_was_open_stays_open(open_page: Open, site: Site) -> None:
    page = open_page()
    html = page.locator("[data-outcomes]").inner_html().replace("Sans objet", "Changé")
    site.answer = lambda sent: (200, {"version": 4, "saved_at": "0 h 01", "outcomes_html": html})
    page.locator("[data-outcomes] summary").first.click()
    write(page, "Autre")
    expect(page.locator("[data-outcomes]")).to_contain_text("Changé")
    assert page.locator("[data-outcomes] details").first.get_attribute("open") is not None


def test_rows_are_added_and_removed_and_numbered_again(open_page: Open, site: Site) -> None:
    site.answer = saved
    page = open_page()
    box = page.locator("[data-rows=un_table]")
    box.locator("[data-add-row]").click()
    expect(page.locator("[name='un_table[2].colonne_text']")).to_be_focused()
    page.keyboard.type("Troisième")
    box.locator("[data-remove-row]").first.click()
    expect(page.locator("[name='un_table[1].colonne_text']")).to_have_value("Troisième")
    expect(page.locator("[name='un_table[2].colonne_text']")).to_have_count(0)
    assert page.locator("#champ-un_table-0-numero").inner_text().strip().endswith("1")
    expect(line(page)).to_contain_text("Enregistré")
    changes = site.posts[-1]["changes"]
    assert changes["un_table[0].colonne_text"] == "Matériel"
    assert changes["un_table[1].colonne_text"] == "Troisième"
    ids = box.evaluate("(box) => [...box.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))


def test_return_saves_and_never_removes_a_row(open_page: Open) -> None:
    page = open_page(scripts=False)
    with page.expect_request(lambda request: request.url.endswith("/save")) as request_info:
        page.locator("[name='un_table[0].colonne_text']").press("Enter")
    body = request_info.value.post_data or ""
    assert 'name="enregistrer"' in body
    assert "retirer_ligne" not in body


def test_the_skip_link_is_the_first_thing_the_keyboard_meets(open_page: Open) -> None:
    page = open_page(scripts=False)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
