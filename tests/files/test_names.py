"""Names of documents: how long they may be, and that they arrive whole."""

from __future__ import annotations

import io
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import RequestFactory

from poincon.files.names import attachment, whole_name
from poincon.files.services import FileRefused, receive
from tests.dossiers.factories import PDF
from tests.people.makers import person
from tests.platform_fixtures import NOW


def _received(name: str) -> str:
    """The name under which a document is kept."""
    someone = person()
    return receive(io.BytesIO(PDF), name, formats=("pdf",), maximum_megabytes=1, actor=someone, now=NOW).name


@pytest.mark.django_db
def test_a_name_that_systems_cannot_keep_is_refused_and_one_that_they_can_is_not() -> None:
    for longest in ("a" * 251 + ".pdf", "é" * 125 + "a.pdf"):
        assert _received(longest) == longest
        with pytest.raises(FileRefused, match="255 octets") as refusal:
            _received(f"a{longest}")
        assert refusal.value.code == "long_name"
        assert "255 bytes" in refusal.value.message("en")


@pytest.mark.parametrize("size", [10, 3 * 1024 * 1024])
def test_the_name_of_a_form_s_document_is_read_whole(size: int) -> None:
    document = io.BytesIO(b"0" * size)
    document.name = "a" * 400 + ".pdf"
    upload = RequestFactory().post("/", {"document": document}).FILES["document"]
    assert isinstance(upload, UploadedFile)
    upload.close()
    assert whole_name(upload) == document.name
    assert whole_name(SimpleUploadedFile("a.pdf", PDF)) == "a.pdf"


@pytest.mark.parametrize("name", ["é" * 200 + ".pdf", "a" * 400 + ".pdf", "a" * 253 + "é." + "b" * 30, "é" * 255])
def test_a_document_stored_before_names_had_a_limit_is_downloaded_under_the_beginning_of_its_name(name: str) -> None:
    exact = attachment(name).partition("; filename*=UTF-8''")[2] or attachment(name).split('"')[1]
    short = unquote(exact)
    assert 250 < len(short.encode()) <= 255
    assert short.startswith(name[:100])
    assert short.endswith(".pdf") is name.endswith(".pdf")
