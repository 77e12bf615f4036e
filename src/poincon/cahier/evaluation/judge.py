"""The judge: runs the compiled rules of a programme over a dossier, year by year, each rule after those it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from poincon.cahier.basics.numbers import Number
from poincon.cahier.dossiers import Dossier
from poincon.cahier.evaluation.compiler import Compiler
from poincon.cahier.evaluation.context import Context
from poincon.cahier.evaluation.criteria import compile_criterion
from poincon.cahier.evaluation.numbers import compared
from poincon.cahier.evaluation.parameters import ParameterReadings
from poincon.cahier.evaluation.results import JudgeRule, ParameterResult, RuleResult, set_aside
from poincon.cahier.evaluation.scores import compile_score
from poincon.cahier.evaluation.values import NOT_APPLICABLE, Run, Step, Unknown, merged
from poincon.cahier.evaluation.verdicts import compile_verdict
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.loading import Package
from poincon.cahier.model import RuleKind, Status
from poincon.cahier.model.kinds import Type


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every outcome of a dossier: of the reference year, and by year for the rules that have years."""

    package: Package
    dossier: Dossier
    on: date
    year: int
    results: dict[str, RuleResult]
    by_year: dict[int, dict[str, RuleResult]]
    parameters: dict[str, ParameterResult]

    def per_year(self, rule: str) -> dict[int, RuleResult]:
        """The results of a rule year by year; empty for a rule that knows no years.

        Empty too for one that reads an answer asked once: today's answer says nothing of past years.
        """
        if not self.results[rule].checked.yearly or rule in self.package.rulebook.undated:
            return {}
        return {year: results[rule] for year, results in self.by_year.items()}


class Judge:
    """The rules of a programme, compiled; `only` keeps these outcomes and what they read. Reusable, thread-safe."""

    def __init__(self, package: Package, only: Iterable[str] | None = None) -> None:
        self.package = package
        self.programme = package.programme
        self._compiler = Compiler(package.rulebook)
        rules = package.rulebook.needed(only)
        compiled = [(checked, self._compile(checked)) for checked in rules]
        self._once = [(checked.rule.id, run) for checked, run in compiled if not checked.yearly]
        self._yearly = [(checked.rule.id, run) for checked, run in compiled if checked.yearly]
        # A rule without years that reads one with years cannot exist: `yearly` is inherited by whoever reads.
        self.parameters = ParameterReadings(self.programme)

    def day(self, dossier: Dossier, on: date | None = None) -> date:
        """The day of dated values: the one given, else 31 December of the reference year, else the programme's."""
        if on is not None:
            return on
        if dossier.reference_year is not None:
            return date(dossier.reference_year, 12, 31)
        return self.programme.day

    def assess(
        self, dossier: Dossier, on: date | None = None, overrides: dict[str, Number] | None = None
    ) -> Assessment:
        """Every outcome, with its explanation. `overrides`: parameters of a reform that is being tried."""
        day = self.day(dossier, on)
        year = dossier.reference_year if dossier.reference_year is not None else day.year
        readings, steps = self.parameters.read(day, dossier, overrides)
        context = Context(dossier, steps, year)
        once: dict[str, RuleResult] = {}
        context.results = once
        context.record = dossier.years.get(year, context.record)
        for name, run in self._once:
            once[name] = run(context)
        for past in range(context.first_year, year + 1):
            context.history[past] = dict(once)
            context.enter(past)
            results = context.results
            for name, run in self._yearly:
                results[name] = run(context)
        return Assessment(self.package, dossier, day, year, context.history[year], context.history, readings)

    # rules

    def _compile(self, checked: CheckedRule) -> JudgeRule:
        base = self._compile_base(checked)
        if checked.applicable is None:
            return base
        applicable = self._compiler(checked.applicable)
        return lambda context: _with_applicability(base(context), applicable(context))

    def _compile_base(self, checked: CheckedRule) -> JudgeRule:
        compiler = self._compiler
        if checked.rule.kind in _WITHOUT_FORMULA:
            return _WITHOUT_FORMULA[checked.rule.kind](compiler, checked)
        assert checked.formula is not None  # every other kind has one
        formula = compiler(checked.formula)
        if checked.target is not None:
            return _targeted(checked, formula, compiler(checked.target.second))
        return _condition(checked, formula) if checked.type is Type.BOOLEAN else _valued(checked, formula)


_WITHOUT_FORMULA: dict[RuleKind, Callable[[Compiler, CheckedRule], JudgeRule]] = {
    RuleKind.CRITERION: compile_criterion,
    RuleKind.SCORE: compile_score,
    RuleKind.VERDICT: compile_verdict,
}


@lru_cache(maxsize=64)
def judge_of(package: Package) -> Judge:
    """The compiled judge of a package; packages are compared by identity."""
    return Judge(package)


def assess(package: Package, dossier: Dossier, on: date | None = None) -> Assessment:
    """Every outcome of a dossier under a programme, exactly, with its explanation."""
    return judge_of(package).assess(dossier, on)


def _condition(checked: CheckedRule, formula: Run) -> JudgeRule:
    yearly = checked.yearly
    refused = Status.NOT_APPLICABLE if checked.rule.kind is RuleKind.RECOMMENDATION else Status.NOT_MET

    def run(context: Context) -> RuleResult:
        step = formula(context)
        value = step.value
        year = context.year if yearly else None
        if value is True:
            return RuleResult(checked, year, Status.MET, value, None, step)
        if value is False:
            return RuleResult(checked, year, refused, value, None, step)
        if value is NOT_APPLICABLE:
            return set_aside(checked, year, step)
        return RuleResult(checked, year, Status.UNDETERMINED, value, value, step)

    return run


def _valued(checked: CheckedRule, formula: Run) -> JudgeRule:
    yearly = checked.yearly

    def run(context: Context) -> RuleResult:
        step = formula(context)
        value = step.value
        year = context.year if yearly else None
        if value is NOT_APPLICABLE:
            return set_aside(checked, year, step)
        if value.__class__ is Unknown:
            return RuleResult(checked, year, Status.UNDETERMINED, value, value, step)
        return RuleResult(checked, year, None, value, None, step)

    return run


def _targeted(checked: CheckedRule, formula: Run, right: Run) -> JudgeRule:
    assert checked.target is not None
    yearly, comparison = checked.yearly, checked.target.comparison

    def run(context: Context) -> RuleResult:
        step, target = formula(context), right(context)
        value = step.value
        year = context.year if yearly else None
        outcome = compared(comparison, value, target.value)
        if outcome is True or outcome is False:
            return RuleResult(checked, year, Status.MET if outcome else Status.NOT_MET, value, None, step, target)
        if outcome is NOT_APPLICABLE:
            return RuleResult(checked, year, Status.NOT_APPLICABLE, outcome, None, step, target)
        return RuleResult(checked, year, Status.UNDETERMINED, value, outcome, step, target)

    return run


def _with_applicability(result: RuleResult, applicable: Step) -> RuleResult:
    """The result of a rule that has `applicable_si`: set aside unless it holds, undetermined while it is unknown.

    Whoever reads the value of a rule that is set aside, or may be, reads none.
    """
    result.applicable = applicable
    if applicable.value is False or applicable.value is NOT_APPLICABLE:
        result.status, result.value, result.unknown = Status.NOT_APPLICABLE, NOT_APPLICABLE, None
    elif applicable.value.__class__ is Unknown:
        result.status, result.unknown = Status.UNDETERMINED, merged((applicable.value, result.unknown))
        result.value = result.unknown
    return result
