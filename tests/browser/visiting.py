"""Somebody at a browser: signing in, going to a page, waiting for what it says, judging it with axe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Response, expect

from poincon.dossiers.models import Dossier
from poincon.people.models import Person
from tests.people.makers import PASSWORD

PATIENCE = 15_000
"""Milliseconds that a page is waited for on a machine that is busy."""

SAVED = re.compile(r"Enregistré à \d+\s*h\s*\d\d")
_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"color-contrast-enhanced": {"enabled": True}},
    "resultTypes": ["violations"],
}
expect.set_options(timeout=PATIENCE)


@cache
def axe_script() -> str:
    """axe-core, as the wheel of axe-playwright-python bundles it."""
    specification = find_spec("axe_playwright_python")
    assert specification is not None
    assert specification.origin is not None
    return (Path(specification.origin).parent / "axe.min.js").read_text()


@dataclass(frozen=True, slots=True)
class Visitor:
    page: Page
    shots: Path | None

    def sign_in(self, person: Person) -> None:
        self.page.goto("/connexion/")
        self.give_password(person)
        self.page.wait_for_url(lambda url: "/connexion/" not in url)

    def give_password(self, person: Person, password: str = PASSWORD) -> None:
        self.page.get_by_label("Adresse").fill(person.email)
        self.page.get_by_label("Mot de passe").fill(password)
        self.page.locator("main").get_by_role("button", name="Se connecter").click()

    def go(self, path: str) -> Response:
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def open_section(self, dossier: Dossier, section: str) -> None:
        assert self.go(f"/dossiers/{dossier.pk}/rubriques/{section}/").status == 200

    def field(self, name: str) -> Locator:
        return self.page.locator(f'[name="{name}"]:not([type=hidden])')

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    @property
    def line(self) -> Locator:
        """The quiet line that says when answers were saved."""
        return self.page.locator("[data-save-line]")

    @property
    def banner(self) -> Locator:
        """The loud banner of a save that failed."""
        return self.page.locator("[data-save-banner]")

    def saved(self) -> None:
        """Wait until the page says that all is saved, and no longer anything loud."""
        expect(self.line).to_contain_text(SAVED)
        expect(self.banner).to_be_hidden()

    def version(self) -> Locator:
        return self.page.locator("form[data-autosave] [name=version]")

    def outcome(self, rule: str) -> Locator:
        return self.page.locator(f"[data-outcome={rule}]")

    def shot(self, name: str) -> None:
        """A picture of the whole page, kept when somebody wants to look at it."""
        if self.shots is None:
            return
        self.shots.mkdir(parents=True, exist_ok=True)
        width = (self.page.viewport_size or {"width": 0})["width"]
        dark = "-sombre" if self.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else ""
        self.page.screenshot(path=self.shots / f"{name}-{width}{dark}.png", full_page=True)

    def judge(self, name: str) -> list[str]:
        """What axe finds wrong on this page, and whether it scrolls sideways.

        A click waits until the next page begins, not until it is whole: axe met documents without any element.
        """
        self.page.wait_for_load_state("load")
        self.shot(name)
        self.page.evaluate(axe_script())
        results: dict[str, Any] = self.page.evaluate("(options) => axe.run(document, options)", _OPTIONS)
        problems = [
            f"{name}: {violation['id']} {node['target']} {node['failureSummary']}"
            for violation in results["violations"]
            for node in violation["nodes"]
        ]
        width = (self.page.viewport_size or {"width": 0})["width"]
        if self.page.evaluate("document.documentElement.scrollWidth") > width:
            problems.append(f"{name}: the page scrolls sideways at {width}")
        return problems
