"""`poincon manage verify_journal`: the count of acts, or the first that does not hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.db.models import F

from poincon.journal import guard
from poincon.journal.models import Act, DailyRoot
from poincon.journal.services import seal_days
from tests.journal.makers import acts, unguarded
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


def verified() -> tuple[int, str, str]:
    """Exit code, output, errors."""
    out, errors = StringIO(), StringIO()
    code = 0
    try:
        call_command("verify_journal", stdout=out, stderr=errors)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, out.getvalue(), errors.getvalue()


def act(sequence: int) -> Any:
    return Act.objects.filter(subject_id="d1", sequence=sequence)


TAMPERING: dict[str, tuple[Callable[[], object], str]] = {
    "details": (lambda: act(2).update(details={"version": 9}), "dossier d1 #2 (saved)"),
    "actor": (lambda: act(2).update(actor="b"), "dossier d1 #2 (saved)"),
    "event": (lambda: act(2).update(event="read"), "dossier d1 #2 (read)"),
    "instant": (lambda: act(2).update(at=NOW + timedelta(microseconds=1)), "dossier d1 #2 (saved)"),
    "subject": (lambda: act(3).update(subject_id="d0"), "dossier d0 #3 (saved)"),
    "one removed": (lambda: act(2)._raw_delete("default"), "dossier d1 #3 (saved)"),
    "the first removed": (lambda: act(1)._raw_delete("default"), "dossier d1 #2 (saved)"),
    "moved": (lambda: act(3).update(sequence=4), "dossier d1 #4 (saved)"),
    "the last removed": (lambda: act(3)._raw_delete("default"), "2027-03-15"),
    "a whole chain removed": (lambda: Act.objects.filter(subject_id="d2")._raw_delete("default"), "2027-03-15"),
    "the count of a day": (lambda: DailyRoot.objects.update(count=F("count") + 1), "2027-03-15"),
    "the seal of a day": (lambda: DailyRoot.objects.filter(count=0).update(digest="0" * 64), "2027-03-16"),
    "a day removed": (lambda: DailyRoot.objects.filter(count=0)._raw_delete("default"), "2027-03-17"),
}


@pytest.mark.parametrize("fault", TAMPERING)
def test_tampering_is_found_and_named(fault: str) -> None:
    acts("d1", 3)
    acts("d2", 2)
    acts("d3", 1, now=NOW + timedelta(days=2))
    seal_days(NOW + timedelta(days=3))
    assert verified()[0] == 0
    tamper, place = TAMPERING[fault]
    with unguarded():
        tamper()
    code, _, errors = verified()
    assert code == 1
    assert place in errors


def test_an_act_rewritten_with_its_own_digest_betrays_the_next_one() -> None:
    acts("d1", 3)
    second = act(2).get()
    second.details = {"version": 9}
    with unguarded():
        act(2).update(details=second.details, digest=second.entry().digest)
    code, _, errors = verified()
    assert (code, "dossier d1 #3" in errors) == (1, True)


def test_a_journal_that_holds_tells_its_count() -> None:
    acts("d1", 3)
    assert verified() == (0, "Actes vérifiés : 3. Journées scellées : 0.\n", "")


def test_an_empty_journal_holds() -> None:
    assert verified()[0] == 0


def test_absent_protections_are_told() -> None:
    guard.remove(connection)
    assert "journal_act_no_update" in verified()[2]
    guard.install(connection)


def test_migrating_puts_absent_protections_back() -> None:
    guard.remove(connection)
    call_command("migrate", verbosity=0)
    assert guard.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_protections_come_back_after_a_migration_rebuilds_the_table() -> None:
    acts("d1", 2)
    event, longer = Act._meta.get_field("event"), models.CharField(max_length=61)
    longer.set_attributes_from_name("event")
    with connection.schema_editor() as editor:
        editor.alter_field(Act, event, longer)
        editor.alter_field(Act, longer, event)
    lost = ["journal_act_no_update", "journal_act_no_delete"] if connection.vendor == "sqlite" else []
    assert guard.missing(connection) == lost
    call_command("migrate", verbosity=0)
    assert guard.missing(connection) == []
    assert verified()[0] == 0


def test_sealing_prints_each_root() -> None:
    acts(now=datetime(2020, 2, 28, 12, tzinfo=UTC))
    out = StringIO()
    call_command("seal_journal", stdout=out)
    first = DailyRoot.objects.order_by("day")[0]
    assert out.getvalue().splitlines()[0] == f"2020-02-28         3  {first.digest}"


def test_sealing_twice_says_that_nothing_is_left() -> None:
    out = StringIO()
    call_command("seal_journal", stdout=out)
    assert out.getvalue() == "Aucune journée à sceller.\n"
