"""No code outside `programmes/` knows the words of a programme: whatever it says of one, it read in its package."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Protocol

import pytest

from poincon.cahier.loading import load_package, vocabulary
from poincon.cahier.loading.shapes import ListOf, OneOf, Shape
from poincon.cahier.model import Programme
from poincon.cahier.model.enums import PLATFORM_SETTINGS
from poincon.cahier.model.templates import TEMPLATE_NAMES
from tests.architecture.repository import modules, said
from tests.cahier.packages import PROGRAMMES

SMALL = 3
"""Letters that a word of a sector has at least: shorter ones are everywhere."""


def format_words() -> set[str]:
    """The words of the format itself, which the engine must know: keys, the closed lists, the options it reads."""
    words = set(PLATFORM_SETTINGS).union(*TEMPLATE_NAMES.values())
    todo: list[object] = [
        vocabulary.PROGRAMME,
        vocabulary.FORM,
        vocabulary.RULES,
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


def whole_words(words: set[str]) -> re.Pattern[str]:
    return re.compile(
        r"(?<![A-Za-z0-9_])(" + "|".join(sorted(map(re.escape, words))) + r")(?![A-Za-z0-9_])", re.IGNORECASE
    )


GENERIC = {"subvention"}
"""Also a word of the format: one of the natures of a programme."""


@pytest.mark.parametrize("folder", PROGRAMMES, ids=[folder.name for folder in PROGRAMMES])
def test_the_code_holds_no_word_of_a_programme(folder: Path) -> None:
    programme = load_package(folder).programme
    words = (identifiers(programme) | words_of_the_sector(programme)) - GENERIC
    pattern = whole_words(words)
    found = [
        f"{name}:{line}: {match[0]}"
        for name, tree in modules()
        for line, text in said(tree)
        for match in pattern.finditer(text)
    ]
    assert sorted(set(found)) == []


def test_the_search_sees_names_and_strings_and_no_docstring() -> None:
    tree = ast.parse('"""part_ca_pme"""\nx = "read part_ca_pme here"\ndef part_ca_pme(etp_crt): return a.ca_pme\n')
    pattern = whole_words({"part_ca_pme", "etp_crt", "ca_pme"})
    found = [(line, match[0]) for line, text in said(tree) for match in pattern.finditer(text)]
    assert sorted(found) == [(2, "part_ca_pme"), (3, "ca_pme"), (3, "etp_crt"), (3, "part_ca_pme")]


def test_there_are_words_to_look_for() -> None:
    for folder in PROGRAMMES:
        programme = load_package(folder).programme
        assert len(identifiers(programme)) > 5
        assert programme.id in words_of_the_sector(programme)
