"""How the values of the dossiers of a campaign move with a version: counts, sums, means, quantiles, region by region.

What is handed over is summed up, for whoever reads it. Drafts are their structures' alone: they are counted, and summed
up only together, when there are enough of them for no figure to be that of a structure. A quantile always is one's:
of what somebody may not read, they have sums and means alone.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from poincon.cahier.basics.numbers import Number, decimal_text, of_float, simplest
from poincon.cahier.basics.sums import QUANTILES, quantile, sum_by_denominator
from poincon.cahier.evaluation import NOT_APPLICABLE, Assessment, Unknown
from poincon.cahier.model.kinds import Type

FEWEST = 10
"""Dossiers below which a figure could be that of a structure."""
_COMPARED = (Type.NUMBER, Type.DATE, Type.CHOICE)
"""Values that may change while a status stays: amounts, days, verdicts in words. Only numbers are summed up."""
_DIGITS = 15
_TOGETHER = ("count", "sum", "mean")
"""Figures to which every dossier contributes: all the others are, or nearly are, those of one dossier."""

RECEIVED, PREPARED = "received", "prepared"


def values_that_change(before: Assessment, after: Assessment) -> list[str]:
    """The rules whose value is another one, or becomes known or unknown, in the order of the new version."""
    names = [*after.results, *(name for name in before.results if name not in after.results)]
    return [name for name in names if _is_compared(name, before, after) and _value(name, before) != _value(name, after)]


def _is_compared(name: str, *assessments: Assessment) -> bool:
    return any(
        name in assessment.results and assessment.results[name].checked.type in _COMPARED for assessment in assessments
    )


def _value(name: str, assessment: Assessment) -> Any:
    """The value of a rule; None when it has none, for any reason."""
    result = assessment.results.get(name)
    if result is None or result.checked.type not in _COMPARED:
        return None
    return _without_unknowns(result.value)


def _number(value: Any) -> Number | None:
    return value if value.__class__ in (int, Fraction) else None


def _without_unknowns(value: Any) -> Any:
    return None if value is NOT_APPLICABLE or value.__class__ is Unknown else value


# gathering


class _Series:
    """Numbers one by one: their sum is exact; floats are enough for their order, and take little room."""

    def __init__(self) -> None:
        self.numbers = array("d")
        self.numerators: dict[int, int] = {}

    def add(self, number: Number) -> None:
        try:
            self.numbers.append(float(number))
        except OverflowError:
            return
        numerators = self.numerators
        numerators[number.denominator] = numerators.get(number.denominator, 0) + number.numerator

    def extend(self, other: _Series) -> None:
        self.numbers.extend(other.numbers)
        for denominator, numerator in other.numerators.items():
            self.numerators[denominator] = self.numerators.get(denominator, 0) + numerator

    def to_json(self) -> dict[str, Any]:
        count = len(self.numbers)
        if not count:
            return {"count": 0}
        total = Fraction(sum_by_denominator(self.numerators))
        ordered = [of_float(float(f"{number:.{_DIGITS}g}")) for number in sorted(self.numbers)]
        quantiles = {name: decimal_text(quantile(ordered, share)) for name, share in QUANTILES.items()}
        return {
            "count": count,
            "sum": decimal_text(simplest(total)),
            "mean": decimal_text(simplest(total / count)),
            **quantiles,
        }


class _Group:
    """The values of a rule in some dossiers, before and after."""

    def __init__(self) -> None:
        self.changed = 0
        self.before, self.after = _Series(), _Series()

    def add(self, before: Number | None, after: Number | None, *, changed: bool) -> None:
        self.changed += changed
        if before is not None:
            self.before.add(before)
        if after is not None:
            self.after.add(after)

    def extend(self, other: _Group) -> None:
        self.changed += other.changed
        self.before.extend(other.before)
        self.after.extend(other.after)

    def to_json(self) -> dict[str, Any]:
        return {"changed": self.changed, "before": self.before.to_json(), "after": self.after.to_json()}


class ValueTotals:
    """Gathers the values of dossiers, rule by rule, region by region."""

    def __init__(self) -> None:
        self.received: dict[str, dict[str, _Group]] = {}
        self.prepared: dict[str, _Group] = {}

    def add(self, region: str, before: Assessment, after: Assessment, *, prepared: bool) -> list[str]:
        """Gather a dossier; gives the rules whose value changes."""
        changed = values_that_change(before, after)
        for name in before.results.keys() | after.results.keys():
            if _is_compared(name, before, after):
                group = self.group(name, region, prepared=prepared)
                pair = (_number(_value(name, before)), _number(_value(name, after)))
                group.add(*pair, changed=name in changed)
        return changed

    def group(self, name: str, region: str, *, prepared: bool) -> _Group:
        if prepared:
            return self.prepared.setdefault(name, _Group())
        return self.received.setdefault(name, {}).setdefault(region, _Group())

    def to_json(self) -> dict[str, Any]:
        """What is kept: rules whose value changes in some dossier; of a few drafts, how many and no more."""
        rules = {}
        for name in sorted(self.received.keys() | self.prepared.keys()):
            by_region = self.received.get(name, {})
            whole, prepared = _Group(), self.prepared.get(name, _Group())
            for group in by_region.values():
                whole.extend(group)
            if whole.changed or prepared.changed:
                rules[name] = {
                    RECEIVED: whole.to_json(),
                    PREPARED: _for_others(prepared),
                    "by_region": {code: group.to_json() for code, group in sorted(by_region.items()) if group.changed},
                }
        return rules


def _for_others(drafts: _Group) -> dict[str, Any]:
    """The figures of drafts that nobody but their structures may read: those of all together, and only of enough."""
    content = drafts.to_json()
    if not _is_enough(content):
        return {"changed": drafts.changed}
    for side in ("before", "after"):
        content[side] = {key: value for key, value in content[side].items() if key in _TOGETHER}
    return content


def _is_enough(content: Mapping[str, Any]) -> bool:
    counts: list[int] = [content[side]["count"] for side in ("before", "after") if content[side]["count"]]
    return min(content["changed"], *counts) >= FEWEST if counts else False


# reading it back


@dataclass(frozen=True, slots=True)
class Totals:
    """Figures of the dossiers whose value is a number: how many they are; empty of those that are not told."""

    count: int
    figures: Mapping[str, Number]
    """By name: `sum`, `mean` and the quantiles."""

    @property
    def together(self) -> Totals:
        """The same without what is the figure of one dossier."""
        return Totals(self.count, {name: value for name, value in self.figures.items() if name in _TOGETHER})


@dataclass(frozen=True, slots=True)
class TotalsMove:
    """`changed`: dossiers whose value is another one. Without figures, they are too few to be told."""

    changed: int
    before: Totals | None
    after: Totals | None

    def for_others(self, unread: int) -> TotalsMove:
        """The same for whoever may not read `unread` of these dossiers: of a few, a figure would be a structure's."""
        if not unread:
            return self
        sides = [side for side in (self.before, self.after) if side is not None]
        if min(unread, self.changed, *(side.count for side in sides if side.count)) < FEWEST:
            return TotalsMove(self.changed, None, None)
        return TotalsMove(self.changed, *(side and side.together for side in (self.before, self.after)))


@dataclass(frozen=True, slots=True)
class RuleTotals:
    rule: str
    received: TotalsMove
    prepared: TotalsMove
    by_region: Mapping[str, TotalsMove]
    """Of those handed over."""

    @property
    def changed(self) -> int:
        return self.received.changed + self.prepared.changed

    def for_others(self, unread: int) -> RuleTotals:
        """The same for whoever may not read `unread` of the dossiers that are handed over; whole when it is 0."""
        return RuleTotals(self.rule, self.received.for_others(unread), self.prepared, {}) if unread else self


def totals_of(content: Mapping[str, Any]) -> dict[str, RuleTotals]:
    """What `ValueTotals.to_json` wrote."""
    return {
        rule: RuleTotals(
            rule,
            _move(entry[RECEIVED]),
            _move(entry[PREPARED]),
            {code: _move(move) for code, move in entry["by_region"].items()},
        )
        for rule, entry in content.items()
    }


def _move(content: Mapping[str, Any]) -> TotalsMove:
    before, after = (_totals(content[side]) if side in content else None for side in ("before", "after"))
    return TotalsMove(content["changed"], before, after)


def _totals(content: Mapping[str, Any]) -> Totals:
    figures = {name: simplest(Fraction(text)) for name, text in content.items() if name != "count"}
    return Totals(content["count"], figures)
