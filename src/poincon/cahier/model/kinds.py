"""Kinds of field: one table of all that the engine must know of each; their readers are in `dossiers/kinds.py`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import EURO, FTE, RATIO, YEAR, Unit
from poincon.cahier.model.enums import FieldKind


class Type(StrEnum):
    """The type of a value in formulas."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    OTHER = "other"
    """What can only be known or not: files, tables, statements."""


@dataclass(frozen=True, slots=True)
class NumberOfKind:
    """Facts of a kind whose values are numbers. Bounds and decimals hold where a field gives none of its own."""

    unit: Unit | None
    """The unit of the kind; None when each field names its own."""
    minimum: Number | None
    maximum: Number | None
    decimals: int


@dataclass(frozen=True, slots=True)
class KindOfField:
    """Facts of a kind of field. None has a default: a new kind answers every question, or nothing is imported."""

    word: str
    """The word of packages."""
    type: Type
    own_keys: frozenset[str]
    """Keys that it may have beyond those of every field."""
    required_keys: frozenset[str]
    """Those of its own keys that it must have."""
    number: NumberOfKind | None
    """None when its values are no numbers."""
    longest: int
    """Characters at most, where its field does not say; 0 when the form of its values bounds them."""
    in_tables: bool
    """Whether it may be a column of a table."""
    in_populations: bool
    """Whether its value fits in one cell of a population's file."""
    groups_rows: bool
    """Whether formulas may group the rows of tables by it."""
    is_statement: bool
    """Whether it is answered by a level of a scale, and weighs in scores."""
    is_prose: bool
    """Whether it holds what somebody wrote, as they wrote it, rather than a value (`basics/characters.py`)."""

    @property
    def is_quantity(self) -> bool:
        """Whether its numbers are counted or measured: all but years, which are never grouped by thousands."""
        return self.number is not None and self.number.unit != YEAR


_NO_KEY: frozenset[str] = frozenset()
_BOUNDS = frozenset({"minimum", "maximum"})
_OPTIONS = frozenset({"options"})


def _text(word: str, own_keys: frozenset[str], *, longest: int, groups_rows: bool, is_prose: bool) -> KindOfField:
    return KindOfField(
        word=word,
        type=Type.TEXT,
        own_keys=own_keys,
        required_keys=_NO_KEY,
        number=None,
        longest=longest,
        in_tables=True,
        in_populations=True,
        groups_rows=groups_rows,
        is_statement=False,
        is_prose=is_prose,
    )


def _number(word: str, own_keys: frozenset[str], number: NumberOfKind) -> KindOfField:
    return KindOfField(
        word=word,
        type=Type.NUMBER,
        own_keys=own_keys,
        required_keys=_NO_KEY,
        number=number,
        longest=0,
        in_tables=True,
        in_populations=True,
        groups_rows=False,
        is_statement=False,
        is_prose=False,
    )


KINDS: dict[FieldKind, KindOfField] = {
    FieldKind.TEXT: _text("texte", frozenset({"longueur"}), longest=500, groups_rows=True, is_prose=True),
    FieldKind.LONG_TEXT: _text("texte_long", frozenset({"longueur"}), longest=20_000, groups_rows=False, is_prose=True),
    FieldKind.CHOICE: KindOfField(
        word="choix",
        type=Type.CHOICE,
        own_keys=_OPTIONS,
        required_keys=_OPTIONS,
        number=None,
        longest=0,
        in_tables=True,
        in_populations=True,
        groups_rows=True,
        is_statement=False,
        is_prose=False,
    ),
    FieldKind.CHOICES: KindOfField(
        word="choix_multiple",
        type=Type.CHOICES,
        own_keys=_OPTIONS,
        required_keys=_OPTIONS,
        number=None,
        longest=0,
        in_tables=False,
        in_populations=False,
        groups_rows=False,
        is_statement=False,
        is_prose=False,
    ),
    FieldKind.YES_NO: KindOfField(
        word="oui_non",
        type=Type.BOOLEAN,
        own_keys=_NO_KEY,
        required_keys=_NO_KEY,
        number=None,
        longest=0,
        in_tables=True,
        in_populations=True,
        groups_rows=False,
        is_statement=False,
        is_prose=False,
    ),
    FieldKind.INTEGER: _number("entier", _BOUNDS | {"unite"}, NumberOfKind(None, 0, None, decimals=0)),
    FieldKind.DECIMAL: _number("decimal", _BOUNDS | {"unite", "decimales"}, NumberOfKind(None, None, None, decimals=6)),
    FieldKind.PERCENTAGE: _number("pourcentage", _BOUNDS | {"decimales"}, NumberOfKind(RATIO, 0, 1, decimals=6)),
    FieldKind.EUROS: _number("euros", _BOUNDS, NumberOfKind(EURO, 0, None, decimals=2)),
    FieldKind.FTE: _number("etp", _BOUNDS | {"decimales"}, NumberOfKind(FTE, 0, None, decimals=6)),
    FieldKind.DATE: KindOfField(
        word="date",
        type=Type.DATE,
        own_keys=_BOUNDS,
        required_keys=_NO_KEY,
        number=None,
        longest=0,
        in_tables=True,
        in_populations=True,
        groups_rows=False,
        is_statement=False,
        is_prose=False,
    ),
    FieldKind.YEAR: _number("annee", _BOUNDS, NumberOfKind(YEAR, None, None, decimals=0)),
    FieldKind.SIREN: _text("siren", _NO_KEY, longest=0, groups_rows=False, is_prose=False),
    FieldKind.SIRET: _text("siret", _NO_KEY, longest=0, groups_rows=False, is_prose=False),
    FieldKind.EMAIL: _text("courriel", _NO_KEY, longest=0, groups_rows=False, is_prose=False),
    FieldKind.TELEPHONE: _text("telephone", _NO_KEY, longest=0, groups_rows=False, is_prose=False),
    FieldKind.ADDRESS: _text("adresse", _NO_KEY, longest=500, groups_rows=False, is_prose=True),
    FieldKind.REGION: _text("region", _NO_KEY, longest=0, groups_rows=False, is_prose=False),
    FieldKind.FILE: KindOfField(
        word="fichier",
        type=Type.OTHER,
        own_keys=frozenset({"formats", "taille_maximum"}),
        required_keys=frozenset({"formats"}),
        number=None,
        longest=255,
        in_tables=True,
        in_populations=True,
        groups_rows=False,
        is_statement=False,
        is_prose=False,
    ),
    FieldKind.TABLE: KindOfField(
        word="tableau",
        type=Type.OTHER,
        own_keys=frozenset({"colonnes", "lignes_maximum"}),
        required_keys=frozenset({"colonnes"}),
        number=None,
        longest=0,
        in_tables=False,
        in_populations=False,
        groups_rows=False,
        is_statement=False,
        is_prose=False,
    ),
    FieldKind.STATEMENT: KindOfField(
        word="enonce",
        type=Type.OTHER,
        own_keys=frozenset({"echelle", "poids", "leviers", "reconstitue"}),
        required_keys=frozenset({"echelle", "poids"}),
        number=None,
        longest=0,
        in_tables=False,
        in_populations=True,
        groups_rows=False,
        is_statement=True,
        is_prose=False,
    ),
    FieldKind.FREE_STATEMENT: KindOfField(
        word="enonce_libre",
        type=Type.OTHER,
        own_keys=frozenset({"echelle", "bareme_maximum"}),
        required_keys=frozenset({"echelle", "bareme_maximum"}),
        number=None,
        longest=0,
        in_tables=False,
        in_populations=False,
        groups_rows=False,
        is_statement=True,
        is_prose=False,
    ),
}

FIELD_KINDS: dict[str, FieldKind] = {entry.word: kind for kind, entry in KINDS.items()}
"""Kinds by the word of packages."""


def kind_words(kind: FieldKind) -> Text:
    """The name of a kind: « texte long », “long text”."""
    return Text(KINDS[kind].word.replace("_", " "), kind.value.replace("_", " "))
