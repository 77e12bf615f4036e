"""Calculations in words: the formula with values in the place of names."""

from __future__ import annotations

from collections.abc import Callable

from poincon.cahier.evaluation import Unknown
from poincon.cahier.evaluation.values import Step
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
        node = step.node
        if isinstance(node, tree.Arithmetic):
            level = PRECEDENCE[node.operator]
            first = self.expression(step.children[0], level)
            second = self.expression(step.children[1], level + (node.operator in "-/"))
            text = f"{first} {OPERATORS[node.operator]} {second}"
            return f"({text})" if level < above else text
        if isinstance(node, tree.Negative):
            return f"−{self.expression(step.children[0], 3)}"
        if isinstance(node, tree.Extreme):
            words = self.say("le plus petit de", "the smallest of")
            if node.greatest:
                words = self.say("le plus grand de", "the greatest of")
            return f"{words} ({self.wording.semicolon.join(self.expression(child) for child in step.children)})"
        if isinstance(node, tree.Rounded):
            return self.wording.rounded(self.expression(step.children[0]), rounding=node.rounding, inside=bool(above))
        if isinstance(node, tree.DatePlus):
            sign = "+" if node.sign > 0 else "−"
            return f"{self.expression(step.children[0])} {sign} {self.expression(step.children[1])}"
        if isinstance(node, tree.OverYears):
            return self.over_years(node, step)
        if isinstance(node, tree.OverTable) and step.children and not isinstance(node.operand, tree.ColumnValue):
            return self.over_rows(node, step)
        if isinstance(node, tree.If):
            return self.conditional(step)
        if isinstance(node, tree.Before) and step.children:
            return self.expression(step.children[0], above)
        text = self.values.of(step)
        is_between = isinstance(step.value, Unknown) and step.value.bounds is not None
        return f"({text})" if above and (is_between or text.startswith(MINUS)) else text

    def calculated(self, step: Step, decimals: int | None = None) -> str:
        """« 390 625,00 € ÷ 1 250 000,00 € = 31,25 % »; the value alone where nothing was calculated."""
        value, expression = self.values.of(step, decimals), self.expression(step)
        if expression in (value, self.values.of(step)):
            return value
        if _is_open(step):
            return expression
        return f"{expression} {self.values.equals(step, decimals)} {value}"

    def over_years(self, node: tree.OverYears, step: Step) -> str:
        values, words = self.figures_of_years(step), OVER_YEARS[node.function].value
        return values if words is None else f"{words.into(self.names.language)} ({values})"

    def figures_of_years(self, step: Step) -> str:
        assert isinstance(step.at, int)
        years = range(step.at - len(step.children) + 1, step.at + 1)
        return self.wording.semicolon.join(
            f"{year}{self.wording.colon} {self.values.of(child)}"
            for year, child in zip(years, step.children, strict=True)
        )

    def over_rows(self, node: tree.OverTable, step: Step) -> str:
        """« total de (ligne 1 : 2 × 5,00 € = 10,00 € ; ligne 2 : …) »: each row with its own calculation."""
        rows = [
            f"{self.names.row_number(str(row.at))}{self.wording.colon} {self.calculated(row)}"
            for row in step.children[:_ROWS_SHOWN]
        ]
        more = len(step.children) - _ROWS_SHOWN
        if more > 0:
            rows.append(self.wording.count(more, ("autre ligne", "autres lignes"), ("other row", "other rows")))
        return f"{OVER_TABLE[node.function].into(self.names.language)} ({self.wording.semicolon.join(rows)})"

    def conditional(self, step: Step) -> str:
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
