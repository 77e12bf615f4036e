"""What is drawn of a widget. Built by `Widgets`; every attribute has a value, so that nobody who draws meets a hole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from poincon.cahier.model import FieldKind
from poincon.ui.widgets.kinds import WIDGETS, Control, Frame

MOST_RADIOS = 6
"""Options beyond which they stand in a drop-down list."""


def html_id(name: str) -> str:
    """The id of the input called `name`: `recettes[0].montant` → `champ-recettes-0-montant`."""
    return "champ-" + re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-")


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button, checkbox or entry of a list."""

    value: str
    label: str
    id: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class CurrentFile:
    """A document already given: shown with its size in words, opened at `url`."""

    name: str
    size: str = ""
    url: str = ""
    state: str = ""
    """« En cours d’analyse », or empty when there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Widget:
    """One question, or one cell. `name` is its HTML name, `value` the text its input shows."""

    name: str
    id: str
    kind: FieldKind
    label: str
    frame: Frame = Frame.FIELD
    value: str = ""
    hint: str = ""
    help: str = ""
    source: str = ""
    choice: str = ""
    """Why we chose what the source leaves open."""
    required: bool = False
    errors: tuple[str, ...] = ()
    remark: str = ""
    """What an official asks about this answer."""
    disabled: bool = False
    labelled_by: str = ""
    """Ids that name the input in a table, where it has no label of its own."""
    options: tuple[Choice, ...] = ()
    suffix: str = ""
    input_type: str = "text"
    input_mode: str = ""
    autocomplete: str = ""
    length: int = 0
    """Characters at most; 0 when it is not said."""
    height: int = 0
    """Lines of a text area."""
    formats: tuple[str, ...] = ()
    maximum_size: int = 0
    """Megabytes."""
    file: CurrentFile | None = None
    weight: str = ""
    levers: tuple[str, ...] = ()
    reconstructed: bool = False
    parts: tuple[Widget, ...] = ()
    """Inputs of a free statement: title, weight, answer. Of a document: why there is none."""
    columns: tuple[Widget, ...] = ()
    """Column heads of a table: cells without a value."""
    lines: tuple[TableRow, ...] = ()
    blank: TableRow | None = None
    """The line that JavaScript copies; its names hold `__ligne__` where the index goes."""
    full: bool = False
    maximum_lines: int = 0

    @property
    def control(self) -> Control:
        return WIDGETS[self.kind].control

    @property
    def compact(self) -> bool:
        return bool(self.labelled_by)

    @property
    def listed(self) -> bool:
        """Whether the options stand in a drop-down list rather than as radio buttons."""
        return self.compact or len(self.options) > MOST_RADIOS

    @property
    def is_absent(self) -> bool:
        """Whether something is said of why there is no such document."""
        return any(part.value or part.errors for part in self.parts)

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}-demande"] * bool(self.remark)
        parts += [f"{self.id}-indice"] * bool(self.hint and not self.compact) + [f"{self.id}-erreur"] * bool(
            self.errors
        )
        return " ".join(parts)

    @property
    def accept(self) -> str:
        return ",".join(f".{ending}" for ending in self.formats)

    @property
    def formats_words(self) -> str:
        return ", ".join(ending.upper() for ending in self.formats)

    @property
    def label_id(self) -> str:
        return f"{self.id}-libelle"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table: its place from 0 (`__ligne__` in the blank row), its number for people, its cells."""

    index: str
    number: str
    cells: tuple[Widget, ...]
    id: str


@dataclass(frozen=True, slots=True)
class YearRow:
    """One yearly field: its head (label, help, unit) and an input a year."""

    head: Widget
    cells: tuple[tuple[int, Widget], ...]


@dataclass(frozen=True, slots=True)
class YearsTable:
    """Fields down, years across. `years` are (year, id of its column head)."""

    id: str
    title: str
    help: str
    years: tuple[tuple[int, str], ...]
    rows: tuple[YearRow, ...]
