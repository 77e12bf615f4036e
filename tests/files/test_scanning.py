"""Documents are scanned by a job, by content; what a scanner that is down or at its limit makes of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from poincon.files import scanning
from poincon.files.models import ScanState, StoredFile
from poincon.files.scanning import BATCH, FAILURES, LATE, REUSED, TOLD, read_scans, sweep
from poincon.files.services import FileRefused, content_path, receive
from poincon.jobs.queue import TaskResultStatus
from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.people.models import Person
from tests.dossiers.factories import PDF
from tests.files.scanner_server import EVIL, FOUND, Behaviour, free_port, scanner
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody() -> Person:
    return person()


@pytest.fixture
def behaviour(settings: Any) -> Iterator[Behaviour]:
    with scanner() as (url, behaviour):
        settings.CLAMAV_URL = url
        yield behaviour


def give(by: Person, content: bytes = PDF, now: Any = NOW, *, made_here: bool = False) -> StoredFile:
    stream = io.BytesIO(content)
    return receive(stream, "bilan.pdf", formats=("pdf",), maximum_megabytes=5, actor=by, now=now, made_here=made_here)


def state(file: StoredFile) -> ScanState:
    file.refresh_from_db()
    return ScanState(file.scan_state)


def scans() -> Any:
    return DBTaskResult.objects.filter(task_path="poincon.files.scanning.scan")


def acts() -> list[tuple[str, dict[str, Any]]]:
    return list(Act.objects.filter(event="file_scanned").order_by("pk").values_list("subject_id", "details"))


# one document


def test_a_document_waits_until_its_job_has_run_and_is_clean_then(somebody: Person, behaviour: Behaviour) -> None:
    file = give(somebody)
    assert (state(file), scans().count()) == (ScanState.PENDING, 1)
    run_all(NOW)
    assert (state(file), file.scanned_at) == (ScanState.CLEAN, NOW)
    assert behaviour.scanned == [len(PDF)]
    assert acts() == [(file.digest, {"state": "clean"})]


def test_a_document_in_which_something_is_found_is_refused_and_its_content_is_kept(
    somebody: Person, behaviour: Behaviour
) -> None:
    file = give(somebody, PDF + EVIL)
    run_all(NOW)
    assert state(file) is ScanState.REFUSED
    assert acts() == [(file.digest, {"state": "refused", "found": FOUND})]
    assert content_path(file.digest).read_bytes() == PDF + EVIL


def test_a_reception_that_is_undone_queues_no_scan(somebody: Person, behaviour: Behaviour) -> None:
    with transaction.atomic():
        give(somebody)
        transaction.set_rollback(True)
    assert not scans().exists()
    assert not StoredFile.objects.exists()


def test_without_a_scanner_nothing_is_queued_and_nothing_is_said_of_it(somebody: Person) -> None:
    file = give(somebody)
    assert not scans().exists()
    assert sweep(NOW + timedelta(days=1)) == 0
    assert state(file) is ScanState.PENDING


def test_what_the_platform_wrote_itself_is_not_scanned(somebody: Person, behaviour: Behaviour) -> None:
    file = give(somebody, made_here=True)
    run_all(NOW)
    assert state(file) is ScanState.MADE_HERE
    assert behaviour.scanned == []


def test_a_verdict_without_its_date_is_refused_by_the_database(somebody: Person) -> None:
    give(somebody)
    for wrong in ({"scan_state": ScanState.CLEAN}, {"scanned_at": NOW}, {"scan_state": "perhaps"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.update(**wrong)


# the same content


def test_the_same_content_is_scanned_once_while_its_verdict_is_fresh(somebody: Person, behaviour: Behaviour) -> None:
    first, second = give(somebody), give(somebody)
    run_all(NOW)
    third = give(person(), now=NOW + REUSED - timedelta(seconds=1))
    assert [state(file) for file in (first, second, third)] == [ScanState.CLEAN] * 3
    assert third.scanned_at == NOW
    assert len(behaviour.scanned) == 1


def test_a_verdict_that_is_a_day_old_is_asked_for_again_and_speaks_for_all(
    somebody: Person, behaviour: Behaviour
) -> None:
    old = give(somebody)
    run_all(NOW)
    behaviour.says = "stream: Known.Since.Today FOUND"
    later = NOW + REUSED
    new = give(somebody, now=later)
    assert state(new) is ScanState.PENDING
    run_all(later)
    assert (state(old), state(new)) == (ScanState.REFUSED, ScanState.REFUSED)
    behaviour.says = ""
    again = give(somebody, now=later + REUSED)
    run_all(later + REUSED)
    assert {state(file) for file in (old, new, again)} == {ScanState.CLEAN}  # it was the signature that was wrong


def test_a_content_that_was_just_refused_is_refused_at_once(somebody: Person, behaviour: Behaviour) -> None:
    give(somebody, PDF + EVIL)
    run_all(NOW)
    with pytest.raises(FileRefused) as refused:
        give(somebody, PDF + EVIL, NOW + timedelta(hours=1))
    assert (refused.value.code, StoredFile.objects.count()) == ("infected", 1)


# what goes wrong


def test_a_scanner_that_is_down_is_tried_again_and_blames_no_content(somebody: Person, settings: Any) -> None:
    port = free_port()
    settings.CLAMAV_URL = f"tcp://127.0.0.1:{port}"
    file = give(somebody)
    for hours in (0, 1, 2, 5):
        assert run_all(NOW + timedelta(hours=hours))
    assert (state(file), file.scan_failures) == (ScanState.PENDING, 0)
    assert scans().get().exception_class_path.endswith("ScannerUnreachable")
    with scanner(port=port):
        run_all(NOW + timedelta(hours=20))
    assert state(file) is ScanState.CLEAN


def test_once_the_scanner_answers_the_periodic_job_does_not_wait_for_the_next_try(
    somebody: Person, settings: Any
) -> None:
    port = free_port()
    settings.CLAMAV_URL = f"tcp://127.0.0.1:{port}"
    file = give(somebody)
    for hours in range(4):
        run_all(NOW + timedelta(hours=hours))
    now = NOW + timedelta(hours=4)
    assert not run_all(now)  # its next try is hours away
    assert sweep(now) == 0
    with scanner(port=port):
        assert sweep(now) == 1
        assert sweep(now) == 0  # that one is in hand
        run_all(now)
        assert state(file) is ScanState.CLEAN
        run_all(now + timedelta(days=1))
    assert {row.status for row in scans()} == {TaskResultStatus.SUCCESSFUL}
    assert len(acts()) == 1


def test_a_content_on_which_the_scanner_breaks_again_and_again_is_given_up(
    somebody: Person, behaviour: Behaviour
) -> None:
    file = give(somebody)
    behaviour.hangs_up = True
    now = NOW
    for tried in range(1, FAILURES):
        run_all(now)
        now += timedelta(days=1)
        assert (state(file), file.scan_failures) == (ScanState.PENDING, tried)
    run_all(now)
    assert state(file) is ScanState.UNSCANNED
    assert acts() == [(file.digest, {"state": "unscanned", "why": "failures"})]
    assert scans().get().status == TaskResultStatus.SUCCESSFUL
    assert sweep(now + timedelta(days=9)) == 0


def test_a_slow_scanner_is_no_reason_to_refuse(
    somebody: Person, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaviour.slow_seconds = 0.2
    file = give(somebody)
    run_all(NOW)
    assert state(file) is ScanState.CLEAN


def test_a_document_over_the_scanner_s_limit_is_told_and_not_tried_for_ever(
    somebody: Person, behaviour: Behaviour
) -> None:
    behaviour.limit = 100
    file = give(somebody, PDF + b" " * 200_000)
    run_all(NOW)
    assert state(file) is ScanState.UNSCANNED
    assert acts() == [(file.digest, {"state": "unscanned", "why": "limit"})]
    assert sweep(NOW + timedelta(days=9)) == 0
    assert not run_all(NOW + timedelta(days=9))


def test_a_content_that_is_no_longer_there_is_given_up_too(somebody: Person, behaviour: Behaviour) -> None:
    file = give(somebody)
    content_path(file.digest).unlink()
    for days in range(FAILURES):
        run_all(NOW + timedelta(days=days))
    assert state(file) is ScanState.UNSCANNED


def test_half_a_content_is_not_scanned_for_the_whole(somebody: Person, behaviour: Behaviour) -> None:
    file = give(somebody, PDF + EVIL)
    content_path(file.digest).write_bytes(PDF)
    run_all(NOW)
    assert (state(file), behaviour.scanned) == (ScanState.PENDING, [])
    assert file.missing_since == NOW


# a scanner that comes later


def test_what_was_received_before_there_was_a_scanner_is_scanned_oldest_first_in_batches(
    somebody: Person, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "BATCH", 2)
    files = [give(somebody, PDF + bytes([age]), NOW - timedelta(days=age)) for age in range(5)]
    with scanner() as (url, _behaviour):
        settings.CLAMAV_URL = url
        now = NOW + LATE
        sweeps = []
        for _again in range(4):
            sweeps.append(sweep(now))
            assert sweep(now) == 0  # as long as those are not done
            run_all(now)
            sweeps.append(sum(state(file) is ScanState.CLEAN for file in files))
    assert sweeps == [2, 2, 2, 4, 1, 5, 0, 5]
    assert [row.args_kwargs["args"][0] for row in scans().order_by("enqueued_at")] == [
        file.digest for file in reversed(files)
    ]
    assert BATCH > 2


def test_what_somebody_just_sent_comes_before_what_waited(somebody: Person, settings: Any) -> None:
    old = give(somebody, PDF + b"old", NOW - timedelta(days=9))
    with scanner() as (url, _behaviour):
        settings.CLAMAV_URL = url
        sweep(NOW)
        new = give(somebody, PDF + b"new")
        digests = [row.args_kwargs["args"][0] for row in scans()]
        assert run_all(NOW)
    assert digests == [new.digest, old.digest]


def test_the_command_scans_all_that_waits_and_says_what_it_found(
    somebody: Person, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="CLAMAV_URL"):
        call_command("scan_files")
    sound, bad, large = give(somebody), give(somebody, PDF + EVIL), give(somebody, PDF + b" " * 200_000)
    with scanner() as (url, behaviour):
        settings.CLAMAV_URL = url
        behaviour.limit = 1_000
        call_command("scan_files")
        assert "1 sains, 1 refusés, 1 impossibles" in capsys.readouterr().out
        assert [state(file) for file in (sound, bad, large)] == [
            ScanState.CLEAN,
            ScanState.REFUSED,
            ScanState.UNSCANNED,
        ]
        behaviour.limit = 1_000_000
        call_command("scan_files")
        assert state(large) is ScanState.UNSCANNED
        call_command("scan_files", again=True)
        assert state(large) is ScanState.CLEAN
    with pytest.raises(CommandError, match="ne répond pas"):
        call_command("scan_files")


def test_how_scans_are_doing_is_counted(somebody: Person, behaviour: Behaviour) -> None:
    give(somebody)
    assert (read_scans(NOW).late, read_scans(NOW).oldest) == (0, None)
    health = read_scans(NOW + LATE)
    assert (health.scanner, health.late, health.oldest, health.unscanned) == (True, 1, NOW, 0)
    behaviour.limit = 1
    run_all(NOW)
    counts = [read_scans(NOW + TOLD - timedelta(seconds=1)).unscanned, read_scans(NOW + TOLD).unscanned]
    assert (counts, read_scans(NOW + TOLD).late) == ([1, 0], 0)
