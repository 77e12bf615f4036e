"""Rules, as written: formulas are still text here."""

from __future__ import annotations

from dataclasses import dataclass

from poincon.cahier.basics.problems import Place
from poincon.cahier.basics.units import Unit
from poincon.cahier.model.enums import Comparison, RuleKind, Strength
from poincon.cahier.model.form import Formula, Option, Reference


@dataclass(frozen=True, slots=True)
class CriterionGroup:
    """Criteria that are read, counted and shown together."""

    id: str
    label: str
    reference: Reference
    place: Place


@dataclass(frozen=True, slots=True)
class Target:
    comparison: Comparison
    formula: Formula


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """A verdict that can be given, and when; without a condition, whenever no line before it is."""

    id: str
    label: str
    condition: Formula | None
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule of any kind. `formula` is a value or, if `is_condition`, a yes or no; criteria, scores and verdicts have
    none."""

    id: str
    kind: RuleKind
    label: str
    reference: Reference
    place: Place
    help: str = ""
    formula: Formula | None = None
    is_condition: bool = False
    unit: Unit | None = None
    """In what its value is told, where the package says it; else that of its formula."""
    target: Target | None = None
    strength: Strength | None = None
    applicable_if: Formula | None = None
    shown: bool = False
    """A derived value that people are shown, even when no rule reads it."""
    # criteria
    question: str = ""
    scale: str | None = None
    group: str | None = None
    evidence: tuple[str, ...] = ()
    # scores
    sections: tuple[str, ...] = ()
    linked_to: str | None = None
    linked_share: str | None = None
    # coherence checks and recommendations
    message: str = ""
    text: str = ""
    levers: tuple[str, ...] = ()
    # verdicts
    lines: tuple[VerdictLine, ...] = ()

    @property
    def options(self) -> tuple[Option, ...]:
        """The verdicts that it can give, each once, in the order of their lines."""
        labels: dict[str, str] = {}
        for line in self.lines:
            labels.setdefault(line.id, line.label)
        return tuple(Option(name, label) for name, label in labels.items())

    def option(self, identifier: str) -> Option | None:
        return next((option for option in self.options if option.id == identifier), None)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula that it holds, as written."""
        target = self.target.formula if self.target else None
        written = (self.formula, target, self.applicable_if, *(line.condition for line in self.lines))
        return tuple(formula for formula in written if formula is not None)
