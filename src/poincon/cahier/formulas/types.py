"""The unit of each field, the words of types, and what a formula must know of the rules that it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import COUNT, Unit
from poincon.cahier.model import Field, Rule
from poincon.cahier.model.kinds import KINDS, Type

TYPE_WORDS = {
    Type.NUMBER: Text("un nombre", "a number"),
    Type.BOOLEAN: Text("un oui ou non", "a yes or no"),
    Type.DATE: Text("une date", "a date"),
    Type.TEXT: Text("un texte", "a text"),
    Type.CHOICE: Text("un choix", "a choice"),
    Type.CHOICES: Text("un choix multiple", "a multiple choice"),
    Type.OTHER: Text("un élément sans valeur", "something without a value"),
}

OPTION_TESTS = {"est": Type.CHOICE, "contient": Type.CHOICES}
"""What each test of an option is asked of."""


def field_unit(field: Field) -> Unit | None:
    """The unit of a number field; None for other kinds."""
    number = KINDS[field.kind].number
    return None if number is None else number.unit or field.unit or COUNT


@dataclass(frozen=True, slots=True)
class RuleTrait:
    """What a formula must know of a rule that it reads. Rules are checked in dependency order, so it is known."""

    type: Type
    unit: Unit | None
    yearly: bool
    has_status: bool
    chooser: Field | Rule | None = None
    """Whose options its value is one of, when it is a choice."""


Traits = Mapping[str, RuleTrait]
