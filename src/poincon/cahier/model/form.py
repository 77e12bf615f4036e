"""The form of a programme: sections, groups, fields, scales; and what cites a source or holds a formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.problems import Place
from poincon.cahier.basics.units import Unit
from poincon.cahier.model.enums import CarryOver, FieldKind, Status
from poincon.cahier.model.kinds import KINDS, Type


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a requirement comes from: a place in a declared source, or a choice of ours and its reason, or both."""

    source: str | None = None
    choice: str | None = None

    def __str__(self) -> str:
        return self.source or "choix"


@dataclass(frozen=True, slots=True)
class Formula:
    """The text of a formula and where it stands in its package."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class OptionList:
    """Options that several fields or columns offer."""

    id: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One answer of a scale. `value` is an exact number from 0 to 1, `status` what the level says of a criterion."""

    id: str
    label: str
    value: Number | None
    status: Status | None


@dataclass(frozen=True, slots=True)
class Scale:
    id: str
    label: str
    levels: tuple[Level, ...]
    reference: Reference

    def level(self, identifier: str) -> Level | None:
        return next((level for level in self.levels if level.id == identifier), None)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One question of the form, or one column of a table. Keys that a kind does not use keep their defaults."""

    id: str
    kind: FieldKind
    label: str
    reference: Reference
    help: str = ""
    example: str = ""
    required: bool = False
    required_if: Formula | None = None
    shown_if: Formula | None = None
    unit: Unit | None = None
    """The unit that the package names; `field_unit` gives that of any number."""
    minimum: Number | None = None
    maximum: Number | None = None
    earliest: date | None = None
    latest: date | None = None
    minimum_formula: Formula | None = None
    """What bounds the answer without making it unreadable; `minimum` is then that of its kind."""
    maximum_formula: Formula | None = None
    decimals: int = 0
    length: int | None = None
    options: tuple[Option, ...] = ()
    option_list: str = ""
    """The list that its options are those of; empty when they are its own."""
    columns: tuple[Field, ...] = ()
    maximum_rows: int = 200
    formats: tuple[str, ...] = ()
    maximum_size: int | None = None
    scale: str | None = None
    weight: int | None = None
    maximum_weight: int | None = None
    levers: tuple[str, ...] = ()
    reconstructed: bool = False
    section: str = ""
    group: str = ""
    window: int = 0
    """Years over which the field repeats; 0 when it is asked once."""
    at_entry: bool = True
    """Whether the structure is asked for it as it makes its request; else its group says who fills it, and when."""
    carry_over: CarryOver | None = None
    """What the field itself says; `carried` is what holds."""
    carried: CarryOver = CarryOver.YES

    @property
    def yearly(self) -> bool:
        return self.window > 0

    @property
    def type(self) -> Type:
        return KINDS[self.kind].type

    @property
    def is_number(self) -> bool:
        return KINDS[self.kind].number is not None

    @property
    def is_quantity(self) -> bool:
        """Whether it is a number that is counted or measured, hence not a year."""
        return KINDS[self.kind].is_quantity

    @property
    def is_statement(self) -> bool:
        return KINDS[self.kind].is_statement

    def column(self, identifier: str) -> Field | None:
        return next((column for column in self.columns if column.id == identifier), None)

    def option(self, identifier: str) -> Option | None:
        return next((option for option in self.options if option.id == identifier), None)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    id: str
    title: str
    fields: tuple[Field, ...]
    reference: Reference
    help: str = ""
    window: int = 0
    shown_if: Formula | None = None
    filled_by: str = ""
    """The actor that answers; empty for the structure."""
    stage: str = ""
    """The stage at which it is answered; empty for that of the entry."""
    at_entry: bool = True
    """Whether the structure is asked for it as it makes its request."""
    carry_over: CarryOver | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    id: str
    title: str
    groups: tuple[Group, ...]
    reference: Reference
    help: str = ""
    shown_if: Formula | None = None
    carry_over: CarryOver | None = None
