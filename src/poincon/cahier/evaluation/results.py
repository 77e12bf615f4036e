"""What became of a rule or a parameter, with everything that an explanation needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.text import natural_order
from poincon.cahier.evaluation.ranges import Range
from poincon.cahier.evaluation.values import NOT_APPLICABLE, Step, Unknown, bounds_of
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.model import Field, Level, Parameter, Status, VerdictLine
from poincon.cahier.model.kinds import Type

if TYPE_CHECKING:
    from poincon.cahier.evaluation.context import Context


@dataclass(frozen=True, slots=True)
class ScoredStatement:
    """One statement in a score: the level answered, the weight, what it earns (None when unanswered)."""

    field: Field
    level: Level | None
    weight: int | None
    earned: Number | None
    path: str


@dataclass(frozen=True, slots=True)
class ScoreTrace:
    """How a score was made: points of its statements, their own ratio, and the score it is linked to."""

    statements: tuple[ScoredStatement, ...]
    earned: Number | None
    possible: Number | None
    ratio: Any
    share: Number | None
    linked: RuleResult | None


@dataclass(frozen=True, slots=True)
class CriterionTrace:
    """The level that people gave, and the evidence that the dossier holds or lacks, of what is asked for."""

    level: Level | None
    evidence: tuple[tuple[Field, bool], ...]


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """A line of verdicts with its condition as it was evaluated; None for a line that has none."""

    line: VerdictLine
    step: Step | None

    @property
    def truth(self) -> Any:
        """Whether its condition is met; a line without one always is."""
        return True if self.step is None else self.step.value


@dataclass(frozen=True, slots=True)
class VerdictTrace:
    """Every line as it was judged, and those that can win: the winner alone, once nothing before it is in doubt."""

    lines: tuple[JudgedLine, ...]
    candidates: tuple[JudgedLine, ...]


Trace = Step | ScoreTrace | CriterionTrace | VerdictTrace
"""How an outcome came about."""


class RuleResult:
    """The outcome of a rule in one year (or without years): a number, a date, a bool, an option, or no value yet.

    `unknown` says why the outcome is undetermined. A value may be unknown where the outcome is not: its bounds settle
    it.
    """

    __slots__ = ("applicable", "checked", "status", "step", "target", "unknown", "value", "year")

    def __init__(
        self,
        checked: CheckedRule,
        year: int | None,
        status: Status | None,
        value: Any,
        unknown: Unknown | None,
        step: Trace,
        target: Step | None = None,
        applicable: Step | None = None,
    ) -> None:
        self.checked = checked
        self.year = year
        self.status = status
        self.value = value
        self.unknown = unknown
        self.step = step
        self.target = target
        self.applicable = applicable

    @property
    def truth(self) -> Any:
        """The status as a formula reads it: True, False, NOT_APPLICABLE or Unknown."""
        status = self.status
        if status is Status.MET:
            return True
        if status is Status.NOT_MET:
            return False
        return NOT_APPLICABLE if status is Status.NOT_APPLICABLE else self.unknown

    @property
    def read(self) -> Any:
        """What a formula that names the rule reads: its status when it is a yes or no, else its value."""
        return self.truth if self.checked.type is Type.BOOLEAN else self.value

    @property
    def bounds(self) -> Range | None:
        """What the value can still be, when it is not known exactly and its holes have bounds."""
        return bounds_of(self.value) if self.value.__class__ is Unknown else None

    @property
    def holes(self) -> list[str]:
        """Paths of the answers that keep the value between its bounds, or unknown."""
        return sorted(self.value.missing, key=natural_order) if self.value.__class__ is Unknown else []

    @property
    def missing(self) -> list[str]:
        """Paths of the answers to give, when the outcome is undetermined."""
        unknown = self.unknown if self.status is Status.UNDETERMINED else None
        return sorted(unknown.missing, key=natural_order) if unknown is not None else []


JudgeRule = Callable[["Context"], RuleResult]
"""A compiled rule."""


def set_aside(checked: CheckedRule, year: int | None, step: Trace) -> RuleResult:
    """The outcome of a rule that does not concern the dossier: whoever reads it reads no value."""
    return RuleResult(checked, year, Status.NOT_APPLICABLE, NOT_APPLICABLE, None, step)


@dataclass(frozen=True, slots=True)
class ParameterResult:
    """A parameter as it was read. `since`: the day from which its value holds, or `UNDATED`; None of a campaign's.

    `on`: the day of the dossier at which it was read, None of those that are read at the day of the assessment.
    `day_lacking`: the path of the answer that would tell that day.
    """

    parameter: Parameter
    value: Number | None
    since: date | None
    from_campaign: bool
    on: date | None = None
    day_lacking: str = ""

    @property
    def missing(self) -> str:
        """The path of what would give it a value."""
        return self.day_lacking or f"parametres.{self.parameter.id}"
