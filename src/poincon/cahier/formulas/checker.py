"""Syntax to typed tree: names, kinds, options and units are resolved, or explained in plain words."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import RATIO, Unit
from poincon.cahier.formulas import syntax, tree
from poincon.cahier.formulas.choices import choices_of
from poincon.cahier.formulas.criteria import count_criteria, given_level
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.functions import (
    bare_sum,
    declared_absent,
    extreme,
    known,
    level,
    months_between,
    rounding,
    status_test,
)
from poincon.cahier.formulas.hints import (
    as_condition,
    date_comes_first,
    differing_units,
    literal_number,
    not_a_duration,
    not_comparable,
    not_subtracted,
    refuse_table,
    unknown_name,
)
from poincon.cahier.formulas.lookups import bare_table, lookup, reading_day
from poincon.cahier.formulas.option_hints import (
    FREE_TEXT,
    refuse_compared_option,
    refuse_other_test,
    refuse_short_options,
    refuse_unknown_subject,
    unknown_option,
)
from poincon.cahier.formulas.quantifiers import before, cell, column_of, for_each, over_table, over_years, year_call
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.types import OPTION_TESTS, TYPE_WORDS, Traits, field_unit
from poincon.cahier.model import Comparison, Field, Programme
from poincon.cahier.model.kinds import Type


class Checker:
    """Checks one formula. `table`: that whose rows a function, or a `où`, goes through; `line`: that of `pour chaque`.

    `row`: the table whose columns are read by their bare names, after a `où`.
    """

    def __init__(self, text: str, programme: Programme, traits: Traits) -> None:
        self.text = text
        self.programme = programme
        self.traits = traits
        self.table: Field | None = None
        self.row: Field | None = None
        self.has_bounds = False
        self.line: Field | None = None
        self.in_groups = False
        self.year_depth = 0

    # errors

    def error(
        self,
        at: syntax.Syntax,
        code: str,
        fr: str,
        en: str,
        remedy: Text | None = None,
        names: tuple[str, ...] = (),
    ) -> FormulaError:
        return FormulaError(at.start, code, fr, en, remedy, names)

    def part(self, at: syntax.Syntax) -> str:
        return self.text[at.start : at.end]

    def is_name(self, name: str) -> bool:
        """Whether a bare name reads something there."""
        programme = self.programme
        is_column = self.row is not None and self.row.column(name) is not None
        return is_column or name in programme.fields or name in programme.parameter or name in programme.rule

    def require(self, node: Node, kind: Type, at: syntax.Syntax, remedy: Text | None = None) -> Node:
        if node.type is not kind:
            own, needed = TYPE_WORDS[node.type], TYPE_WORDS[kind]
            raise self.error(
                at,
                "kind_mismatch",
                f"« {node.text} » est {own.fr} ; il faut {needed.fr} ici.",
                f'"{node.text}" is {own.en}; {needed.en} is needed here.',
                remedy,
            )
        return node

    # dispatch

    def node(self, at: syntax.Syntax) -> Node:
        return _CHECKS[type(at)](self, at)

    def number(self, at: syntax.Syntax) -> Node:
        return self.require(self.node(at), Type.NUMBER, at)

    def boolean(self, at: syntax.Syntax) -> Node:
        node = self.node(at)
        return self.require(node, Type.BOOLEAN, at, as_condition(node))

    # leaves

    def number_text(self, at: syntax.NumberText) -> Node:
        if at.text not in ("0", "1"):
            raise literal_number(self, at)
        return tree.Constant(at.text, Type.NUMBER, None, False, int(at.text))

    def name(self, at: syntax.Name) -> Node:
        if self.row is not None:
            column = self.row.column(at.id)
            if column is not None:
                return tree.ColumnValue(at.id, column.type, field_unit(column), False, column, False)
        return self.resolve(at, at.id)

    def resolve(self, at: syntax.Syntax, name: str) -> Node:
        field = self.programme.fields.get(name)
        if field is not None:
            return tree.FieldValue(self.part(at), field.type, field_unit(field), field.yearly, field)
        parameter = self.programme.parameter.get(name)
        if parameter is not None:
            if parameter.owners:
                raise bare_table(self, at, parameter)
            return tree.ParameterValue(
                name, Type.NUMBER, parameter.unit, False, parameter, reading_day(self, parameter)
            )
        trait = self.traits.get(name)
        if trait is not None:
            rule = self.programme.rule[name]
            return tree.RuleValue(name, trait.type, trait.unit, trait.yearly, rule, trait.chooser)
        if name in self.programme.rule:
            raise self.error(
                at,
                "broken_rule",
                f"la règle « {name} » est elle-même à corriger.",
                f'the rule "{name}" itself needs mending.',
            )
        raise unknown_name(self, at, name)

    def dotted(self, at: syntax.Dotted) -> Node:
        if at.base == "dossier":
            return self.resolve(at, at.id)
        if at.base != "ligne":
            return cell(self, at)
        if self.line is None:
            raise self.error(
                at,
                "no_line",
                "« ligne » n'existe que dans « pour chaque ligne de … ».",
                '"ligne" only exists inside "pour chaque ligne de …".',
            )
        column = column_of(self, at, self.line, at.id)
        return tree.ColumnValue(self.part(at), column.type, field_unit(column), False, column, True)

    # logic

    def chain(self, at: syntax.Chain) -> Node:
        refuse_short_options(self, at)
        operands = tuple(self.boolean(operand) for operand in at.operands)
        conjunction = _CONJUNCTIONS[at.operator]
        return tree.Logic(self.part(at), Type.BOOLEAN, None, _any_yearly(operands), conjunction, operands)

    def unary(self, at: syntax.Unary) -> Node:
        return _UNARY[at.operator](self, at)

    def negation(self, at: syntax.Unary) -> Node:
        operand = self.boolean(at.operand)
        return tree.Not(self.part(at), Type.BOOLEAN, None, operand.yearly, operand)

    def negative(self, at: syntax.Unary) -> Node:
        operand = self.number(at.operand)
        return tree.Negative(self.part(at), Type.NUMBER, operand.unit, operand.yearly, operand)

    def option_test(self, at: syntax.OptionTest) -> Node:
        operand = given_level(self, at.operand)
        if operand is None:
            refuse_other_test(self, at)
            refuse_unknown_subject(self, at)
            operand = self.node(at.operand)
        remedy = FREE_TEXT if operand.type is Type.TEXT else None
        self.require(operand, OPTION_TESTS[at.operator], at.operand, remedy)
        choices = choices_of(operand)
        if choices is None:
            raise self.error(
                at,
                "not_one_choice",
                f"« {operand.text} » n'est pas le choix d'un champ.",
                f'"{operand.text}" is not the choice of one field.',
            )
        if at.option not in choices.names:
            raise unknown_option(self, at, choices)
        return tree.OptionIs(self.part(at), Type.BOOLEAN, None, operand.yearly, operand, at.option)

    def conditional(self, at: syntax.Conditional) -> Node:
        condition, then, otherwise = self.boolean(at.condition), self.node(at.then), self.node(at.otherwise)
        if then.type is not otherwise.type:
            raise self.error(
                at,
                "branches",
                "les deux branches de « si » donnent des choses différentes.",
                'the two branches of "si" give different things.',
            )
        unit = self.same_unit(at, then, otherwise, "si") if then.type is Type.NUMBER else None
        return tree.If(
            self.part(at), then.type, unit, _any_yearly((condition, then, otherwise)), condition, then, otherwise
        )

    # arithmetic

    def binary(self, at: syntax.Binary) -> Node:
        refuse_compared_option(self, at)
        first, second = self.node(at.first), self.node(at.second)
        refuse_table(self, at, first, second)
        if at.operator in tree.OPERATORS:
            return self.arithmetic(at, first, second)
        return self.compare(at, Comparison(at.operator), first, second)

    def arithmetic(self, at: syntax.Binary, first: Node, second: Node) -> Node:
        yearly = first.yearly or second.yearly
        if first.type is Type.DATE and at.operator in ("+", "-") and second.type is Type.NUMBER:
            if second.unit is None or not second.unit.is_duration:
                raise not_a_duration(self, at.second, second)
            return tree.DatePlus(self.part(at), Type.DATE, None, yearly, 1 if at.operator == "+" else -1, first, second)
        remedy = not_subtracted(at, first, second)
        if at.operator == "+" and first.type is Type.NUMBER and second.type is Type.DATE:
            raise date_comes_first(self, at, first, second)
        self.require(first, Type.NUMBER, at.first, remedy)
        self.require(second, Type.NUMBER, at.second)
        unit = _UNITS[at.operator](self, at, first, second)
        return tree.Arithmetic(self.part(at), Type.NUMBER, unit, yearly, at.operator, first, second)

    def unit_of_sum(self, at: syntax.Binary, first: Node, second: Node) -> Unit | None:
        return self.same_unit(at, first, second, at.operator)

    def unit_of_product(self, at: syntax.Binary, first: Node, second: Node) -> Unit | None:
        return (first.unit or RATIO) * (second.unit or RATIO)

    def unit_of_quotient(self, at: syntax.Binary, first: Node, second: Node) -> Unit | None:
        return (first.unit or RATIO) / (second.unit or RATIO)

    def same_unit(self, at: syntax.Syntax, first: Node, second: Node, operator: str) -> Unit | None:
        """The unit of two numbers that must share it. 0 takes any unit, 1 only that of a plain number."""
        for literal, neighbour in ((first, second), (second, first)):
            if (
                literal.unit is None
                and neighbour.unit is not None
                and not neighbour.unit.is_plain
                and _holds_one(literal)
            ):
                raise self.error(
                    at,
                    "literal",
                    f"« {literal.text} » n'a pas d'unité, « {neighbour.text} » est en {neighbour.unit.name}.",
                    f'"{literal.text}" has no unit, "{neighbour.text}" is in {neighbour.unit.name}.',
                    Text("Faites-en un paramètre avec son unité.", "Make it a parameter with its unit."),
                )
        if first.unit is not None and second.unit is not None and first.unit != second.unit:
            raise self.error(
                at,
                "unit_mismatch",
                f"« {first.text} » est en {first.unit.name}, « {second.text} » en {second.unit.name} : "
                f"« {operator} » demande la même unité.",
                f'"{first.text}" is in {first.unit.name}, "{second.text}" in {second.unit.name}: '
                f'"{operator}" needs the same unit.',
                differing_units(first, second),
            )
        return first.unit or second.unit

    def compare(self, at: syntax.Syntax, comparison: Comparison, first: Node, second: Node) -> tree.Compare:
        equality = comparison in (Comparison.EQUAL, Comparison.DIFFERENT)
        if first.type is not second.type or first.type not in (Type.NUMBER, Type.DATE, Type.TEXT):
            first_word, second_word = TYPE_WORDS[first.type], TYPE_WORDS[second.type]
            raise self.error(
                at,
                "not_comparable",
                f"« {first.text} » est {first_word.fr}, « {second.text} » {second_word.fr} : ils ne se comparent pas.",
                f'"{first.text}" is {first_word.en}, "{second.text}" {second_word.en}: they do not compare.',
                not_comparable(first, second, equality=equality),
            )
        if first.type is Type.TEXT and not equality:
            raise self.error(
                at,
                "not_comparable",
                "des textes ne se comparent que par « = » et « <> ».",
                'texts only compare with "=" and "<>".',
            )
        if first.type is Type.NUMBER:
            self.same_unit(at, first, second, comparison.value)
            if not equality and any(_is_literal(side) for side in (first, second)):
                raise self.error(
                    at,
                    "literal",
                    "« 1 » est un seuil écrit en dur.",
                    '"1" is a threshold written as a literal.',
                    Text(
                        "Faites-en un paramètre avec son unité et sa source.",
                        "Make it a parameter with its unit and source.",
                    ),
                )
        return tree.Compare(self.part(at), Type.BOOLEAN, None, first.yearly or second.yearly, comparison, first, second)

    # functions

    def call(self, at: syntax.Call) -> Node:
        return _CALLS[at.function](self, at)


def _any_yearly(nodes: tuple[Node, ...]) -> bool:
    return any(node.yearly for node in nodes)


def _is_literal(node: Node) -> bool:
    """Whether a number is made of 1 alone: a threshold in disguise. 0 alone is none."""
    leaves = [part for part in tree.walk(node) if not tree.children(part)]
    return all(isinstance(leaf, tree.Constant) for leaf in leaves) and _holds_one(node)


def _holds_one(node: Node) -> bool:
    return any(isinstance(part, tree.Constant) and part.value == 1 for part in tree.walk(node))


_Check = Callable[["Checker", syntax.Syntax], Node]
_CHECKS: dict[type[syntax.Syntax], _Check] = cast(
    dict[type[syntax.Syntax], _Check],
    {
        syntax.NumberText: Checker.number_text,
        syntax.Name: Checker.name,
        syntax.Dotted: Checker.dotted,
        syntax.Chain: Checker.chain,
        syntax.Unary: Checker.unary,
        syntax.OptionTest: Checker.option_test,
        syntax.Conditional: Checker.conditional,
        syntax.Binary: Checker.binary,
        syntax.Call: Checker.call,
        syntax.Lookup: lookup,
        syntax.BareSum: bare_sum,
        syntax.OverYears: over_years,
        syntax.OverTable: over_table,
        syntax.CountCriteria: count_criteria,
        syntax.ForEach: for_each,
    },
)
_CONJUNCTIONS = {"et": True, "ou": False}
_UNARY: dict[str, Callable[[Checker, syntax.Unary], Node]] = {"non": Checker.negation, "-": Checker.negative}
_UNITS: dict[str, Callable[[Checker, syntax.Binary, Node, Node], Unit | None]] = {
    "+": Checker.unit_of_sum,
    "-": Checker.unit_of_sum,
    "*": Checker.unit_of_product,
    "/": Checker.unit_of_quotient,
}
_CALLS: dict[str, Callable[[Checker, syntax.Call], Node]] = {
    "min": extreme,
    "max": extreme,
    "arrondi": rounding,
    "arrondi_inf": rounding,
    "arrondi_sup": rounding,
    "mois_entre": months_between,
    "connu": known,
    "absente": declared_absent,
    "atteint": status_test,
    "non_atteint": status_test,
    "note": level,
    "avant": before,
    "premier": year_call,
    "dernier": year_call,
    "croissant": year_call,
}
