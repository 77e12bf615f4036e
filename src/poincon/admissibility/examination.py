"""The prerequisites of a dossier: what is computed on its last snapshot, what an official retained, what follows.

A prerequisite that only puts others together (« all prerequisites hold ») is not decided by hand: it follows from what
is retained of those that it names, by the logic of the evaluator itself. Overriding one of them is then said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from poincon.admissibility.deciding import snapshot_of
from poincon.admissibility.enums import Verdict
from poincon.admissibility.models import PrerequisiteCheck
from poincon.cahier.evaluation import RuleResult
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.model import RuleKind, Status
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing_of
from poincon.sheets.models import Snapshot
from poincon.sheets.standing import Standing

_OPPOSITE = {Verdict.MET: Verdict.NOT_MET, Verdict.NOT_MET: Verdict.MET}


@dataclass(frozen=True, eq=False)
class Prerequisite:
    """One prerequisite: computed, and retained (None while nobody decided). `summary`: it follows from others."""

    result: RuleResult
    check: PrerequisiteCheck | None
    summary: bool
    retained: Verdict | None
    before: PrerequisiteCheck | None = None
    """What was retained of it on an earlier snapshot, to help deciding again."""

    @property
    def id(self) -> str:
        return self.result.checked.rule.id

    @property
    def computed(self) -> Verdict:
        return computed(self.result)

    @property
    def reason(self) -> str:
        return self.check.reason if self.check is not None else ""

    @property
    def version(self) -> int:
        return self.check.version if self.check is not None else 0

    @property
    def is_override(self) -> bool:
        return self.check is not None and self.check.is_override

    @property
    def fails(self) -> bool:
        return self.retained is Verdict.NOT_MET


@dataclass(frozen=True, eq=False)
class Examination:
    """The prerequisites of a dossier, judged on `snapshot`."""

    dossier: Dossier
    snapshot: Snapshot
    standing: Standing
    prerequisites: tuple[Prerequisite, ...]

    @cached_property
    def decidable(self) -> tuple[Prerequisite, ...]:
        """Those that an official decides: all but the prerequisites that follow from others."""
        return tuple(prerequisite for prerequisite in self.prerequisites if not prerequisite.summary)

    @property
    def pending(self) -> tuple[Prerequisite, ...]:
        return tuple(prerequisite for prerequisite in self.decidable if prerequisite.retained is None)

    @property
    def confirmable(self) -> tuple[Prerequisite, ...]:
        """Pending prerequisites that the computation decides."""
        return tuple(prerequisite for prerequisite in self.pending if prerequisite.computed is not Verdict.UNDETERMINED)

    @property
    def failing(self) -> tuple[Prerequisite, ...]:
        """What stops the request: what is decided as not met; what follows from others only when none of that does."""
        failing = tuple(prerequisite for prerequisite in self.decidable if prerequisite.fails)
        return failing or tuple(prerequisite for prerequisite in self.prerequisites if prerequisite.fails)

    @property
    def holds(self) -> bool:
        """All is decided, and all is met or not applicable."""
        return not self.pending and not self.failing

    @property
    def stops(self) -> bool:
        """All is decided, and something is not met."""
        return not self.pending and bool(self.failing)

    def of(self, rule: str) -> Prerequisite | None:
        return next((prerequisite for prerequisite in self.prerequisites if prerequisite.id == rule), None)


def computed(result: RuleResult) -> Verdict:
    """What the computation says of a prerequisite."""
    return Verdict(result.status.value) if result.status is not None else Verdict.UNDETERMINED


def examine(dossier: Dossier) -> Examination:
    """The prerequisites of a dossier on its last snapshot. Raises `NotAllowed` for one never handed over."""
    snapshot = snapshot_of(dossier)
    all_checks = dossier.prerequisite_checks.select_related("made_by", "snapshot").order_by("snapshot__made_at", "id")
    checks = {check.rule: check for check in all_checks if check.snapshot_id == snapshot.pk}
    before = {check.rule: check for check in all_checks if check.snapshot_id != snapshot.pk}
    standing = standing_of(snapshot, dossier)
    return Examination(dossier, snapshot, standing, tuple(_prerequisites(standing, checks, before)))


def _prerequisites(
    standing: Standing, checks: Mapping[str, PrerequisiteCheck], before: Mapping[str, PrerequisiteCheck]
) -> list[Prerequisite]:
    """In the order of the programme; what follows from others is worked out in the order of the rulebook."""
    rulebook = standing.package.rulebook
    summaries = summaries_of(rulebook)
    retained: dict[str, Verdict | None] = {}
    for checked in _declared(rulebook):
        check = checks.get(checked.rule.id)
        if checked.rule.id in summaries:
            assert checked.formula is not None
            retained[checked.rule.id] = follows(checked.formula, retained)
        else:
            retained[checked.rule.id] = Verdict(check.retained) if check is not None else None
    return [
        Prerequisite(
            standing.assessment.results[rule.id],
            None if rule.id in summaries else checks.get(rule.id),
            rule.id in summaries,
            retained[rule.id],
            None if rule.id in summaries else before.get(rule.id),
        )
        for rule in standing.package.programme.rules
        if rule.kind is RuleKind.PREREQUISITE
    ]


def _declared(rulebook: Rulebook) -> Iterable[CheckedRule]:
    return (checked for checked in rulebook.rules if checked.rule.kind is RuleKind.PREREQUISITE)


def summaries_of(rulebook: Rulebook) -> frozenset[str]:
    """The prerequisites that only put other prerequisites together, with « et », « ou » and « non »."""
    return frozenset(checked.rule.id for checked in _declared(rulebook) if _is_summary(checked))


def _is_summary(checked: CheckedRule) -> bool:
    if checked.formula is None or checked.applicable is not None or not checked.rule.is_condition:
        return False
    for node in tree.walk(checked.formula):
        if isinstance(node, tree.RuleValue | tree.StatusTest):
            if node.rule.kind is not RuleKind.PREREQUISITE:
                return False
        elif not isinstance(node, tree.Logic | tree.Not):
            return False
    return True


def follows(node: tree.Node, retained: Mapping[str, Verdict | None]) -> Verdict | None:
    """What a summary comes to, as the evaluator would say it of what is retained; None while one is not decided."""
    match node:
        case tree.RuleValue():
            return retained[node.rule.id]
        case tree.StatusTest():
            verdict = retained[node.rule.id]
            return verdict if node.status is Status.MET else _opposite(verdict)
        case tree.Not():
            return _opposite(follows(node.operand, retained))
        case tree.Logic():
            return _joined([follows(operand, retained) for operand in node.operands], conjunction=node.conjunction)
    raise AssertionError(f"{type(node).__name__} is in no summary")


def _opposite(verdict: Verdict | None) -> Verdict | None:
    return verdict if verdict is None else _OPPOSITE.get(verdict, verdict)


def _joined(verdicts: list[Verdict | None], *, conjunction: bool) -> Verdict | None:
    """« Et » falls with one that is not met, « ou » holds with one that is; what is not applicable has no say."""
    deciding = Verdict.NOT_MET if conjunction else Verdict.MET
    if deciding in verdicts:
        return deciding
    if None in verdicts:
        return None
    return next((verdict for verdict in verdicts if verdict is not Verdict.NOT_APPLICABLE), Verdict.NOT_APPLICABLE)
