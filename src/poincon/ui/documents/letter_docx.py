"""A letter as a DOCX: real heading and list styles, its language and its title said, nothing in a text box."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from poincon.ui.documents.letter import LetterText, blocks
from poincon.ui.documents.prose import Block, BlockKind

_LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
_FONT = "Times New Roman"
"""What every word processor has, or has the twin of."""
_ITEM, _MORE = "List Bullet", "List Continue"
"""Styles of the first paragraph of an item, and of those that follow in it."""
_LEVELS = ("", " 2", " 3")
_FIRST_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def letter_docx(letter: LetterText, moment: datetime) -> bytes:
    """The DOCX of a letter dated `moment` (aware). The same letter gives the same bytes."""
    document = docx.Document()
    content = blocks(letter)
    _describe(document, letter, content, moment)
    _dress(document, letter)
    for block in content:
        _WRITERS[block.kind](document, block)
    _foot(document, letter)
    stream = io.BytesIO()
    document.save(stream)
    return _without_clock(stream.getvalue())


def _describe(document: Document, letter: LetterText, content: tuple[Block, ...], moment: datetime) -> None:
    """What a reader is told before the first word: title, author, language, date."""
    first = {block.kind: block.texts[0] for block in reversed(content)}
    properties = document.core_properties
    properties.title, properties.author = first[BlockKind.TITLE][:255], first[BlockKind.SENDER][:255]
    properties.subject = letter.reference[:255]
    properties.language = _LANGUAGES[letter.language]
    properties.comments = properties.keywords = properties.last_modified_by = ""
    properties.created = properties.modified = moment.astimezone(UTC).replace(tzinfo=None)
    properties.revision = 1
    parts = document.part.package.rels
    for name in [name for name, part in parts.items() if part.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del parts[name]  # a picture of the library's own blank page


def _dress(document: Document, letter: LetterText) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(28)
    section.top_margin = section.bottom_margin = Mm(26)
    styles: Any = document.styles
    bodies = ("Normal", *(f"{name}{level}" for name in (_ITEM, _MORE) for level in _LEVELS))
    for name, size in (*((name, 11.5) for name in bodies), ("Heading 1", 15)):
        style = styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(script), None)
        style.paragraph_format.space_after = Pt(9)
    styles["Heading 1"].paragraph_format.space_before = Pt(18)
    # Word reads the language of words from here: a screen reader then speaks it with the right voice.
    spoken = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    theme = document.settings.element.find(qn("w:themeFontLang"))
    for script in ("w:val", "w:eastAsia"):
        spoken.set(qn(script), _LANGUAGES[letter.language])
        theme.set(qn(script), _LANGUAGES[letter.language])


def _draft(document: Document, block: Block) -> None:
    _lines(document.add_paragraph(), block)
    run = document.paragraphs[-1].runs[0]
    run.bold, run.font.color.rgb = True, RGBColor(0x96, 0x16, 0x0F)


def _sender(document: Document, block: Block) -> None:
    _lines(document.add_paragraph(), block)
    for run in document.paragraphs[-1].runs:
        run.bold = True


def _title(document: Document, block: Block) -> None:
    document.add_heading(block.lines[0], level=1)


def _text(document: Document, block: Block) -> None:
    _lines(document.add_paragraph(), block)


def _list(document: Document, block: Block, level: int = 0) -> None:
    for item in block.items:
        style = _ITEM
        for passage in item:
            if passage.kind is BlockKind.LIST:
                _list(document, passage, min(level + 1, len(_LEVELS) - 1))
            else:
                _lines(document.add_paragraph(style=f"{style}{_LEVELS[level]}"), passage)
                style = _MORE


_WRITERS: dict[BlockKind, Callable[[Document, Block], None]] = {
    BlockKind.DRAFT: _draft,
    BlockKind.SENDER: _sender,
    BlockKind.TITLE: _title,
    BlockKind.TEXT: _text,
    BlockKind.LIST: _list,
}


def _lines(paragraph: Paragraph, block: Block) -> None:
    for place, line in enumerate(block.lines):
        run = paragraph.add_run(line)
        if place < len(block.lines) - 1:
            run.add_break()


def _foot(document: Document, letter: LetterText) -> None:
    """The reference and the number of the page, below each page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph.add_run(f"{letter.reference} · ").font.size = Pt(8.5)
    run = paragraph.add_run()
    run.font.size = Pt(8.5)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)  # noqa: SLF001 - python-docx has no fields


def _without_clock(archive: bytes) -> bytes:
    """The same archive with one date for all its parts: a zip keeps the hour of the machine otherwise."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, _FIRST_OF_ZIP), before.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
