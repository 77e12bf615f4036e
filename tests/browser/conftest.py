"""A real server, a real browser, people who sign in.

Playwright runs a loop in this thread while it is open, which makes Django believe that code here is asynchronous: it
is not, and says so for as long as the browser lives, which is one file of tests.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.scene import Scene, make_scene
from tests.browser.visiting import PATIENCE, Visitor

CHROMIUM = "/usr/bin/chromium"
SHOTS = os.environ.get("BROWSER_SHOTS", "")
"""A folder where tests leave the pictures of the pages they see, to be looked at; none are taken when it is empty."""

_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is lacking: apt install chromium fonts-dejavu-core")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def scene(browser: Browser, transactional_db: None) -> Scene:
    """Made once the browser is open, so that what it needs is allowed."""
    return make_scene()


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, live_server: Any, scene: Scene) -> Iterator[Visit]:
    """`visit(width=390, dark=True, scripts=False)`: somebody at a browser of their own, not signed in yet.

    Whatever a page says to the console as an error, and any answer of 500 or more, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(*, width: int = 1280, dark: bool = False, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        _listen(page, complaints)
        return Visitor(page, Path(SHOTS) if SHOTS else None)

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _listen(page: Page, complaints: list[str]) -> None:
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    page.on("response", lambda got: complaints.append(f"{got.status} {got.url}") if got.status >= 500 else None)
