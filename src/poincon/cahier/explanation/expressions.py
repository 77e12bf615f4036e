"""Calculations in words: the formula with values in the place of names."""

from __future__ import annotations

from collections.abc import Callable

from poincon.cahier.evaluation import Unknown
from poincon.cahier.evaluation.values import Step
from poincon.cahier.explanation.shown_values import ShownValues
from poincon.cahier.explanation.words import OPERATORS, OVER_YEARS, PRECEDENCE
from poincon.cahier.formulas import tree


class Expressions:
    """`clause`: how a yes or no is told, for the reason of a « si … alors … »."""

    def __init__(self, values: ShownValues, clause: Callable[[Step], str]) -> None:
        self.values = values
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
        text = self.values.of(step)
        is_between = isinstance(step.value, Unknown) and step.value.bounds is not None
        return f"({text})" if above and (is_between or text.startswith("-")) else text

    def calculated(self, step: Step, decimals: int | None = None) -> str:
        """« 390 625,00 € ÷ 1 250 000,00 € = 31,25 % »; the value alone where nothing was calculated."""
        value, expression = self.values.of(step, decimals), self.expression(step)
        if expression in (value, self.values.of(step)):
            return value
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

    def conditional(self, step: Step) -> str:
        condition, then, otherwise = step.children
        reason = self.clause(condition)
        if not isinstance(condition.value, bool):
            return self.say(f"selon que {reason}", f"depending on {reason}")
        chosen = then if condition.value is True else otherwise
        return f"{self.expression(chosen)} ({self.say('car', 'since')} {reason})"
