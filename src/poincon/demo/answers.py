"""The answers of an invented structure to any programme: those of `data/answers/`, and by kind of field for the rest.

An answer there is a text (`{name}`, `{city}`… are replaced), a list of choices, the rows of a table, null for none, or

    any: [A, B…]                  one of them, always the same for a structure
    same: FIELD, when: {A: X…}    X where the other field was answered A
    base: 15000                   times the dossier's size
    year: -1                      a year, from the reference year
    date: "03-18", year: 0        that day of such a year;  days: -20, so many days from now
    format: TEXT                  as a text

`FIELD.motif` says why that document is declared absent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from poincon.cahier.basics.numbers import Number
from poincon.cahier.evaluation import FieldState, assess, completeness
from poincon.cahier.loading import Package
from poincon.cahier.model import Field, FieldKind, Level
from poincon.demo import world
from poincon.demo.documents import MAKERS
from poincon.demo.figures import Year, growth_of, number_text
from poincon.demo.world import DossierPlan, StructurePlan
from poincon.sheets import answers as reading
from poincon.sheets.answers import FREE_PARTS, Answer, Name, NamedAnswers, parse_name

_YES, _NO = "oui", "non"
_PASSES = 5
"""Answers make other questions appear, a few times at most."""
_DOCUMENTS_GIVEN = 0.08
"""Part of the documents that are not required, and given all the same."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose dossier it is, in what, and when."""

    package: Package
    structure: StructurePlan
    plan: DossierPlan
    reference_year: int
    parameters: dict[str, Number]
    today: date
    years_ago: int = 0


@dataclass(slots=True)
class PlannedAnswers:
    """All that a structure would answer: texts by the name of their input, names of documents."""

    answers: NamedAnswers = field(default_factory=dict)
    documents: dict[Name, str] = field(default_factory=dict)


def fill(setting: Setting) -> PlannedAnswers:
    """A whole dossier, to be submitted as it is."""
    return _Filler(setting).filled()


class _Filler:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.programme = setting.package.programme
        profile = world.read(f"answers/{setting.plan.programme}")
        traits = [profile["traits"][name] for name in setting.plan.traits]
        self.specs = _merged("answers", profile, traits)
        self.figures = _merged("figures", profile, traits)
        self.growth = next((trait["growth"] for trait in traits if "growth" in trait), None)
        self.strength = setting.plan.strength - float(profile.get("progress", "0")) * setting.years_ago
        self.seed = f"{setting.structure.siren}:{setting.plan.programme}"
        self.words = _words(setting)
        self.years: dict[int, dict[str, str]] = {}
        self.planned = PlannedAnswers()

    def filled(self) -> PlannedAnswers:
        paths: set[str] = set()
        for _ in range(_PASSES):
            questions = [state for state in self.states() if state.shown is True and state.required is not None]
            todo = [state for state in questions if state.lacking or state.path not in paths]
            for state in todo:
                self.answer(state)
                paths.add(state.path)
            if not todo:
                break
        return self.planned

    def states(self) -> tuple[FieldState, ...]:
        planned, setting = self.planned, self.setting
        read, _ = reading.read(
            planned.answers, self.programme, planned.documents, setting.reference_year, setting.parameters
        )
        return completeness(assess(setting.package, read)).states

    def chance(self, name: str) -> Random:
        return Random(f"{self.seed}:{name}")

    def answer(self, state: FieldState) -> None:
        field, name = state.field, Name(state.field, state.year)
        match field.kind:
            case FieldKind.FILE:
                self.document(state)
            case FieldKind.TABLE:
                self.table(name)
            case FieldKind.FREE_STATEMENT:
                self.free_statement(name)
            case FieldKind.STATEMENT:
                self.store(name, self.level(field, field.scale).id)
            case _:
                self.store(name, self.simple(state))

    def store(self, name: Name, answer: Answer | None) -> None:
        if answer:
            self.planned.answers[name] = answer

    def simple(self, state: FieldState) -> Answer | None:
        field = state.field
        if state.year is not None:
            return self.figures_of(state.year).get(field.id)
        if field.id in self.specs:
            return self.resolved(field, self.specs[field.id], field.id)
        if state.required is True:
            return self.by_kind(field, state.path)
        if field.kind is not FieldKind.YES_NO:
            return None
        return _YES if self.chance(state.path).random() < 0.5 + self.strength / 2 else _NO

    def figures_of(self, year: int) -> dict[str, str]:
        if year not in self.years:
            growth = growth_of(self.setting.reference_year - year, self.growth)
            figures = Year(self.figures, growth, self.setting.plan.size, self.seed)
            self.years[year] = figures.texts(self.programme.fields)
        return self.years[year]

    # kinds that are not one text

    def document(self, state: FieldState) -> None:
        """Declared absent where the data says why; given when required, when the data names it, and now and then."""
        field, named = state.field, self.specs.get(state.field.id)
        absence = Name(field, state.year).absence
        if reason := self.resolved(field, self.specs.get(f"{field.id}.{absence.part}"), absence.text):
            self.store(absence, reason)
            return
        if named is None and state.required is not True and self.chance(state.path).random() > _DOCUMENTS_GIVEN:
            return
        ending = next(ending for ending in field.formats if ending in MAKERS)
        year = f"-{state.year}" if state.year else ""
        self.planned.documents[Name(field, state.year)] = named or f"{field.id.replace('_', '-')}{year}.{ending}"

    def table(self, name: Name) -> None:
        field = name.field
        rows = self.specs.get(field.id)
        if rows is None and not field.required:
            return
        for index, row in enumerate(rows or [{}]):
            self.store(name.row_count, str(index + 1))
            for cell in name.cells(index):
                column = cell.asked
                if column.id in row:
                    self.store(cell, self.resolved(column, row[column.id], cell.text))
                elif column.required and column.kind is not FieldKind.FILE:
                    self.store(cell, self.by_kind(column, cell.text))

    def free_statement(self, statement: Name) -> None:
        """Answered whole, or not at all."""
        field = statement.field
        first = f"{field.id}.{FREE_PARTS[0]}"
        if not self.resolved(field, self.specs.get(first), first):
            return
        for part in FREE_PARTS:
            name = f"{field.id}.{part}"
            self.store(statement.of_part(part), self.resolved(field, self.specs.get(name), name))

    def level(self, field: Field, scale: str | None) -> Level:
        """The level closest to how strong the structure is on this; the same structure progresses on each."""
        aimed = self.strength + (self.chance(field.id).random() - 0.5) * 0.7
        levels = self.programme.scale[scale or ""].levels
        return min(levels, key=lambda level: abs(float(level.value or 0) - min(max(aimed, 0), 1)))

    # one value

    def by_kind(self, field: Field, name: str) -> Answer | None:
        """A plausible answer to a field that the data does not know."""
        if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
            chosen = self.chance(name).choice(field.options).id
            return [chosen] if field.kind is FieldKind.CHOICES else chosen
        if field.scale:
            return self.level(field, field.scale).id
        return self.resolved(field, world.read("kinds")["texts"][field.kind.value], name)

    def resolved(self, field: Field, spec: Any, name: str) -> Answer | None:
        if spec is None:
            return None
        if isinstance(spec, str):
            return spec.format_map(self.words)
        if isinstance(spec, list):
            return [str(choice) for choice in spec]
        return self.computed(field, spec, name)

    def computed(self, field: Field, spec: dict[str, Any], name: str) -> Answer | None:
        if "any" in spec:
            return self.resolved(field, self.chance(name).choice(spec["any"]), name)
        if "same" in spec:
            same = parse_name(spec["same"], self.programme)
            return self.resolved(field, spec["when"].get(self.planned.answers.get(same) if same else None), name)
        if "base" in spec:
            return number_text(field, Fraction(spec["base"]) * self.setting.plan.size)
        if "days" in spec:
            return (self.setting.today + timedelta(days=int(spec["days"]))).isoformat()
        if "format" in spec:
            return self.resolved(field, spec["format"], name)
        year = str(self.setting.reference_year + int(spec["year"]))
        return f"{year}-{spec['date']}" if "date" in spec else year


def _words(setting: Setting) -> dict[str, str]:
    structure = setting.structure
    parent = next((candidate for candidate in world.structures() if candidate.acronym == structure.part_of), structure)
    return {
        "name": structure.name,
        "acronym": structure.acronym,
        "city": structure.city,
        "region": structure.region,
        "theme": structure.theme,
        "siren": structure.siren,
        "siren4": structure.siren[-4:],
        "siret": structure.siret,
        "parent": parent.name,
        "parent_siren": parent.siren,
        "domain": structure.head.email.partition("@")[2],
        "head": structure.head.full_name,
        "head_email": structure.head.email,
        "editor": structure.editor.full_name,
        "editor_email": structure.editor.email,
        "reference": str(setting.reference_year),
    }


def _merged(part: str, profile: dict[str, Any], traits: list[dict[str, Any]]) -> dict[str, Any]:
    """The profile's entries, in its order, with what traits put in their place."""
    merged = dict(profile.get(part) or {})
    for trait in traits:
        merged.update(trait.get(part) or {})
    return merged
