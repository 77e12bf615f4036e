"""What comes back: `settings.PERIODIC_JOBS`. Each slot of time is queued once, whoever asks and how late it may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from poincon.jobs.models import PeriodicJob
from poincon.jobs.queue import TaskResultStatus
from poincon.jobs.tasks import background, instant
from poincon.ui.moments import PARIS
from poincon.workflow.locking import locked

Pace = int | str
"""A number of seconds, or an hour of each day in Paris (« 07:00 »)."""


def schedule(now: datetime) -> list[str]:
    """Queue each regular job whose slot has come. Gives their names.

    Slots missed since the last one are not made up for: one run does. A job that is seen for the first time waits for
    its next slot. One that has not ended yet is not queued again: its slot waits for it.
    """
    return [name for name, (_path, pace) in settings.PERIODIC_JOBS.items() if _queue(name, slot_at(pace, now), now)]


def slot_at(pace: Pace, now: datetime) -> datetime:
    """The beginning of the slot in which that instant falls, in UTC."""
    if isinstance(pace, int):
        seconds = int(now.timestamp())
        return datetime.fromtimestamp(seconds - seconds % pace, UTC)
    today = now.astimezone(PARIS).date()
    start = datetime.combine(today, time.fromisoformat(pace), PARIS).astimezone(UTC)
    if start > now:
        start = datetime.combine(today - timedelta(days=1), time.fromisoformat(pace), PARIS).astimezone(UTC)
    return start


def slot_after(pace: Pace, now: datetime) -> datetime:
    """The beginning of the next slot, in UTC."""
    if isinstance(pace, int):
        return slot_at(pace, now) + timedelta(seconds=pace)
    tomorrow = slot_at(pace, now).astimezone(PARIS).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.fromisoformat(pace), PARIS).astimezone(UTC)


@background(attempts=3, label=_("Travail régulier"))
def run_periodic(name: str) -> None:
    """Run the function that the settings give to that name. A name that they no longer hold does nothing."""
    entry = settings.PERIODIC_JOBS.get(name)
    if entry is not None:
        function: Callable[[datetime], object] = import_string(entry[0])
        function(instant())


def _queue(name: str, slot: datetime, now: datetime) -> bool:
    job = PeriodicJob.objects.filter(pk=name).first()
    if job is not None and job.slot >= slot:  # looking costs no lock
        return False
    with transaction.atomic():
        _row, is_new = PeriodicJob.objects.get_or_create(pk=name, defaults={"slot": slot})
        if is_new:
            return False
        row = locked(PeriodicJob.objects, pk=name)
        if row.slot >= slot or _is_unfinished(row):
            return False
        row.slot, row.queued_at = slot, now
        row.task_id = run_periodic.later(name)
        row.save()
        return True


def _is_unfinished(row: PeriodicJob) -> bool:
    return row.task is not None and row.task.status in {TaskResultStatus.READY, TaskResultStatus.RUNNING}
