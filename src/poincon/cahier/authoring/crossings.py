"""Where an outcome turns while the answer to one field moves by its least step, from a dossier that is a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from poincon.cahier.basics.numbers import Number
from poincon.cahier.dossiers import Dossier
from poincon.cahier.dossiers.dossier import Value
from poincon.cahier.evaluation import Assessment, Judge, RuleResult
from poincon.cahier.evaluation.results import VerdictTrace
from poincon.cahier.evaluation.values import Step
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import Field, FieldKind

FARTHEST = 10**13
"""Steps away from the answer of a case: beyond, nothing is looked for."""
MOVED = frozenset(
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

Side = Callable[[Assessment], bool | None]
"""On which side of an edge a dossier stands; None where that is not known."""


class MovedDossier:
    """A dossier in which the answer to one field moves, judged at each step."""

    def __init__(self, base: Assessment, field: Field, judge: Judge) -> None:
        self.base, self.field, self.judge = base, field, judge
        self.year = base.year if field.yearly else None
        """The year in which the answer is given; None for one that is asked once."""
        dossier = base.dossier
        answers = dossier.answers if self.year is None else dossier.years.get(self.year, {})
        self.first = answers.get(field.id)
        self._assessments: dict[int, Assessment | None] = {}

    @property
    def moves(self) -> bool:
        """Whether there is an answer to move."""
        return isinstance(self.first, int | Fraction | date) and not isinstance(self.first, bool)

    def answer(self, steps: int) -> Value | None:
        """The answer that many steps away; None outside what the field admits."""
        first, field = self.first, self.field
        if isinstance(first, date):
            number = first.toordinal() + steps
            earliest, latest = field.earliest or date.min, field.latest or date.max
            return date.fromordinal(number) if earliest.toordinal() <= number <= latest.toordinal() else None
        assert isinstance(first, int | Fraction)
        answer: Number = first + steps * _step_of(field)
        is_low = field.minimum is not None and answer < field.minimum
        is_high = field.maximum is not None and answer > field.maximum
        return None if is_low or is_high else answer

    def assessment(self, steps: int) -> Assessment | None:
        if steps not in self._assessments:
            answer = self.answer(steps)
            judged = None if answer is None else self.judge.assess(self._with(answer), self.base.on)
            self._assessments[steps] = judged
        return self._assessments[steps]

    def _with(self, answer: Value) -> Dossier:
        dossier, name = self.base.dossier, self.field.id
        if self.year is None:
            return replace(dossier, answers={**dossier.answers, name: answer})
        years = {**dossier.years, self.year: {**dossier.years.get(self.year, {}), name: answer}}
        return replace(dossier, years=years)

    def edge(self, side: Side, *, is_strict: bool) -> int | None:
        """How many steps away the edge nearest to the case is; None when the answer cannot cross it.

        Strict: the edge itself is where `side` does not hold. Between the case and the edge, the side is taken to
        change once.
        """

        def side_at(steps: int) -> bool | None:
            assessment = self.assessment(steps)
            return None if assessment is None else side(assessment)

        last = _last_of_a_side(side_at) if self.moves else None
        if last is None:
            return None
        is_above = last > 0 or (last == 0 and side_at(1) is (not side_at(0)))
        beyond = last + 1 if is_above else last - 1
        return last if side_at(last) is not is_strict else beyond


def _step_of(field: Field) -> Number:
    """The least difference between two answers: 1, a cent, a decimal of the field."""
    if field.kind in (FieldKind.INTEGER, FieldKind.YEAR):
        return 1
    return Fraction(1, 100 if field.kind is FieldKind.EUROS else 10**field.decimals)


def _last_of_a_side(side: Callable[[int], bool | None]) -> int | None:
    """How many steps away is the last on the side of the case, before the nearest crossing; None when there is none."""
    start = side(0)
    if start is None:
        return None
    distance = 1
    near = {1: 0, -1: 0}
    open_ways = [1, -1]
    while distance <= FARTHEST and open_ways:
        for way in tuple(open_ways):
            far = way * distance
            if side(far) is None:  # past what the field admits, or what is known
                open_ways.remove(way)
                far = _last(near[way], far, lambda steps: side(steps) is not None)
            if side(far) is not start:
                return _last(near[way], far, lambda steps: side(steps) is start)
            near[way] = far
        distance *= 4
    return None


def _last(near: int, far: int, holds: Callable[[int], bool]) -> int:
    """The last number of steps that holds, from one that does to one that does not."""
    while abs(far - near) > 1:
        middle = (near + far) // 2
        if holds(middle):
            near = middle
        else:
            far = middle
    return near


def moved_fields(top: Node, book: Rulebook) -> list[Field]:
    """The fields whose answer moves that a tree reads, through the values of other rules too."""
    fields: dict[str, Field] = {}
    todo, passed = [top], set[str]()
    while todo:
        for node in tree.walk(todo.pop()):
            if isinstance(node, tree.FieldValue) and node.field.kind in MOVED:
                fields[node.field.id] = node.field
            elif isinstance(node, tree.RuleValue) and node.rule.id not in passed:
                passed.add(node.rule.id)
                todo += [part for part in (book.by_id[node.rule.id].formula,) if part is not None]
    return list(fields.values())


def step_of_node(result: RuleResult, node: Node) -> Step | None:
    """The step of a node in the trace of a rule; None when it was read several times (by row, by year), or never."""
    steps = [step for step in _steps(result) if step.node is node]
    return steps[0] if len(steps) == 1 else None


def _steps(result: RuleResult) -> Iterator[Step]:
    trace = result.step
    lines = [judged.step for judged in trace.lines] if isinstance(trace, VerdictTrace) else []
    todo = [step for step in (trace, result.target, result.applicable, *lines) if isinstance(step, Step)]
    while todo:
        step = todo.pop()
        yield step
        todo.extend(child for child in step.children if isinstance(child, Step))
