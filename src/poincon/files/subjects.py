"""Documents as the journal names them (`settings.SUBJECTS`): by the digest of a content, which several may share."""

from __future__ import annotations

from poincon.files.models import StoredFile
from poincon.workflow.subjects import SubjectKind

FILE = SubjectKind("file", StoredFile, str, reach=None, number="digest")

KINDS = (FILE,)
