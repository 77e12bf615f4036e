"""The words of a programme that code may not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from poincon.cahier.loading import rule_shapes, vocabulary
from poincon.cahier.loading.shapes import ListOf, OneOf, Shape
from poincon.cahier.model import Programme
from poincon.cahier.model.enums import PLATFORM_SETTINGS
from poincon.cahier.model.templates import TEMPLATE_NAMES

SMALL = 3
"""Letters that a word of a sector has at least: shorter ones are everywhere."""


def format_words() -> set[str]:
    """The words of the format itself, which the engine must know: keys, the closed lists, the options it reads."""
    words = set(PLATFORM_SETTINGS).union(*TEMPLATE_NAMES.values())
    todo: list[object] = [
        vocabulary.PROGRAMME,
        vocabulary.FORM,
        rule_shapes.RULES,
        vocabulary.TEMPLATES,
        vocabulary.CASE,
    ]
    while todo:
        reader = todo.pop()
        if isinstance(reader, Shape):
            words.update(key.name for key in reader.keys)
            todo.extend(key.of for key in reader.keys)
        elif isinstance(reader, ListOf):
            todo.append(reader.of)
        elif isinstance(reader, OneOf):
            words.update(reader.words)
    return words


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def identifiers(programme: Programme) -> set[str]:
    """What a programme calls its parts; only names of two words or more, which no code uses by chance."""
    columns = [column for field in programme.fields.values() for column in field.columns]
    parts: list[_Named] = [
        *programme.fields.values(),
        *columns,
        *programme.parameters,
        *programme.rules,
        *programme.sections,
        *programme.groups,
        *programme.scales,
        *programme.stages,
        *programme.calendar,
        *programme.settings,
        *programme.actors,
        *programme.units,
    ]
    return {part.id for part in parts if "_" in part.id} - format_words()


def words_of_the_sector(programme: Programme) -> set[str]:
    """The programme's name and its parts, its acronyms, and what its actors are called."""
    texts = [programme.title, programme.owner, *(source.title for source in programme.sources)]
    texts += [actor.label for actor in programme.actors]
    acronyms = {word.lower() for text in texts for word in re.findall(r"\b[A-Z]{3,}\b", text)}
    names = {word for word in re.split("[-_0-9]+", programme.id) if len(word) >= SMALL}
    ministry = {"drari", "cagb"}
    actors = {actor.id for actor in programme.actors if len(actor.id) > SMALL * 2}
    return {programme.id} | acronyms | names | ministry | (actors - format_words())


_TOKEN = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True)
class Vocabulary:
    """Words to look for in texts, whole, in capitals or not."""

    tokens: frozenset[str]
    """Those made of letters, digits and underscores."""
    composed: re.Pattern[str]
    """The others."""

    @cache  # noqa: B019  # code says the same names again and again, to vocabularies that live as long as the process
    def occurrences(self, text: str) -> tuple[str, ...]:
        tokens = [token for token in _TOKEN.findall(text) if token.lower() in self.tokens]
        return (*tokens, *self.composed.findall(text))


def vocabulary_of(words: set[str]) -> Vocabulary:
    tokens = frozenset(word.lower() for word in words if _TOKEN.fullmatch(word))
    composed = sorted(re.escape(word) for word in words if not _TOKEN.fullmatch(word)) or [r"\Z\A."]
    pattern = r"(?<![A-Za-z0-9_])(?:" + "|".join(composed) + r")(?![A-Za-z0-9_])"
    return Vocabulary(tokens, re.compile(pattern, re.IGNORECASE))


GENERIC = {"label", "subvention"}
"""Also words of the format: two of the natures of a programme."""
