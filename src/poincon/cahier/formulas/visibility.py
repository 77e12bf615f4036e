"""When the form asks for a field: the conditions of its section, of its group and its own.

Whoever reads the field reads them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from poincon.cahier.basics.problems import Place
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.names import names_read
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import Field, Formula, Programme


def field_key(field: Field) -> str:
    """How the condition of a field is named among the conditions of a programme."""
    return f"champ:{field.id}"


def group_key(name: str) -> str:
    """How the condition of a group is named among the conditions of a programme."""
    return f"groupe:{name}"


def section_key(name: str) -> str:
    """How the condition of a section is named among the conditions of a programme."""
    return f"rubrique:{name}"


def condition_keys(field: Field) -> tuple[str, str, str]:
    """The conditions on which a field is shown: that of its section, that of its group, then its own."""
    return section_key(field.section), group_key(field.group), field_key(field)


def fields_at(node: Node) -> tuple[Field, ...]:
    """The fields that a node itself reads, tables and statements included."""
    match node:
        case tree.FieldValue(field=field) | tree.OverTable(table=field):
            return (field,)
        case tree.LevelValue(subject=Field() as field) | tree.GivenLevel(subject=Field() as field):
            return (field,)
        case tree.DeclaredAbsent(field=field):
            return (field,)
        case tree.ForEach(tables=tables):
            return tables
    return ()


def fields_below(node: Node) -> Iterator[Field]:
    """The fields that a tree reads; not through the rules that it reads."""
    for part in tree.walk(node):
        yield from fields_at(part)


class Visibility:
    """The conditions of a programme as written, and the names that they read."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        written = [
            *((section_key(section.id), section.shown_if) for section in programme.sections),
            *((group_key(group.id), group.shown_if) for group in programme.groups),
            *((field_key(field), field.shown_if) for field in programme.fields.values()),
        ]
        self.formulas: dict[str, Formula] = {key: formula for key, formula in written if formula is not None}
        self._names = {key: names_read(formula.text, programme) for key, formula in self.formulas.items()}

    def conditions(self, field: Field) -> list[str]:
        """The keys of the conditions that a field has."""
        return [key for key in condition_keys(field) if key in self.formulas]

    def place(self, field: Field) -> Place:
        """Where a condition of the field is written: its own, else that of its group, else that of its section."""
        return self.formulas[self.conditions(field)[-1]].place

    def reads(self, field: Field) -> set[str]:
        """The names that the conditions of a field read directly."""
        return set[str]().union(*(self._names[key] for key in self.conditions(field)))

    def with_conditions(self, names: Iterable[str]) -> set[str]:
        """These names, and all that the conditions of fields among them read, from condition to condition."""
        closed, todo = set[str](), list(names)
        while todo:
            name = todo.pop()
            if name not in closed:
                closed.add(name)
                field = self.programme.fields.get(name)
                todo.extend(self.reads(field) if field is not None else ())
        return closed

    @property
    def hideable(self) -> list[Field]:
        """The fields that have a condition."""
        return [field for field in self.programme.fields.values() if self.conditions(field)]
