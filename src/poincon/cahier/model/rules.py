"""Rules, as written: formulas are still text here."""

from __future__ import annotations

from dataclasses import dataclass

from poincon.cahier.basics.problems import Place
from poincon.cahier.model.enums import Comparison, RuleKind, Strength
from poincon.cahier.model.form import Formula, Reference


@dataclass(frozen=True, slots=True)
class Target:
    comparison: Comparison
    formula: Formula


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule of any kind. `formula` is a value or, if `is_condition`, a yes or no; criteria and scores have none."""

    id: str
    kind: RuleKind
    label: str
    reference: Reference
    place: Place
    help: str = ""
    formula: Formula | None = None
    is_condition: bool = False
    target: Target | None = None
    strength: Strength | None = None
    applicable_if: Formula | None = None
    shown: bool = False
    """A derived value that people are shown, even when no rule reads it."""
    # criteria
    question: str = ""
    scale: str | None = None
    evidence: tuple[str, ...] = ()
    # scores
    sections: tuple[str, ...] = ()
    linked_to: str | None = None
    linked_share: str | None = None
    # coherence checks and recommendations
    message: str = ""
    text: str = ""
    levers: tuple[str, ...] = ()
