"""Bounds that are formulas: each is a comparison of its field with what the formula gives, checked like one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.checked_rules import FormulaChecker, formula_problem
from poincon.cahier.formulas.checking import check_comparison
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.names import names_read
from poincon.cahier.formulas.ordering import names_of
from poincon.cahier.formulas.sizes import Size, report_too_long, size_of
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.formulas.visibility import Visibility
from poincon.cahier.model import Comparison, Field, Formula


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """`test`: the field, compared with its bound."""

    field: Field
    test: tree.Compare

    @property
    def limit(self) -> Node:
        return self.test.second

    @property
    def is_maximum(self) -> bool:
        return self.test.comparison is Comparison.AT_MOST


def check_bounds(
    formulas: FormulaChecker, visibility: Visibility, sizes: Mapping[str, Size], problems: Problems
) -> dict[str, tuple[Bound, ...]]:
    """The bounds of each field that has some, by its identifier; what is wrong with another goes to `problems`."""
    checker = _BoundChecker(formulas, visibility, sizes, problems)
    bounds = {field.id: tuple(checker.bounds(field)) for field in formulas.programme.fields.values()}
    return {name: each for name, each in bounds.items() if each}


class _BoundChecker:
    def __init__(
        self, formulas: FormulaChecker, visibility: Visibility, sizes: Mapping[str, Size], problems: Problems
    ) -> None:
        self.formulas, self.visibility, self.sizes, self.problems = formulas, visibility, sizes, problems
        self.programme = formulas.programme
        self.read_by_rule: dict[str, set[str]] = {}
        """Names that rules read directly, each rule read once whatever the number of bounds."""

    def bounds(self, field: Field) -> Iterator[Bound]:
        pairs = ((field.minimum_formula, Comparison.AT_LEAST), (field.maximum_formula, Comparison.AT_MOST))
        for formula, comparison in pairs:
            if formula is not None:
                limit = self.formulas.check(formula)
                test = None if limit is None else self.test(field, formula, comparison, limit)
                if test is not None:
                    yield Bound(field, test)

    def test(self, field: Field, formula: Formula, comparison: Comparison, limit: Node) -> tree.Compare | None:
        answer = tree.FieldValue(field.id, field.type, field_unit(field), field.yearly, field)
        try:
            test = check_comparison(f"{field.id} {comparison.value} {limit.text}", comparison, answer, limit)
        except FormulaError as error:
            formula_problem(formula, error, self.problems, field.id)
            return None
        if field.id in self.read_by(formula):
            self.report_circle(field, formula)
        elif not field.yearly and (yearly := _read_in_one_year(limit)) is not None:
            self.report_year(field, formula, yearly)
        elif size_of(limit, self.sizes).too_long:
            report_too_long(formula.place, self.problems)
        else:
            return test
        return None

    def read_by(self, formula: Formula) -> set[str]:
        """All that a formula reads, through rules and through conditions of fields."""
        closed, todo = set[str](), list(names_read(formula.text, self.programme))
        while todo:
            name = todo.pop()
            if name not in closed:
                closed.add(name)
                field = self.programme.fields.get(name)
                todo.extend(self.names_of_rule(name))
                todo.extend(self.visibility.reads(field) if field is not None else ())
        return closed

    def names_of_rule(self, name: str) -> set[str]:
        rule = self.programme.rule.get(name)
        if rule is None:
            return set()
        if name not in self.read_by_rule:
            self.read_by_rule[name] = names_of(rule, self.programme)
        return self.read_by_rule[name]

    def report_circle(self, field: Field, formula: Formula) -> None:
        self.problems.add(
            formula.place,
            "cycle",
            f"cette borne dépend de « {field.id} », le champ qu'elle borne.",
            f'this bound depends on "{field.id}", the field that it bounds.',
            Text("Faites-en un contrôle de cohérence.", "Make it a coherence check."),
        )

    def report_year(self, field: Field, formula: Formula, yearly: Field) -> None:
        self.problems.add(
            formula.place,
            "bound_year",
            f"« {field.id} » est demandé une fois, et « {yearly.id} » chaque année : cette borne n'a pas d'année.",
            f'"{field.id}" is asked once, and "{yearly.id}" every year: this bound has no year.',
            Text(
                f"Dites laquelle, « dernier({yearly.id}) » ou demandez les deux dans le même groupe.",
                f'Say which, "dernier({yearly.id})" or ask both in the same group.',
            ),
        )


def _read_in_one_year(node: Node) -> Field | None:
    """A yearly field that the node reads outside of a function of years."""
    if isinstance(node, tree.OverYears | tree.Before):
        return None
    if isinstance(node, tree.FieldValue):
        return node.field if node.field.yearly else None
    return next((field for child in tree.children(node) if (field := _read_in_one_year(child)) is not None), None)
