"""The receipt: an accessible, archivable PDF whose values are never code."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import docx
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from poincon.ui import documents
from poincon.ui.documents.letter import LetterText, blocks, letter_pdf, plain_text
from poincon.ui.documents.letter_docx import letter_docx
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
from tests.ui.reading import read_docx, read_pdf, same

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
    characters: set[str] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(stream).decode("latin-1")
        except zlib.error:
            continue
        for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
            for written in re.findall(r"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", block):
                characters |= set(bytes.fromhex(written).decode("utf-16-be"))
    return characters


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
    text = "Récépissé de dépôt Centre de l’Exemple 1 250 000,50 € sha256:abcdef"
    assert set(text) - {" "} <= readable_characters(pdf)


def test_answers_that_look_like_code_are_printed_as_typed() -> None:
    pdf = receipt_pdf(evil(RECEIPT), NOW)
    assert set(EVIL) - {" "} <= readable_characters(pdf)


def test_characters_that_no_font_has_are_spelled() -> None:
    for exotic in ("😀", "مرحبا", "\u05ec", "\ud800", "a\u0301\u20dd", "\x00\x07"):
        assert receipt_pdf(replace(RECEIPT, organisation=f"Été {exotic} 2027"), NOW).startswith(b"%PDF-")
    pdf = receipt_pdf(replace(RECEIPT, organisation="Été 😀"), NOW)
    assert set("[U+1F600]") <= readable_characters(pdf)


def test_a_text_made_of_rare_characters_is_spelled() -> None:
    rare = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 1_000))
    pdf = receipt_pdf(replace(RECEIPT, organisation=f"Été {rare}"), NOW)
    assert {"é", "[", "4"} <= readable_characters(pdf)
    assert documents.printable(f"Été {rare}").startswith("Été [U+4E00][U+4E01]")


@pytest.mark.parametrize("sign", ["\ue000", "\uf0b7", "\ufffe", "\U0010ffff", "\U000f0000"])
def test_a_sign_for_private_use_alone_is_spelled(sign: str) -> None:
    """A font may have it: an archive may not hold it."""
    pdf = receipt_pdf(replace(RECEIPT, organisation=f"x{sign}"), NOW)
    assert set(f"[U+{ord(sign):04X}]") <= readable_characters(pdf)


def with_answer(text: str) -> Receipt:
    return replace(RECEIPT, sections=(AnswerSection("S", (Answer("Q", text),)),))


@pytest.mark.parametrize("sign", ["a", "\u202e", "\u200b", "\u0301", "\u0e31"])
def test_a_word_longer_than_pdf_allows_is_printed(sign: str) -> None:
    """Whatever it is made of: signs without width are all on one line."""
    assert receipt_pdf(with_answer("a" + sign * 30_000), NOW).startswith(b"%PDF-")


def test_many_empty_lines_are_one() -> None:
    """Typst takes a time that grows with their square: an answer may hold a hundred thousand of them."""
    assert receipt_pdf(with_answer("a" + " \n" * 3_000 + "b\nc"), NOW) == receipt_pdf(with_answer("a \n \nb\nc"), NOW)


def test_values_reach_the_page_as_text_and_nothing_else() -> None:
    """Without a reader of PDF: typst tells what its own document holds."""
    source = "#let data = json(bytes(sys.inputs.data))\n#metadata(data.organisation) <told>\n#data.organisation"
    answer = typst.query(
        source.encode(), "<told>", field="value", one=True, sys_inputs={"data": f'{{"organisation": {quoted(EVIL)}}}'}
    )
    assert answer == quoted(EVIL)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@settings(max_examples=15)
@given(st.text(max_size=60))
def test_any_answer_can_be_printed(answer: str) -> None:
    receipt = replace(RECEIPT, sections=(AnswerSection("S", (Answer("Q", answer),)),), organisation=answer)
    assert receipt_pdf(receipt, NOW).startswith(b"%PDF-")


def test_an_unknown_template_is_refused() -> None:
    data: dict[str, Any] = {}
    for name in ("absent", "../receipt", "receipt.typ"):
        with pytest.raises(ValueError, match="no document template"):
            documents.render_pdf(name, data, moment=NOW)


def test_a_moment_is_told_in_paris_time() -> None:
    assert moment_words(NOW, "fr").replace("\u00a0", " ") == "mercredi 28 avril 2027 à 23 h 59 (heure de Paris)"
    assert moment_words(NOW, "en") == "Wednesday 28 April 2027 at 23:59 (Paris time)"


# letters

LETTER = LetterText(
    "fr",
    "Service des étals",
    "D-2027-0042 · Concession d’un étal",
    "Demande non traitée – dossier D-2027-0042",
    (
        "À l’attention de la direction\nde Chez Paul,\u00a0Essai-sur-Mer",
        "Madame, Monsieur,",
        (
            "Assurance\u00a0: non. Texte\u00a0: règlement, §1.",
            "Loyer (1\u202f250,00\u202f€)\u00a0: finances insuffisantes.",
        ),
        "Fin d’un office de 300 étals.",
    ),
)
LONG = replace(
    LETTER, paragraphs=tuple(f"Paragraphe {number}. " + "Une phrase (et sa suite). " * 40 for number in range(20))
)
HOSTILE = replace(LETTER, title=EVIL, sender=EVIL, reference=EVIL, paragraphs=(EVIL, (EVIL, EVIL)))


@pytest.mark.parametrize(
    "letter",
    [LETTER, replace(LETTER, draft=True), replace(LETTER, language="en"), LONG, HOSTILE],
    ids=["sent", "draft", "English", "of several pages", "like code"],
)
def test_a_letter_says_the_same_in_each_of_its_forms(letter: LetterText) -> None:
    read = same(read_pdf(letter_pdf(letter, NOW)))
    assert read == same(read_docx(letter_docx(letter, NOW)))
    assert "".join(text for _kind, text in read) == "".join(plain_text(letter).split())


def test_a_draft_of_a_letter_says_so_first() -> None:
    assert plain_text(replace(LETTER, draft=True)).splitlines()[0] == "Projet\u00a0: cette lettre n’a pas été envoyée."
    assert "Projet" not in plain_text(LETTER)


def test_a_letter_is_read_as_headings_texts_and_lists() -> None:
    kinds = ["text", "heading", "text", "text", "item", "item", "text"]
    for read in (read_pdf(letter_pdf(LETTER, NOW)), read_docx(letter_docx(LETTER, NOW))):
        assert [kind for kind, _text in read] == kinds
        assert read[1] == ("heading", LETTER.title)


@pytest.mark.parametrize("before", range(0, 30, 3))
def test_an_address_in_a_letter_is_never_cut_in_two(before: int) -> None:
    """Wherever the line ends: a PDF shows a text a line at a time."""
    text = "a" * before + " mot" * 12 + " sur le site www.telerecours.fr (code)."
    content = letter_pdf(replace(LETTER, paragraphs=(text,)), NOW)
    assert any("www.telerecours.fr" in passage for _kind, passage in read_pdf(content))


def test_the_pdf_of_a_letter_is_tagged_with_title_and_language() -> None:
    pdf = letter_pdf(replace(LETTER, language="en"), NOW)
    assert b"/Lang(en)" in pdf.replace(b" ", b"")
    metadata = pdf[pdf.index(b"<x:xmpmeta") : pdf.index(b"</x:xmpmeta>")].decode()
    for fragment in (LETTER.title, LETTER.sender, "pdfuaid", "pdfaid"):
        assert fragment in metadata


@pytest.mark.parametrize(("language", "spoken"), [("fr", "fr-FR"), ("en", "en-GB")])
def test_the_docx_of_a_letter_says_its_title_and_its_language(language: Any, spoken: str) -> None:
    content = letter_docx(replace(LETTER, language=language), NOW)
    document: Any = docx.Document(io.BytesIO(content))
    properties = document.core_properties
    assert (properties.title, properties.author, properties.language) == (LETTER.title, LETTER.sender, spoken)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        styles, text = parts.read("word/styles.xml").decode(), parts.read("word/document.xml").decode()
        assert not [name for name in parts.namelist() if "thumbnail" in name]
        assert "thumbnail" not in parts.read("_rels/.rels").decode()
    assert f'<w:lang w:val="{spoken}"' in styles
    assert "txbx" not in text
    assert "w:pict" not in text


def test_the_same_letter_gives_the_same_files() -> None:
    assert letter_pdf(LETTER, NOW) == letter_pdf(LETTER, NOW)
    assert letter_docx(LETTER, NOW) == letter_docx(LETTER, NOW)
    assert letter_docx(replace(LETTER, draft=True), NOW) != letter_docx(LETTER, NOW)


def test_what_no_font_shows_is_spelled_alike_everywhere() -> None:
    letter = replace(LETTER, paragraphs=("Été 😀 \x07 ou \u05ec",))
    assert "[U+1F600]" in plain_text(letter)
    assert same(read_pdf(letter_pdf(letter, NOW))) == same(read_docx(letter_docx(letter, NOW)))


@settings(max_examples=10)
@given(st.lists(st.text(max_size=40), max_size=3))
def test_any_text_can_be_in_a_letter(texts: list[str]) -> None:
    letter = replace(LETTER, paragraphs=(*texts, tuple(texts)))
    assert all(any(block.texts) for block in blocks(letter))
    assert letter_pdf(letter, NOW).startswith(b"%PDF-")
    assert letter_docx(letter, NOW).startswith(b"PK")
