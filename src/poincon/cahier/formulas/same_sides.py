"""Warnings of what is compared with itself: « financeur = financeur » after a « où » reads the column on both sides."""

from __future__ import annotations

from collections.abc import Iterator

from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.facts import shape
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.visibility import field_key, group_key, section_key
from poincon.cahier.model import Comparison, Formula, Programme

_ALWAYS = {Comparison.EQUAL, Comparison.AT_LEAST, Comparison.AT_MOST}
"""The comparisons that hold of two things that are the same."""


def report_same_sides(book: Rulebook, problems: Problems) -> None:
    """Warn of each comparison whose sides are one and the same."""
    for formula, top in _formulas(book):
        for node in tree.walk(top):
            if isinstance(node, tree.Compare) and shape(node.first) == shape(node.second):
                _warn(node, formula, book.programme, problems)


def _warn(node: tree.Compare, formula: Formula, programme: Programme, problems: Problems) -> None:
    fr, en = ("vrai", "true") if node.comparison in _ALWAYS else ("faux", "false")
    problems.warn(
        formula.place,
        "same_sides",
        f"les deux côtés sont la même chose : « {node.text} » est toujours {fr}.",
        f'both sides are the same thing: "{node.text}" is always {en}.',
        _remedy(node, programme),
    )


def _remedy(node: tree.Compare, programme: Programme) -> Text:
    name, comparison = node.second.text, node.comparison.value
    if isinstance(node.second, tree.ColumnValue) and name in programme.fields:
        right = f"{node.first.text} {comparison} dossier.{name}"
        return Text(
            f"Après « où », « {name} » est la colonne ; pour le champ du formulaire, écrivez « {right} ».",
            f'After "où", "{name}" is the column; for the field of the form, write "{right}".',
        )
    if node.yearly and not isinstance(node.second, tree.Before | tree.OverYears):
        right = f"{node.first.text} {comparison} avant({name})"
        return Text(
            f"Pour comparer avec l'année précédente, écrivez « {right} ».",
            f'To compare with the year before, write "{right}".',
        )
    return Text("Corrigez un des deux côtés.", "Mend one of the two sides.")


def _formulas(book: Rulebook) -> Iterator[tuple[Formula, Node]]:
    """Every formula that was checked, as it is written and as a tree."""
    for written, node in _written(book):
        if written is not None and node is not None:
            yield written, node


def _written(book: Rulebook) -> Iterator[tuple[Formula | None, Node | None]]:
    programme = book.programme
    for checked in book.rules:
        rule = checked.rule
        yield rule.formula, checked.formula
        yield rule.applicable_if, checked.applicable
        yield from ((line.condition, node) for line, node in zip(rule.lines, checked.lines, strict=True))
        if rule.target is not None:
            yield rule.target.formula, checked.target
    for section in programme.sections:
        yield section.shown_if, book.shown_if.get(section_key(section.id))
    for group in programme.groups:
        yield group.shown_if, book.shown_if.get(group_key(group.id))
    for field in programme.fields.values():
        yield field.shown_if, book.shown_if.get(field_key(field))
        yield field.required_if, book.required_if.get(field_key(field))
