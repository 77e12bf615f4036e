"""Steps to words: the formula with its values in it, and each test with what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from poincon.cahier.basics.text import Text
from poincon.cahier.evaluation import NOT_APPLICABLE, RuleResult, Unknown
from poincon.cahier.evaluation.values import Step
from poincon.cahier.explanation.conditions import Conditions
from poincon.cahier.explanation.figures import Figures
from poincon.cahier.explanation.names import Names
from poincon.cahier.formulas import tree
from poincon.cahier.model import Comparison, Field, Status
from poincon.cahier.model.kinds import Type

COMPARISONS: dict[Comparison, Text] = {
    Comparison.MORE: Text("plus de", "more than"),
    Comparison.AT_LEAST: Text("au moins", "at least"),
    Comparison.AT_MOST: Text("au plus", "at most"),
    Comparison.LESS: Text("moins de", "less than"),
    Comparison.EQUAL: Text("égal à", "equal to"),
    Comparison.DIFFERENT: Text("différent de", "different from"),
}
DATE_COMPARISONS: dict[Comparison, Text] = {
    Comparison.MORE: Text("après", "after"),
    Comparison.AT_LEAST: Text("au plus tôt", "at the earliest"),
    Comparison.AT_MOST: Text("au plus tard", "at the latest"),
    Comparison.LESS: Text("avant", "before"),
    Comparison.EQUAL: Text("même jour que", "same day as"),
    Comparison.DIFFERENT: Text("autre jour que", "another day than"),
}
STATUS_WORDS: dict[Status, Text] = {
    Status.MET: Text("atteint", "met"),
    Status.NOT_MET: Text("non atteint", "not met"),
    Status.NOT_APPLICABLE: Text("sans objet", "not applicable"),
    Status.UNDETERMINED: Text("indéterminé", "undetermined"),
}
_OPERATORS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class _WordsOfYears:
    """How a function over years is told: before the values that it makes one of; after those that it tests."""

    value: Text | None
    test: Text | None


_OVER_YEARS: dict[str, _WordsOfYears] = {
    "somme": _WordsOfYears(value=Text("somme de", "sum of"), test=None),
    "premier": _WordsOfYears(value=Text("premier de", "first of"), test=None),
    "dernier": _WordsOfYears(value=Text("dernier de", "last of"), test=None),
    "croissant": _WordsOfYears(
        value=None, test=Text("en hausse, sans recul d'une année à l'autre", "rising, with no fall from year to year")
    ),
}
_ROWS_TOLD = 8
"""Rows or groups named in a sentence; the tree holds them all."""


class Clauses:
    """Renders steps in one language."""

    def __init__(self, names: Names, figures: Figures) -> None:
        self.names = names
        self.figures = figures
        self.fr = names.language == "fr"

    def say(self, fr: str, en: str) -> str:
        return fr if self.fr else en

    # values

    def value(self, value: Any, node: tree.Node, decimals: int | None = None) -> str:
        """A value with its unit; « ? » when a calculation does not know it."""
        if isinstance(value, Unknown):
            return self.unknown(node)
        if value is NOT_APPLICABLE:
            return self.say("sans objet", "not applicable")
        if isinstance(value, bool):
            return self.yes_no(value)
        if isinstance(value, date):
            return self.figures.day(value)
        if node.type is Type.NUMBER:
            return self.figures.number(value, node.unit, decimals)
        field = _field(node)
        if field is None:
            return str(value)
        if isinstance(value, tuple) and node.type is Type.CHOICES:
            return ", ".join(self.option(field, option) for option in value)
        return (
            self.option(field, value)
            if isinstance(value, str) and field.options
            else f"« {value} »"
            if self.fr
            else f'"{value}"'
        )

    def unknown(self, node: tree.Node) -> str:
        if isinstance(node, tree.FieldValue | tree.ColumnValue):
            return self.say("non renseigné", "not given")
        return "?"

    def option(self, field: Field, identifier: str) -> str:
        option = field.option(identifier)
        return self.names.option(field, option) if option else identifier

    def yes_no(self, value: bool) -> str:
        return self.say("oui", "yes") if value else self.say("non", "no")

    def finding(self, value: Any) -> str:
        """What a test found."""
        if isinstance(value, Unknown):
            return self.say("inconnu", "unknown")
        return self.say("sans objet", "not applicable") if value is NOT_APPLICABLE else self.yes_no(bool(value))

    # names

    def label(self, step: Step) -> str | None:
        """The name of what a step reads, with its year; None for a calculation."""
        node = step.node
        year = f" ({step.at})" if isinstance(step.at, int) else ""
        if isinstance(node, tree.FieldValue):
            return self.names.field(node.field) + year
        if isinstance(node, tree.ParameterValue):
            return self.names.parameter(node.parameter)
        if isinstance(node, tree.RuleValue | tree.StatusTest):
            return self.names.rule(node.rule) + year
        if isinstance(node, tree.LevelValue):
            return self.names.field(node.subject) if isinstance(node.subject, Field) else self.names.rule(node.subject)
        if isinstance(node, tree.ColumnValue):
            return self.names.any_field(node.column)
        if isinstance(node, tree.OverTable):
            return self.table_label(node)
        return None

    def table_label(self, node: tree.OverTable) -> str:
        table = self.names.field(node.table)
        label = self.say(f"nombre de lignes de « {table} »", f'number of rows of "{table}"')
        if node.column is not None:
            column = self.names.column(node.table, node.column)
            label = self.say(f"total de « {table} », {column}", f'total of "{table}", {column}')
        if node.condition is None:
            return label
        condition = Conditions(self.names).words(node.condition)
        return label + self.say(f" (où {condition})", f" (where {condition})")

    # expressions: the formula with values in the place of names

    def expression(self, step: Step, above: int = 0) -> str:
        node = step.node
        if isinstance(node, tree.Arithmetic):
            level = _PRECEDENCE[node.operator]
            first = self.expression(step.children[0], level)
            second = self.expression(step.children[1], level + (node.operator in "-/"))
            text = f"{first} {_OPERATORS[node.operator]} {second}"
            return f"({text})" if level < above else text
        if isinstance(node, tree.Negative):
            return f"−{self.expression(step.children[0], 3)}"
        if isinstance(node, tree.Extreme):
            words = (
                self.say("le plus grand de", "the greatest of")
                if node.greatest
                else self.say("le plus petit de", "the smallest of")
            )
            return f"{words} ({self.semicolon.join(self.expression(child) for child in step.children)})"
        if isinstance(node, tree.Rounded):
            words = (
                self.say("arrondi vers le bas de", "rounded down:") if node.down else self.say("arrondi de", "rounded:")
            )
            return f"{words} ({self.expression(step.children[0])})"
        if isinstance(node, tree.DatePlus):
            sign = "+" if node.sign > 0 else "−"
            return f"{self.expression(step.children[0])} {sign} {self.expression(step.children[1])}"
        if isinstance(node, tree.OverYears):
            return self.over_years(node, step)
        if isinstance(node, tree.If):
            return self.conditional(step)
        if isinstance(node, tree.Before) and step.children:
            return self.expression(step.children[0], above)
        text = self.value(step.value, node)
        return f"({text})" if above and text.startswith("-") else text

    def over_years(self, node: tree.OverYears, step: Step) -> str:
        values, words = self.figures_of_years(step), _OVER_YEARS[node.function].value
        return values if words is None else f"{words.into(self.names.language)} ({values})"

    def figures_of_years(self, step: Step) -> str:
        assert isinstance(step.at, int)
        years = range(step.at - len(step.children) + 1, step.at + 1)
        colon = " :" if self.fr else ":"
        return " ; ".join(
            f"{year}{colon} {self.value(child.value, child.node)}"
            for year, child in zip(years, step.children, strict=True)
        )

    def conditional(self, step: Step) -> str:
        condition, then, otherwise = step.children
        reason = self.clause(condition)
        chosen = then if condition.value is True else otherwise
        if isinstance(condition.value, Unknown):
            return self.say(f"selon que {reason}", f"depending on {reason}")
        return f"{self.expression(chosen)} ({self.say('car', 'since')} {reason})"

    # tests

    def clause(self, step: Step) -> str:
        """A yes-or-no step in words, with what was found."""
        return _CLAUSES[type(step.node)](self, step)

    def plain(self, step: Step) -> str:
        label = self.label(step) or step.node.text
        return f"{label}{self.colon} {self.finding(step.value)}"

    @property
    def colon(self) -> str:
        return "\u00a0:" if self.fr else ":"

    @property
    def semicolon(self) -> str:
        return " ; " if self.fr else "; "

    def logic(self, step: Step) -> str:
        assert isinstance(step.node, tree.Logic)
        parts = [self.clause(child) for child in step.children]
        if step.node.conjunction:
            return self.semicolon.join(parts)
        return "(" + self.say(" ou bien ", " or else ").join(parts) + ")"

    def negation(self, step: Step) -> str:
        inner = step.children[0]
        if isinstance(inner.node, tree.Logic | tree.Compare | tree.ForEach):
            return self.say(f"il ne faut pas que : {self.clause(inner)}", f"must not be: {self.clause(inner)}")
        return self.clause(inner)

    def known(self, step: Step) -> str:
        label = self.label(step.children[0]) or step.children[0].node.text
        state = self.say("donné", "given") if step.value else self.say("non donné", "not given")
        return f"{label}{self.colon} {state}"

    def rule_status(self, step: Step) -> str:
        result: RuleResult = step.children[0]
        status = STATUS_WORDS[result.status].into(self.names.language) if result.status else self.finding(step.value)
        return f"{self.label(step)}{self.colon} {status}"

    def option_is(self, step: Step) -> str:
        assert isinstance(step.node, tree.OptionIs)
        operand = step.children[0]
        field = _field(operand.node)
        option = self.option(field, step.node.option) if field else step.node.option
        label = self.label(operand) or operand.node.text
        return f"{label} = {option}{self.colon} {self.finding(step.value)}"

    def compare(self, step: Step) -> str:
        assert isinstance(step.node, tree.Compare)
        first, second = step.children
        words = DATE_COMPARISONS if first.node.type is Type.DATE else COMPARISONS
        comparison = words[step.node.comparison].into(self.names.language)
        decimals = self.decimals(first.value, second.value, first.node)
        goal = (
            self.value(second.value, second.node, decimals)
            if _is_name(second.node)
            else self.measured(second, decimals)
        )
        text = f"{self.measured(first, decimals)}, {comparison} {goal}{self.colon} {self.finding(step.value)}"
        return text + self.gap(step)

    def measured(self, step: Step, decimals: int | None = None) -> str:
        """« ETP consacrés au label (2021) : 7 ETP », or the calculation and its result."""
        label = self.label(step)
        value = self.value(step.value, step.node, decimals)
        if label is not None:
            return f"{label}{self.colon} {value}"
        if isinstance(step.node, tree.Constant):
            return value
        return f"{self.expression(step)} {self.equals(step.value, step.node, decimals)} {value}"

    def decimals(self, first: Any, second: Any, node: tree.Node) -> int | None:
        if node.type is not Type.NUMBER or isinstance(first, Unknown) or isinstance(second, Unknown):
            return None
        return self.figures.telling(first, second, node.unit)

    def equals(self, value: Any, node: tree.Node, decimals: int | None = None) -> str:
        rounded = (
            node.type is Type.NUMBER
            and not isinstance(value, Unknown)
            and not self.figures.is_exact(value, node.unit, decimals)
        )
        return "≈" if rounded else "="

    def gap(self, step: Step) -> str:
        """By how much an equality fails."""
        assert isinstance(step.node, tree.Compare)
        first, second = step.children
        if (
            step.value is not False
            or step.node.comparison is not Comparison.EQUAL
            or first.node.type is not Type.NUMBER
        ):
            return ""
        unit = first.node.unit or second.node.unit
        difference = self.figures.number(abs(first.value - second.value), unit)
        return self.say(f" (écart : {difference})", f" (gap: {difference})")

    def for_each(self, step: Step) -> str:
        """What fails or lacks, by name; then how many hold."""
        wrong = [child for child in step.children if child.value is False or isinstance(child.value, Unknown)]
        holding = len(step.children) - len(wrong)
        sentences = self.told_once(wrong, step.node)
        assert isinstance(step.node, tree.ForEach)
        if not wrong and step.node.column is not None and len(step.children) <= _ROWS_TOLD:
            sentences = [f"{self.place(child, step.node)}{self.colon} {self.clause(child)}" for child in step.children]
        elif holding:
            sentences.append(self.say(f"{holding} conforme{'s' if holding > 1 else ''}", f"{holding} in order"))
        return self.semicolon.join(sentences) if sentences else self.say("rien à vérifier", "nothing to check")

    def told_once(self, wrong: list[Step], node: tree.Node) -> list[str]:
        """Each sentence with the places that it is about: rows that fail in the same words are told together."""
        places: dict[str, list[str]] = {}
        for child in wrong:
            places.setdefault(self.clause(child), []).append(self.place(child, node))
        sentences = [
            f"{', '.join(labels)}{self.colon} {sentence}" for sentence, labels in list(places.items())[:_ROWS_TOLD]
        ]
        more = len(places) - len(sentences)
        return [*sentences, self.say(f"et {more} autres", f"and {more} more")] if more else sentences

    def place(self, child: Step, node: tree.Node) -> str:
        """« Action collective », or « Dépenses, ligne 4 »."""
        assert isinstance(node, tree.ForEach)
        if node.column is not None:
            column = node.tables[0].column(node.column)
            label = self.names.column(node.tables[0], column) if column else node.column
            return self.say(f"{label} « {child.at} »", f'{label} "{child.at}"')
        row = int(str(child.at).rpartition("[")[2].rstrip("]")) + 1
        return self.say(
            f"{self.names.field(node.tables[0])}, ligne {row}", f"{self.names.field(node.tables[0])}, row {row}"
        )

    def test_of_years(self, step: Step) -> str:
        assert isinstance(step.node, tree.OverYears)
        test = _OVER_YEARS[step.node.function].test
        if test is None:
            return self.plain(step)
        words = test.into(self.names.language)
        return f"{self.figures_of_years(step)}{self.semicolon}{words}{self.colon} {self.finding(step.value)}"

    def branches(self, step: Step) -> str:
        condition, then, otherwise = step.children
        if isinstance(condition.value, Unknown):
            return f"{self.clause(condition)}{self.colon} {self.finding(step.value)}"
        chosen = then if condition.value is True else otherwise
        return f"{self.clause(condition)}, {self.say('donc', 'hence')} {self.clause(chosen)}"


def _field(node: tree.Node) -> Any:
    return getattr(node, "field", None) or getattr(node, "column", None)


def _is_name(node: tree.Node) -> bool:
    return isinstance(node, tree.ParameterValue | tree.Constant)


_CLAUSES: dict[type[tree.Node], Callable[[Clauses, Step], str]] = {
    tree.Constant: Clauses.plain,
    tree.FieldValue: Clauses.plain,
    tree.ParameterValue: Clauses.plain,
    tree.RuleValue: Clauses.rule_status,
    tree.StatusTest: Clauses.rule_status,
    tree.LevelValue: Clauses.plain,
    tree.ColumnValue: Clauses.plain,
    tree.Known: Clauses.known,
    tree.Not: Clauses.negation,
    tree.Logic: Clauses.logic,
    tree.Compare: Clauses.compare,
    tree.OptionIs: Clauses.option_is,
    tree.Arithmetic: Clauses.plain,
    tree.Negative: Clauses.plain,
    tree.DatePlus: Clauses.plain,
    tree.Extreme: Clauses.plain,
    tree.Rounded: Clauses.plain,
    tree.If: Clauses.branches,
    tree.Before: Clauses.plain,
    tree.OverYears: Clauses.test_of_years,
    tree.OverTable: Clauses.plain,
    tree.ForEach: Clauses.for_each,
}
