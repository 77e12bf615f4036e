"""What each kind of field is to a formula, and what a formula must know of the rules that it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import COUNT, EURO, FTE, RATIO, YEAR, Unit
from poincon.cahier.formulas.tree import Type
from poincon.cahier.model import Field, FieldKind

TYPES: Mapping[FieldKind, Type] = {
    FieldKind.TEXT: Type.TEXT,
    FieldKind.LONG_TEXT: Type.TEXT,
    FieldKind.CHOICE: Type.CHOICE,
    FieldKind.CHOICES: Type.CHOICES,
    FieldKind.YES_NO: Type.BOOLEAN,
    FieldKind.INTEGER: Type.NUMBER,
    FieldKind.DECIMAL: Type.NUMBER,
    FieldKind.PERCENTAGE: Type.NUMBER,
    FieldKind.EUROS: Type.NUMBER,
    FieldKind.FTE: Type.NUMBER,
    FieldKind.DATE: Type.DATE,
    FieldKind.YEAR: Type.NUMBER,
    FieldKind.SIREN: Type.TEXT,
    FieldKind.SIRET: Type.TEXT,
    FieldKind.EMAIL: Type.TEXT,
    FieldKind.TELEPHONE: Type.TEXT,
    FieldKind.ADDRESS: Type.TEXT,
    FieldKind.REGION: Type.TEXT,
}
TYPE_WORDS = {
    Type.NUMBER: Text("un nombre", "a number"),
    Type.BOOLEAN: Text("un oui ou non", "a yes or no"),
    Type.DATE: Text("une date", "a date"),
    Type.TEXT: Text("un texte", "a text"),
    Type.CHOICE: Text("un choix", "a choice"),
    Type.CHOICES: Text("un choix multiple", "a multiple choice"),
    Type.OTHER: Text("un élément sans valeur", "something without a value"),
}


def field_unit(field: Field) -> Unit | None:
    """The unit of a number field; None for other kinds."""
    fixed = {FieldKind.EUROS: EURO, FieldKind.FTE: FTE, FieldKind.PERCENTAGE: RATIO, FieldKind.YEAR: YEAR}
    if not field.is_number:
        return None
    return fixed.get(field.kind) or field.unit or COUNT


@dataclass(frozen=True, slots=True)
class RuleTrait:
    """What a formula must know of a rule that it reads. Rules are checked in dependency order, so it is known."""

    type: Type
    unit: Unit | None
    yearly: bool
    has_status: bool


Traits = Mapping[str, RuleTrait]
