"""A letter, as a page, an accessible PDF and a DOCX that say the same words in the same order.

`blocks` is the one account of what a letter says; the three of them are made from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from poincon.cahier.basics.text import Language, Text
from poincon.ui.documents import printable, render_pdf

Paragraph = str | tuple[str, ...]
"""A text, or the items of a list."""

_DRAFT = Text("Projet\u00a0: cette lettre n’a pas été envoyée.", "Draft: this letter has not been sent.")
_PAGE = Text("Page", "Page")


@dataclass(frozen=True, slots=True)
class LetterText:
    """`sender`: who writes, at the head; `reference`: what the letter is about, at its foot on each page."""

    language: Language
    sender: str
    reference: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    draft: bool = False


class BlockKind(StrEnum):
    DRAFT = "draft"
    SENDER = "sender"
    TITLE = "title"
    TEXT = "text"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that a letter says. `lines`: the lines of a text, the items of a list."""

    kind: BlockKind
    lines: tuple[str, ...]


def blocks(letter: LetterText) -> tuple[Block, ...]:
    """All that the letter says, in order. What no font shows is spelled (`[U+1F600]`), so that all three agree."""
    content = [Block(BlockKind.DRAFT, (_DRAFT.into(letter.language),))] if letter.draft else []
    content.append(_block(BlockKind.SENDER, letter.sender))
    content.append(Block(BlockKind.TITLE, (_clean(letter.title),)))
    for paragraph in letter.paragraphs:
        if isinstance(paragraph, str):
            content.append(_block(BlockKind.TEXT, paragraph))
        else:
            content.append(Block(BlockKind.LIST, tuple(_clean(item) for item in paragraph if item.strip())))
    return tuple(block for block in content if any(block.lines))


def plain_text(letter: LetterText) -> str:
    """The same, a line each."""
    return "\n".join(line for block in blocks(letter) for line in block.lines)


def letter_pdf(letter: LetterText, moment: datetime) -> bytes:
    """An accessible, archivable PDF (PDF/UA-1, PDF/A-2a) dated `moment`. The same letter gives the same bytes."""
    data = {
        "language": letter.language,
        "title": _clean(letter.title),
        "author": _clean(letter.sender),
        "reference": _clean(letter.reference),
        "page": _PAGE.into(letter.language),
        "blocks": [{"kind": block.kind.value, "lines": list(block.lines)} for block in blocks(letter)],
    }
    return render_pdf("letter", data, moment=moment)


def _block(kind: BlockKind, text: str) -> Block:
    return Block(kind, tuple(_clean(line) for line in text.replace("\r\n", "\n").split("\n") if line.strip()))


def _clean(text: str) -> str:
    """One line as all three can show it: plain spaces are one, those that must not break stay."""
    return printable(" ".join(part for part in re.split(r"[ \t\r\n]", text) if part))
