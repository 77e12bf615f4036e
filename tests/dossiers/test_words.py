"""No page, script or document of the platform holds a programme's words: what they say of one, its package said."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from poincon.cahier.loading import load_package
from tests.architecture.programme_words import GENERIC, identifiers, vocabulary_of, words_of_the_sector
from tests.architecture.repository import CODE, ROOT, modules, said
from tests.cahier.packages import PROGRAMMES

ROOMS = ("ui", "people", "journal", "files", "campaigns", "dossiers", "site")
ENDINGS = (".html", ".js", ".css", ".svg", ".txt", ".typ")
REMARKS = re.compile(
    r"\{% comment .*?%\}.*?\{% endcomment %\}|\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->|/\*.*?\*/"
    r"|(?m:^[ \t]*//[^\n]*)|(?<=[;{},\s])//[^\n]*",
    re.DOTALL,
)


@cache
def texts() -> list[tuple[str, int, str]]:
    """What rooms say: their code without docstrings, their pages, scripts and documents without remarks."""
    sentences = [
        (name, line, text) for room in ROOMS for name, tree in modules(CODE / room) for line, text in said(tree)
    ]  # fmt: skip
    for room in ROOMS:
        for path in sorted((CODE / room).rglob("*")):
            if path.suffix in ENDINGS and path.is_file():
                whole = REMARKS.sub(lambda match: "\n" * match[0].count("\n"), path.read_text(encoding="utf-8"))
                name = str(path.relative_to(ROOT))
                sentences += [(name, number, line) for number, line in enumerate(whole.splitlines(), start=1)]
    return sentences


@pytest.mark.parametrize("folder", PROGRAMMES, ids=[folder.name for folder in PROGRAMMES])
def test_rooms_and_their_pages_hold_no_word_of_a_programme(folder: Path) -> None:
    programme = load_package(folder).programme
    vocabulary = vocabulary_of((identifiers(programme) | words_of_the_sector(programme)) - GENERIC)
    faults = {f"{name}:{line}: {word}" for name, line, text in texts() for word in vocabulary.occurrences(text)}
    assert sorted(faults) == []


def test_every_kind_of_text_is_searched() -> None:
    endings = {Path(name).suffix for name, _, _ in texts()}
    assert {".py", ".html", ".js", ".css", ".typ"} <= endings


def test_remarks_are_left_out_and_nothing_else() -> None:
    page = '{% comment %}ca_pme{% endcomment %}{# ca_pme #}<a href="https://x.example/ca_pme">\n  // ca_pme\nf(ca_pme)'
    assert REMARKS.sub("", page) == '<a href="https://x.example/ca_pme">\n\nf(ca_pme)'
