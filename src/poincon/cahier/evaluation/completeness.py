"""Which fields are shown, required and filled: what a form asks for next, and what a completeness check reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from poincon.cahier.basics.numbers import Number
from poincon.cahier.evaluation.compiler import Compiler
from poincon.cahier.evaluation.context import EMPTY, Context
from poincon.cahier.evaluation.judge import Assessment, judge_of
from poincon.cahier.evaluation.results import RuleResult
from poincon.cahier.evaluation.values import NOT_APPLICABLE, Run, Unknown
from poincon.cahier.formulas.bounds import Bound
from poincon.cahier.formulas.visibility import condition_keys, field_key
from poincon.cahier.loading import Package
from poincon.cahier.model import Field, Group


@dataclass(frozen=True, slots=True)
class Beyond:
    """An answer beyond a bound. `limit`: what the bound is worth; None while it is only known to be passed."""

    bound: Bound
    value: Number | date
    limit: Number | date | None


@dataclass(frozen=True, slots=True)
class FieldState:
    """One field, in one year when it is yearly. `shown` and `required` are None while their condition is unknown."""

    field: Field
    year: int | None
    path: str
    shown: bool | None
    required: bool | None
    filled: bool
    beyond: tuple[Beyond, ...] = ()
    """The bounds that its answer does not keep to, among those that are formulas."""

    @property
    def lacking(self) -> bool:
        """The structure must fill it before submitting."""
        return self.field.at_entry and self.shown is not False and self.required is True and not self.filled


@dataclass(frozen=True, slots=True)
class Completeness:
    states: tuple[FieldState, ...]

    @property
    def lacking(self) -> list[FieldState]:
        return [state for state in self.states if state.lacking]

    @property
    def beyond(self) -> list[FieldState]:
        return [state for state in self.states if state.beyond]


def completeness(assessment: Assessment) -> Completeness:
    """The state of every field of the form, over the years of each group's window."""
    return Completeness(tuple(_Walk(assessment).states()))


class _Walk:
    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.programme = assessment.package.programme
        self.shown_if, self.required_if, self.bounds = _conditions_of(assessment.package)
        dossier = assessment.dossier
        _, steps = judge_of(assessment.package).parameters.read(assessment.on, dossier)
        self.context = Context(dossier, steps, assessment.year)
        self.context.history = assessment.by_year
        self.by_absent_year: dict[int, dict[int, dict[str, RuleResult]]] = {}

    def states(self) -> Iterator[FieldState]:
        for group in self.programme.groups:
            years = range(self.assessment.year - group.window + 1, self.assessment.year + 1) if group.window else [None]
            for year in years:
                self.enter(year)
                yield from self.group_states(group, year)

    def enter(self, year: int | None) -> None:
        standing = self.assessment.year if year is None else year
        self.context.year = standing
        self.context.record = self.context.years.get(standing, EMPTY)
        years = [past for past in self.context.years if past <= standing]
        self.context.first_year = min(years, default=standing)
        self.context.history = self.histories(standing)
        self.context.results = self.context.history[standing]

    def histories(self, year: int) -> dict[int, dict[str, RuleResult]]:
        """The results up to that year; one that the dossier does not give is judged as the reference year would be."""
        by_year = self.assessment.by_year
        if year in by_year:
            return by_year
        if year not in self.by_absent_year:
            judge = judge_of(self.assessment.package)
            dossier = replace(self.assessment.dossier, reference_year=year)
            self.by_absent_year[year] = judge.assess(dossier, self.assessment.on).by_year
        return self.by_absent_year[year]

    def group_states(self, group: Group, year: int | None) -> Iterator[FieldState]:
        settled: dict[str, bool | None] = {}
        for field in group.fields:
            keys = condition_keys(field)
            for key in keys:
                if key not in settled:
                    settled[key] = self.truth(self.shown_if.get(key), default=True)
            truths = [settled[key] for key in keys]
            shown = False if False in truths else None if None in truths else True
            required = self.truth(self.required_if.get(field_key(field)), default=field.required)
            answers = self.context.record if year is not None else self.context.answers
            path = field.id if year is None else f"annees.{year}.{field.id}"
            beyond = () if shown is False else tuple(self.passed(field))
            yield FieldState(field, year, path, shown, required, field.id in answers, beyond)

    def passed(self, field: Field) -> Iterator[Beyond]:
        """The bounds that the field's answer is certainly beyond."""
        for bound, test in self.bounds.get(field.id, ()):
            step = test(self.context)
            if step.value is False:
                answer, limit = (child.value for child in step.children)
                yield Beyond(bound, answer, None if isinstance(limit, Unknown) else limit)

    def truth(self, condition: Run | None, *, default: bool) -> bool | None:
        if condition is None:
            return default
        value = condition(self.context).value
        if value is True or value is False:
            return bool(value)
        return True if value is NOT_APPLICABLE else None


@lru_cache(maxsize=64)
def _conditions_of(package: Package) -> tuple[dict[str, Run], dict[str, Run], dict[str, list[tuple[Bound, Run]]]]:
    """On what its fields and groups are shown, its fields required, and within what bounds, compiled.

    Packages are compared by identity.
    """
    compiler, book = Compiler(package.rulebook), package.rulebook
    shown = {key: compiler(node) for key, node in book.shown_if.items()}
    required = {key: compiler(node) for key, node in book.required_if.items()}
    bounds = {name: [(bound, compiler(bound.test)) for bound in several] for name, several in book.bounds.items()}
    return shown, required, bounds
