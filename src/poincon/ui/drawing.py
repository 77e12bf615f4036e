"""HTML drawn in code: what a page holds by hundreds, of which a template would cost most of the page's time.

Every text is escaped where it is put into an element. Only what an element, `together` or `lines` returned is markup:
nothing else has to be remembered to be safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from django.utils.safestring import SafeString
from django.utils.text import normalize_newlines

Attributes = Mapping[str, str | bool | None]
"""Texts are escaped. True stands without a value; False and None are left out, and an empty text is not."""

NOTHING = SafeString("")


def element(name: str, attributes: Attributes, *children: str) -> SafeString:
    """Draw `<p class="hint">…</p>`; a child that is a text is escaped."""
    return SafeString(f"<{name}{_written(attributes)}>{_inside(children)}</{name}>")


def void(name: str, attributes: Attributes) -> SafeString:
    """Draw an element that holds nothing and has no end: `<input …>`."""
    return SafeString(f"<{name}{_written(attributes)}>")


def together(*children: str) -> SafeString:
    """Put elements and texts side by side; texts are escaped."""
    return SafeString(_inside(children))


def lines(text: str) -> SafeString:
    """Draw a text whose line ends are shown."""
    return SafeString("<br>".join(escape(line) for line in normalize_newlines(text).split("\n")))


def unseen(text: str) -> SafeString:
    """Draw words for screen readers alone. Spaces around them are theirs to bring."""
    return element("span", {"class": "visually-hidden"}, text)


def _written(attributes: Attributes) -> str:
    return "".join(
        [
            f" {name}" if value is True else f' {name}="{escape(value)}"'
            for name, value in attributes.items()
            if value is not None and value is not False
        ]
    )


def _inside(children: Iterable[str]) -> str:
    return "".join([child if isinstance(child, SafeString) else escape(str(child)) for child in children])
