"""Letters that close a request: sent, and read as text or on their page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any, ClassVar

from poincon.admissibility import letters
from poincon.correspondence.models import Letter
from poincon.ui.documents.letter import plain_text
from tests.admissibility.factories import (
    LATER,
    Scene,
)
from tests.ui.reading import Said

FAILING = {"assure": "non", "etals": "2", "loyer": "12"}


def send(here: Scene, by: Any = None, fingerprint: str = "") -> Letter:
    author = by or here.ines
    drawn = letters.draft(here.again(), author, LATER)
    return letters.send(here.dossier.pk, fingerprint=fingerprint or drawn.fingerprint, actor=author, now=LATER)


def text_of(here: Scene, by: Any = None) -> str:
    return plain_text(letters.draft(here.again(), by or here.ines, LATER).document).replace("\u00a0", " ")


class _Text(HTMLParser):
    """What the page says of a letter: its headings, texts and items, in order."""

    KINDS: ClassVar[dict[str, str]] = {"h2": "heading", "p": "text", "li": "item"}

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Said] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or "data-letter" in dict(attrs)
        if self.inside and tag in self.KINDS:
            self.parts.append((self.KINDS[tag], ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "article"

    def handle_data(self, data: str) -> None:
        if self.inside and self.parts:
            kind, text = self.parts[-1]
            self.parts[-1] = (kind, text + data)


def read_page(text: str) -> list[Said]:
    reader = _Text()
    reader.feed(text)
    return reader.parts
