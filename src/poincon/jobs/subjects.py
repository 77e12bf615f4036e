"""Jobs as the journal names them (`settings.SUBJECTS`)."""

from __future__ import annotations

from typing import Any

from django_tasks_db.models import DBTaskResult

from poincon.jobs.health import label_of
from poincon.jobs.queue import Row
from poincon.workflow.subjects import SubjectKind


def _title(row: Row) -> str:
    return label_of(row.task_path)


JOB: SubjectKind[Any] = SubjectKind("job", DBTaskResult, _title, reach=None)

KINDS = (JOB,)
