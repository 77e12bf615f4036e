"""The receipt: an accessible, archivable PDF whose values are never code."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from poincon.ui import documents
from poincon.ui.documents.receipt import (
    Answer,
    AnswerSection,
    Digest,
    Document,
    Outcome,
    Receipt,
    receipt_pdf,
)
from poincon.ui.moments import moment_words

NOW = datetime(2027, 4, 28, 21, 59, tzinfo=UTC)
EVIL = (
    '#panic("x") $x^2$ \\ "cité" \'q\' #sys.inputs *gras* _i_ = titre <lab> @ref // c /* */ `brut` [x] {y} #import "a"'
)
RECEIPT = Receipt(
    "fr",
    "Label « Centre »",
    "1.0.0",
    "Centre de l’Exemple",
    "D-2027-0042",
    "Claire Ménard",
    (Digest("Programme", "sha256:" + "ab" * 32), Digest("Réponses", "sha256:" + "cd" * 32)),
    (
        AnswerSection(
            "Administratif",
            (
                Answer("Chiffre d’affaires", "1\u202f250\u202f000,50\u202f€"),
                Answer("Vide"),
                Answer("Recettes", "1 ligne", ("Partie", "Montant"), (("A", "1\u202f000,00\u202f€"),)),
            ),
        ),
        AnswerSection("Sans question", ()),
    ),
    (Outcome("Part des PME", "Atteinte", "31,25\u202f%", "Part des PME (2021) : 31,25 %."),),
    (Document("Statuts", "statuts.pdf", "1,2 Mo", "sha256:" + "ef" * 32),),
)


def evil(receipt: Receipt) -> Receipt:
    rows = ((EVIL, EVIL),)
    answers = (Answer(EVIL, EVIL, (EVIL, EVIL), rows),)
    return replace(
        receipt,
        organisation=EVIL,
        number=EVIL,
        sections=(AnswerSection(EVIL, answers),),
        outcomes=(Outcome(EVIL, EVIL, EVIL, EVIL),),
        documents=(Document(EVIL, EVIL, EVIL, EVIL),),
    )


def readable_characters(pdf: bytes) -> set[str]:
    """Every character that the document's fonts give back to a reader: what can be copied, searched, read aloud."""
    found: set[str] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(stream).decode("latin-1")
        except zlib.error:
            continue
        for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
            for written in re.findall(r"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", block):
                found |= set(bytes.fromhex(written).decode("utf-16-be"))
    return found


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return receipt_pdf(RECEIPT, NOW)


def test_the_receipt_is_a_tagged_pdf_with_title_and_language(pdf: bytes) -> None:
    assert pdf.startswith(b"%PDF-")
    assert b"/Lang(fr)" in pdf.replace(b" ", b"")
    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    metadata = pdf[pdf.index(b"<x:xmpmeta") : pdf.index(b"</x:xmpmeta>")].decode()
    assert "Récépissé de dépôt – D-2027-0042" in metadata
    assert "pdfuaid" in metadata
    assert "pdfaid" in metadata


def test_the_same_input_gives_the_same_bytes(pdf: bytes) -> None:
    assert receipt_pdf(RECEIPT, NOW) == pdf
    assert receipt_pdf(replace(RECEIPT, number="D-2027-0043"), NOW) != pdf


def test_what_it_says_can_be_copied_and_read_aloud(pdf: bytes) -> None:
    said = "Récépissé de dépôt Centre de l’Exemple 1 250 000,50 € sha256:abcdef"
    assert set(said) - {" "} <= readable_characters(pdf)


def test_answers_that_look_like_code_are_printed_as_typed() -> None:
    made = receipt_pdf(evil(RECEIPT), NOW)
    assert set(EVIL) - {" "} <= readable_characters(made)


def test_characters_that_no_font_has_are_spelled() -> None:
    for exotic in ("😀", "مرحبا", "\u05ec", "\ud800", "a\u0301\u20dd", "\x00\x07"):
        assert receipt_pdf(replace(RECEIPT, organisation=f"Été {exotic} 2027"), NOW).startswith(b"%PDF-")
    made = receipt_pdf(replace(RECEIPT, organisation="Été 😀"), NOW)
    assert set("[U+1F600]") <= readable_characters(made)


def test_values_reach_the_page_as_text_and_nothing_else() -> None:
    """Without a reader of PDF: typst tells what its own document holds."""
    source = "#let data = json(bytes(sys.inputs.data))\n#metadata(data.organisation) <told>\n#data.organisation"
    told = typst.query(
        source.encode(), "<told>", field="value", one=True, sys_inputs={"data": f'{{"organisation": {quoted(EVIL)}}}'}
    )
    assert told == quoted(EVIL)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@settings(max_examples=15)
@given(st.text(max_size=60))
def test_any_answer_can_be_printed(answer: str) -> None:
    made = replace(RECEIPT, sections=(AnswerSection("S", (Answer("Q", answer),)),), organisation=answer)
    assert receipt_pdf(made, NOW).startswith(b"%PDF-")


def test_an_unknown_template_is_refused() -> None:
    data: dict[str, Any] = {}
    for name in ("absent", "../receipt", "receipt.typ"):
        with pytest.raises(ValueError, match="no document template"):
            documents.render_pdf(name, data, moment=NOW)


def test_a_moment_is_told_in_paris_time() -> None:
    assert moment_words(NOW, "fr").replace("\u00a0", " ") == "mercredi 28 avril 2027 à 23 h 59 (heure de Paris)"
    assert moment_words(NOW, "en") == "Wednesday 28 April 2027 at 23:59 (Paris time)"
