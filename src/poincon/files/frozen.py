"""What this room freezes (`journal.frozen`): a document once it is part of something, and its content."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.files.contents import hashed
from poincon.files.models import StoredFile
from poincon.journal.frozen import FrozenKind


def content_fault(file: StoredFile) -> str | None:
    """What is wrong with the content that the store has of a document; None when it is as it was received."""
    try:
        digest, _size = hashed(file.digest)
    except OSError:
        return _("son contenu manque.")
    return None if digest == file.digest else _("son contenu n’est plus celui qui a été reçu.")


FILE = FrozenKind(
    "file",
    StoredFile,
    gettext_lazy("document"),
    ("digest", "size", "media_type", "name", "uploaded_by_id", "uploaded_at"),
    named_always=False,
    fault_of=content_fault,
)

KINDS = (FILE,)
