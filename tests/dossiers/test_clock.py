"""Whose turn it is, and how many days a structure has left: pure, on moves alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from poincon.dossiers.clock import Clock, days_between, days_used, due_after, end_of_day, held_by
from poincon.dossiers.enums import TRANSITIONS, Event, Side, State
from poincon.ui.moments import PARIS
from tests.platform_fixtures import NOW


@dataclass(frozen=True, slots=True)
class Step:
    event: Event
    before: State
    after: State
    made_at: datetime


def march(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """That hour of Paris, in March 2027."""
    return datetime(2027, 3, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def life(*events: tuple[Event, datetime]) -> list[Step]:
    """The moves of a dossier from its draft on, each checked against the table."""
    state, steps = State.DRAFT, []
    for event, at in events:
        after = TRANSITIONS[state, event].after
        steps.append(Step(event, state, after, at))
        state = after
    return steps


SUBMITTED = (Event.SUBMIT, march(1))


@pytest.mark.parametrize(
    ("events", "now", "days"),
    [
        ((), march(20), 0),
        (((Event.ASK_CHANGES, march(2)),), march(2, 23, 59), 0),
        (((Event.ASK_CHANGES, march(2)),), march(3, 0, 1), 1),
        (((Event.ASK_CHANGES, march(2, 23, 59)),), march(3, 0, 1), 1),
        (((Event.ASK_CHANGES, march(2)), (Event.RESUBMIT, march(5))), march(20), 3),
        # the authority holds it from the 5th to the 15th: nothing runs
        (
            (
                (Event.ASK_CHANGES, march(2)),
                (Event.RESUBMIT, march(5)),
                (Event.ASK_CHANGES, march(15)),
                (Event.ASK_VALIDATION, march(16)),
                (Event.RESUBMIT, march(17)),
            ),
            march(30),
            5,
        ),
        # a request that was taken back costs nothing
        (
            (
                (Event.ASK_CHANGES, march(2)),
                (Event.TAKE_BACK, march(12)),
                (Event.ASK_CHANGES, march(13)),
            ),
            march(15),
            2,
        ),
        (((Event.ASK_CHANGES, march(2)), (Event.WITHDRAW, march(6))), march(30), 4),
        # the clock changes on 28 March: days are those of the calendar
        (((Event.ASK_CHANGES, march(27, 23, 30)),), march(29, 0, 30), 2),
    ],
)
def test_days_run_while_the_structure_holds_it_only(
    events: tuple[tuple[Event, datetime], ...], now: datetime, days: int
) -> None:
    assert days_used(life(SUBMITTED, *events), now) == days


@pytest.mark.parametrize(
    ("used", "due"),
    [(0, 17), (3, 14), (10, 7), (11, 7), (40, 7)],
)
def test_a_request_leaves_what_remains_and_never_less_than_the_least(used: int, due: int) -> None:
    assert due_after(used, allowed=15, minimum=5, now=march(2, 9)) == march(due, 23, 59)


def test_a_programme_that_leaves_nothing_leaves_a_day() -> None:
    """Sent a minute before midnight, a request that was due that very day would be over before it is read."""
    assert due_after(15, allowed=15, minimum=0, now=march(2, 23, 59)) == march(3, 23, 59)


def test_a_day_ends_at_its_last_minute_in_paris() -> None:
    assert end_of_day(march(27).date()) == datetime(2027, 3, 27, 22, 59, tzinfo=UTC)
    assert end_of_day(march(28).date()) == datetime(2027, 3, 28, 21, 59, tzinfo=UTC)
    assert days_between(datetime(2027, 3, 1, 22, 59, tzinfo=UTC), datetime(2027, 3, 1, 23, 1, tzinfo=UTC)) == 1


@pytest.mark.parametrize(
    ("events", "side", "since"),
    [
        ((), Side.STRUCTURE, NOW),
        (((Event.VALIDATE, march(3)),), Side.STRUCTURE, NOW),
        (((Event.VALIDATE, march(3)), (Event.SUBMIT, march(4))), Side.AUTHORITY, march(4)),
        ((SUBMITTED, (Event.ASK_CHANGES, march(2))), Side.STRUCTURE, march(2)),
        ((SUBMITTED, (Event.ASK_CHANGES, march(2)), (Event.ASK_VALIDATION, march(3))), Side.STRUCTURE, march(2)),
        ((SUBMITTED, (Event.DECLARE_COMPLETE, march(5)), (Event.RECHECK, march(6))), Side.AUTHORITY, march(1)),
        ((SUBMITTED, (Event.DECLARE_COMPLETE, march(5)), (Event.CLOSE, march(6))), None, march(6)),
        ((SUBMITTED, (Event.WITHDRAW, march(7))), None, march(7)),
    ],
)
def test_a_side_holds_it_since_it_changed_hands(
    events: tuple[tuple[Event, datetime], ...], side: Side | None, since: datetime
) -> None:
    steps = life(*events)
    assert held_by(steps[-1].after if steps else State.DRAFT, steps, NOW) == (side, since)


def test_late_is_after_the_instant_and_not_at_it() -> None:
    due = march(10, 23, 59)
    at = Clock(Side.STRUCTURE, march(2), 3, 15, 5, due)
    assert [at.is_late(now) for now in (due, due + timedelta(seconds=1))] == [False, True]
    assert (at.remaining, Clock(None, march(2), 20, 15, 5).remaining) == (12, 0)
    assert not Clock(None, march(2), 20, 15, 5).is_late(march(30))
