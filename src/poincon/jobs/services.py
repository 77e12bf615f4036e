"""What an administrator does about jobs. Whether they may is asked by the page, which knows persons."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from poincon.jobs.queue import TaskResultStatus
from poincon.journal.services import Subject, record
from poincon.workflow.locking import locked_if_there


def put_back(pk: uuid.UUID, *, actor: str, now: datetime) -> bool:
    """Queue again a job that was given up, with all its attempts. False when it is no longer among those."""
    with transaction.atomic():
        row = locked_if_there(DBTaskResult.objects, pk=pk, status=TaskResultStatus.FAILED)
        if row is None:
            return False
        row.status = TaskResultStatus.READY
        row.worker_ids = []
        row.run_after = now
        row.finished_at = None
        row.save()
        details = {"job": row.task_path, "error": row.exception_class_path}
        record(Subject("job", str(row.pk)), "job_put_back", actor=actor, details=details, now=now)
        return True
