"""No code outside `programmes/` knows the words of a programme: whatever it says of one, it read in its package."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from poincon.cahier.loading import load_package
from tests.architecture.programme_words import GENERIC, identifiers, vocabulary_of, words_of_the_sector
from tests.architecture.repository import modules, said
from tests.cahier.packages import PROGRAMMES


@pytest.mark.parametrize("folder", PROGRAMMES, ids=[folder.name for folder in PROGRAMMES])
def test_the_code_holds_no_word_of_a_programme(folder: Path) -> None:
    programme = load_package(folder).programme
    words = (identifiers(programme) | words_of_the_sector(programme)) - GENERIC
    vocabulary = vocabulary_of(words)
    faults = {
        f"{name}:{line}: {word}"
        for name, tree in modules()
        for line, text in said(tree)
        for word in vocabulary.occurrences(text)
    }
    assert sorted(faults) == []


def test_the_search_sees_names_and_strings_and_no_docstring() -> None:
    tree = ast.parse('"""part_ca_pme"""\nx = "read part_ca_pme here"\ndef part_ca_pme(etp_crt): return a.ca_pme\n')
    vocabulary = vocabulary_of({"part_ca_pme", "etp_crt", "ca_pme"})
    words = [(line, word) for line, text in said(tree) for word in vocabulary.occurrences(text)]
    assert sorted(words) == [(2, "part_ca_pme"), (3, "ca_pme"), (3, "etp_crt"), (3, "part_ca_pme")]


def test_there_are_words_to_look_for() -> None:
    for folder in PROGRAMMES:
        programme = load_package(folder).programme
        assert len(identifiers(programme)) > 5
        assert programme.id in words_of_the_sector(programme)
