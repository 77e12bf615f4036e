"""A kind of field is one row in each table, whole: nothing treats a new kind in silence as something else."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields

import pytest

from poincon.cahier.dossiers.kinds import READERS
from poincon.cahier.loading.vocabulary import FIELD_SHAPE
from poincon.cahier.model import FieldKind
from poincon.cahier.model.kinds import FIELD_KINDS, KINDS, KindOfField, NumberOfKind, Type
from poincon.demo import world
from poincon.ui.widgets import WIDGETS, WidgetOf
from poincon.ui.widgets.amounts import Amount
from poincon.ui.widgets.drawn import CONTROLS
from poincon.ui.widgets.frames import FRAMES
from poincon.ui.widgets.kinds import Keyboard
from tests.architecture.repository import modules

TABLES: dict[str, Mapping[FieldKind, object]] = {"KINDS": KINDS, "READERS": READERS, "WIDGETS": WIDGETS}
ANSWERED_FROM_THE_PROGRAMME = {
    FieldKind.CHOICE,
    FieldKind.CHOICES,
    FieldKind.FILE,
    FieldKind.TABLE,
    FieldKind.STATEMENT,
    FieldKind.FREE_STATEMENT,
}
"""Kinds that the demonstration answers from their options, scales and columns."""


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_kinds_has_a_row_for_each(name: str) -> None:
    assert set(TABLES[name]) == set(FieldKind)


@pytest.mark.parametrize("row", [KindOfField, NumberOfKind, WidgetOf, Keyboard, Amount])
def test_no_fact_of_a_kind_has_a_default(row: type) -> None:
    assert [
        fact.name for fact in fields(row) if fact.default is not MISSING or fact.default_factory is not MISSING
    ] == []


def partial_tables(tree: ast.Module) -> Iterator[int]:
    """Lines of dictionaries whose keys are all kinds, and that lack some."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict) and node.keys:
            kinds = {
                key.attr
                for key in node.keys
                if isinstance(key, ast.Attribute) and ast.unparse(key.value) == "FieldKind"
            }
            if len(kinds) == len(node.keys) and kinds != set(FieldKind.__members__):
                yield node.lineno


def reads_with_default(tree: ast.Module) -> Iterator[int]:
    """Lines that ask a table of kinds with `.get`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "get" and ast.unparse(node.value) in TABLES:
            yield node.lineno


@pytest.mark.parametrize("fault", [partial_tables, reads_with_default])
def test_no_module_keeps_a_partial_table_of_kinds_nor_reads_one_with_a_default(
    fault: Callable[[ast.Module], Iterator[int]],
) -> None:
    assert [f"{path}:{line}" for path, tree in modules() for line in fault(tree)] == []


def test_partial_tables_and_defaults_are_seen() -> None:
    tree = ast.parse(
        "lengths = {FieldKind.TEXT: 500}\nlength = KINDS.get(kind, other)\nwhole = {'text': FieldKind.TEXT}"
    )
    assert (list(partial_tables(tree)), list(reads_with_default(tree))) == ([1], [2])


def test_each_kind_has_a_word_of_its_own() -> None:
    assert len(FIELD_KINDS) == len(KINDS)


@pytest.mark.parametrize("kind", FieldKind)
def test_the_facts_of_a_kind_agree(kind: FieldKind) -> None:
    entry = KINDS[kind]
    assert (entry.type is Type.NUMBER) is (entry.number is not None)
    assert entry.is_quantity is (WIDGETS[kind].amount is not None)
    assert entry.required_keys <= entry.own_keys <= {key.name for key in FIELD_SHAPE.keys}
    assert not (entry.in_tables and entry.is_statement)


@pytest.mark.parametrize("kind", FieldKind)
def test_what_draws_a_kind_exists(kind: FieldKind) -> None:
    assert WIDGETS[kind].control in CONTROLS
    assert WIDGETS[kind].frame in FRAMES


def test_the_demonstration_can_answer_every_kind() -> None:
    data = world.read("kinds")
    assert set(data["texts"]) == {kind.value for kind in set(FieldKind) - ANSWERED_FROM_THE_PROGRAMME}
    assert set(data["decimals"]) == {kind.value for kind in FieldKind if KINDS[kind].number is not None}
