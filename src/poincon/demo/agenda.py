"""What happens at an instant, in the order of instants, whoever planned it; mail leaves at once after each act."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from poincon.jobs.worker import run_all

Happening = Callable[[datetime], object]
"""An act, given its instant."""

_A_MOMENT = timedelta(seconds=20)
"""How long mail takes to leave."""


def moment_of(step: dict[str, Any], now: datetime) -> datetime:
    """When a step of a data file takes place: `day` from now and `at`, an hour of Paris; or `minutes` from now."""
    if "minutes" in step:
        return now + timedelta(minutes=int(step["minutes"]))
    return at_hour(now, int(step["day"]), time.fromisoformat(step["at"]))


def at_hour(now: datetime, days: int, hour: time) -> datetime:
    """That hour of Paris, so many days from now."""
    day = timezone.localdate(now) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, hour))


def deliver(at: datetime, now: datetime) -> None:
    """Do what was queued by then, as a worker would have at that time. Raises what a job fails with."""
    for attempt in run_all(min(at + _A_MOMENT, now)):
        if attempt.error is not None:
            raise attempt.error


@dataclass(order=True, slots=True)
class _Planned:
    at: datetime
    place: int
    act: Happening = field(compare=False)


class Agenda:
    """Acts still to come, up to `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._planned: list[_Planned] = []
        self._count = 0

    def add(self, at: datetime, act: Happening) -> None:
        """Plan an act; an act that is not past yet is left to the life of the demonstration."""
        if at <= self.now:
            self._count += 1
            heapq.heappush(self._planned, _Planned(at, self._count, act))

    def run(self) -> None:
        """Live it all through; an act may plan others."""
        while self._planned:
            entry = heapq.heappop(self._planned)
            entry.act(entry.at)
            deliver(entry.at, self.now)
