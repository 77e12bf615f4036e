"""Shapes: what a file may hold, declared once. They read a located tree, list every error, and give the JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field
from typing import Any

from poincon.cahier.basics.cut_texts import without_cuts
from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence
from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.spelling import nearest
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas.words import RESERVED
from poincon.cahier.loading import remedies
from poincon.cahier.loading.values import JsonSchema, Reader

_IDENTIFIER = re.compile(r"(?![0-9]+$)[A-Za-z0-9_]{1,80}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_VERSION = re.compile(r"[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}")


_QUOTE_BRACKETS = Text(
    "Retirez les crochets ou les accolades ; s'ils sont du texte, mettez-le entre guillemets.",
    "Remove the brackets or braces; if they are part of the text, put it in quotes.",
)


@dataclass(frozen=True)
class Word:
    """A text that must match a pattern, or any text; `noun` says what is expected."""

    noun: Text = field(default_factory=lambda: Text("un texte", "a text"))
    pattern: re.Pattern[str] | None = None
    reserved: bool = False
    """Refuse the words of the formula language."""
    joiner: str = "_"
    """What an identifier has instead of spaces."""

    def read(self, node: Located, problems: Problems) -> str | None:
        if not isinstance(node, Scalar) or node.text is None:
            remedy = None if isinstance(node, Scalar) else _QUOTE_BRACKETS
            fr, en = f"il faut {self.noun.fr} ici.", f"{self.noun.en} is needed here."
            problems.add(node.place, "wrong_kind", fr, en, remedy)
            return None
        if self.pattern and not self.pattern.fullmatch(node.text):
            problems.add(
                node.place,
                "wrong_form",
                f"« {node.text[:60]} » n'est pas {self.noun.fr}.",
                f'"{node.text[:60]}" is not {self.noun.en}.',
                remedies.of_identifier(node.text, self.pattern, self.joiner),
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
    joiner="-",
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
class NameOr:
    """The name of something declared elsewhere, or the thing itself."""

    of: Reader

    def read(self, node: Located, problems: Problems) -> Any:
        return (IDENTIFIER if isinstance(node, Scalar) else self.of).read(node, problems)

    def schema(self) -> JsonSchema:
        return {"anyOf": [IDENTIFIER.schema(), self.of.schema()]}


@dataclass(frozen=True)
class OneOf:
    """A word of a closed list; gives what stands beside it."""

    words: MappingABC[str, Any]
    meanings: MappingABC[str, Text] = field(default_factory=dict)
    """What each word means, where it does not say it by itself."""

    def read(self, node: Located, problems: Problems) -> Any:
        text = node.text if isinstance(node, Scalar) else None
        if text is None or text not in self.words:
            problems.add(
                node.place,
                "unknown_word",
                f"« {(text or '')[:60]} » n'est pas dans la liste.",
                f'"{(text or "")[:60]}" is not in the list.',
                remedies.of_word(text or "", {word: self.meanings.get(word) for word in self.words}),
            )
            return None
        return self.words[text]

    def schema(self) -> JsonSchema:
        meanings = [f"{word} : {about.fr}" for word, about in self.meanings.items()]
        return {"enum": list(self.words), **({"description": " ; ".join(meanings)} if meanings else {})}


@dataclass(frozen=True)
class ListOf:
    of: Reader

    def read(self, node: Located, problems: Problems) -> list[Any] | None:
        if not isinstance(node, Sequence):
            problems.add(node.place, "list", "il faut une liste.", "a list is needed.", remedies.of_list(node))
            return None
        if isinstance(self.of, Shape) and len(node.items) > 1 and all(isinstance(item, Scalar) for item in node.items):
            keys = ", ".join(f"{key.name}: …" for key in self.of.keys if key.required) or f"{self.of.keys[0].name}: …"
            fr, en = "chaque élément de cette liste a des clés.", "each item of this list has keys."
            problems.add(node.place, "mapping", fr, en, remedies.write(f"[{{{keys}}}]"))
            return None
        values = [self.of.read(item, problems) for item in node.items]
        read = [value for value in values if value is not None]
        return read if read or not values else None  # all wrong, which is told: not an empty list

    def schema(self) -> JsonSchema:
        return {"type": "array", "items": self.of.schema()}


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


_FILL = Text(
    "Donnez sa valeur après les deux-points ; entre guillemets si elle commence par « # ».",
    'Give its value after the colon; in quotes if it begins with "#".',
)


@dataclass(frozen=True)
class Shape:
    """A mapping with known keys."""

    keys: tuple[Key, ...]

    def read(self, node: Located, problems: Problems) -> ProgrammeEntry | None:
        if not isinstance(node, Mapping):
            problems.add(
                node.place,
                "mapping",
                "il faut des clés et des valeurs ici.",
                "keys and values are needed here.",
                remedies.of_mapping(node, [key.name for key in self.keys]),
            )
            return None
        keys = {key.name: key for key in self.keys}
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        entries, mended = without_cuts(node.entries, keys.keys(), problems)
        for written, child in entries.items():
            name = written
            if name not in keys:
                problems.add(
                    child.place,
                    "unknown_key",
                    f"la clé « {name[:60]} » n'existe pas ici.",
                    f'there is no key "{name[:60]}" here.',
                    remedies.of_key(name, keys),
                )
                # read as the key that was surely meant, so that nothing else complains of its absence
                head, free = name.partition(":")[0], keys.keys() - node.entries.keys() - places.keys()
                name = head if head in free else nearest(name, free) or ""
                if not name:
                    continue
                mended |= {name}
            places[name] = child.place
            if not (isinstance(child, Scalar) and child.text is None):
                values[name] = keys[name].of.read(child, problems)
        places.update({name: node.entries[name].place for name in mended if name in node.entries})
        self._check_required(node.place, values, places, mended, problems)
        return ProgrammeEntry(node.place, values, places)

    def _check_required(
        self, place: Place, values: dict[str, Any], places: dict[str, Place], mended: frozenset[str], problems: Problems
    ) -> None:
        """`mended`: keys that something is said of already."""
        for key in self.keys:
            if not key.required or key.name in mended:
                continue
            if key.name not in places:
                fr, en = f"la clé « {key.name} » manque.", f'the key "{key.name}" is missing.'
                remedy = Text(f"Ajoutez « {key.name}: … ».", f'Add "{key.name}: …".')
                problems.add(place, "missing_key", fr, en, remedy)
            elif key.name not in values:
                fr, en = f"la clé « {key.name} » est vide.", f'the key "{key.name}" is empty.'
                problems.add(places[key.name], "empty_key", fr, en, _FILL)

    def schema(self) -> JsonSchema:
        properties = {key.name: _described(key.of.schema(), key.about) for key in self.keys}
        required = [key.name for key in self.keys if key.required]
        return {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }


def _described(schema: JsonSchema, about: str) -> JsonSchema:
    """The schema with what its key is, before what its words mean."""
    sentences = [sentence for sentence in (about, schema.get("description", "")) if sentence]
    return {**schema, "description": " : ".join(sentences)} if sentences else schema


def read_entries(node: Located | None, shape: Shape, problems: Problems) -> ProgrammeEntry:
    """Read a whole file by its shape; an absent or empty file is an empty entry."""
    if node is None or (isinstance(node, Scalar) and node.text is None):
        place = node.place if node else Place("")
        node = Mapping(place, {})
    entry = shape.read(node, problems)
    return entry if entry is not None else ProgrammeEntry(node.place, {}, {})
