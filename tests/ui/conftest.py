"""A browser, and pages served to it from memory with the platform's own content policy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

from poincon.cahier.basics.text import Language
from tests.ui.gallery import context as gallery_context

CHROMIUM = "/usr/bin/chromium"
ORIGIN = "http://poincon.example"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_GALLERY = Path(__file__).parent / "templates" / "tests" / "gallery.html"


def render(template: str, context: dict[str, Any], language: Language = "fr") -> str:
    """A template given as text, with what a page of the platform has around it."""
    request = RequestFactory().get("/dossiers/")
    vars(request)["person"] = SimpleNamespace(full_name="Claire Ménard", is_authenticated=True)
    with translation.override(language):
        return str(engines["django"].from_string(template).render(context, request))


def gallery_html(language: Language = "fr") -> str:
    return render(_GALLERY.read_text(), gallery_context(language), language)


def content_policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


class Site:
    """Pages by path, the static files of the rooms, and answers to posts, as a browser sees them."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages = pages
        self.posts: list[dict[str, Any]] = []
        self.answer: Callable[[dict[str, Any]], tuple[int, dict[str, Any]] | None] = lambda sent: None

    def serve(self, route: Route, request: Request) -> None:
        path = request.url.removeprefix(ORIGIN).partition("?")[0].partition("#")[0]
        if request.method == "POST" and "json" in request.headers.get("content-type", ""):
            sent: dict[str, Any] = request.post_data_json or {}
            self.posts.append(sent)
            answer = self.answer(sent)
            if answer is None:
                route.abort("internetdisconnected")
            else:
                route.fulfill(status=answer[0], content_type="application/json", body=json.dumps(answer[1]))
        elif path in self.pages:
            headers = {"Content-Security-Policy": content_policy()}
            route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8", headers=headers)
        elif path.startswith("/static/") and (asset := finders.find(path.removeprefix("/static/"))):
            assert isinstance(asset, str)
            route.fulfill(body=Path(asset).read_bytes(), content_type=_TYPES[Path(asset).suffix])
        else:
            route.fulfill(status=404, body="")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed at the end of a file: two cannot be open in one process, and tests/browser has its own."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is lacking: apt install chromium fonts-dejavu-core")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def gallery() -> str:
    return gallery_html()


@pytest.fixture
def site(gallery: str) -> Site:
    return Site({"/": gallery})


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`open_page(width=390, dark=True, scripts=False)`: the gallery; anything said in the console as an error fails."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(*, width: int = 1280, dark: bool = False, scripts: bool = True, path: str = "/") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if "Content Security" in message.text else None,
        )
        page.route("**/*", site.serve)
        page.goto(ORIGIN + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
