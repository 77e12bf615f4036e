"""Adding acts: one chain for each subject, whoever writes at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from poincon.journal.chain import GENESIS
from poincon.journal.models import Act, DailyRoot
from poincon.journal.sealing import seal_days
from poincon.journal.services import Subject, record
from poincon.journal.verification import verify
from tests.dossiers.factories import programme
from tests.journal.makers import acts, unguarded
from tests.platform_fixtures import NOW

WRITERS, ACTS_EACH = 6, 8


@pytest.mark.django_db
def test_each_subject_has_its_own_chain() -> None:
    first, second = acts("d1", 2)
    (other,) = acts("d2", 1)
    assert (first.sequence, first.previous) == (1, GENESIS)
    assert (second.sequence, second.previous) == (2, first.digest)
    assert (other.sequence, other.previous) == (1, GENESIS)


@pytest.mark.django_db
def test_what_is_read_back_has_the_digest_that_was_written() -> None:
    details = {"text": "« été » – 1 250 000,00 €", "big": 10**30, "none": None, "list": [True, {"b": 1, "a": [2]}]}
    act = record(Subject("dossier", "d1"), "saved", actor="a1", details=details, now=NOW)
    assert Act.objects.get(pk=act.pk).entry().digest == act.digest
    assert Act.objects.get(pk=act.pk).details == details


@pytest.mark.django_db
def test_an_act_that_its_transaction_gives_up_leaves_no_gap() -> None:
    acts("d1", 1)
    with transaction.atomic():
        acts("d1", 1)
        transaction.set_rollback(True)
    assert [act.sequence for act in acts("d1", 1)] == [2]
    assert (verify().acts, verify().faults) == (2, [])


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_all_land_in_one_chain() -> None:
    together = Barrier(WRITERS)

    def write(writer: int) -> None:
        try:
            together.wait()
            for number in range(ACTS_EACH):
                with transaction.atomic():
                    details = {"number": number}
                    record(Subject("dossier", "d1"), "saved", actor=f"a{writer}", details=details, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    assert list(Act.objects.values_list("sequence", flat=True)) == list(range(1, WRITERS * ACTS_EACH + 1))
    assert (verify().acts, verify().faults) == (WRITERS * ACTS_EACH, [])


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Act, DailyRoot])
def test_the_database_refuses_to_change_or_delete(model: type[Act | DailyRoot]) -> None:
    acts()
    acts("d2", now=NOW + timedelta(days=1))
    seal_days(NOW + timedelta(days=2))
    for change in (
        lambda: model.objects.update(digest="0" * 64),
        lambda: model.objects.all()._raw_delete("default"),
        lambda: model.objects.latest("digest").delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    assert (verify().acts, verify().faults) == (7, [])


@pytest.mark.django_db
def test_the_database_refuses_the_same_place_in_a_chain_twice() -> None:
    first = acts("d1", 1)[0]
    first.pk = None
    first.digest = "1" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.django_db
def test_tampering_for_tests_puts_the_protection_back() -> None:
    acts()
    with unguarded():
        Act.objects.update(actor="b")
    with pytest.raises(IntegrityError), transaction.atomic():
        Act.objects.update(actor="c")


@pytest.mark.django_db(transaction=True)
def test_what_is_written_during_a_verification_is_no_fault() -> None:
    acts("d1", 2, now=NOW - timedelta(days=1))

    def write() -> None:
        try:
            programme()
            seal_days(NOW)
        finally:
            connection.close()

    def advance(count: int, contents: int) -> None:
        if count == 1 and not contents:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(write).result()

    findings = verify(advance)
    assert (findings.acts, findings.days, findings.faults) == (2, 0, [])
    findings = verify()
    assert (findings.acts, findings.days, findings.faults) == (4, 1, [])
