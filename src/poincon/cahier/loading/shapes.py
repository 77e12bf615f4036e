"""Shapes: what a file may hold, declared once. They read a located tree, list every error, and give the JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field
from typing import Any

from poincon.cahier.basics.cut_texts import without_cuts
from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence
from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text, to_write, to_write_for_instance
from poincon.cahier.formulas.words import RESERVED
from poincon.cahier.loading import remedies
from poincon.cahier.loading.forgotten_keys import tell_forgotten_key, with_forgotten_keys
from poincon.cahier.loading.glued_keys import with_glued_keys
from poincon.cahier.loading.keys import TITLES, KeyMatch
from poincon.cahier.loading.refusals import Refusal, without_refused
from poincon.cahier.loading.short_entries import meant_entries, of_entries
from poincon.cahier.loading.values import JsonSchema, Reader

_IDENTIFIER = re.compile(r"(?![0-9]+$)[A-Za-z0-9_]{1,80}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_VERSION = re.compile(r"[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}")


@dataclass(frozen=True)
class Word:
    """A text that must match a pattern, or any text; `noun` says what is expected."""

    noun: Text = field(default_factory=lambda: Text("un texte", "a text"))
    pattern: re.Pattern[str] | None = None
    reserved: bool = False
    """Refuse the words of the formula language."""
    joiner: str = "_"
    """What an identifier has instead of spaces."""
    meant: Callable[[str], Text | None] | None = None
    """What to write instead of a text of another form, when it is no identifier."""
    of_list: Text | None = None
    """What is meant by a list that is written here, where it is known."""

    def read(self, node: Located, problems: Problems) -> str | None:
        if not isinstance(node, Scalar) or node.text is None:
            remedy = None if isinstance(node, Scalar) else remedies.of_text(node)
            if isinstance(node, Sequence) and self.of_list is not None:
                remedy = self.of_list
            fr, en = f"il faut {self.noun.fr} ici.", f"{self.noun.en} is needed here."
            problems.add(node.place, "wrong_kind", fr, en, remedy)
            return None
        if self.pattern and not self.pattern.fullmatch(node.text):
            problems.add(
                node.place,
                "wrong_form",
                f"« {node.text[:60]} » n'est pas {self.noun.fr}.",
                f'"{node.text[:60]}" is not {self.noun.en}.',
                self.meant(node.text) if self.meant else remedies.of_identifier(node.text, self.pattern, self.joiner),
            )
            return None
        if self.reserved and node.text in RESERVED:
            problems.add(
                node.place,
                "reserved_word",
                f"« {node.text} » est un mot des formules : choisissez un autre nom.",
                f'"{node.text}" is a word of the formulas: choose another name.',
                to_write_for_instance(f"{node.text}_1"),
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
VERSION = Word(Text("une version « 1.0.0 »", 'a version "1.0.0"'), _VERSION, meant=remedies.of_version)
SOURCE_NAME = Word(
    Text("un identifiant de source (sans espace)", "a source's identifier (without spaces)"),
    re.compile(r"\S+"),
    meant=lambda text: to_write("_".join(text.split())),
)
FORMULA = Word(Text("une formule", "a formula"))


@dataclass(frozen=True)
class Passage:
    """A text that keeps its place and lines, for a later reader."""

    def read(self, node: Located, problems: Problems) -> Scalar | None:
        return node if TEXT.read(node, problems) is not None and isinstance(node, Scalar) else None

    def schema(self) -> JsonSchema:
        return {"type": "string"}


@dataclass(frozen=True)
class NameInBrackets:
    """`[risques_connus]`: the name of a thing, which wants no brackets, or a part of it, written short."""

    name: str
    node: Sequence
    of: Reader

    def without_name(self, problems: Problems) -> Any:
        """What is read when this is no name."""
        return self.of.read(self.node, problems)


@dataclass(frozen=True)
class NameOr:
    """The name of something declared elsewhere, or the thing itself."""

    of: Reader

    def read(self, node: Located, problems: Problems) -> Any:
        items = node.items if isinstance(node, Sequence) else ()
        if isinstance(node, Sequence) and len(items) == 1 and isinstance(items[0], Scalar) and items[0].text:
            return NameInBrackets(items[0].text, node, self.of)
        named = isinstance(node, Scalar) and len(remedies.items_of_text(node)) < 2
        return (IDENTIFIER if named else self.of).read(node, problems)

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
        items = self._short_entries(node, problems)
        if not items and isinstance(node, Sequence):
            items = node.items
            if self._are_texts(items):
                self._tell_keys(node.place, problems)
                return None
        elif not items:
            items = () if isinstance(self.of, Shape) else remedies.items_of_text(node)
            problems.add(node.place, "list", "il faut une liste.", "a list is needed.", remedies.of_list(node, items))
            if not items:
                return None
        values = [self.of.read(item, problems) for item in items if not problems.full]
        read = [value for value in values if value is not None]
        return read if read or not values else None  # all wrong, which is told: not an empty list

    def _are_texts(self, items: tuple[Located, ...]) -> bool:
        """Whether texts stand where entries do, several of them: that is one mistake."""
        return isinstance(self.of, Shape) and len(items) > 1 and all(isinstance(item, Scalar) for item in items)

    def _tell_keys(self, place: Place, problems: Problems) -> None:
        assert isinstance(self.of, Shape)
        keys = ", ".join(f"{key.name}: …" for key in self.of.keys if key.required) or f"{self.of.keys[0].name}: …"
        fr, en = "chaque élément de cette liste a des clés.", "each item of this list has keys."
        problems.add(place, "mapping", fr, en, to_write(f"[{{{keys}}}]"))

    def _short_entries(self, node: Located, problems: Problems) -> tuple[Located, ...]:
        """The entries that texts stand for, which is told; nothing when the node is no such short form."""
        title = self.of.title if isinstance(self.of, Shape) else ""
        entries = meant_entries(node, title) if title else ()
        if entries:
            problems.add(
                node.place,
                "mapping",
                f"chaque élément a un « id » et un « {title} ».",
                f'each item has an "id" and a "{title}".',
                of_entries(entries, title),
            )
        return entries

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

    def is_empty(self, key: str) -> bool:
        """Whether the key was written without a value."""
        return key in self._places and key not in self._values

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
    refusals: tuple[Refusal, ...] = ()

    @property
    def title(self) -> str:
        """The key that is required beside the identifier, when there is no other: an entry may be a name and a text."""
        required = [key.name for key in self.keys if key.required]
        return required[1] if len(required) == 2 and required[0] == "id" and required[1] in TITLES else ""

    def read(self, node: Located, problems: Problems) -> ProgrammeEntry | None:
        if isinstance(node, Sequence) and self._tell_forgotten_key(node, problems):
            return None
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
        required = [key.name for key in self.keys if key.required]
        whole, instead = without_refused(node.entries, self.refusals, problems)
        parted = with_glued_keys(whole, keys.keys(), problems)
        if not node.place.path:
            parted = with_forgotten_keys(parted, self._keys_of_lists(), problems)
        entries, cut = without_cuts(parted, keys.keys(), problems)
        match = KeyMatch(entries, list(keys), required, cut | instead)
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        for read in match.read(problems):
            places[read.name] = read.node.place
            value = read.value(keys[read.name].of, problems)
            if not read.is_empty:
                values[read.name] = value
            elif read.name in required:
                place, fr, en = read.node.place, f"la clé « {read.name} » est vide.", f'the key "{read.name}" is empty.'
                problems.add(place, "empty_key", fr, en, _FILL)
        places.update({name: parted[name].place for name in cut})
        _tell_missing(node.place, match.lacking(), problems)
        return ProgrammeEntry(node.place, values, places)

    def _tell_forgotten_key(self, node: Sequence, problems: Problems) -> bool:
        """Whether a file is the list of one of its keys, which is told: the line of that key is missing."""
        first = node.items[0] if node.items and not node.place.path else None
        if not isinstance(first, Mapping):
            return False
        likeness = {name: len(first.entries.keys() & keys) for name, keys in self._keys_of_lists().items()}
        name = max(likeness, key=likeness.__getitem__, default="")
        if likeness.get(name):
            tell_forgotten_key(name, first, problems)
        return bool(likeness.get(name))

    def _keys_of_lists(self) -> dict[str, frozenset[str]]:
        """For each key that has a list of entries, the keys of these."""
        lists = {key.name: key.of.of for key in self.keys if isinstance(key.of, ListOf)}
        return {name: frozenset(key.name for key in of.keys) for name, of in lists.items() if isinstance(of, Shape)}

    def schema(self) -> JsonSchema:
        properties = {key.name: _described(key.of.schema(), key.about) for key in self.keys}
        required = [key.name for key in self.keys if key.required]
        return {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }


def _tell_missing(place: Place, missing: list[str], problems: Problems) -> None:
    if not missing:
        return
    french, english = " et ".join(f"« {name} »" for name in missing), " and ".join(f'"{name}"' for name in missing)
    added = ", ".join(f"{name}: …" for name in missing)
    remedy = Text(f"Ajoutez « {added} ».", f'Add "{added}".')
    fr, en = f"la clé {french} manque.", f"the key {english} is missing."
    if len(missing) > 1:
        fr, en = f"les clés {french} manquent.", f"the keys {english} are missing."
    problems.add(place, "missing_key", fr, en, remedy, names=tuple(missing))


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
