"""A whole programme, as read from its package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.units import Unit
from poincon.cahier.model.enums import (
    PLATFORM_SETTINGS,
    ActorFunction,
    CalendarEffect,
    OrganisationKind,
    Phase,
    RuleKind,
)
from poincon.cahier.model.figures import Figure
from poincon.cahier.model.form import Field, Group, OptionList, Reference, Scale, Section
from poincon.cahier.model.parameters import Parameter
from poincon.cahier.model.rules import CriterionGroup, Rule
from poincon.cahier.model.templates import Template


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    edition: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit of the programme's own, with its words."""

    id: str
    singular: str
    plural: str


@dataclass(frozen=True, slots=True)
class Actor:
    id: str
    label: str
    scope: str
    role: str
    reference: Reference
    functions: tuple[ActorFunction, ...] = ()
    """What those who hold this part may do on the platform."""


@dataclass(frozen=True, slots=True)
class Stage:
    id: str
    label: str
    actor: str
    following: tuple[str, ...]
    reference: Reference
    phase: Phase | None = None
    """Which of the platform's moments this stage is; None for one that it does not hold."""


@dataclass(frozen=True, slots=True)
class Milestone:
    id: str
    label: str
    when: str
    reference: Reference
    effect: CalendarEffect | None = None


@dataclass(frozen=True, slots=True)
class Recourse:
    """How a decision is contested: paragraphs separated by an empty line, which may cite identifiers between braces."""

    text: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class Setting:
    """An option of the workflow: a figure that no formula reads."""

    id: str
    label: str
    value: Number
    unit: Unit
    reference: Reference


@dataclass(frozen=True, eq=False)
class Programme:
    """Requirements as data. Lookups by identifier are computed once."""

    id: str
    version: str
    title: str
    summary: str
    nature: str
    day: date
    owner: str
    sources: tuple[Source, ...]
    units: tuple[UnitName, ...]
    actors: tuple[Actor, ...]
    stages: tuple[Stage, ...]
    calendar: tuple[Milestone, ...]
    settings: tuple[Setting, ...]
    scales: tuple[Scale, ...]
    sections: tuple[Section, ...]
    parameters: tuple[Parameter, ...]
    rules: tuple[Rule, ...]
    option_lists: tuple[OptionList, ...] = ()
    criterion_groups: tuple[CriterionGroup, ...] = ()
    figures: tuple[Figure, ...] = ()
    duration: tuple[int, str] | None = None
    """How long what is granted lasts: a number and its unit (`an`, `mois`, `jour`)."""
    applicants: frozenset[OrganisationKind] = frozenset()
    """The kinds of organisation that may apply; empty when any may."""
    recourse: Recourse | None = None
    """How its decisions are contested; None for those of an administration of the State, as the platform words them."""
    templates: dict[str, Template] = field(default_factory=dict)
    """Its own messages and letters, by identifier; what it does not say, the platform says in its own words."""
    english: dict[str, str] = field(default_factory=dict)
    """English texts by path: `champs.ca_total.libelle`, `regles.effectif.libelle`…"""

    @property
    def groups(self) -> Iterator[Group]:
        return (group for section in self.sections for group in section.groups)

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {field.id: field for group in self.groups for field in group.fields}

    @cached_property
    def place_of_field(self) -> dict[str, int]:
        """How many fields of the form stand before each."""
        return {name: place for place, name in enumerate(self.fields)}

    @cached_property
    def table_of_column(self) -> dict[Field, Field]:
        """The table that each column belongs to."""
        return {column: field for field in self.fields.values() for column in field.columns}

    @cached_property
    def parameter(self) -> dict[str, Parameter]:
        return {parameter.id: parameter for parameter in self.parameters}

    @cached_property
    def valued(self) -> dict[str, Parameter]:
        """All that has values of its own: parameters alone by identifier, cells of tables by `table.key`."""
        return {valued.id: valued for parameter in self.parameters for valued in parameter.valued}

    def key_owner(self, name: str) -> Field | Rule | None:
        """What a table of parameters is read by: a field, a column named `table.column`, or a rule."""
        table, _, column = name.partition(".")
        field = self.fields.get(table)
        return self.rule.get(name) if field is None else field.column(column) if column else field

    @cached_property
    def rule(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def scale(self) -> dict[str, Scale]:
        return {scale.id: scale for scale in self.scales}

    @cached_property
    def criteria(self) -> list[Rule]:
        return [rule for rule in self.rules if rule.kind is RuleKind.CRITERION]

    @cached_property
    def criteria_by_group(self) -> dict[str, list[Rule]]:
        """The criteria of each group that has some."""
        members: dict[str, list[Rule]] = {}
        for rule in self.criteria:
            if rule.group is not None:
                members.setdefault(rule.group, []).append(rule)
        return members

    @cached_property
    def criterion_group(self) -> dict[str, CriterionGroup]:
        return {group.id: group for group in self.criterion_groups}

    def by_criterion_group(self, rules: Iterable[Rule]) -> list[tuple[CriterionGroup | None, list[Rule]]]:
        """These rules by the group of criteria that they are of, groups in their order; those of none come first."""
        listed = list(rules)
        parts = [
            (group, [rule for rule in listed if rule.group == (group.id if group is not None else None)])
            for group in (None, *self.criterion_groups)
        ]
        return [(group, members) for group, members in parts if members]

    def stage_of(self, phase: Phase) -> Stage | None:
        """The stage that is this phase, when the programme has one."""
        return next((stage for stage in self.stages if stage.phase is phase), None)

    def functions_of(self, phase: Phase) -> frozenset[ActorFunction]:
        """Who acts at this phase; nobody when the programme has no such stage."""
        stage = self.stage_of(phase)
        return frozenset(
            function
            for actor in self.actors
            if stage is not None and actor.id == stage.actor
            for function in actor.functions
        )

    def setting(self, identifier: str) -> Setting | None:
        return next((setting for setting in self.settings if setting.id == identifier), None)

    def days(self, identifier: str) -> int:
        """One of `PLATFORM_SETTINGS`, in days: the programme's own figure, or the platform's."""
        setting = self.setting(identifier)
        return PLATFORM_SETTINGS[identifier] if setting is None else int(setting.value)

    @property
    def has_years(self) -> bool:
        return any(group.window for group in self.groups)
