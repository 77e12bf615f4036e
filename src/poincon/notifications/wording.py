"""The words of a mail: the programme's own where it has some, else the platform's, in the person's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from poincon.cahier.basics.text import Language
from poincon.cahier.loading import read_templates
from poincon.cahier.model import Programme, Template
from poincon.cahier.templates import Filled, fill

_DEFAULTS = Path(__file__).resolve().parent / "defaults"


def template_of(identifier: str, programme: Programme | None, language: Language) -> Template:
    """The template of that identifier. Raises `KeyError` when it is none of `TEMPLATE_NAMES`."""
    own = programme.templates.get(identifier) if programme is not None else None
    if programme is None or own is None:
        return defaults(language)[identifier]
    if language == "fr":
        return own
    # a programme below version 1 may have no English yet: its French then stands
    subject = programme.english.get(f"modeles.{identifier}.objet", own.subject)
    return Template(identifier, subject, programme.english.get(f"modeles.{identifier}.corps", own.body), own.reference)


def words(identifier: str, programme: Programme | None, language: Language, values: Mapping[str, str]) -> Filled:
    """The template with its values. Raises `KeyError` when one that it needs is not given."""
    return fill(template_of(identifier, programme, language), values)


@cache
def defaults(language: Language) -> dict[str, Template]:
    """The platform's own wording: French or English."""
    name = f"{language}.yaml"
    return read_templates((_DEFAULTS / name).read_text(encoding="utf-8"), f"notifications/defaults/{name}")
