"""Days are sealed once they are over by every clock; what a clock that ran ahead sealed can be taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from poincon.journal import guard, sealing
from poincon.journal.chain import GENESIS
from poincon.journal.models import Act, DailyRoot
from poincon.journal.reading import one_instant
from poincon.journal.sealing import seal_days, sealed_ahead, withdraw
from poincon.journal.services import DaySealed, record
from poincon.journal.verification import verify
from tests.journal.makers import acts, unguarded
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


def test_every_day_that_is_over_is_sealed_once_days_without_acts_too() -> None:
    acts("d1", 2, now=NOW - timedelta(days=3))
    acts("d2", 1, now=NOW)
    roots = seal_days(NOW)
    assert [(root.day, root.count) for root in roots] == [
        (date(2027, 3, 12), 2),
        (date(2027, 3, 13), 0),
        (date(2027, 3, 14), 0),
    ]
    assert [root.previous for root in roots] == [GENESIS, roots[0].digest, roots[1].digest]
    assert seal_days(NOW) == []
    assert verify().days == 3


def test_a_day_is_left_open_for_an_hour_after_it_ends() -> None:
    acts()
    midnight = NOW.replace(hour=0, minute=0) + timedelta(days=1)
    acts("d2", now=midnight)
    assert seal_days(midnight + timedelta(minutes=59)) == []
    assert len(seal_days(midnight + timedelta(minutes=60))) == 1


def test_no_act_enters_a_day_that_is_sealed() -> None:
    acts(now=NOW - timedelta(days=1))
    acts("d2", now=NOW)
    seal_days(NOW)
    with pytest.raises(DaySealed):
        acts(now=NOW - timedelta(days=1))
    assert len(acts(now=NOW)) == 3


def test_each_seal_has_its_act_which_stands_on_it() -> None:
    acts(now=NOW - timedelta(days=1))
    acts("d2", now=NOW)
    (root,) = seal_days(NOW)
    act = Act.objects.get(subject_kind="daily_root")
    assert (act.subject_id, act.event, act.details) == ("2027-03-14", "day_sealed", {"digest": root.digest, "count": 3})
    assert act.seal == root.digest
    assert acts("d3", 1, now=NOW)[0].seal == root.digest


# clocks


def test_a_clock_that_is_ahead_closes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither that of the server that seals, where the database has its own, nor both, while nobody else's agree."""
    acts(now=NOW - timedelta(days=1))
    acts("d2", now=NOW)
    monkeypatch.setattr(sealing, "database_clock", lambda: NOW)
    assert [root.day for root in seal_days(NOW + timedelta(days=2))] == [date(2027, 3, 14)]
    monkeypatch.setattr(sealing, "database_clock", lambda: NOW + timedelta(days=2))
    assert seal_days(NOW + timedelta(days=1)) == []
    assert len(acts("d3", now=NOW)) == 3
    assert verify().faults == []


def test_the_database_tells_its_own_time(own_clock: datetime) -> None:
    assert abs(own_clock - datetime.now(UTC)) < timedelta(hours=1)


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every clock was two days ahead, acts are dated by it, days are sealed; then clocks were mended, on the 15th."""
    acts(now=NOW - timedelta(days=1))
    acts("d2", now=NOW)
    acts("d3", now=NOW + timedelta(days=2))
    seal_days(NOW + timedelta(days=2))
    monkeypatch.setattr(sealing, "database_clock", lambda: NOW)


def test_days_sealed_ahead_take_nothing_until_their_seals_are_withdrawn(ahead: None) -> None:
    assert sealed_ahead(NOW)
    with pytest.raises(DaySealed):
        acts("d4", now=NOW)
    roots = withdraw("L'horloge avançait de deux jours", NOW)
    assert [root.day for root in roots] == [date(2027, 3, 16), date(2027, 3, 15)]
    assert not sealed_ahead(NOW)
    assert len(acts("d4", now=NOW)) == 3
    assert withdraw("Encore", NOW) == []
    assert verify().faults == []


def test_the_journal_keeps_what_was_withdrawn_and_why(ahead: None) -> None:
    digest = DailyRoot.objects.get(day="2027-03-16").digest
    withdraw("L'horloge avançait", NOW)
    last = Act.objects.filter(subject_kind="daily_root", subject_id="2027-03-16").latest("sequence")
    assert (last.event, last.details) == ("seal_withdrawn", {"digest": digest, "reason": "L'horloge avançait"})


def test_days_whose_seals_were_withdrawn_are_sealed_again_once_they_are_over(
    ahead: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdraw("L'horloge avançait", NOW)
    acts("d4", now=NOW)
    later = NOW + timedelta(days=3)
    acts("d5", now=later)
    monkeypatch.setattr(sealing, "database_clock", lambda: later)
    assert [str(root.day) for root in seal_days(later)] == ["2027-03-15", "2027-03-16", "2027-03-17"]
    assert verify().faults == []


def test_the_seal_of_a_day_that_is_over_is_not_withdrawn(ahead: None) -> None:
    withdraw("Pour voir", NOW + timedelta(days=30))
    assert [str(root.day) for root in DailyRoot.objects.all()] == ["2027-03-14"]


def test_the_seal_of_a_day_that_was_over_cannot_be_said_withdrawn(ahead: None) -> None:
    """An act that says so is no excuse for a seal that is missing."""
    withdraw("L'horloge avançait", NOW)
    root = DailyRoot.objects.get()
    record(root, sealing.WITHDRAWN, actor="systeme", details={"digest": root.digest, "reason": "x"}, now=NOW)
    with unguarded():
        DailyRoot.objects.all()._raw_delete("default")
    assert any("il manque" in fault for fault in verify().faults)


def test_withdrawing_puts_the_guard_back(ahead: None) -> None:
    withdraw("L'horloge avançait", NOW)
    assert guard.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_withdrawing_waits_neither_for_a_verification_nor_for_who_writes_elsewhere(ahead: None) -> None:
    def withdraw_elsewhere() -> list[DailyRoot]:
        try:
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '5s'")
            return withdraw("L'horloge avançait", NOW)
        finally:
            connection.close()

    # SQLite has one writer, for whom everybody waits.
    together = one_instant if connection.vendor == "sqlite" else transaction.atomic
    with together(), ThreadPoolExecutor(1) as pool:
        assert DailyRoot.objects.count() == 3
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE sheets_snapshot IN ROW EXCLUSIVE MODE")
        assert len(pool.submit(withdraw_elsewhere).result()) == 2


@pytest.mark.django_db(transaction=True)
def test_withdrawing_that_fails_leaves_the_guard_and_the_seals(ahead: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **named: object) -> None:
        raise RuntimeError("no act")

    monkeypatch.setattr(sealing, "record", broken)
    with pytest.raises(RuntimeError):
        withdraw("L'horloge avançait", NOW)
    assert guard.missing(connection) == []
    assert DailyRoot.objects.count() == 3
