"""A disk that is full, or cannot be written: a document is refused in words, and nothing of it is left."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from poincon.files.models import StoredFile
from poincon.files.services import FileRefused, receive
from poincon.people.models import Person
from tests.dossiers.factories import PDF
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody() -> Person:
    return person()


def give(actor: Person) -> StoredFile:
    upload = SimpleUploadedFile("a.pdf", PDF)
    return receive(upload, "a.pdf", formats=("pdf",), maximum_megabytes=1, actor=actor, now=NOW)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize("step", ["NamedTemporaryFile", "fsync", "replace"])
def test_a_disk_that_takes_nothing_more_is_told_and_leaves_nothing(
    somebody: Person, settings: Any, monkeypatch: pytest.MonkeyPatch, number: int, step: str
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    home = {"NamedTemporaryFile": tempfile, "fsync": os, "replace": Path}[step]
    monkeypatch.setattr(home, step, refuse)
    with pytest.raises(FileRefused) as refusal:
        give(somebody)
    assert refusal.value.code == "not_kept"
    assert "n’a pas pu être gardé" in refusal.value.message("fr")
    assert "could not be kept" in refusal.value.message("en")
    assert [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()] == []
    assert not StoredFile.objects.exists()


def test_a_folder_of_files_that_is_none_is_told(somebody: Person, settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "occupied"
    settings.FILES_ROOT.write_text("a file, where a folder should be")
    with pytest.raises(FileRefused, match="pas pu être gardé"):
        give(somebody)
