"""Whose turn it is, since when, and how long a structure has to complete its dossier.

Days are counted as people count them, from one date to another in Paris: what is asked on the 1st and answered on the
3rd took two days, whatever the hours. The clock of the structure runs from a request to its answer, and stands still
while the authority holds the dossier. Time spent on a request that was taken back is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from poincon.dossiers.enums import Event, Side, State
from poincon.dossiers.models import Dossier
from poincon.ui.moments import PARIS

_LAST_MINUTE = time(23, 59)
_ENDS = (Event.RESUBMIT, Event.TAKE_BACK, Event.WITHDRAW)


class Step(Protocol):
    """What is read of a transition."""

    @property
    def event(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...
    @property
    def made_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Clock:
    """`holder`: whose turn it is; None once nothing more is expected. Days are whole."""

    holder: Side | None
    since: datetime
    used: int
    """Days that the structure has held it for corrections, up to now."""
    allowed: int
    """Days that it has in all."""
    minimum: int
    """Days that a new request leaves at least."""
    due_at: datetime | None = None
    """When the answer to the open request is due."""

    @property
    def remaining(self) -> int:
        return max(0, self.allowed - self.used)

    def is_late(self, now: datetime) -> bool:
        """The answer is still accepted: being late is shown, and stops nothing."""
        return self.due_at is not None and now > self.due_at


def clock(dossier: Dossier, now: datetime) -> Clock:
    """The clock of a dossier: two queries, none when `transitions` and `change_requests` were prefetched."""
    programme = dossier.package.programme
    steps = list(dossier.transitions.all())
    holder, since = held_by(State(dossier.state), steps, dossier.submitted_at or dossier.created_at)
    sent = next((change_request for change_request in dossier.change_requests.all() if change_request.is_open), None)
    return Clock(
        holder,
        since,
        days_used(steps, now),
        programme.days("delai_de_correction"),
        programme.days("delai_minimal_de_correction"),
        sent.due_at if sent is not None and dossier.state == State.TO_CORRECT else None,
    )


def held_by(state: State, steps: Sequence[Step], otherwise: datetime) -> tuple[Side | None, datetime]:
    """Who holds a dossier, and since when: since the last move that changed hands. `otherwise`: without any move."""
    since = otherwise
    for step in steps:
        if State(step.before).holder is not State(step.after).holder:
            since = step.made_at
    return state.holder, since


def days_used(steps: Iterable[Step], now: datetime) -> int:
    """The days that the structure held the dossier to correct it, the current ones included."""
    days, since = 0, None
    for step in steps:
        if step.event == Event.ASK_CHANGES:
            since = step.made_at
        elif step.event in _ENDS and since is not None:
            days += 0 if step.event == Event.TAKE_BACK else days_between(since, step.made_at)
            since = None
    return days if since is None else days + days_between(since, now)


def days_between(start: datetime, end: datetime) -> int:
    """Midnights of Paris from one instant to the other."""
    return (_day(end) - _day(start)).days


def due_after(used: int, allowed: int, minimum: int, now: datetime) -> datetime:
    """When the answer to a request that is sent now is due: the end of the last of the days that are left."""
    return end_of_day(_day(now) + timedelta(days=max(allowed - used, minimum, 1)))


def due_for(dossier: Dossier, now: datetime) -> datetime:
    """When the answer would be due if a request were sent now."""
    at = clock(dossier, now)
    return due_after(at.used, at.allowed, at.minimum, now)


def end_of_day(day: date) -> datetime:
    """23:59 of that day in Paris."""
    return datetime.combine(day, _LAST_MINUTE, PARIS).astimezone(UTC)


def end_of_its_day(moment: datetime) -> datetime:
    """23:59 of the day in Paris in which that instant falls."""
    return end_of_day(_day(moment))


def _day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()
