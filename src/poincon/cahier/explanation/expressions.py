"""Calculations in words: the formula with values in the place of names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from poincon.cahier.evaluation import Unknown
from poincon.cahier.evaluation.values import DoubtfulStep, Step
from poincon.cahier.explanation.figures import MINUS
from poincon.cahier.explanation.phrases import NAMED, Phrases
from poincon.cahier.explanation.shown_values import ShownValues
from poincon.cahier.explanation.words import OPERATORS, OVER_TABLE, OVER_YEARS, PRECEDENCE
from poincon.cahier.formulas import tree
from poincon.cahier.model.kinds import Type

_ROWS_SHOWN = 6
"""Rows of a calculation told one by one; the tree holds them all."""


class Expressions:
    """`clause`: how a yes or no is told, for the reason of a « si … alors … »."""

    def __init__(self, values: ShownValues, phrases: Phrases, clause: Callable[[Step], str]) -> None:
        self.values = values
        self.phrases = phrases
        self.clause = clause
        self.names = values.names
        self.wording = values.wording
        self.say = self.wording.say

    def expression(self, step: Step, above: int = 0) -> str:
        """The calculation of a step; the value of what calculates nothing. `above`: the precedence that it is under."""
        if type(step.node) in _CALCULATIONS:
            text = _CALCULATIONS[type(step.node)](self, step, above)
            if text is not None:
                return text
        text = self.values.of(step)
        is_between = isinstance(step.value, Unknown) and step.value.bounds is not None
        return f"({text})" if above and (is_between or text.startswith(MINUS)) else text

    def arithmetic(self, step: Step, above: int) -> str:
        assert isinstance(step.node, tree.Arithmetic)
        level = PRECEDENCE[step.node.operator]
        first = self.expression(step.children[0], level)
        second = self.expression(step.children[1], level + (step.node.operator in "-/"))
        text = f"{first} {OPERATORS[step.node.operator]} {second}"
        return f"({text})" if level < above else text

    def negative(self, step: Step, _above: int) -> str:
        return f"−{self.expression(step.children[0], 3)}"

    def extreme(self, step: Step, _above: int) -> str:
        assert isinstance(step.node, tree.Extreme)
        words = self.say("le plus petit de", "the smallest of")
        if step.node.greatest:
            words = self.say("le plus grand de", "the greatest of")
        return f"{words} ({self.wording.semicolon.join(self.expression(child) for child in step.children)})"

    def rounded(self, step: Step, above: int) -> str:
        assert isinstance(step.node, tree.Rounded)
        inner = self.expression(step.children[0])
        return self.wording.rounded(inner, rounding=step.node.rounding, inside=bool(above))

    def date_plus(self, step: Step, _above: int) -> str:
        assert isinstance(step.node, tree.DatePlus)
        sign = "+" if step.node.sign > 0 else "−"
        return f"{self.expression(step.children[0])} {sign} {self.expression(step.children[1])}"

    def months_between(self, step: Step, _above: int) -> str:
        first, second = step.children
        return self.wording.months_between(self.day(first), self.day(second))

    def before(self, step: Step, above: int) -> str | None:
        return self.expression(step.children[0], above) if step.children else None

    def day(self, step: Step) -> str:
        """« le 28 février 2022 », as a phrase holds it; the name of a day that is not known."""
        if isinstance(step.value, Unknown):
            return self.phrases.named(step.node)
        text = self.expression(step)
        return self.say(f"le {text}", text) if isinstance(step.value, date) else text

    def calculated(self, step: Step, decimals: int | None = None) -> str:
        """« 390 625,00 € ÷ 1 250 000,00 € = 31,25 % »; the value alone where nothing was calculated."""
        value, expression = self.values.of(step, decimals), self.expression(step)
        if expression == value or (decimals is not None and expression == self.values.of(step)):
            return value
        if _is_open(step) or isinstance(step.node, tree.Lookup):
            return expression
        return f"{expression} {self.values.equals(step, decimals)} {value}"

    def lookup(self, step: Step, _above: int) -> str:
        """« 55 % (Taux d'aide pour Environnement et Petite) »: the value with the cell that gave it."""
        assert isinstance(step.node, tree.Lookup)
        cell, value = step.children[-1].node, self.values.of(step)
        if len(step.children) == len(tree.children(step.node)) or not isinstance(cell, tree.ParameterValue):
            return f"{value} ({self.phrases.phrase(step.node)})"
        return f"{value} ({self.names.parameter(cell.parameter)})"

    def over_years(self, step: Step, _above: int) -> str:
        assert isinstance(step.node, tree.OverYears)
        values, words = self.figures_of_years(step), OVER_YEARS[step.node.function].value
        return values if words is None else f"{words.into(self.names.language)} ({values})"

    def figures_of_years(self, step: Step) -> str:
        assert isinstance(step.at, int)
        years = range(step.at - len(step.children) + 1, step.at + 1)
        return self.wording.semicolon.join(
            f"{year}{self.wording.colon} {self.values.of(child)}"
            for year, child in zip(years, step.children, strict=True)
        )

    def over_rows(self, step: Step, _above: int) -> str | None:
        """« total de (ligne 1 : 2 × 5,00 € = 10,00 € ; ligne 2 : …) »: each row with its own calculation."""
        node = step.node
        assert isinstance(node, tree.OverTable)
        if not step.children or isinstance(node.operand, tree.ColumnValue):
            return None
        rows = [
            f"{self.names.row_number(str(row.at))}{self.wording.colon} {self.calculated(row)}{self.doubt(row)}"
            for row in step.children[:_ROWS_SHOWN]
        ]
        more = len(step.children) - _ROWS_SHOWN
        if more > 0:
            rows.append(self.wording.count(more, ("autre ligne", "autres lignes"), ("other row", "other rows")))
        return f"{OVER_TABLE[node.function].into(self.names.language)} ({self.wording.semicolon.join(rows)})"

    def doubt(self, row: Step) -> str:
        return self.say(", si elle compte", ", if it counts") if isinstance(row, DoubtfulStep) else ""

    def conditional(self, step: Step, _above: int) -> str:
        condition, then, otherwise = step.children
        if _is_open(step):
            value = self.values.of(step)
            return f"{value} ({self.phrases.whether(condition.node)})" if isinstance(step.value, Unknown) else value
        chosen = then if condition.value is True else otherwise
        return f"{self.expression(chosen)} ({self.say('car', 'since')} {self.reason(condition)})"

    def reason(self, step: Step) -> str:
        """Why a branch was taken: for a choice, the answer that was given, « Nature est Propre »."""
        if isinstance(step.node, tree.Not) and isinstance(step.children[0].node, tree.OptionIs):
            return self.reason(step.children[0])
        if not isinstance(step.node, tree.OptionIs) or not isinstance(step.value, bool):
            return self.clause(step)
        operand = step.children[0]
        name = self.phrases.named(operand.node)
        subject = name if year_of(operand) is None else f"{name} ({year_of(operand)})"
        if operand.node.type is Type.CHOICES:
            verb = self.phrases.option_verb(step.node, negated=not step.value)
            return f"{subject} {verb} {self.phrases.option(step.node)}"
        return f"{subject} {self.say('est', 'is')} {self.values.of(operand)}"


def year_of(step: Step) -> int | None:
    """The year that a step was read in; a calculation tells its own."""
    return step.at if isinstance(step.at, int) and isinstance(step.node, NAMED) else None


def _is_open(step: Step) -> bool:
    """Whether the step is a « si » of which no branch is taken yet."""
    return isinstance(step.node, tree.If) and not isinstance(step.children[0].value, bool)


_CALCULATIONS: dict[type[tree.Node], Callable[[Expressions, Step, int], str | None]] = {
    tree.Arithmetic: Expressions.arithmetic,
    tree.Negative: Expressions.negative,
    tree.Extreme: Expressions.extreme,
    tree.Rounded: Expressions.rounded,
    tree.DatePlus: Expressions.date_plus,
    tree.MonthsBetween: Expressions.months_between,
    tree.Lookup: Expressions.lookup,
    tree.If: Expressions.conditional,
    tree.Before: Expressions.before,
    tree.OverYears: Expressions.over_years,
    tree.OverTable: Expressions.over_rows,
}
"""How each calculation is told; None where its value alone is."""
