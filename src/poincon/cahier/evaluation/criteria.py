"""Criteria: a level given by people, on evidence that the dossier holds."""

from __future__ import annotations

from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.results import CriterionTrace, RuleResult
from poincon.cahier.evaluation.values import Cause, Unknown
from poincon.cahier.formulas.rulebook import CheckedRule
from poincon.cahier.model import Programme, Status


def criterion(programme: Programme, checked: CheckedRule, context: Context) -> RuleResult:
    """Met or not by the level given. Without a level it is undetermined, and says which evidence is missing too."""
    rule = checked.rule
    scale = programme.scale[rule.scale or ""]
    answer = context.appraisals.get(rule.id)
    level = scale.level(answer) if answer is not None else None
    fields = [programme.fields[name] for name in rule.evidence]
    evidence = tuple((field, field.id in (context.record if field.yearly else context.answers)) for field in fields)
    trace = CriterionTrace(level, evidence)
    if level is not None:
        value = level.value if level.value is not None else level.status is Status.MET
        return RuleResult(checked, None, level.status, value, None, trace)
    paths = {
        f"annees.{context.year}.{field.id}" if field.yearly else field.id
        for field, presence in evidence
        if not presence
    }
    unknown = Unknown(Cause.MISSING, frozenset({f"appreciations.{rule.id}", *paths}))
    return RuleResult(checked, None, Status.UNDETERMINED, unknown, unknown, trace)
