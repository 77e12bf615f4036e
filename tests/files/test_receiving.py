"""Documents: what they really are, how large they may be, where their content lies, how they are given back."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

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


def archive(parts: dict[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip that holds these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as written:
        for name, text in parts.items():
            written.writestr(name, text)
    return stream.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD, TABLE = "wordprocessingml.document.main+xml", "spreadsheetml.sheet.main+xml"


def types_part(part: str, kind: str, before: str = "") -> str:
    """The part of an Office document that says of which type each of its parts is."""
    override = f'<Override PartName="/{part}" ContentType="{OFFICE}{kind}"/>'
    return f'<?xml version="1.0"?>{before}<Types xmlns="{TYPES}">{override}</Types>'


def office(part: str, kind: str) -> bytes:
    return archive({"[Content_Types].xml": types_part(part, kind), part: "<x/>"})


EVERY = ("pdf", "docx", "xlsx", "odt", "png", "jpg", "jpeg", "csv", "zip")


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
            office("xl/workbook.xml", TABLE),
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
    "a table renamed to a text": ("bilan.docx", office("xl/workbook.xml", TABLE), "content"),
    "a text with macros, renamed": (
        "bilan.docx",
        archive(
            {
                "[Content_Types].xml": types_part("word/document.xml", WORD).replace(
                    f"{OFFICE}{WORD}", "application/vnd.ms-word.document.macroEnabled.main+xml"
                ),
                "word/document.xml": "<x/>",
            }
        ),
        "content",
    ),
    "a part that is not there": ("b.docx", archive({"[Content_Types].xml": types_part("a.xml", WORD)}), "content"),
    "no types": ("b.docx", archive({"word/document.xml": "<x/>"}), "content"),
    "types that are no XML": ("b.docx", archive({"[Content_Types].xml": "\0<", "word/document.xml": ""}), "content"),
    "types of an unknown encoding": (
        "b.docx",
        archive({"[Content_Types].xml": "<?xml version='1.0' encoding='klingon'?><a/>", "word/document.xml": ""}),
        "content",
    ),
    "types that call for entities": (
        "b.docx",
        archive(
            {
                "[Content_Types].xml": types_part("word/a.xml", WORD, "<!DOCTYPE a [<!ENTITY b 'bb'>]>"),
                "word/a.xml": "<x/>",
            }
        ),
        "content",
    ),
    "types compressed in a way that is unpacked whole": (
        "b.docx",
        archive({"[Content_Types].xml": types_part("a.xml", WORD), "a.xml": ""}, zipfile.ZIP_LZMA),
        "content",
    ),
    "a text renamed to another program’s": (
        "b.odt",
        archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
        "content",
    ),
    "a PDF that begins too late": ("bilan.pdf", b" " * 1020 + PDF, "content"),
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


@pytest.mark.parametrize("separator", ["/", "\\"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/document2.xml", "Word/Document.xml", "autre/texte.xml"])
def test_a_text_is_what_its_types_say_whatever_its_main_part_is_called(
    somebody: Person, part: str, separator: str
) -> None:
    """Word Online writes `word/document2.xml`; some Windows programs part folders by backslashes."""
    content = archive(
        {"[Content_Types].xml": types_part(part.lower(), WORD), part.replace("/", separator): "<x/>"},
    )
    assert give(somebody, content, "bilan.docx").media_type == f"{OFFICE}wordprocessingml.document"


def test_a_text_that_says_its_type_or_is_too_old_to_is_kept(somebody: Person) -> None:
    for parts in ({"mimetype": "application/vnd.oasis.opendocument.text"}, {}):
        content = archive({**parts, "content.xml": "<x/>"}, zipfile.ZIP_STORED)
        assert give(somebody, content, "bilan.odt").media_type == "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize("before", [b"", b"\r\n", b"\xef\xbb\xbf", b"x" * 1019])
def test_a_pdf_may_begin_within_its_first_1024_bytes(somebody: Person, before: bytes) -> None:
    content = before + PDF
    assert give(somebody, content).media_type == "application/pdf"


def test_of_a_part_that_unpacks_to_a_gigabyte_no_more_than_a_megabyte_is_read(somebody: Person) -> None:
    huge = types_part("word/document.xml", WORD).replace("<Override", " " * 50 * 1024 * 1024 + "<Override")
    content = archive({"[Content_Types].xml": huge, "word/document.xml": "<x/>"})
    assert len(content) < 1024 * 1024
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused, match="n’est pas celui"):
            give(somebody, content, "bilan.docx")
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_an_archive_whose_list_of_members_is_out_of_proportion_is_not_read(somebody: Person) -> None:
    """Forty-seven bytes in the file, ten times as many in memory, for each member."""
    content = office("word/document.xml", WORD)
    member = content[content.index(b"PK\x01\x02") : content.index(b"PK\x05\x06")][: 46 + len("[Content_Types].xml")]
    index = member * 120_000
    end = bytearray(content[content.index(b"PK\x05\x06") :])
    end[12:16] = len(index).to_bytes(4, "little")
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused, match="n’est pas celui"):
            give(somebody, content[: content.index(b"PK\x01\x02")] + index + end, "bilan.docx", megabytes=20)
        assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    finally:
        tracemalloc.stop()


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
        ("École.pdf".replace("É", "E\u0301"), "École.pdf"),
        ("bi\u202elan\u200b.pdf\ufeff", "bilan.pdf"),
    ],
)
def test_a_path_in_a_name_leads_nowhere(somebody: Person, settings: Any, name: str, stored_name: str) -> None:
    stored = give(somebody, PDF, name)
    assert stored.name == stored_name
    assert files_in(settings) == [content_path(stored.digest)]
    assert content_path(stored.digest).resolve().is_relative_to(Path(settings.FILES_ROOT).resolve())


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


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("bilan 2021 – été (l’an n° 2).pdf", "bilan 2021 - ete (l'an n_ 2).pdf"),
        ("Cœur & Ærø.pdf", "Coeur _ Aero.pdf"),
        ("50 %, a;b.pdf", "50 _, a_b.pdf"),
        ("漢字.pdf", "__.pdf"),
    ],
)
def test_a_downloaded_document_keeps_the_accents_and_signs_of_its_name(somebody: Person, name: str, plain: str) -> None:
    response = attachment_response(give(somebody, PDF, name))
    response.close()
    header = response["Content-Disposition"]
    assert header.isascii()
    assert header == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_filename() in (name, plain)


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


def test_a_document_may_give_the_type_of_its_main_part_by_its_ending(somebody: Person) -> None:
    default = f'<Default Extension="xml" ContentType="{OFFICE}{WORD}"/>'
    types = f'<?xml version="1.0"?><Types xmlns="{TYPES}">{default}</Types>'
    assert give(somebody, archive({"[Content_Types].xml": types, "word/document.xml": "<x/>"}), "note.docx").name
    other = f'<Override PartName="/word/document.xml" ContentType="{OFFICE}{TABLE}"/>'
    spoken_for = types.replace("</Types>", f"{other}</Types>")
    with pytest.raises(FileRefused):
        give(somebody, archive({"[Content_Types].xml": spoken_for, "word/document.xml": "<x/>"}), "note.docx")


def test_a_part_that_is_there_counts_after_one_that_is_not_and_is_found_by_its_written_name(somebody: Person) -> None:
    absent = f'<Override PartName="/word/absent.xml" ContentType="{OFFICE}{WORD}"/>'
    types = types_part("word/document%20final.xml", WORD).replace("<Override", f"{absent}<Override", 1)
    assert give(somebody, archive({"[Content_Types].xml": types, "word/document final.xml": "<x/>"}), "note.docx").name
