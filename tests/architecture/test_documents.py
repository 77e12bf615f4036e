"""Documents keep up with the code: the glossary names every class of the model, the guide every key of a package."""

from __future__ import annotations

import re

import pytest

from poincon.cahier import model
from poincon.cahier.loading import rule_shapes, vocabulary
from poincon.cahier.loading.shapes import Key, ListOf, OneOf, Shape
from tests.architecture.repository import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "guides" / "ecrire-un-programme.md").read_text(encoding="utf-8")
SHAPES = {
    "programme.yaml": vocabulary.PROGRAMME,
    "formulaire.yaml": vocabulary.FORM,
    "regles.yaml": rule_shapes.RULES,
    "modeles.yaml": vocabulary.TEMPLATES,
    "cas": vocabulary.CASE,
}


def keys_of(shape: Shape) -> list[Key]:
    """Every key of a shape, at any depth."""
    keys: list[Key] = []
    todo: list[object] = [shape]
    while todo:
        reader = todo.pop()
        if isinstance(reader, Shape):
            keys.extend(reader.keys)
            todo.extend(key.of for key in reader.keys)
        elif isinstance(reader, ListOf):
            todo.append(reader.of)
    return keys


def written(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


@pytest.mark.parametrize("name", model.__all__)
def test_the_glossary_names_every_class_of_the_model(name: str) -> None:
    assert f"`{name}`" in GLOSSARY


@pytest.mark.parametrize("file", SHAPES)
def test_the_guide_tells_every_key_of_a_package(file: str) -> None:
    assert sorted({key.name for key in keys_of(SHAPES[file]) if not written(key.name, GUIDE)}) == []


@pytest.mark.parametrize("file", SHAPES)
def test_the_guide_tells_every_word_of_the_closed_lists(file: str) -> None:
    words = {word for key in keys_of(SHAPES[file]) if isinstance(key.of, OneOf) for word in key.of.words}
    assert sorted(word for word in words if not written(word, GUIDE)) == []


def test_the_guide_tells_every_word_of_the_formulas() -> None:
    from poincon.cahier.formulas.words import RESERVED

    assert sorted(word for word in RESERVED if not written(word, GUIDE)) == []


def test_the_guide_tells_every_kind_of_field_in_its_table() -> None:
    from poincon.cahier.model.kinds import FIELD_KINDS

    assert [kind for kind in FIELD_KINDS if f"`{kind}`" not in GUIDE] == []
