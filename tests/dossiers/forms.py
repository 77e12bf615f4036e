"""What a browser without a script posts: the controls of a page's first form, as they stand."""

from __future__ import annotations

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.inside = False
        self.templates = 0
        self.area = ""
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form" and "data-autosave" in attributes:
            self.inside = True
        self.templates += tag == "template"
        if not self.inside or self.templates:
            return
        name, value = attributes.get("name") or "", attributes.get("value") or ""
        if tag == "textarea" and name:
            self.area = name
            self.data[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attributes:
            self.data.setdefault(self.select, []).append(value)
        elif tag == "input" and name and "disabled" not in attributes:
            kind = attributes.get("type") or "text"
            if kind in ("checkbox", "radio") and "checked" not in attributes:
                return
            if kind != "file":
                self.data.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        self.templates -= tag == "template"
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.data[self.area][0] += data


def posted_by(page: str) -> dict[str, list[str]]:
    """The controls and their values; the first newline of a text area is not part of it, as in a browser."""
    form = _Form()
    form.feed(page)
    return {name: [value.removeprefix("\n") for value in values] for name, values in form.data.items()}
