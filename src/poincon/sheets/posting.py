"""A posted form, or an autosave, to changes by name: what a French hand types becomes the engine's text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from poincon.cahier.basics.characters import is_blank
from poincon.cahier.basics.text import Language
from poincon.cahier.dossiers.kinds import clean_answer
from poincon.cahier.model import FieldKind, Programme, Section
from poincon.sheets.answers import Answer, Changes, Name, named, parse_name
from poincon.ui.text import storable
from poincon.ui.widgets import normalise

MAXIMUM_BODY = 4 * 1024 * 1024
"""Bytes of one autosave."""


class Malformed(Exception):
    """An autosave that is not what our page sends."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a save carries. `action`: a row to add or to take away, a document to take away; empty for a plain save.

    `target`: the text that the action bears; `table`: what it names, None when it names nothing.
    """

    version: int
    changes: Changes
    action: str = ""
    target: str = ""
    table: Name | None = None
    index: int = 0


def from_form(request: HttpRequest, section: Section, programme: Programme, language: Language) -> Posted:
    """A section's form, whole, as a browser without JavaScript posts it."""
    data = request.POST
    posted = named({text: data.getlist(text) for text in data}, programme)
    changes: Changes = {
        name: _answer(name, values, language)
        for name, values in posted.items()
        if name.section == section.id and _is_typed(name)
    }
    changes |= {name: None for name in _boxes(data, programme) if name not in changes}
    action, target, index = _action(data)
    return Posted(_version(data.get("version")), changes, action, target, parse_name(target, programme), index)


def from_json(request: HttpRequest, programme: Programme, language: Language) -> Posted:
    """An autosave. Raises `Malformed`."""
    if len(request.body) > MAXIMUM_BODY:
        raise Malformed
    try:
        body = json.loads(request.body)
        raw: dict[str, Any] = body["changes"]
        version: int = body["version"]
        if type(version) is not int:
            raise Malformed
        posted = named(raw, programme)
        changes: Changes = {name: _from_json(name, value, language) for name, value in posted.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed from error
    return Posted(version, changes)


def _from_json(name: Name, value: Any, language: Language) -> Answer | None:
    if value is None:
        return None
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in values):
        raise Malformed
    return _answer(name, values, language)


def _is_typed(name: Name) -> bool:
    """Whether it is typed in: documents have a door of their own, and rows count themselves."""
    return name.declares_absence or (name.field.kind is not FieldKind.FILE and not name.counts_rows)


def _answer(name: Name, values: list[str], language: Language) -> Answer | None:
    field, texts = name.asked, [storable(value) for value in values]
    if name.declares_absence:
        reason = clean_answer(FieldKind.LONG_TEXT, texts[-1]) if texts else ""
        return None if is_blank(reason) else reason
    if field.kind is FieldKind.CHOICES:
        return [choice for text in texts if (choice := clean_answer(field.kind, text))] or None
    text = texts[-1].strip() if texts else ""
    if not text or field.kind in (FieldKind.FREE_STATEMENT, FieldKind.TABLE):
        return text or None
    return normalise(field, text, language)


def _boxes(data: QueryDict, programme: Programme) -> Iterable[Name]:
    """Boxes that were all unticked are not posted at all: the page names them beside (`cases` hidden inputs)."""
    return named(dict.fromkeys(data.getlist("cases")), programme)


def _version(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _action(data: QueryDict) -> tuple[str, str, int]:
    """`ajouter_ligne:recettes`, `retirer_ligne:recettes:2`, `retirer_document:bilan`."""
    for name in data:
        action, colon, rest = name.partition(":")
        if colon and action in ("ajouter_ligne", "retirer_ligne", "retirer_document"):
            target, _, index = rest.rpartition(":") if action == "retirer_ligne" else (rest, "", "0")
            return action, target, int(index) if index.isascii() and index.isdigit() and len(index) < 10 else 0
    return "", "", 0
