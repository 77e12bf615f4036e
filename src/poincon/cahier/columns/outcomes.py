"""Outcomes of a population: chunk by chunk through the compiled columns, then the rows left to the exact evaluator."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

import numpy as np

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns import logic
from poincon.cahier.columns.kernels import (
    KNOWN,
    RuleKernel,
    masking_kernel,
    picked_or_aside,
    read_where_applicable,
    status_kernel,
    value_kernel,
    valued,
    where_applicable,
)
from poincon.cahier.columns.lanes import Lane, as_float
from poincon.cahier.columns.parts import Chunk, CodePart, NumberKernel, NumberPart, Unsupported
from poincon.cahier.columns.planner import ParameterValues, Planner
from poincon.cahier.columns.population import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNDETERMINED,
    Codes,
    Floats,
    Integers,
    Population,
)
from poincon.cahier.columns.scores import score_part
from poincon.cahier.evaluation import Judge, RuleResult
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.loading import Package
from poincon.cahier.model import RuleKind, Status
from poincon.cahier.model.kinds import Type

CHUNK_ROWS = 32768
"""Small enough for the working arrays to stay in the processor's cache."""
STATUS_CODES: dict[int, Status | None] = {
    NOT_MET: Status.NOT_MET,
    UNDETERMINED: Status.UNDETERMINED,
    MET: Status.MET,
    NOT_APPLICABLE: Status.NOT_APPLICABLE,
    KNOWN: None,
}
_CODE_OF = {status: code for code, status in STATUS_CODES.items()}


@dataclass(frozen=True, eq=False)
class PopulationOutcomes:
    """Statuses (codes) and values (in each lane's scale) of the rules judged, by row of the sorted population."""

    package: Package
    population: Population
    on: date | None
    parameters: dict[str, Number]
    """Set for this run, over what the programme says."""
    statuses: dict[str, Codes]
    values: dict[str, Floats]
    lanes: dict[str, Lane]
    exact_rows: Integers
    """Rows that were handed to the exact evaluator."""
    by_rows: tuple[str, ...] = ()
    """Rules that are not for columns, judged row by row."""
    magnitudes: dict[str, NumberKernel] = field(default_factory=dict)
    """How rough the values of some rules are: what a reform needs to know of those it does not judge again."""
    ends: dict[str, tuple[NumberPart, NumberPart]] = field(default_factory=dict)
    """Between which ends the values of some rules lie where they are unknown: needed for the same reason."""

    def value(self, name: str) -> Floats:
        """The values of a rule in its unit (euros, ratios…), rounded to float64; NaN when unknown."""
        lane = self.lanes.get(name)
        return self.values[name] * as_float(lane.scale) if lane is not None else self.values[name].copy()

    def counts(self, name: str) -> dict[str, int]:
        """How many rows have each status; `known` for values that have nothing to meet."""
        counts = np.bincount(self.statuses[name], minlength=KNOWN + 1)
        names = {code: status.value if status else "known" for code, status in STATUS_CODES.items()}
        order = (MET, NOT_MET, NOT_APPLICABLE, UNDETERMINED, KNOWN)
        return {names[code]: int(counts[code]) for code in order if counts[code]}


def evaluate(
    package: Package,
    population: Population,
    on: date | None = None,
    parameters: dict[str, Number] | None = None,
    only: Iterable[str] | None = None,
) -> PopulationOutcomes:
    """Judge every row. `parameters` override the programme's; `only` keeps these outcomes and what they read."""
    rules = package.rulebook.needed(only)
    return _Run(package, population, on, parameters or {}).outcomes(rules)


def reform(base: PopulationOutcomes, changes: dict[str, Number]) -> PopulationOutcomes:
    """The same population with some parameters changed: only what depends on them is judged again."""
    package, parameters = base.package, {**base.parameters, **changes}
    touched = package.rulebook.depending_on(frozenset(changes))
    rules = [checked for checked in package.rulebook.rules if checked.rule.id in touched & base.statuses.keys()]
    return _Run(package, base.population, base.on, parameters).outcomes(rules, base, frozenset(changes))


@dataclass
class _Compiled:
    kernels: list[RuleKernel] = field(default_factory=list)
    by_rows: list[str] = field(default_factory=list)


class _Run:
    def __init__(
        self, package: Package, population: Population, on: date | None, parameters: dict[str, Number]
    ) -> None:
        self.package = package
        self.population = population
        self.on = on
        self.parameters = parameters
        self.statuses: dict[str, Codes] = {}
        self.values: dict[str, Floats] = {}
        self.again: set[str] = set()
        """The rules that a reform judges again."""
        self.planner = Planner(package.rulebook, population, self.parameter_values())

    def outcomes(
        self, rules: list[CheckedRule], base: PopulationOutcomes | None = None, changed: frozenset[str] = frozenset()
    ) -> PopulationOutcomes:
        if base is not None:
            self.again = {checked.rule.id for checked in rules}
            self.start_from(base)
        compiled = _Compiled()
        for checked in rules:
            self.planner.note_once(checked)
            self.compile(checked, compiled, base, changed)
        near = self.run_chunks(compiled.kernels)
        names = [checked.rule.id for checked in rules]
        if base is not None:
            near = np.union1d(near, base.exact_rows)
        self.judge_rows(near, [name for name in names if name not in compiled.by_rows])
        if compiled.by_rows:
            self.judge_rows(np.arange(self.population.rows, dtype=np.int64), compiled.by_rows)
        by_rows = tuple(dict.fromkeys([*(base.by_rows if base else ()), *compiled.by_rows]))
        return PopulationOutcomes(
            self.package,
            self.population,
            self.on,
            self.parameters,
            self.statuses,
            self.values,
            self.planner.lanes,
            near,
            by_rows,
            self.planner.magnitudes,
            self.planner.ends,
        )

    def start_from(self, base: PopulationOutcomes) -> None:
        """Keep what the reform does not touch; statuses that are judged again get arrays of their own."""
        for checked in self.package.rulebook.rules:
            name = checked.rule.id
            if name not in base.statuses:
                continue
            self.planner.note_once(checked)
            if name in self.again:
                continue
            self.statuses[name] = base.statuses[name]
            if name in base.values:
                self.values[name] = base.values[name]
            if name not in base.by_rows:
                self.planner.neutral[name] = True
                if name in base.lanes:
                    self.planner.lanes[name] = base.lanes[name]
                if name in base.magnitudes:
                    self.planner.magnitudes[name] = base.magnitudes[name]
                if name in base.ends:
                    self.planner.ends[name] = base.ends[name]

    # parameters and days

    def day(self, year: int | None) -> date:
        """The day at which dated values are read for a row of that year."""
        if self.on is not None:
            return self.on
        if year is not None:
            return date(year, 12, 31)
        programme = self.package.programme
        return date(programme.day.year, 12, 31) if self.population.tells_of_a_year else programme.day

    def parameter_values(self) -> ParameterValues:
        """One value for all rows, unless a dated value changes between their years."""
        values: ParameterValues = {}
        years = self.population.years
        distinct = [] if years is None or self.on is not None else [int(year) for year in np.unique(years)]
        for parameter in self.package.programme.parameters:
            if parameter.id in self.parameters:
                values[parameter.id] = self.parameters[parameter.id]
                continue
            by_year = {year: parameter.at(self.day(year)) for year in distinct}
            if len(set(by_year.values())) > 1 and years is not None:
                values[parameter.id] = tuple(by_year[int(year)] for year in years)
            else:
                values[parameter.id] = parameter.at(self.day(distinct[0] if distinct else None))
        return values

    # compiling rules

    def compile(
        self, checked: CheckedRule, compiled: _Compiled, base: PopulationOutcomes | None, changed: frozenset[str]
    ) -> None:
        name = checked.rule.id
        self.statuses[name] = np.empty(self.population.rows, dtype=np.int8)
        if checked.type is not Type.BOOLEAN:
            self.values[name] = np.empty(self.population.rows)
        try:
            kernels = self.rule_kernels(checked, base, changed)
        except (Unsupported, OverflowError):
            compiled.by_rows.append(name)
            if name in self.values:
                self.values[name] = np.empty(self.population.rows)
            self.planner.lanes.pop(name, None)
            self.planner.magnitudes.pop(name, None)
            self.planner.ends.pop(name, None)
            self.planner.neutral.pop(name, None)
            return
        compiled.kernels.extend(kernels)

    def rule_kernels(
        self, checked: CheckedRule, base: PopulationOutcomes | None, changed: frozenset[str]
    ) -> list[RuleKernel]:
        name, planner = checked.rule.id, self.planner
        applicable = planner.codes(checked.applicable) if checked.applicable is not None else None
        if checked.type is Type.BOOLEAN:
            status = where_applicable(self.truth(checked), applicable)
            planner.neutral[name] = status.may_be_neutral
            return [status_kernel(name, status)]
        part = self.value_part(checked)
        stands = base is not None and name in base.lanes and self.value_stands(checked, changed)
        if base is not None and stands:
            self.values[name] = _read_only(base.values[name])
        kernels = [] if stands else [value_kernel(name, part)]
        own = replace(part, run=lambda chunk: chunk.values[name][chunk.rows], into=None)
        goal = planner.numbers(checked.target.second) if checked.target is not None else None
        if checked.target is None or goal is None:
            status = logic.set_aside(CodePart(lambda chunk: valued(own.run(chunk))), part.neutral)
        else:
            status = logic.compare(checked.target.comparison, own, goal)
        status = where_applicable(status, applicable)
        planner.neutral[name] = status.may_be_neutral
        kernels.append(status_kernel(name, status))
        if applicable is not None or (goal is not None and goal.neutral is not None):
            part = read_where_applicable(part, applicable)
            if not stands:
                kernels.append(masking_kernel(name, applicable))
        self.note_reading(name, part)
        return kernels

    def note_reading(self, name: str, part: NumberPart) -> None:
        """How those who read the values of a rule find them."""
        self.planner.lanes[name] = part.lane
        if part.magnitude is not None:
            self.planner.magnitudes[name] = part.magnitude
        if part.ends is not None:
            self.planner.ends[name] = part.ends

    def truth(self, checked: CheckedRule) -> CodePart:
        """The status of a rule that is a yes or no, where it applies."""
        if checked.rule.kind is RuleKind.CRITERION:
            return logic.constant_codes(UNDETERMINED)
        assert checked.formula is not None
        status = self.planner.codes(checked.formula)
        return picked_or_aside(status) if checked.rule.kind is RuleKind.RECOMMENDATION else status

    def value_part(self, checked: CheckedRule) -> NumberPart:
        if checked.rule.kind is RuleKind.SCORE:
            return score_part(self.planner, checked)
        assert checked.formula is not None
        if checked.type is not Type.NUMBER:
            raise Unsupported
        return self.planner.numbers(checked.formula)

    def value_stands(self, checked: CheckedRule, changed: frozenset[str]) -> bool:
        """Whether a reform leaves the rule's own value alone: it then moves nothing but its target."""
        if checked.formula is None:
            return False
        value = [checked.formula] if checked.applicable is None else [checked.formula, checked.applicable]
        nodes = self.planner.nodes_read(*value)
        if any(isinstance(node, tree.ParameterValue) and node.parameter.id in changed for node in nodes):
            return False
        if checked.target is not None:  # no parameter is « sans objet »; a rule may be, and the value with it
            nodes += self.planner.nodes_read(checked.target.second)
        return not any(rule.id in self.again for node in nodes for rule in tree.rules_at(node))

    # running

    def run_chunks(self, kernels: list[RuleKernel]) -> Integers:
        near: list[Integers] = []
        # x / 0 is unknown here, and infinities that it makes on the way are replaced
        with np.errstate(divide="ignore", invalid="ignore"):
            for start, stop in self.chunks():
                chunk = Chunk(self.population, start, stop, self.statuses, self.values)
                for kernel in kernels:
                    kernel(chunk)
                if chunk.near.any():
                    near.append(np.flatnonzero(chunk.near).astype(np.int64) + start)
        return np.concatenate(near) if near else np.empty(0, dtype=np.int64)

    def chunks(self) -> Iterable[tuple[int, int]]:
        start, rows = 0, self.population.rows
        grouped = bool(self.population.dossiers)
        while start < rows:
            stop = min(start + CHUNK_ROWS, rows)
            while grouped and stop < rows and self.population.first_row[stop] != stop:
                stop += 1
            yield start, stop
            start = stop

    def judge_rows(self, rows: Integers, names: list[str]) -> None:
        """Replace the outcomes of these rows by those of the exact evaluator."""
        if not len(rows) or not names:
            return
        for name in names:
            if name in self.values and not self.values[name].flags.writeable:
                self.values[name] = self.values[name].copy()
        judge = Judge(self.package, only=names)
        years = self.population.years
        for row in rows:
            day = self.day(None if years is None else int(years[row]))
            assessment = judge.assess(self.population.dossier(int(row)), day, self.parameters)
            for name in names:
                self.store(int(row), name, assessment.results[name])

    def store(self, row: int, name: str, result: RuleResult) -> None:
        self.statuses[name][row] = _CODE_OF[result.status]
        if name in self.values:
            lane = self.planner.lanes.get(name)
            is_number = isinstance(result.value, int | Fraction) and not isinstance(result.value, bool)
            scale = lane.scale if lane is not None else Fraction(1)
            self.values[name][row] = _nearest(Fraction(result.value) / scale) if is_number else np.nan


def _read_only(values: Floats) -> Floats:
    """The same values, which nobody may write into: a base and its reforms share them."""
    view = values.view()
    view.flags.writeable = False
    return view


def _nearest(value: Fraction) -> float:
    """The nearest float; infinite when there is none."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
