"""Contents of documents for tests: stored, and lost."""

from __future__ import annotations

import io

from poincon.files.models import StoredFile
from poincon.files.services import content_path, receive
from poincon.people.models import Person
from tests.dossiers.factories import PDF
from tests.platform_fixtures import NOW


def lose(file: StoredFile) -> None:
    content_path(file.digest).unlink()


def store_again(someone: Person, content: bytes = PDF) -> StoredFile:
    return receive(io.BytesIO(content), "plan.pdf", formats=("pdf",), maximum_megabytes=1, actor=someone, now=NOW)
