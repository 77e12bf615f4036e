"""Dates plus durations, and durations between dates: two years after 29 February end on 28 February."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from poincon.cahier.basics.numbers import Number

_DAY = "jour"
MONTHS = {"an": 12, "mois": 1}
"""The months of each duration but the day."""
FARTHEST = 3_000_000
"""Days beyond which a duration leaves the calendar."""


def shifted(start: date, amount: Number, unit: str) -> date:
    """`start` plus a number of `an`, `mois` or `jour` (its whole part).

    Past the calendar's ends, its last or first day: a hostile duration must give a date, never a crash."""
    whole = max(-FARTHEST, min(FARTHEST, int(amount)))
    if unit == _DAY:
        try:
            return start + timedelta(days=whole)
        except OverflowError:
            return date.max if whole > 0 else date.min
    months = start.year * 12 + start.month - 1 + whole * MONTHS[unit]
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if year > 0 else date.min
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int:
    """The greatest number of months that added to `start` does not pass `end`; below zero when `end` is before.

    From 31 January to 28 February is one, since a month after 31 January is 28 February.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if shifted(start, months, "mois") <= end else months - 1
