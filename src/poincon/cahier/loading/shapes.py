"""Shapes: what a file may hold, declared once. They read a located tree, list every error, and give the JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence
from poincon.cahier.basics.numbers import Number, parse_fraction
from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas.words import RESERVED
from poincon.cahier.model.rules import UNDATED

JsonSchema = dict[str, Any]

YES = frozenset({"oui", "true"})
NO = frozenset({"non", "false"})

_IDENTIFIER = re.compile(r"(?![0-9]+$)[A-Za-z0-9_]{1,80}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_VERSION = re.compile(r"[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Reader(Protocol):
    """Reads one value. Returns None when it is absent or wrong; what is wrong goes to `problems`."""

    def read(self, node: Located, problems: Problems) -> Any: ...

    def schema(self) -> JsonSchema: ...


def parse_date(text: str) -> date | None:
    """A day written 2021-12-31; None when it is not one."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Word:
    """A text that must match a pattern, or any text; `noun` says what is expected."""

    noun: Text = field(default_factory=lambda: Text("un texte", "a text"))
    pattern: re.Pattern[str] | None = None
    reserved: bool = False
    """Refuse the words of the formula language."""

    def read(self, node: Located, problems: Problems) -> str | None:
        if not isinstance(node, Scalar) or node.text is None:
            problems.add(node.place, "wrong_kind", f"il faut {self.noun.fr} ici.", f"{self.noun.en} is needed here.")
            return None
        if self.pattern and not self.pattern.fullmatch(node.text):
            problems.add(
                node.place,
                "wrong_form",
                f"« {node.text[:60]} » n'est pas {self.noun.fr}.",
                f'"{node.text[:60]}" is not {self.noun.en}.',
            )
            return None
        if self.reserved and node.text in RESERVED:
            problems.add(
                node.place,
                "reserved_word",
                f"« {node.text} » est un mot des formules : choisissez un autre nom.",
                f'"{node.text}" is a word of the formulas: choose another name.',
            )
            return None
        return node.text

    def schema(self) -> JsonSchema:
        return {"type": ["string", "number"], **({"pattern": f"^(?:{self.pattern.pattern})$"} if self.pattern else {})}


TEXT = Word()
IDENTIFIER = Word(
    Text(
        "un identifiant (lettres non accentuées, chiffres, « _ », pas seulement des chiffres)",
        'an identifier (unaccented letters, digits, "_", not only digits)',
    ),
    _IDENTIFIER,
    reserved=True,
)
OPTION_NAME = Word(IDENTIFIER.noun, _IDENTIFIER)
LEVEL_NAME = Word(
    Text("un nom de niveau (40 caractères au plus)", "a level's name (40 characters at most)"), re.compile(r"\S{1,40}")
)
SLUG = Word(
    Text(
        "un nom de programme (minuscules, chiffres, « - », « _ »)",
        'a programme\'s name (small letters, digits, "-", "_")',
    ),
    _SLUG,
)
VERSION = Word(Text("une version « 1.0.0 »", 'a version "1.0.0"'), _VERSION)
FORMULA = Word(Text("une formule", "a formula"))


@dataclass(frozen=True)
class Passage:
    """A text that keeps its place and lines, for a later reader."""

    def read(self, node: Located, problems: Problems) -> Scalar | None:
        return node if TEXT.read(node, problems) is not None and isinstance(node, Scalar) else None

    def schema(self) -> JsonSchema:
        return {"type": "string"}


@dataclass(frozen=True)
class YesNo:
    def read(self, node: Located, problems: Problems) -> bool | None:
        text = node.text if isinstance(node, Scalar) else None
        if text in YES or text in NO:
            return text in YES
        problems.add(node.place, "yes_or_no", "il faut oui ou non.", "oui or non is needed.")
        return None

    def schema(self) -> JsonSchema:
        return {"enum": ["oui", "non", True, False]}


@dataclass(frozen=True)
class WholeNumber:
    minimum: int = 0
    maximum: int = 1_000_000

    def read(self, node: Located, problems: Problems) -> int | None:
        text = node.text if isinstance(node, Scalar) else None
        if text is not None and re.fullmatch(r"[0-9]{1,9}", text) and self.minimum <= int(text) <= self.maximum:
            return int(text)
        bounds = f"{self.minimum} … {self.maximum}"
        problems.add(
            node.place, "whole_number", f"il faut un nombre entier ({bounds}).", f"a whole number is needed ({bounds})."
        )
        return None

    def schema(self) -> JsonSchema:
        return {"type": ["integer", "string"]}


@dataclass(frozen=True)
class ExactNumber:
    def read(self, node: Located, problems: Problems) -> Number | None:
        value = parse_fraction(node.text) if isinstance(node, Scalar) and node.text is not None else None
        if value is None:
            problems.add(
                node.place,
                "number",
                "il faut un nombre (0.25) ou une fraction (2/3).",
                "a number (0.25) or a fraction (2/3) is needed.",
                Text("Les décimales s'écrivent avec un point.", "Decimals are written with a point."),
            )
        return value

    def schema(self) -> JsonSchema:
        return {"type": ["number", "string"]}


@dataclass(frozen=True)
class Day:
    def read(self, node: Located, problems: Problems) -> date | None:
        day = parse_date(node.text) if isinstance(node, Scalar) and node.text is not None else None
        if day is None:
            problems.add(
                node.place,
                "date",
                "il faut une date qui existe, écrite 2021-12-31.",
                "an existing date is needed, written 2021-12-31.",
            )
        return day

    def schema(self) -> JsonSchema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class OneOf:
    """A word of a closed list; gives what stands beside it."""

    words: MappingABC[str, Any]

    def read(self, node: Located, problems: Problems) -> Any:
        text = node.text if isinstance(node, Scalar) else None
        if text is None or text not in self.words:
            problems.add(
                node.place,
                "unknown_word",
                f"« {text or ''} » n'est pas dans la liste.",
                f'"{text or ""}" is not in the list.',
                suggestion(text or "", self.words)
                or Text(f"Possibles : {', '.join(self.words)}.", f"Possible: {', '.join(self.words)}."),
            )
            return None
        return self.words[text]

    def schema(self) -> JsonSchema:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class ListOf:
    of: Reader

    def read(self, node: Located, problems: Problems) -> list[Any] | None:
        if not isinstance(node, Sequence):
            problems.add(node.place, "list", "il faut une liste (« - … »).", 'a list is needed ("- …").')
            return None
        values = [self.of.read(item, problems) for item in node.items]
        return [value for value in values if value is not None]

    def schema(self) -> JsonSchema:
        return {"type": "array", "items": self.of.schema()}


NO_DATE = "sans_date"
"""The key of a value that its source does not date."""


@dataclass(frozen=True)
class DatedNumbers:
    """`{sans_date: 0.25, 2024-01-01: 0.30}`, given sorted by day."""

    def read(self, node: Located, problems: Problems) -> tuple[tuple[date, Number], ...] | None:
        if not isinstance(node, Mapping):
            problems.add(
                node.place,
                "dated_values",
                "il faut des valeurs datées, écrites {2022-01-01: 0.25}, ou {sans_date: 0.25}.",
                "dated values are needed, written {2022-01-01: 0.25}, or {sans_date: 0.25}.",
            )
            return None
        values: list[tuple[date, Number]] = []
        for key, value_node in node.entries.items():
            day = UNDATED if key == NO_DATE else parse_date(key)
            value = ExactNumber().read(value_node, problems)
            if day is None:
                problems.add(
                    value_node.place,
                    "date",
                    f"« {key[:40]} » n'est ni une date (2021-12-31), ni « {NO_DATE} ».",
                    f'"{key[:40]}" is neither a date (2021-12-31) nor "{NO_DATE}".',
                )
            elif value is not None:
                values.append((day, value))
        return tuple(sorted(values))

    def schema(self) -> JsonSchema:
        return {
            "type": "object",
            "patternProperties": {f"^([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|{NO_DATE})$": ExactNumber().schema()},
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class Anything:
    """Left as a located tree, for a later reader."""

    def read(self, node: Located, problems: Problems) -> Located:
        return node

    def schema(self) -> JsonSchema:
        return {"type": "object"}


@dataclass(frozen=True)
class Key:
    name: str
    of: Reader
    required: bool = False
    about: str = ""
    """What the key is, in French: editors show it."""


class ProgrammeEntry:
    """A mapping that was read by a shape: typed values by key, and the place of each."""

    def __init__(self, place: Place, values: dict[str, Any], places: dict[str, Place]) -> None:
        self.place = place
        self._values = values
        self._places = places

    def __contains__(self, key: str) -> bool:
        return self._values.get(key) is not None

    def get(self, key: str, default: Any = None) -> Any:
        value = self._values.get(key)
        return default if value is None else value

    def at(self, key: str) -> Place:
        """Where the key was written, or the entry itself when it was not."""
        return self._places.get(key, self.place)

    @property
    def keys(self) -> set[str]:
        """The keys that were written, right or wrong."""
        return set(self._places)


@dataclass(frozen=True)
class Shape:
    """A mapping with known keys."""

    keys: tuple[Key, ...]

    def read(self, node: Located, problems: Problems) -> ProgrammeEntry | None:
        if not isinstance(node, Mapping):
            problems.add(
                node.place, "mapping", "il faut des clés et des valeurs ici.", "keys and values are needed here."
            )
            return None
        keys = {key.name: key for key in self.keys}
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        for name, child in node.entries.items():
            if name not in keys:
                problems.add(
                    child.place,
                    "unknown_key",
                    f"la clé « {name[:60]} » n'existe pas ici.",
                    f'there is no key "{name[:60]}" here.',
                    suggestion(name, keys),
                )
                continue
            places[name] = child.place
            if not (isinstance(child, Scalar) and child.text is None):
                values[name] = keys[name].of.read(child, problems)
        for key in self.keys:
            if key.required and key.name not in places:
                problems.add(
                    node.place, "missing_key", f"la clé « {key.name} » manque.", f'the key "{key.name}" is missing.'
                )
            elif key.required and key.name not in values:
                problems.add(
                    places[key.name], "empty_key", f"la clé « {key.name} » est vide.", f'the key "{key.name}" is empty.'
                )
        return ProgrammeEntry(node.place, values, places)

    def schema(self) -> JsonSchema:
        properties = {
            key.name: {**key.of.schema(), **({"description": key.about} if key.about else {})} for key in self.keys
        }
        required = [key.name for key in self.keys if key.required]
        return {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }


def read_entries(node: Located | None, shape: Shape, problems: Problems) -> ProgrammeEntry:
    """Read a whole file by its shape; an absent or empty file is an empty entry."""
    if node is None or (isinstance(node, Scalar) and node.text is None):
        place = node.place if node else Place("")
        node = Mapping(place, {})
    entry = shape.read(node, problems)
    return entry if entry is not None else ProgrammeEntry(node.place, {}, {})
