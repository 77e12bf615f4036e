"""Reading a package that was sent by a page: kept first, read in a job, then installed or refused with every reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from poincon.campaigns.compiling import TooCostly, problems_of
from poincon.campaigns.installing import install_files
from poincon.campaigns.models import PackageReading, ProgrammeVersion
from poincon.jobs.reaper import live_workers
from poincon.jobs.tasks import background, instant
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.workflow.refusals import NotAllowed

State = PackageReading.State
READINGS_KEPT = timedelta(days=7)
"""After they ended: our choice. Whoever sent a package has read by then what became of it."""
BATCH = 200


def ask_reading(files: Mapping[str, str], label: str, *, actor: Person, now: datetime) -> PackageReading:
    """Keep these files and have them read. The same files sent again by that person give the reading that goes on."""
    with transaction.atomic():
        for running in PackageReading.objects.filter(asked_by=actor, state=State.RUNNING):
            if running.files == files:
                return running
        reading = PackageReading.objects.create(label=label, files=dict(files), asked_by=actor, asked_at=now)
        journal.record(reading, "package_reading_asked", actor=str(actor.pk), details={}, now=now)
        read_package.later(reading.pk)
    return reading


def is_waiting_for_nobody(reading: PackageReading, now: datetime) -> bool:
    """Whether it has not begun, and no worker is there to begin it."""
    return reading.state == State.RUNNING and reading.started_at is None and not live_workers(now)


def given_up(reading_id: int) -> None:
    """The job failed for good: the page says so, and the package can be sent again."""
    _end(reading_id, State.FAILED)


@background(attempts=2, label=_("Lecture d’un programme envoyé"), given_up=given_up)
def read_package(reading_id: int) -> None:
    """The job: a process of its own reads first, so that what cannot be read in time is never read here."""
    reading = PackageReading.objects.filter(pk=reading_id, state=State.RUNNING).select_related("asked_by").first()
    if reading is None:
        return
    now = instant()
    PackageReading.objects.filter(pk=reading.pk).update(started_at=now)
    try:
        problems = problems_of(reading.files, reading.label)
    except TooCostly as costly:
        problems = [(f"{reading.label}: {costly.message.fr}", f"{reading.label}: {costly.message.en}")]
    if problems:
        _end(reading.pk, State.REFUSED, problems=problems)
        return
    _install(reading, now)


def _install(reading: PackageReading, now: datetime) -> None:
    digests = set(ProgrammeVersion.objects.values_list("digest", flat=True))
    try:
        version = install_files(reading.files, reading.label, actor=reading.asked_by, now=now)
    except NotAllowed:
        _end(reading.pk, State.REFUSED, problems=[_refusal_in_both(reading, now)])
    else:
        _end(reading.pk, State.INSTALLED, version=version, was_installed=version.digest in digests)


def _refusal_in_both(reading: PackageReading, now: datetime) -> tuple[str, str]:
    """Why it may not be installed, as each language says it."""
    sentences = []
    for language in ("fr", "en"):
        with translation.override(language):
            try:
                install_files(reading.files, reading.label, actor=reading.asked_by, now=now)
            except NotAllowed as refusal:
                sentences.append(str(refusal.reason))
    french, english = sentences
    return french, english


def _end(reading_id: int, state: str, **fields: object) -> None:
    PackageReading.objects.filter(pk=reading_id, state=State.RUNNING).update(
        state=state, files={}, done_at=timezone.now() if state == State.FAILED else instant(), **fields
    )


def forget(now: datetime) -> int:
    """Delete readings that ended long ago, by batches. Gives how many. A periodic job; the journal keeps who asked."""
    ended = PackageReading.objects.filter(done_at__lt=now - READINGS_KEPT).order_by("pk")
    total = 0
    while True:
        with transaction.atomic():
            batch = list(ended.select_for_update()[:BATCH])
            for reading in batch:
                journal.record(reading, "package_reading_forgotten", actor=journal.SYSTEM, details={}, now=now)
                reading.delete()
        if not batch:
            return total
        total += len(batch)
