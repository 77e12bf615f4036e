"""Formulas as they are written, in the words of the form: « Poste détaillé n'est pas donné et Nature est Publique ».

What a formula asks, not what it found: conditions of a « où », and the names of calculations. No formula is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from poincon.cahier.explanation.choices import choice_label
from poincon.cahier.explanation.figures import Figures
from poincon.cahier.explanation.names import Names
from poincon.cahier.explanation.words import (
    COMPARISONS,
    DATE_COMPARISONS,
    INVERSE,
    OPERATORS,
    OVER_TABLE,
    OVER_TABLE_OF_DATES,
    OVER_YEARS,
    PRECEDENCE,
)
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import Comparison, Field
from poincon.cahier.model.kinds import Type

_SAME = (Comparison.EQUAL, Comparison.DIFFERENT)
_VERBS = {
    Comparison.MORE: "dépasse",
    Comparison.AT_LEAST: "atteint",
    Comparison.AT_MOST: "ne dépasse pas",
    Comparison.LESS: "n'atteint pas",
}
"""Of numbers, in French, where a comparison needs a verb."""


class Phrases:
    """Renders nodes in one language. `line`: the row that `ligne.x` reads, when one is being told."""

    def __init__(self, names: Names, figures: Figures, line: Mapping[str, Any] | None = None) -> None:
        self.names = names
        self.figures = figures
        self.wording = names.wording
        self.say = self.wording.say
        self.line = line or {}

    # conditions

    def condition(self, node: Node, *, negated: bool = False) -> str:
        """A yes or no, as it is asked."""
        match node:
            case tree.Not():
                return self.condition(node.operand, negated=not negated)
            case tree.Logic():
                return self.logic(node, negated=negated)
            case tree.Known():
                states = self.say("est donné", "is given"), self.say("n'est pas donné", "is not given")
                if isinstance(node.operand, tree.RuleValue):
                    states = self.say("est connu", "is known"), self.say("n'est pas connu", "is not known")
                return f"{self.named(node.operand)} {states[negated]}"
            case tree.DeclaredAbsent():
                states = (
                    self.say("est déclaré absent", "is declared absent"),
                    self.say("n'est pas déclaré absent", "is not declared absent"),
                )
                return f"{self.wording.inside(self.names.field(node.field))} {states[negated]}"
            case tree.Compare():
                return self.compare(node, negated=negated)
            case tree.OptionIs():
                return f"{self.named(node.operand)} {self.option_verb(node, negated=negated)} {self.option(node)}"
            case tree.StatusTest():
                met = self.say("est atteint", "is met"), self.say("n'est pas atteint", "is not met")
                return f"{self.named(node)} {met[negated is node.goal]}"
            case tree.ForEach():
                return self.for_each(node, negated=negated)
            case tree.If():
                return self.conditional(node)
        name = self.named(node)
        return name + self.wording.colon + self.say(" non", " no") if negated else name

    def logic(self, node: tree.Logic, *, negated: bool) -> str:
        """Operands that say the same as another are left out: « donné et oui » is « oui »."""
        both, either = self.say(" et ", " and "), self.say(" ou ", " or ")
        conjunction = node.conjunction is not negated
        operands = implied_left_out(node) if node.conjunction and not negated else list(node.operands)
        parts: list[str] = []
        for _, group in groupby(operands, key=_option_of):
            same = list(group)
            text = self.condition(same[0], negated=negated)
            if len(same) > 1 and not conjunction and not negated:
                options = [self.option(other) for other in same[1:] if isinstance(other, tree.OptionIs)]
                parts.append(either.join([text, *options]))
            else:
                parts += [self.condition(operand, negated=negated) for operand in same]
        if len(parts) == 1:
            return parts[0]
        wrong_joiner = either if conjunction else both
        return (both if conjunction else either).join(f"({part})" if wrong_joiner in part else part for part in parts)

    def compare(self, node: tree.Compare, *, negated: bool) -> str:
        comparison = INVERSE[node.comparison] if negated else node.comparison
        first, second = self.named(node.first), self.value(node.second)
        if comparison in _SAME:
            return f"{first} {'=' if comparison is Comparison.EQUAL else '≠'} {second}"
        words = DATE_COMPARISONS if node.first.type is Type.DATE else COMPARISONS
        return f"{first} {words[comparison].into(self.names.language)} {second}"

    def option_verb(self, node: tree.OptionIs, *, negated: bool) -> str:
        if node.operand.type is Type.CHOICES:
            return self.say("ne contient pas", "does not hold") if negated else self.say("contient", "holds")
        return self.say("n'est pas", "is not") if negated else self.say("est", "is")

    def option(self, node: tree.OptionIs) -> str:
        return choice_label(self.names, node.operand, node.option)

    def for_each(self, node: tree.ForEach, *, negated: bool = False) -> str:
        tables = self.say(" et ", " and ").join(self.names.field(table) for table in node.tables)
        of = self.say(f"chaque ligne de {tables}", f"each row of {tables}")
        if node.column is not None:
            of = self.say(f"chaque {self.column_of(node)} de {tables}", f"each {self.column_of(node)} of {tables}")
        condition = "" if node.condition is None else f" {self.where(node.condition)}"
        text = f"{of}{condition}{self.wording.colon} {self.condition(node.body)}"
        return self.say(f"non ({text})", f"not ({text})") if negated else text

    def column_of(self, node: tree.ForEach) -> str:
        """What the groups of a « pour chaque partie de … » are."""
        assert node.column is not None
        column = node.tables[0].column(node.column)
        return self.names.column(node.tables[0], column) if column else node.column

    def where(self, condition: Node) -> str:
        return self.say(f"(où {self.condition(condition)})", f"(where {self.condition(condition)})")

    def clause(self, node: Node) -> str:
        """A condition with a verb, as « si », « que » and « car » want it."""
        if not isinstance(node, tree.Compare) or node.comparison in _SAME:
            return self.condition(node)
        first, second = self.named(node.first), self.value(node.second)
        if node.first.type is Type.DATE:
            verb = f"{self.say('est', 'is')} {DATE_COMPARISONS[node.comparison].into(self.names.language)}"
        else:
            verb = self.say(_VERBS[node.comparison], f"is {COMPARISONS[node.comparison].en}")
        return f"{first} {verb} {second}"

    def whether(self, node: Node) -> str:
        """What an unknown condition leaves open: « selon que Nature est Publique ou non »."""
        if isinstance(node, tree.Not):
            return self.whether(node.operand)
        name = self.wording.quoted(self.phrase(node))
        if isinstance(node, tree.FieldValue | tree.ColumnValue):
            return self.say(f"selon la réponse à {name}", f"depending on the answer to {name}")
        if _has_verb(node):
            return self.wording.whether(self.clause(node))
        return self.say(f"selon le résultat de {name}", f"depending on the outcome of {name}")

    def conditional(self, node: tree.If) -> str:
        then, condition, otherwise = self.phrase(node.then), self.clause(node.condition), self.phrase(node.otherwise)
        return self.say(f"{then} si {condition}, sinon {otherwise}", f"{then} if {condition}, else {otherwise}")

    # names and calculations

    def phrase(self, node: Node, above: int = 0) -> str:
        """Any node in words."""
        return _PHRASES[type(node)](self, node, above)

    def label(self, node: Node) -> str:
        """The name of what a node reads, without « de la ligne »; of a calculation, its words."""
        return self.names.any_field(node.column) if isinstance(node, tree.ColumnValue) else self.phrase(node)

    def named(self, node: Node) -> str:
        """The node in the middle of a phrase: a question is quoted there."""
        return self.wording.inside(self.phrase(node)) if isinstance(node, NAMED) else self.phrase(node)

    def value(self, node: Node) -> str:
        """What something is compared with: the cell of the row that is being told, where it is known."""
        if isinstance(node, tree.ColumnValue) and node.of_line and node.column.id in self.line:
            return self.cell(node.column, self.line[node.column.id])
        return self.named(node)

    def cell(self, column: Field, cell: Any) -> str:
        if isinstance(cell, bool):
            return self.say("oui", "yes") if cell else self.say("non", "no")
        if isinstance(cell, date):
            return self.figures.day(cell)
        if isinstance(cell, str):
            option = column.option(cell)
            return self.wording.quoted(cell) if option is None else self.names.option(column, option)
        if isinstance(cell, tuple):
            return ", ".join(self.cell(column, part) for part in cell)
        return self.figures.number(cell, column.unit)

    def field(self, node: tree.FieldValue, _above: int) -> str:
        return self.names.field(node.field)

    def parameter(self, node: tree.ParameterValue, _above: int) -> str:
        return self.names.parameter(node.parameter)

    def lookup(self, node: tree.Lookup, _above: int) -> str:
        """« Taux d'aide selon Famille et Catégorie »."""
        arguments = self.say(" et ", " and ").join(self.named(argument) for argument in node.arguments)
        return f"{self.names.parameter(node.parameter)} {self.say('selon', 'by')} {arguments}"

    def rule(self, node: tree.RuleValue | tree.StatusTest, _above: int) -> str:
        return self.names.rule(node.rule)

    def level(self, node: tree.LevelValue | tree.GivenLevel, _above: int) -> str:
        return self.names.field(node.subject) if isinstance(node.subject, Field) else self.names.rule(node.subject)

    def count_criteria(self, node: tree.CountCriteria, _above: int) -> str:
        """« nombre de critères de « Structure » appréciés « Mineure » ou « Majeure » »."""
        text = self.say("nombre de critères", "number of criteria")
        if node.group is not None:
            text += self.say(" de ", " of ") + self.wording.quoted(self.names.criterion_group(node.group))
        if all(levels is None for _, levels in node.levels):
            return text
        scales = {rule.scale or "": levels or frozenset[str]() for rule, levels in node.levels}
        counted = {
            level.id: self.wording.quoted(self.names.level(self.names.programme.scale[name], level))
            for name, levels in scales.items()
            for level in self.names.programme.scale[name].levels
            if level.id in levels
        }
        either = self.say(" ou ", " or ").join(counted.values()) or self.say("d'aucun niveau", "no level")
        return f"{text} {self.say('appréciés', 'appraised')} {either}"

    def column(self, node: tree.ColumnValue, _above: int) -> str:
        label = self.names.any_field(node.column)
        return self.say(f"{label} de la ligne", f"{label} of the row") if node.of_line else label

    def constant(self, node: tree.Constant, _above: int) -> str:
        return self.figures.number(node.value, None)

    def arithmetic(self, node: tree.Arithmetic, above: int) -> str:
        level = PRECEDENCE[node.operator]
        first = self.part(node.first, level)
        text = f"{first} {OPERATORS[node.operator]} {self.part(node.second, level + (node.operator in '-/'))}"
        return f"({text})" if level < above else text

    def part(self, node: Node, above: int) -> str:
        return self.wording.inside(self.phrase(node, above)) if isinstance(node, NAMED) else self.phrase(node, above)

    def negative(self, node: tree.Negative, _above: int) -> str:
        return f"−{self.part(node.operand, 3)}"

    def date_plus(self, node: tree.DatePlus, _above: int) -> str:
        return f"{self.named(node.date)} {'+' if node.sign > 0 else '−'} {self.named(node.duration)}"

    def months_between(self, node: tree.MonthsBetween, _above: int) -> str:
        return self.wording.months_between(self.named(node.first), self.named(node.second))

    def extreme(self, node: tree.Extreme, _above: int) -> str:
        words = self.say("le plus petit de", "the smallest of")
        if node.greatest:
            words = self.say("le plus grand de", "the greatest of")
        return f"{words} ({self.wording.semicolon.join(self.named(operand) for operand in node.operands)})"

    def rounded(self, node: tree.Rounded, above: int) -> str:
        return self.wording.rounded(self.named(node.operand), rounding=node.rounding, inside=bool(above))

    def before(self, node: tree.Before, _above: int) -> str:
        name = self.named(node.operand)
        return self.say(f"{name}, l'année d'avant", f"{name}, the year before")

    def over_years(self, node: tree.OverYears, _above: int) -> str:
        words = OVER_YEARS[node.function]
        text = words.value or words.test
        assert text is not None  # a function is told before its values, or after them
        name = self.named(node.operand)
        if words.value is None:
            return f"{name} {text.into(self.names.language)}"
        return f"{text.into(self.names.language)} {name}" + self.say(", sur les années", ", over the years")

    def over_table(self, node: tree.OverTable, above: int) -> str:
        words = OVER_TABLE_OF_DATES if node.type is Type.DATE else OVER_TABLE
        words = words if node.function in words else OVER_TABLE
        label = f"{words[node.function].into(self.names.language)} {self.wording.quoted(self.names.field(node.table))}"
        if node.operand is not None:
            label += f", {self.named(node.operand)}"
        text = label if node.condition is None else f"{label} {self.where(node.condition)}"
        is_calculation = node.operand is not None and not isinstance(node.operand, tree.ColumnValue)
        return f"({text})" if above and is_calculation else text

    def yes_or_no(self, node: Node, _above: int) -> str:
        return self.condition(node)

    def choice(self, node: tree.If, _above: int) -> str:
        return self.conditional(node)


def field_of(node: Node) -> Field | None:
    """The field or the column whose answer a node is."""
    chooser = tree.chooser(node)
    return chooser if isinstance(chooser, Field) else None


def implied_left_out(node: tree.Logic) -> list[Node]:
    """The operands of a « et » without « connu(x) », where another one reads x; the first where all only ask so."""
    operands = [
        operand
        for operand in node.operands
        if not (isinstance(operand, tree.Known) and reads_elsewhere(operand, node.operands))
    ]
    return operands or [node.operands[0]]


def _has_verb(node: Node) -> bool:
    """Whether a condition is a sentence once told."""
    if isinstance(node, tree.Logic):
        return all(_has_verb(operand) and not isinstance(operand, tree.Compare) for operand in node.operands)
    return isinstance(node, tree.Compare | tree.OptionIs | tree.StatusTest | tree.Known)


def _option_of(node: Node) -> tuple[str, int]:
    """What a test of a choice reads; itself for any other node."""
    return (node.operand.text, 0) if isinstance(node, tree.OptionIs) else (node.text, id(node))


def reads_elsewhere(test: tree.Known, operands: tuple[Node, ...]) -> bool:
    """Whether an operand other than that one reads what `connu(x)` asks for."""
    return any(
        part.text == test.operand.text and type(part) is type(test.operand)
        for operand in operands
        if operand is not test
        for part in tree.walk(operand)
    )


NAMED = (
    tree.FieldValue,
    tree.ParameterValue,
    tree.RuleValue,
    tree.StatusTest,
    tree.LevelValue,
    tree.GivenLevel,
    tree.ColumnValue,
)
"""What has a name of its own, in the form or among the rules."""
LABELLED = (*NAMED, tree.OverTable, tree.CountCriteria)
"""What is told by its words and its value, and not as a calculation."""

_PHRASES: dict[type[Node], Callable[[Phrases, Any, int], str]] = {
    tree.Constant: Phrases.constant,
    tree.FieldValue: Phrases.field,
    tree.ParameterValue: Phrases.parameter,
    tree.Lookup: Phrases.lookup,
    tree.RuleValue: Phrases.rule,
    tree.StatusTest: Phrases.rule,
    tree.LevelValue: Phrases.level,
    tree.GivenLevel: Phrases.level,
    tree.CountCriteria: Phrases.count_criteria,
    tree.ColumnValue: Phrases.column,
    tree.Known: Phrases.yes_or_no,
    tree.DeclaredAbsent: Phrases.yes_or_no,
    tree.Not: Phrases.yes_or_no,
    tree.Logic: Phrases.yes_or_no,
    tree.Compare: Phrases.yes_or_no,
    tree.OptionIs: Phrases.yes_or_no,
    tree.ForEach: Phrases.yes_or_no,
    tree.Arithmetic: Phrases.arithmetic,
    tree.Negative: Phrases.negative,
    tree.DatePlus: Phrases.date_plus,
    tree.MonthsBetween: Phrases.months_between,
    tree.Extreme: Phrases.extreme,
    tree.Rounded: Phrases.rounded,
    tree.If: Phrases.choice,
    tree.Before: Phrases.before,
    tree.OverYears: Phrases.over_years,
    tree.OverTable: Phrases.over_table,
}
