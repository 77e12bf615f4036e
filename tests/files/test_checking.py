"""`check_files`: the database against the store, both ways."""

from __future__ import annotations

import io
import os
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from poincon.files import checking, contents
from poincon.files.checking import Check, Fault, Trouble
from poincon.files.models import StoredFile
from poincon.files.services import content_path, receive
from poincon.files.storage import files_root
from tests.dossiers.factories import PDF
from tests.files.stored import lose, store_again
from tests.journal.makers import unguarded
from tests.people.makers import person

pytestmark = pytest.mark.django_db


def no_waiting(seconds: float) -> None:
    raise AssertionError("nothing recent was to be found")


def silent(check: Check) -> None:
    """Progress that nobody reads."""


def faults(wait: Any = no_waiting) -> list[Fault]:
    return list(Check(timezone.now(), silent, wait).faults())


def stray(name: str, age: timedelta = timedelta(hours=1), content: bytes = PDF) -> Path:
    path = files_root() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    instant = (timezone.now() - age).timestamp()
    os.utime(path, (instant, instant))
    return path


def command(capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    capsys.readouterr()
    try:
        call_command("check_files")
    except SystemExit as end:
        code = int(str(end.code))
    else:
        code = 0
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def stored() -> StoredFile:
    return store_again(person())


def test_a_store_that_is_as_the_database_says_gives_0_and_the_counts(
    stored: StoredFile, capsys: pytest.CaptureFixture[str]
) -> None:
    store_again(person())  # the same content: one more document
    assert command(capsys) == (0, f"Documents : 2. Contenus lus : 1, {len(PDF)} octets.\n", "")


def test_an_empty_platform_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(capsys) == (0, "Documents : 0. Contenus lus : 0, 0 octets.\n", "")


@pytest.mark.parametrize(
    ("damage", "trouble"),
    [
        ("missing", Trouble.MISSING),
        ("shorter", Trouble.SIZE),
        ("a byte changed", Trouble.DIGEST),
        ("a folder", Trouble.UNREADABLE),
    ],
)
def test_each_way_to_spoil_a_content_is_named(stored: StoredFile, damage: str, trouble: Trouble) -> None:
    path = content_path(stored.digest)
    if damage == "shorter":
        path.write_bytes(PDF[:-1])
    elif damage == "a byte changed":
        path.write_bytes(PDF[:-1] + b"!")
    else:
        path.unlink()
    if damage == "a folder":
        path.mkdir()
    assert faults() == [Fault(trouble, stored.digest)]


def test_a_row_whose_size_was_edited_is_named(stored: StoredFile) -> None:
    with unguarded():
        StoredFile.objects.update(size=3)
    assert faults() == [Fault(Trouble.SIZE, stored.digest)]


def test_what_no_row_names_is_named_wherever_contents_lie(stored: StoredFile) -> None:
    stray("ab/" + "ab" * 32)
    stray("ff/notes.txt")
    stray(f"{'00' if stored.digest[:2] != '00' else '11'}/{stored.digest}")  # not where its digest says
    stray("arriving/tmp123")
    names = {fault.name for fault in faults() if fault.trouble is Trouble.UNNAMED}
    wrong_folder = {name for name in names if name.endswith(stored.digest)}
    assert names - wrong_folder == {"ab/" + "ab" * 32, "ff/notes.txt"}
    assert len(wrong_folder) == 1


def test_a_document_that_is_being_stored_is_no_false_alarm() -> None:
    digest = "cd" * 32
    stray(f"cd/{digest}", age=timedelta(0))
    waits: list[float] = []

    def row_comes(seconds: float) -> None:
        waits.append(seconds)
        StoredFile.objects.create(
            digest=digest, size=len(PDF), media_type="", name="a.pdf", uploaded_by=person(), uploaded_at=timezone.now()
        )

    assert faults(row_comes) == []
    assert waits == [checking.SETTLING.total_seconds()]


def test_a_content_that_was_just_put_there_is_named_once_no_row_has_come() -> None:
    stray("cd/" + "cd" * 32, age=timedelta(0))
    assert faults(lambda seconds: None) == [Fault(Trouble.UNNAMED, "cd/" + "cd" * 32)]


def test_a_content_given_again_counts_as_just_stored(stored: StoredFile) -> None:
    """Its row may not be there yet, although the content was stored long ago for a document that is gone."""
    path = content_path(stored.digest)
    os.utime(path, (1, 1))
    store_again(person())
    assert path.stat().st_mtime > 1


def test_the_command_names_a_hundred_then_counts_and_gives_1(
    stored: StoredFile, capsys: pytest.CaptureFixture[str]
) -> None:
    lose(stored)
    for number in range(103):
        stray(f"{number:02x}/{number:064x}")
    code, out, err = command(capsys)
    lines = out.splitlines()
    assert code == 1
    assert lines[0] == f"{stored.digest}  contenu absent (documents : 1, dont {stored.pk})"
    assert stored.name not in out  # names of files may name people
    assert len(lines) == 100 + 2
    assert lines[100] == "… et 4 autres."
    assert err == "Ce qui ne tient pas : 104.\n"


def test_what_it_meets_is_marked_and_what_came_back_is_not(stored: StoredFile) -> None:
    lose(stored)
    faults()
    assert contents.count_missing() == 1
    content_path(stored.digest).write_bytes(PDF)
    assert faults() == []
    assert contents.count_missing() == 0


def test_long_runs_say_how_far_they_are(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(checking, "_PROGRESS_CONTENTS", 2)
    someone = person()
    for number in range(5):
        store_again(someone, PDF + bytes([65 + number]))
    code, _out, err = command(capsys)
    assert (code, err.count("Contenus lus")) == (0, 2)


def test_a_large_content_is_read_in_little_memory() -> None:
    content = io.BytesIO(PDF + b"\0" * 30_000_000)
    receive(content, "a.pdf", formats=("pdf",), maximum_megabytes=40, actor=person(), now=timezone.now())
    content.close()
    tracemalloc.start()
    assert faults() == []
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000
