"""A preview in a real browser: it follows the files at each save, and loses nothing of what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from poincon.cahier.authoring.starter import starter_files, write_starter
from tests.site.previewing import previewing

PATIENCE = 20_000
"""Milliseconds: a page asks each second whether a file was saved."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    package = tmp_path / "aide"
    write_starter(package, starter_files("aide"))
    with (package / "formulaire.yaml").open("a", encoding="utf-8") as form:
        form.write(
            "          - {id: action, type: texte, libelle: Un champ nommé comme une propriété des formulaires}\n"
        )
    return package


@pytest.fixture(params=[1280, 390])
def page(request: pytest.FixtureRequest, browser: Browser, folder: Path) -> Iterator[Page]:
    with previewing(folder) as address:
        page = browser.new_page(viewport={"width": request.param, "height": 900})
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(address)
        yield page
        assert complaints == []
        page.close()


def test_results_stand_beside_the_form_and_nothing_overflows(page: Page) -> None:
    page.fill("input[name=salaries]", "11")
    page.click("button.main")
    expect(page.locator("[data-outcome=effectif]")).to_have_attribute("data-status", "not_met")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_page_follows_the_files_and_keeps_what_is_typed(page: Page, folder: Path) -> None:
    page.fill("input[name=nom]", "Épicerie de l'Exemple")
    form = folder / "formulaire.yaml"
    text = form.read_text(encoding="utf-8")
    form.write_text(text.replace("Nom du commerce", "Enseigne du commerce"), encoding="utf-8")
    expect(page.locator("label[for=champ-nom]")).to_have_text("Enseigne du commerce", timeout=PATIENCE)
    expect(page.locator("input[name=nom]")).to_have_value("Épicerie de l'Exemple")
    form.write_text(text.replace("type: entier", "type: entiers"), encoding="utf-8")
    expect(page.locator("h1")).to_have_text("Le programme est à corriger", timeout=PATIENCE)
    form.write_text(text, encoding="utf-8")
    expect(page.locator("input[name=nom]")).to_have_value("Épicerie de l'Exemple", timeout=PATIENCE)
