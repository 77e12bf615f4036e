"""What a supervisor asks: does the process answer, and can it work?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from poincon.files.contents import count_missing
from poincon.jobs.health import is_stuck
from poincon.jobs.reaper import is_attended
from poincon.journal.sealing import sealed_ahead
from poincon.people.access import public_page

STARTING_SECONDS = 60
_STARTED = time.monotonic()


@public_page
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@public_page
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything that pages need works, else 503; which part does not is named, its error is not told.

    Without its database, what is read in it is false too: one that does not answer is waited for once.
    `contents` is told beside: a document whose content is missing does not close the service to everybody (ADR 0033).
    """
    database = _database()
    checks = {"database": database} | {
        name: (database or name not in _IN_DATABASE) and check() for name, check in _CHECKS.items()
    }
    ready = all(checks.values())
    missing = _missing_contents() if database else None
    answer = {"ready": ready, "checks": {**checks, "contents": missing == 0}, "missing_contents": missing}
    return JsonResponse(answer, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def migrated() -> bool:
    """Whether the schema is the one that this code expects."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return False


def _files() -> bool:
    folder = Path(settings.FILES_ROOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"ready")
            probe.flush()
    except OSError:
        return False
    return True


def _missing_contents() -> int | None:
    """How many documents are known to lack their content; None when the database does not answer."""
    try:
        return count_missing()
    except Error:
        return None


def _jobs() -> bool:
    """Whether a worker is there; where jobs are run now and then, whether none has been waiting for too long.

    A server that starts lets its worker start too.
    """
    if time.monotonic() - _STARTED < STARTING_SECONDS:
        return True
    try:
        now = timezone.now()
        return not is_stuck(now) if settings.JOBS == "now-and-then" else is_attended(now)
    except Error:
        return False


def _journal() -> bool:
    """Whether acts can be recorded: a clock that ran ahead may have sealed the day."""
    try:
        return not sealed_ahead(timezone.now())
    except Error:
        return False


_CHECKS: dict[str, Callable[[], bool]] = {
    "migrations": migrated,
    "files": _files,
    "jobs": _jobs,
    "journal": _journal,
}
_IN_DATABASE = frozenset({"migrations", "jobs", "journal"})
