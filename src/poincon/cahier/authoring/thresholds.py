"""Thresholds of a programme, and the answers that stand right on each, one step below and one step above."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from poincon.cahier.basics.numbers import Number
from poincon.cahier.dossiers import Dossier
from poincon.cahier.dossiers.dossier import Value
from poincon.cahier.evaluation import Assessment, Judge
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.formulas.tree import Node
from poincon.cahier.loading import Package
from poincon.cahier.model import Comparison, Field, FieldKind, Status

FARTHEST = 10**13
"""Steps away from the answer of a case: beyond, no threshold is looked for."""
_STRICT = (Comparison.MORE, Comparison.LESS, Comparison.DIFFERENT)
_MOVED = frozenset(
    {
        FieldKind.INTEGER,
        FieldKind.DECIMAL,
        FieldKind.PERCENTAGE,
        FieldKind.EUROS,
        FieldKind.FTE,
        FieldKind.DATE,
        FieldKind.YEAR,
    }
)
"""Kinds whose answer moves by steps."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A comparison of a rule with a parameter, and a field that may bring it to either side."""

    rule: CheckedRule
    comparison: Comparison
    field: Field


@dataclass(frozen=True, slots=True)
class Edge:
    """The answers around a threshold, in order, and the status of the rule with each; the middle one is on it."""

    threshold: Threshold
    answers: tuple[Value, ...]
    statuses: tuple[Status, ...]
    year: int | None
    """The year in which the answer is given; None for one that is asked once."""


def thresholds_of(book: Rulebook) -> Iterator[Threshold]:
    """Every threshold of the rules that have a status, once for each field that moves it."""
    for checked in book.rules:
        if not checked.has_status:
            continue
        pairs: dict[tuple[str, Comparison], Threshold] = {}
        for node in (part for top in checked.trees for part in tree.walk(top)):
            if isinstance(node, tree.Compare) and tree.parameters_below(node):
                for field in _moved_fields(node, book):
                    pairs.setdefault((field.id, node.comparison), Threshold(checked, node.comparison, field))
        yield from pairs.values()


def _moved_fields(top: Node, book: Rulebook) -> list[Field]:
    """The fields that a comparison reads, through the values of other rules too."""
    fields: dict[str, Field] = {}
    todo, passed = [top], set[str]()
    while todo:
        for node in tree.walk(todo.pop()):
            if isinstance(node, tree.FieldValue) and node.field.kind in _MOVED:
                fields[node.field.id] = node.field
            elif isinstance(node, tree.RuleValue) and node.rule.id not in passed:
                passed.add(node.rule.id)
                todo += [part for part in (book.by_id[node.rule.id].formula,) if part is not None]
    return list(fields.values())


def edge_of(threshold: Threshold, package: Package, assessment: Assessment, judge: Judge) -> Edge | None:
    """The answers around a threshold, from a dossier that meets its rule; None when its field cannot cross it.

    `judge` judges the threshold's rule. Between the answer and the edge, the status is taken to change once.
    """
    field, rule = threshold.field, threshold.rule.rule.id
    dossier, year = assessment.dossier, assessment.year if threshold.field.yearly else None
    first = (dossier.years.get(year, {}) if year is not None else dossier.answers).get(field.id)
    if not _is_moved(first) or assessment.results[rule].status is not Status.MET:
        return None

    def status(steps: int) -> Status | None:
        answer = moved(first, field, steps)
        if answer is None:
            return None
        return judge.assess(_answered(dossier, field, year, answer), assessment.on).results[rule].status

    last_met = _last_met(status)
    if last_met is None:
        return None
    way = 1 if last_met >= 0 and status(last_met + 1) is Status.NOT_MET else -1
    on_edge = last_met + way if threshold.comparison in _STRICT else last_met
    steps = (on_edge - 1, on_edge, on_edge + 1)
    around = [(moved(first, field, number), status(number)) for number in steps]
    settled = [
        (answer, outcome)
        for answer, outcome in around
        if answer is not None and outcome in (Status.MET, Status.NOT_MET)
    ]
    answers, statuses = (answer for answer, _ in settled), (outcome for _, outcome in settled)
    return Edge(threshold, tuple(answers), tuple(statuses), year)


def _last_met(status: Callable[[int], Status | None]) -> int | None:
    """How many steps away the rule is last met, before the nearest point where it is not; None when there is none."""
    distance = 1
    near = {1: 0, -1: 0}
    open_ways = [1, -1]
    while distance <= FARTHEST and open_ways:
        for way in tuple(open_ways):
            far = way * distance
            outcome = status(far)
            if outcome not in (Status.MET, Status.NOT_MET):  # past what the field admits, or what the rule knows
                open_ways.remove(way)
                far = _last_settled(near[way], far, status)
                outcome = status(far)
            if outcome is Status.NOT_MET:
                return _last(near[way], far, lambda steps: status(steps) is Status.MET)
            near[way] = far
        distance *= 4
    return None


def _last_settled(settled: int, beyond: int, status: Callable[[int], Status | None]) -> int:
    return _last(settled, beyond, lambda steps: status(steps) in (Status.MET, Status.NOT_MET))


def _last(near: int, far: int, holds: Callable[[int], bool]) -> int:
    """The last number of steps that holds, from one that does to one that does not."""
    while abs(far - near) > 1:
        middle = (near + far) // 2
        if holds(middle):
            near = middle
        else:
            far = middle
    return near


def _is_moved(answer: Value | None) -> bool:
    return isinstance(answer, int | Fraction | date) and not isinstance(answer, bool)


def moved(first: Value | None, field: Field, steps: int) -> Value | None:
    """The answer that many steps away, in the least step of its field; None outside what the field admits."""
    if isinstance(first, date):
        number = first.toordinal() + steps
        earliest, latest = field.earliest or date.min, field.latest or date.max
        return date.fromordinal(number) if earliest.toordinal() <= number <= latest.toordinal() else None
    assert isinstance(first, int | Fraction)
    answer: Number = first + steps * step_of(field)
    is_low = field.minimum is not None and answer < field.minimum
    is_high = field.maximum is not None and answer > field.maximum
    return None if is_low or is_high else answer


def step_of(field: Field) -> Number:
    """The least difference between two answers: 1, a cent, a decimal of the field."""
    if field.kind in (FieldKind.INTEGER, FieldKind.YEAR):
        return 1
    return Fraction(1, 100 if field.kind is FieldKind.EUROS else 10**field.decimals)


def _answered(dossier: Dossier, field: Field, year: int | None, answer: Value) -> Dossier:
    if year is None:
        return replace(dossier, answers={**dossier.answers, field.id: answer})
    years = {**dossier.years, year: {**dossier.years.get(year, {}), field.id: answer}}
    return replace(dossier, years=years)
