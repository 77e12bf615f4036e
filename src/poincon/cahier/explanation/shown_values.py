"""Values of steps in words: with their unit, with « ≈ » when rounded, in points when they are a change of a share."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from poincon.cahier.basics.units import Unit
from poincon.cahier.evaluation import NOT_APPLICABLE, Cause, Range, RuleResult, Unknown
from poincon.cahier.evaluation.values import Step
from poincon.cahier.explanation.choices import choice_label
from poincon.cahier.explanation.figures import Figures
from poincon.cahier.explanation.names import Names
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import Field, Rule
from poincon.cahier.model.kinds import Type


class ShownValues:
    """Renders the value of a step: a figure, a day, a choice, or why it is unknown."""

    def __init__(self, names: Names, figures: Figures) -> None:
        self.names = names
        self.figures = figures
        self.wording = names.wording
        self.say = self.wording.say

    # one value

    def of(self, step: Step, decimals: int | None = None) -> str:
        """What a step is worth."""
        if is_number(step.value) and is_change_of_share(step):
            return self.figures.points(step.value, decimals)
        return self.value(step.value, step.node, decimals)

    def value(self, value: Any, node: Node, decimals: int | None = None) -> str:
        """A value with its unit; what it can still be, or « ? », when a calculation does not know it."""
        if isinstance(value, Unknown):
            return self.unknown(value, node) if value.bounds is None else self.between(value.bounds, node.unit)
        if value is NOT_APPLICABLE:
            return self.say("sans objet", "not applicable")
        if isinstance(value, bool):
            return self.yes_no(value)
        if isinstance(value, date):
            return self.figures.day(value)
        if node.type is Type.NUMBER:
            return self.figures.number(value, node.unit, decimals)
        if node.type is Type.CHOICE and isinstance(value, str):
            return choice_label(self.names, node, value)
        if node.type is Type.CHOICES and isinstance(value, tuple):
            return ", ".join(choice_label(self.names, node, option) for option in value)
        return self.wording.quoted(str(value))

    def between(self, bounds: Range, unit: Unit | None) -> str:
        """« entre 1 et 2 », « au moins 3 »."""
        lowest, highest = (
            None if end is None else self.figures.number(end, unit) for end in (bounds.lowest, bounds.highest)
        )
        if lowest is None and highest is None:
            return "?"
        if highest is None:
            return self.say(f"au moins {lowest}", f"at least {lowest}")
        if lowest is None:
            return self.say(f"au plus {highest}", f"at most {highest}")
        if lowest == highest:
            return lowest
        return self.say(f"entre {lowest} et {highest}", f"between {lowest} and {highest}")

    def unknown(self, value: Unknown, node: Node) -> str:
        if value.cause is Cause.HIDDEN:
            return self.say("question qui ne se pose pas", "not asked")
        if isinstance(node, tree.GivenLevel) and isinstance(node.subject, Rule):
            return self.say("pas encore apprécié", "not yet appraised")
        if isinstance(node, tree.FieldValue | tree.ColumnValue | tree.GivenLevel):
            return self.say("non renseigné", "not given")
        if isinstance(node, tree.ParameterValue):
            return self.say("pas encore fixé", "not yet set")
        return "?"

    def option(self, chooser: Field | Rule, identifier: str) -> str:
        option = chooser.option(identifier)
        return self.names.option(chooser, option) if option else identifier

    def yes_no(self, value: bool) -> str:
        return self.say("oui", "yes") if value else self.say("non", "no")

    def finding(self, value: Any) -> str:
        """What a test found."""
        if isinstance(value, Unknown):
            return self.say("inconnu", "unknown")
        return self.say("sans objet", "not applicable") if value is NOT_APPLICABLE else self.yes_no(bool(value))

    # what a calculation gives

    def decimals(self, first: Step, second: Step) -> int | None:
        """The decimals that tell two compared values apart; None when the usual ones do."""
        if not (is_number(first.value) and is_number(second.value)):
            return None
        return self.figures.telling(first.value, second.value, first.node.unit)

    def equals(self, step: Step, decimals: int | None = None) -> str:
        """« ≈ » when the value is shown rounded, else « = »."""
        exact = not is_number(step.value) or self.figures.is_exact(step.value, step.node.unit, decimals)
        return "=" if exact else "≈"


def is_number(value: Any) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def is_change_of_share(step: Any) -> bool:
    """Whether a step is the difference of two shares, counted in points: `part - avant(part)`, never `1 - part`."""
    if not isinstance(step, Step) or step.node.type is not Type.NUMBER or not _is_share(step.node):
        return False
    match step.node:
        case tree.Arithmetic(operator="-"):
            return all(_is_share(child.node) and not _is_figure(child.node) for child in step.children)
        case tree.RuleValue():
            return any(isinstance(result, RuleResult) and is_change_of_share(result.step) for result in step.children)
        case tree.Before() | tree.Rounded() | tree.Negative():
            return any(is_change_of_share(child) for child in step.children)
        case tree.OverYears():
            return bool(step.children) and all(is_change_of_share(child) for child in step.children)
        case tree.If():
            return all(is_change_of_share(child) for child in step.children[1:])
        case tree.Extreme():
            return all(is_change_of_share(child) or _is_figure(child.node) for child in step.children)
    return False


def _is_share(node: Node) -> bool:
    unit = node.unit
    return unit is not None and not unit.powers and not unit.count


def _is_figure(node: Node) -> bool:
    """A figure of the programme: what is taken from a share, as a tolerance is, leaves a share."""
    operand = node.operand if isinstance(node, tree.Negative) else node
    return isinstance(operand, tree.Constant | tree.ParameterValue | tree.Lookup)
