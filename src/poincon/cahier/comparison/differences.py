"""One difference: where, on what, which change, and its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from poincon.cahier.basics.text import Language, Text


class Area(StrEnum):
    """Where a difference stands, in the order in which people are told."""

    IDENTITY = "identity"
    SOURCES = "sources"
    UNITS = "units"
    PROCESS = "process"
    SCALES = "scales"
    FORM = "form"
    PARAMETERS = "parameters"
    RULES = "rules"
    TEMPLATES = "templates"
    TEXTS = "texts"


AREA_TITLES: dict[Area, Text] = {
    Area.IDENTITY: Text("Identité", "Identity"),
    Area.SOURCES: Text("Sources", "Sources"),
    Area.UNITS: Text("Unités", "Units"),
    Area.PROCESS: Text("Acteurs, étapes et calendrier", "Actors, stages and calendar"),
    Area.SCALES: Text("Échelles", "Scales"),
    Area.FORM: Text("Formulaire", "Form"),
    Area.PARAMETERS: Text("Paramètres", "Parameters"),
    Area.RULES: Text("Règles", "Rules"),
    Area.TEMPLATES: Text("Modèles de messages et de lettres", "Templates of messages and letters"),
    Area.TEXTS: Text("Textes et présentation", "Texts and presentation"),
}


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """`id`: what it is about, by its permanent identifier. `aspect`: which of its properties; empty when all of it."""

    area: Area
    change: Change
    id: str
    text: Text
    aspect: str = ""
    before: Text | None = None
    after: Text | None = None

    def to_json(self, language: Language) -> dict[str, Any]:
        return {
            "area": self.area.value,
            "change": self.change.value,
            "id": self.id,
            "what": self.aspect or None,
            "text": self.text.into(language),
            "before": self.before.into(language) if self.before else None,
            "after": self.after.into(language) if self.after else None,
        }
