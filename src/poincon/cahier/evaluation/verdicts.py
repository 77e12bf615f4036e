"""Verdicts in words: the first line whose condition is met, as soon as no line before it can still be."""

from __future__ import annotations

from poincon.cahier.evaluation.compiler import Compiler
from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.results import JudgedLine, JudgeRule, RuleResult, VerdictTrace, set_aside
from poincon.cahier.evaluation.values import Unknown
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.model import Status


def compile_verdict(compiler: Compiler, checked: CheckedRule) -> JudgeRule:
    """The identifier of the line that wins; « sans objet » when none is met.

    While a line that comes first is unknown the verdict is undetermined, and lacks what that line lacks, unless every
    line that can still win gives the same verdict.
    """
    runs = [
        (line, None if condition is None else compiler(condition))
        for line, condition in zip(checked.rule.lines, checked.lines, strict=True)
    ]

    def run(context: Context) -> RuleResult:
        lines = tuple(JudgedLine(line, None if condition is None else condition(context)) for line, condition in runs)
        candidates = _candidates(lines)
        trace = VerdictTrace(lines, candidates)
        year = context.year if checked.yearly else None
        if not candidates:
            return set_aside(checked, year, trace)
        is_closed = not isinstance(candidates[-1].truth, Unknown)
        if is_closed and len({candidate.line.id for candidate in candidates}) == 1:
            return RuleResult(checked, year, None, candidates[0].line.id, None, trace)
        unknown = candidates[0].truth
        return RuleResult(checked, year, Status.UNDETERMINED, unknown, unknown, trace)

    return run


def _candidates(lines: tuple[JudgedLine, ...]) -> tuple[JudgedLine, ...]:
    """The lines that can win: those that are unknown, up to the first that is met."""
    candidates: list[JudgedLine] = []
    for line in lines:
        if line.truth is True:
            return (*candidates, line)
        if isinstance(line.truth, Unknown):
            candidates.append(line)
    return tuple(candidates)
