"""Trees read from YAML or JSON that remember their lines, with every scalar left as text (docs/adr/0007).

YAML's own guesses (`no` is false, `01000` is 512, `23:40` is 1420) never apply. Aliases, anchors and tags are refused,
sizes and depths are bounded: a file comes from anybody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from poincon.cahier.basics.characters import clean_text, visible_text
from poincon.cahier.basics.file_formats import SAVE_AS_UTF8, refuse_other_formats
from poincon.cahier.basics.problems import Place, Problems, Unusable
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.basics.yaml_alignment import lines_of
from poincon.cahier.basics.yaml_slips import syntax_problem
from poincon.cahier.basics.yaml_texts import line_as_comment, shifted, signs_above

MAXIMUM_BYTES = 8 * 1024 * 1024
MAXIMUM_DEPTH = 24
MAXIMUM_NODES = 400_000
MAXIMUM_KEY = 200
MAXIMUM_TEXT = 100_000
"""Characters in one scalar."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_AROUND = 40
"""Characters that are looked at on either side of an error of JSON."""
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, or None for an empty value."""

    place: Place
    text: str | None
    first_line: int = 0
    """The line of a text that keeps its lines (`|`); 0 when those of the text are not those of the file."""

    def line_at(self, number: int) -> int:
        """Where a line of the text (from 0) stands in the file; that of its key when it cannot be told."""
        return self.first_line + number if self.first_line else self.place.line


@dataclass(frozen=True, slots=True)
class Sequence:
    place: Place
    items: tuple[Located, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    place: Place
    entries: dict[str, Located]

    def get(self, key: str) -> Located | None:
        return self.entries.get(key)


Located = Scalar | Sequence | Mapping


def read_file(path: Path, name: str | None = None, problems: Problems | None = None) -> Located:
    """The tree of a YAML or JSON file (by its ending). Raises `Unusable` with every problem of form.

    With `problems`, what still gives a tree (a repeated key, an alias) is only added there: a reader can go on.
    """
    label = name or str(path)
    try:
        if not path.is_file():
            absent = ("ce fichier n'existe pas.", "there is no such file.")
            special = ("il faut un fichier ordinaire.", "a regular file is needed.")
            raise Unusable.because(label, "no_such_file", *(special if path.exists() else absent))
        if path.stat().st_size > MAXIMUM_BYTES:
            raise _too_large(label)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise Unusable.because(
            label, "unreadable", "ce fichier ne peut pas être lu.", "this file cannot be read."
        ) from error
    return read_bytes(data, label, as_json=path.suffix.lower() == ".json", problems=problems)


def read_bytes(data: bytes, name: str, *, as_json: bool = False, problems: Problems | None = None) -> Located:
    """The tree of a document given as bytes, UTF-8."""
    if len(data) > MAXIMUM_BYTES:
        raise _too_large(name)
    refuse_other_formats(data, name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unusable.because(
            f"{name}:{line}",
            "not_utf8",
            "ce fichier n'est pas en UTF-8.",
            "this file is not UTF-8.",
            SAVE_AS_UTF8,
        ) from error
    faults = Problems()
    tree = _read_json(text, name, faults) if as_json else _YamlReader(text, name, faults).read()
    if problems is None:
        faults.refuse()
    else:
        problems.extend(faults)
    return tree


def _too_large(name: str) -> Unusable:
    size = MAXIMUM_BYTES // (1024 * 1024)
    return Unusable.because(name, "too_large", f"ce fichier dépasse {size} Mo.", f"this file is over {size} MB.")


class _YamlReader:
    """Builds the tree from the parser's events, so that nothing is ever resolved, expanded or constructed."""

    def __init__(self, text: str, name: str, problems: Problems) -> None:
        self.text = text
        self.lines = lines_of(text)
        self.root = Place(name, 1)
        self.problems = problems
        self.nodes = 0

    @cached_property
    def _signs(self) -> list[int | None]:
        """For each line, that of the text it may belong to: asked of files in which a key holds a space only."""
        return signs_above(self.lines)

    def read(self) -> Located:
        try:
            events = yaml.parse(self.text, Loader=_LOADER)
            tree = self._document(events)
        except yaml.YAMLError as error:
            problem = syntax_problem(error, self.text, self.root.file, _LOADER)
            raise Unusable([*self.problems, problem]) from error
        return tree

    def _document(self, events: Iterator[Any]) -> Located:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                break
        else:
            return Scalar(self.root, None)
        tree = self._node(next(events), events, self.root, 0)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                line = event.start_mark.line + 1 if event.start_mark else 0
                self.problems.add(
                    Place(self.root.file, line),
                    "several_documents",
                    "un seul document par fichier (« --- » en trop).",
                    'one document a file (stray "---").',
                    Text("Retirez cette ligne.", "Remove this line."),
                )
                self.problems.refuse()  # what follows is not read: nothing may be said to be missing
        return tree

    def _node(self, event: Any, events: Iterator[Any], place: Place, depth: int) -> Located:
        self.nodes += 1
        if depth > MAXIMUM_DEPTH or self.nodes > MAXIMUM_NODES:
            _too_deep(place, self.problems)
        self._refuse_signs(event, place)
        if isinstance(event, yaml.AliasEvent):
            return Scalar(place, None)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, place, depth)
        return self._mapping(events, place, depth, listed=place.path.endswith("]") and not event.flow_style)

    def _refuse_signs(self, event: Any, place: Place) -> None:
        """Refuse aliases, anchors and tags: nearly always a text that begins with a sign of YAML."""
        is_tagged = not isinstance(event, yaml.AliasEvent) and event.tag not in (None, "!")
        if (event.anchor is None and not is_tagged) or self.problems.full:
            return
        start, end = event.start_mark, event.end_mark
        line = self.lines[start.line]
        written = line[start.column : end.column if end.line == start.line else None].strip()[:80]
        sign = written[:1]
        again = (
            ("", "")
            if is_tagged
            else (" Pour reprendre une autre valeur, répétez-la.", " To reuse a value, repeat it.")
        )
        self.problems.add(
            place,
            "tag" if is_tagged else "alias",
            f"une valeur ne commence pas par « {sign} », sauf entre guillemets.",
            f'a value does not begin with "{sign}", except in quotes.',
            Text(f'Écrivez "{written}".{again[0]}', f'Write "{written}".{again[1]}'),
        )

    def _scalar(self, event: Any, place: Place) -> Scalar:
        if not event.style and event.value in _NULLS:
            return Scalar(place, None)
        # the mark is that of the `|`: the text begins on the next line
        first_line = event.start_mark.line + 2 if event.style == "|" else 0
        if event.style in ("|", ">") and not event.value.strip():
            self._refuse_text_beside(event.start_mark.line)
        return Scalar(place, _checked_text(event.value, place, self.problems), first_line)

    def _refuse_text_beside(self, line: int) -> None:
        """Refuse a text that stands beside its key, not below: what follows would be read as keys."""
        for reshaping in shifted(self.lines, line):
            place = Place(self.root.file, reshaping.line + 1)
            fr, en = "ce texte n'est pas sous sa clé.", "this text is not below its key."
            self.problems.add(place, "text_beside", fr, en, reshaping.remedy)
            self.problems.refuse()

    def _is_comment(self, key: str, line: int) -> bool:
        """Whether a line that has a colon was meant as a comment, which is told; refuses a line of a text."""
        if " " not in key:
            return False
        sign = self._signs[line - 1]
        if sign is not None:
            self._refuse_text_beside(sign)
        written = line_as_comment(self.lines, line - 1)
        if written is not None:
            remedy = to_write(written.strip())
            fr, en = "un commentaire commence par « # ».", 'a comment begins with "#".'
            self.problems.add(Place(self.root.file, line), "comment", fr, en, remedy)
        return written is not None

    def _sequence(self, events: Iterator[Any], place: Place, depth: int) -> Sequence:
        items: list[Located] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, place.at(len(items), event.start_mark.line + 1), depth + 1))
        return Sequence(place, tuple(items))

    def _mapping(self, events: Iterator[Any], place: Place, depth: int, *, listed: bool) -> Mapping:
        """`listed`: whether it is an element of a list that is written on several lines."""
        entries: dict[str, Located] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = event.start_mark.line + 1
            key_node = self._node(event, events, place.at("?", line), depth + 1)
            key = key_node.text and visible_text(key_node.text) if isinstance(key_node, Scalar) else None
            if key is None:
                self.problems.add(
                    place.at("?", line), "key_kind", "une clé doit être un texte.", "a key must be a text."
                )
                key = f"?{line}"
            here = place.at(key[:MAXIMUM_KEY], line)
            if listed and key == next(iter(entries), None):
                self._refuse_missing_dash(key, entries[key].place.line, here)
            value = self._node(next(events), events, here, depth + 1)
            if self._is_comment(key, line):
                continue
            _store(entries, key, value, here, self.problems)
        return Mapping(place, entries)

    def _refuse_missing_dash(self, key: str, first: int, place: Place) -> None:
        """The first key of an element comes again: all that follows belongs to another one."""
        self.problems.add(
            place,
            "duplicate_key",
            f"« {key[:60]} » est déjà donné ligne {first} pour cet élément de la liste.",
            f'"{key[:60]}" is already given on line {first} for this item of the list.',
            Text(
                f"Si un autre élément commence ici, écrivez « - {key[:60]}: … », le tiret sous celui du premier ; "
                "sinon, gardez une seule de ces lignes.",
                f'If another item begins here, write "- {key[:60]}: …"; else keep only one of these lines.',
            ),
        )
        self.problems.refuse()


def _checked_text(text: str, place: Place, problems: Problems) -> str:
    clean = clean_text(text)
    if clean is None:
        problems.add(
            place,
            "control_character",
            "ce texte contient un caractère de contrôle.",
            "this text holds a control character.",
            Text("Retapez-le.", "Type it again."),
        )
        return ""
    if len(clean) > MAXIMUM_TEXT:
        problems.add(
            place,
            "text_too_long",
            f"ce texte dépasse {MAXIMUM_TEXT} caractères.",
            f"this text is over {MAXIMUM_TEXT} characters.",
        )
        return ""
    return clean


def _store(entries: dict[str, Located], key: str, value: Located, place: Place, problems: Problems) -> None:
    if len(key) > MAXIMUM_KEY:
        problems.add(
            place,
            "key_too_long",
            f"cette clé dépasse {MAXIMUM_KEY} caractères.",
            f"this key is over {MAXIMUM_KEY} characters.",
        )
        return
    if key in entries:
        first = entries[key].place.line
        mention = (f" (déjà ligne {first})", f" (already on line {first})") if first else ("", "")
        problems.add(
            place,
            "duplicate_key",
            f"cette clé est répétée{mention[0]}.",
            f"this key is repeated{mention[1]}.",
            Text("Gardez-en une seule.", "Keep only one."),
        )
        return
    entries[key] = value


class _Pairs(list[tuple[str, Any]]):
    """A JSON object before its keys are checked."""


def _read_json(text: str, name: str, problems: Problems) -> Located:

    def not_a_number(word: str) -> None:
        raise ValueError(word)

    try:
        raw = json.loads(text, parse_float=str, parse_int=str, parse_constant=not_a_number, object_pairs_hook=_Pairs)
        tree = _JsonTree(problems).node(raw, Place(name), 0)
    except json.JSONDecodeError as error:
        raise Unusable.because(
            f"{name}:{error.lineno}",
            "syntax",
            "le JSON est mal formé ici.",
            "malformed JSON here.",
            _of_json(text, error),
        ) from error
    except ValueError as error:
        raise Unusable.because(
            name, "not_a_number", "NaN et Infinity ne sont pas des nombres.", "NaN and Infinity are not numbers."
        ) from error
    except RecursionError as error:
        raise Unusable.because(
            name, "too_deep", "ce document est trop profond.", "this document is too deep."
        ) from error
    return tree


def _of_json(text: str, error: json.JSONDecodeError) -> Text:
    """What to look at: the comma before a closing brace, which JavaScript allows and JSON does not; else the signs."""
    around = text[max(0, error.pos - _AROUND) : error.pos + _AROUND]
    comma = _TRAILING_COMMA.search(around)
    if comma is not None:
        return Text(f"Retirez la virgule avant « {comma[1]} ».", f'Remove the comma before "{comma[1]}".')
    return Text(
        "Vérifiez les guillemets, les virgules, les accolades et les crochets.",
        "Check the quotes, the commas, the braces and the brackets.",
    )


class _JsonTree:
    """Builds the tree from decoded JSON, within the same limits as YAML."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.nodes = 0

    def node(self, raw: Any, place: Place, depth: int) -> Located:
        self.nodes += 1
        if depth > MAXIMUM_DEPTH or self.nodes > MAXIMUM_NODES:
            _too_deep(place, self.problems)
        if isinstance(raw, _Pairs):
            entries: dict[str, Located] = {}
            for key, value in raw:
                clean = visible_text(_checked_text(key, place, self.problems))
                here = place.at(clean[:MAXIMUM_KEY])
                _store(entries, clean, self.node(value, here, depth + 1), here, self.problems)
            return Mapping(place, entries)
        if isinstance(raw, list):
            return Sequence(place, tuple(self.node(item, place.at(i), depth + 1) for i, item in enumerate(raw)))
        if raw is None or isinstance(raw, bool):
            return Scalar(place, None if raw is None else str(raw).lower())
        return Scalar(place, _checked_text(raw, place, self.problems))


def _too_deep(place: Place, problems: Problems) -> None:
    fr, en = "ce document est trop profond ou trop long.", "this document is too deep or too long."
    problems.add(place, "too_deep", fr, en)
    problems.refuse()
