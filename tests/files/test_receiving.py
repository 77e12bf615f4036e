"""Documents: what they really are, how large they may be, where their content lies, how they are given back."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse
from django.test import Client

from poincon.dossiers import services as dossiers
from poincon.files.models import ScanState, StoredFile
from poincon.files.services import FileRefused, attachment_response, content_path, receive
from poincon.people.models import Person
from tests.dossiers.factories import PDF, address, document, dossier, structure
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
ZIP = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
CSV = "année;montant\n2021;12,5\n".encode()


def archive(part: str) -> bytes:
    """A zip that holds one part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        written.writestr(part, "<x/>")
    return stream.getvalue()


EVERY = ("pdf", "docx", "xlsx", "png", "jpg", "jpeg", "csv", "zip")


@pytest.fixture
def somebody() -> Person:
    return person()


def give(
    by: Person,
    content: bytes | BinaryIO = PDF,
    name: str = "bilan.pdf",
    formats: tuple[str, ...] = EVERY,
    megabytes: int = 1,
) -> StoredFile:
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    return receive(stream, name, formats=formats, maximum_megabytes=megabytes, actor=by, now=NOW)


def files_in(settings: Any) -> list[Path]:
    return sorted(path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("bilan.pdf", PDF, "application/pdf"),
        ("BILAN.PDF", PDF, "application/pdf"),
        ("a.b.c.pdf", PDF, "application/pdf"),
        ("photo.png", PNG, "image/png"),
        ("photo.jpg", JPEG, "image/jpeg"),
        ("photo.jpeg", JPEG, "image/jpeg"),
        (
            "comptes.xlsx",
            archive("xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("comptes.csv", CSV, "text/csv"),
    ],
)
def test_a_document_of_an_admitted_format_is_kept(somebody: Person, name: str, content: bytes, media_type: str) -> None:
    file = give(somebody, content, name)
    assert (file.name, file.size, file.media_type) == (name, len(content), media_type)
    assert file.digest == hashlib.sha256(content).hexdigest()
    assert (file.uploaded_by, file.uploaded_at, file.scan_state) == (somebody, NOW, ScanState.PENDING)
    assert content_path(file.digest).read_bytes() == content


REFUSED = {
    "another ending": ("notes.txt", b"abc", "format"),
    "no ending": ("bilan", PDF, "format"),
    "an ending alone": (".exe", PDF, "format"),
    "no name": ("", PDF, "format"),
    "nothing but points before the ending": ("..pdf", PDF, "name"),
    "a name that hides": (".bilan.pdf", PDF, "name"),
    "a sign that is not written": ("bi\x07lan.pdf", PDF, "name"),
    "a program renamed": ("bilan.pdf", PROGRAM, "content"),
    "an image renamed": ("bilan.pdf", PNG, "content"),
    "a PDF renamed": ("photo.png", PDF, "content"),
    "a plain archive renamed to a text": ("bilan.docx", ZIP, "content"),
    "a table renamed to a text": ("bilan.docx", archive("xl/workbook.xml"), "content"),
    "a PDF renamed to a table": ("comptes.xlsx", PDF, "content"),
    "an image renamed to another": ("photo.jpg", PNG, "content"),
    "a page renamed": ("bilan.pdf", b"<html><script>alert(1)</script>", "content"),
    "a program renamed to a list": ("comptes.csv", PROGRAM, "content"),
    "one byte": ("bilan.pdf", b"%", "content"),
    "nothing": ("bilan.pdf", b"", "empty"),
    "nothing, as a list": ("comptes.csv", b"", "empty"),
    "too large": ("bilan.pdf", PDF + b"0" * 1024 * 1024, "too_large"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_told_in_both_languages_and_leaves_nothing(
    somebody: Person, settings: Any, case: str
) -> None:
    name, content, code = REFUSED[case]
    with pytest.raises(FileRefused) as refused:
        give(somebody, content, name)
    assert refused.value.code == code
    assert refused.value.message("fr") != refused.value.message("en")
    assert files_in(settings) == []
    assert not StoredFile.objects.exists()


def test_the_limit_itself_is_admitted(somebody: Person) -> None:
    exact = PDF + b"0" * (1024 * 1024 - len(PDF))
    assert give(somebody, exact).size == 1024 * 1024
    with pytest.raises(FileRefused, match=r"dépasse 1\sMo"):
        give(somebody, exact + b"0")


def test_a_file_far_too_large_is_not_read_to_its_end(somebody: Person) -> None:
    class Endless(io.RawIOBase):
        read_bytes = 0

        def read(self, size: int = -1) -> bytes:
            self.read_bytes += size
            return b"%PDF-1.7\n" + b"0" * (size - 9)

    stream: Any = Endless()
    with pytest.raises(FileRefused, match="Mo"):
        give(somebody, stream)
    assert stream.read_bytes < 2 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "stored_name"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("/absolu/bilan.pdf", "bilan.pdf"),
        ("C:\\Dossiers\\bilan.pdf", "bilan.pdf"),
        ("bilan 2021 – été.pdf", "bilan 2021 – été.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("bilan\u202efdp.exe\u200b.pdf", "bilanfdp.exe.pdf"),
    ],
)
def test_a_path_in_a_name_leads_nowhere(somebody: Person, settings: Any, name: str, stored_name: str) -> None:
    stored = give(somebody, PDF, name)
    assert stored.name == stored_name
    assert files_in(settings) == [content_path(stored.digest)]
    assert content_path(stored.digest).resolve().is_relative_to(Path(settings.FILES_ROOT).resolve())


def test_a_name_that_is_too_long_is_shortened(somebody: Person) -> None:
    assert give(somebody, PDF, "a" * 400 + ".pdf").name == "a" * 251 + ".pdf"


def test_the_same_content_is_stored_once(somebody: Person, settings: Any) -> None:
    first, second = give(somebody, PDF, "a.pdf"), give(person(), PDF, "b.pdf")
    assert first.pk != second.pk
    assert (first.digest, len(files_in(settings))) == (second.digest, 1)
    assert content_path(first.digest).stat().st_mode & 0o077 == 0


def test_nothing_is_left_of_a_file_whose_arrival_breaks_off(somebody: Person, settings: Any) -> None:
    class Broken(SimpleUploadedFile):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield PDF
            raise OSError("the line went dead")

    with pytest.raises(OSError, match="line"):
        receive(Broken("a.pdf", b""), "a.pdf", formats=("pdf",), maximum_megabytes=1, actor=somebody, now=NOW)
    assert files_in(settings) == []


def test_a_download_is_never_a_page(somebody: Person) -> None:
    response: FileResponse = attachment_response(give(somebody, PDF, 'é "b"\r\nX: 1.pdf'))
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in response["Content-Disposition"]
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(response) == PDF
    assert response.file_to_stream is not None
    response.file_to_stream.close()


# in a dossier


def test_headers_of_a_download_through_the_platform(client: Client) -> None:
    ours = structure()
    own_dossier = dossier(ours)
    plan = document(own_dossier, ours.editor)
    client.force_login(ours.editor)
    response: Any = client.get(address("file", own_dossier, plan.file_id))
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert b"".join(response) == PDF


def test_a_document_that_is_replaced_is_kept(settings: Any) -> None:
    ours = structure()
    own_dossier = dossier(ours)
    old = document(own_dossier, ours.editor)
    new = document(own_dossier, ours.head, content=PDF + b"version 2")
    old.refresh_from_db()
    assert (old.removed_at, new.removed_at) == (NOW, None)
    assert [attachment.pk for attachment in own_dossier.sheet.attachments.filter(removed_at__isnull=True)] == [new.pk]
    assert content_path(old.file.digest).read_bytes() == PDF
    assert len(files_in(settings)) == 2
    dossiers.detach(own_dossier.pk, "plan", ours.editor, NOW)
    assert not own_dossier.sheet.attachments.filter(removed_at__isnull=True).exists()
    assert len(files_in(settings)) == 2


def test_a_document_that_the_scan_refused_is_not_given(client: Client) -> None:
    ours = structure()
    own_dossier = dossier(ours)
    plan = document(own_dossier, ours.editor)
    StoredFile.objects.update(scan_state=ScanState.REFUSED, scanned_at=NOW)
    client.force_login(ours.editor)
    assert client.get(address("file", own_dossier, plan.file_id)).status_code == 403


def test_each_field_has_formats_and_a_limit_of_its_own() -> None:
    ours = structure()
    own_dossier = dossier(ours)
    with pytest.raises(FileRefused) as refused:
        dossiers.attach(own_dossier.pk, "plan", SimpleUploadedFile("plan.png", PNG), ours.editor, NOW)
    assert refused.value.message("fr").endswith(": pdf.")
    assert not own_dossier.sheet.attachments.exists()
