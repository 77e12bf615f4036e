"""Criteria: a level given by people, on evidence that the dossier holds."""

from __future__ import annotations

from poincon.cahier.dossiers import Absence
from poincon.cahier.evaluation.compiler import Compiler
from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.results import CriterionTrace, JudgeRule, RuleResult, set_aside
from poincon.cahier.evaluation.values import Cause, Unknown
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.model import Status


def compile_criterion(compiler: Compiler, checked: CheckedRule) -> JudgeRule:
    """Met or not by the level given. Without a level it is undetermined, and says which evidence is missing too.

    Evidence that is not asked for is neither given nor missing; what the structure says it has not is not asked again.
    """
    rule, programme = checked.rule, compiler.programme
    scale = programme.scale[rule.scale or ""]
    evidence = [(programme.fields[name], compiler.shown(programme.fields[name])) for name in rule.evidence]

    def run(context: Context) -> RuleResult:
        answer = context.appraisals.get(rule.id)
        level = scale.level(answer) if answer is not None else None
        fields = [field for field, shown in evidence if shown is None or shown(context)]
        answers = [(context.record if field.yearly else context.answers).get(field.id) for field in fields]
        presence = [value is not None and value.__class__ is not Absence for value in answers]
        trace = CriterionTrace(level, tuple(zip(fields, presence, strict=True)))
        if level is not None and level.status is Status.NOT_APPLICABLE:
            return set_aside(checked, None, trace)
        if level is not None:
            value = level.value if level.value is not None else level.status is Status.MET
            return RuleResult(checked, None, level.status, value, None, trace)
        paths = {
            f"annees.{context.year}.{field.id}" if field.yearly else field.id
            for field, value in zip(fields, answers, strict=True)
            if value is None
        }
        unknown = Unknown(Cause.MISSING, frozenset({f"appreciations.{rule.id}", *paths}))
        return RuleResult(checked, None, Status.UNDETERMINED, unknown, unknown, trace)

    return run
