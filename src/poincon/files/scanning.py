"""Having documents scanned for viruses, when `CLAMAV_URL` names a scanner. See docs/adr/0019-scanning.md.

A verdict is about a content: every document that has it takes it. It is written once the scanner has spoken, in a
transaction of its own; nothing is locked while it works.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from poincon.files.clamd import ScanFailed, ScanLimit, Scanner, ScannerUnreachable, ScanVerdict
from poincon.files.contents import ContentMissing, note_missing, open_content
from poincon.files.models import ScanState, StoredFile
from poincon.jobs.queue import TaskResultStatus
from poincon.jobs.tasks import background, instant
from poincon.journal.services import SYSTEM, Subject, record

REUSED = timedelta(days=1)
"""How long a verdict stands for the same content sent again: signatures change each day."""
LATE = timedelta(minutes=10)
"""How long a document waits before pages say that its scan is late, and the periodic job sees to it."""
ATTEMPTS = 7
"""Of the job of one content: the last one is a day and a half after the first."""
TOLD = timedelta(days=30)
"""How long whoever administers is told of what could not be scanned."""
FAILURES = 5
"""How often the scanner may be there and give no verdict on a content, before that content is given up."""
BATCH = 200
"""How many contents the periodic job queues at most: mail and the rest must not wait behind them."""
_BEHIND = -20
"""Priority of what waited already: a document that somebody just sent comes first."""


def has_scanner() -> bool:
    return bool(settings.CLAMAV_URL)


def waiting() -> QuerySet[StoredFile]:
    """Documents that no scanner has seen, the oldest first."""
    return StoredFile.objects.filter(scan_state=ScanState.PENDING).order_by("uploaded_at", "pk")


def known_verdict(digest: str, now: datetime) -> StoredFile | None:
    """A document with that content that was found clean, or refused, lately enough to be believed."""
    documents = StoredFile.objects.filter(digest=digest, scan_state__in=(ScanState.CLEAN, ScanState.REFUSED))
    return documents.filter(scanned_at__gt=now - REUSED).order_by("-scanned_at").first() if has_scanner() else None


def ask(stored: StoredFile, now: datetime) -> None:
    """Have a document scanned, in the caller's transaction. One whose content was just found clean is clean."""
    precedent = known_verdict(stored.digest, now)
    if precedent is not None:
        stored.scan_state, stored.scanned_at = precedent.scan_state, precedent.scanned_at
        stored.save(update_fields=["scan_state", "scanned_at"])
    elif has_scanner():
        scan.later(stored.digest)


@background(attempts=ATTEMPTS, label=_("Analyse d’un document par l’antivirus"))
def scan(digest: str) -> None:
    """Scan a content, unless it is done already. Raises `ScannerUnreachable`, `ScanFailed`: to be tried again."""
    if has_scanner():
        scan_content(digest, Scanner(settings.CLAMAV_URL), instant())


def scan_content(digest: str, scanner: Scanner, now: datetime) -> ScanState | None:
    """What became of that content; None when nothing waited. Raises `ScannerUnreachable`, `ScanFailed`."""
    file = waiting().filter(digest=digest).first()
    if file is None:
        return None
    precedent = known_verdict(digest, now)
    if precedent is not None:
        waiting().filter(digest=digest).update(scan_state=precedent.scan_state, scanned_at=precedent.scanned_at)
        return ScanState(precedent.scan_state)
    try:
        verdict = _asked(file, scanner, now)
    except ScanLimit:
        return _settle(digest, ScanState.UNSCANNED, {"why": "limit"}, now)
    except ScanFailed:
        if _count_failure(digest) < FAILURES:
            raise
        return _settle(digest, ScanState.UNSCANNED, {"why": "failures"}, now)
    if verdict.clean:
        return _settle(digest, ScanState.CLEAN, {}, now)
    return _settle(digest, ScanState.REFUSED, {"found": verdict.signature[:120]}, now)


def _asked(file: StoredFile, scanner: Scanner, now: datetime) -> ScanVerdict:
    try:
        content = open_content(file)
    except ContentMissing as error:
        note_missing([file.digest], now)
        raise ScanFailed from error
    with content:
        return scanner.scan(content)


def _count_failure(digest: str) -> int:
    waiting().filter(digest=digest).update(scan_failures=F("scan_failures") + 1)
    return max(waiting().filter(digest=digest).values_list("scan_failures", flat=True), default=FAILURES)


def _settle(digest: str, state: ScanState, more: dict[str, str], now: datetime) -> ScanState:
    """Write a verdict on every document of that content: the last scan is right, whatever an older one said."""
    with transaction.atomic():
        same = StoredFile.objects.filter(digest=digest).exclude(scan_state=ScanState.MADE_HERE)
        same.update(scan_state=state, scanned_at=now, scan_failures=0)
        details = {"state": state.value, **more}
        record(Subject("file", digest), "file_scanned", actor=SYSTEM, details=details, now=now)
    return state


# what waits


def sweep(now: datetime) -> int:
    """Queue what waits and nobody sees to, once the scanner answers (`settings.PERIODIC_JOBS`). Gives how many.

    What a scanner that was down kept waiting is not left to the next try of its own job, hours later. That job then
    finds nothing to do.
    """
    if not has_scanner() or not waiting().exists():
        return 0
    try:
        Scanner(settings.CLAMAV_URL).ping()
    except ScannerUnreachable:
        return 0  # the page of jobs tells it, from what waits
    busy = set(_digests_in_hand())
    room = BATCH - len(busy)
    late = waiting().filter(uploaded_at__lte=now - LATE).exclude(digest__in=busy) if room > 0 else waiting().none()
    queued = [digest for digest, _first in _oldest(late, room)]
    for digest in queued:
        scan.using(priority=_BEHIND).later(digest)
    return len(queued)


def _digests_in_hand() -> Iterator[str]:
    """Contents whose job is untried, runs, or had no verdict last time. One that met no scanner is not in hand."""
    rows = DBTaskResult.objects.filter(
        task_path=scan.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    unreachable = f"{ScannerUnreachable.__module__}.{ScannerUnreachable.__qualname__}"
    for row in rows.only("status", "exception_class_path", "args_kwargs"):
        if row.status == TaskResultStatus.RUNNING or row.exception_class_path != unreachable:
            yield from row.args_kwargs["args"]


def _oldest(documents: QuerySet[StoredFile], count: int) -> list[tuple[str, datetime]]:
    first = documents.order_by().values_list("digest").annotate(first=Min("uploaded_at"))
    return list(first.order_by("first", "digest")[: max(0, count)])


def all_waiting(*, again: bool) -> list[str]:
    """Every content that waits, the oldest first; with `again`, also those that could not be scanned."""
    if again:
        given_up = StoredFile.objects.filter(scan_state=ScanState.UNSCANNED)
        given_up.update(scan_state=ScanState.PENDING, scanned_at=None, scan_failures=0)
    return [digest for digest, _first in _oldest(waiting(), waiting().count())]


# how it goes


@dataclass(frozen=True, slots=True)
class Scans:
    """How scans are doing, for whoever administers."""

    scanner: bool
    late: int
    oldest: datetime | None
    unscanned: int
    """Those of the last month: a content that nobody could mend is not told for ever."""


def read_scans(now: datetime) -> Scans:
    late = waiting().filter(uploaded_at__lte=now - LATE)
    return Scans(
        scanner=has_scanner(),
        late=late.count(),
        oldest=late.values_list("uploaded_at", flat=True).first(),
        unscanned=StoredFile.objects.filter(scan_state=ScanState.UNSCANNED, scanned_at__gt=now - TOLD).count(),
    )
