"""Where people fill dossiers in a benchmark: each saves answers in its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks.visitors import Answer, Browser, Visitor, visitor
from poincon.cahier.model import Field, FieldKind

if TYPE_CHECKING:
    from poincon.dossiers.models import Dossier

_KINDS = (FieldKind.EUROS, FieldKind.LONG_TEXT, FieldKind.TEXT, FieldKind.STATEMENT)
"""What a save changes: the first field of the first of these kinds that the programme has."""


@dataclass
class Desk:
    """A person who heads a structure, with a filled dossier that is not submitted."""

    visitor: Visitor
    dossier: Dossier
    version: int = -1
    """That of the section in which it saves, once it was read."""
    saved: int = 0

    @property
    def path(self) -> str:
        return f"/dossiers/{self.dossier.pk}/"

    def section_path(self, section: str = "") -> str:
        return f"{self.path}rubriques/{section or _changed(self.dossier).section}/"

    def prepare(self) -> None:
        """Read the version of the section in which it saves, unless that was done."""
        if self.version < 0:
            self.version = _version(self.dossier, _changed(self.dossier).section)

    def autosave(self, browser: Browser | None = None) -> Answer:
        """One autosave of one new answer."""
        self.prepare()
        self.saved += 1
        content = {"version": self.version, "changes": {self._name: self._value}}
        answer = (browser or self.visitor).post_json(f"{self.section_path()}enregistrer/", content)
        if answer.status == 200:
            self.version = int(json.loads(answer.body)["version"])
        return answer

    def save(self) -> Saved:
        """The same. Raises when it is not acknowledged; the next one is then another answer."""
        answer = self.autosave()
        if answer.status != 200:
            raise RuntimeError(f"save: {answer.status}")
        section = _changed(self.dossier).section
        return Saved(str(self.dossier.pk), section, self._name, self._value, self.version)

    @property
    def _name(self) -> str:
        """What it changes."""
        form_field = _changed(self.dossier)
        return f"annees.{self.dossier.sheet.reference_year}.{form_field.id}" if form_field.yearly else form_field.id

    @property
    def _value(self) -> str:
        return _value(_changed(self.dossier), self.dossier, self.saved)


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that the server acknowledged."""

    dossier: str
    section: str
    name: str
    value: str
    version: int


def desks_of(port: int, dossiers: list[Dossier]) -> list[Desk]:
    """A desk for each of these dossiers: that of the head of its structure."""
    from poincon.people.enums import Role
    from poincon.people.models import Person

    people = Person.objects.filter(memberships__role=Role.STRUCTURE_HEAD)
    return [
        Desk(visitor(port, people.get(memberships__organisation=dossier.organisation_id)), dossier)
        for dossier in dossiers
    ]


def filled_desks(port: int, count: int) -> list[Desk]:
    """So many desks, each with a draft of the label, in a database that had none."""
    from benchmarks.bulk import LABEL, Country, Plan
    from benchmarks.lives import FILLED
    from poincon.cahier.loading import library_folder

    country = Country(datetime.now(UTC), (Plan(library_folder() / LABEL, 0, 1, (FILLED,)),))
    return desks_of(port, country.more(FILLED, count))


def _version(dossier: Dossier, section: str) -> int:
    return dossier.sheet.sections.filter(section=section).values_list("version", flat=True).first() or 0


def _changed(dossier: Dossier) -> Field:
    fields = dossier.campaign.programme_version.package.programme.fields.values()
    return next(each for kind in _KINDS for each in fields if each.kind is kind)


def _value(form_field: Field, dossier: Dossier, number: int) -> str:
    if form_field.kind is FieldKind.EUROS:
        return str(1_000_000 + number)
    if form_field.kind is FieldKind.STATEMENT:
        scale = dossier.campaign.programme_version.package.programme.scale[form_field.scale or ""]
        return scale.levels[number % 2].id
    return f"Réponse {number}"
