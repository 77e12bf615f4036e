"""A letter, as a page, an accessible PDF and a DOCX that say the same words in the same order.

`blocks` is the one account of what a letter says; the three of them are made from it.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from poincon.cahier.basics.text import Language, Text
from poincon.ui.documents import printable, render_pdf
from poincon.ui.documents.prose import Block, BlockKind, passages

Paragraph = str | tuple[str, ...]
"""A text, or the items of a list."""

_DRAFT = Text("Projet\u00a0: cette lettre n’a pas été envoyée.", "Draft: this letter has not been sent.")
_PAGE = Text("Page", "Page")
_LONGEST_FOOT = 200


@dataclass(frozen=True, slots=True)
class LetterText:
    """`sender`: who writes, at the head; `reference`: what the letter is about, at its foot on each page."""

    language: Language
    sender: str
    reference: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    draft: bool = False


def blocks(letter: LetterText) -> tuple[Block, ...]:
    """All that the letter says, in order. What no font shows is spelled (`[U+1F600]`), so that all three agree."""
    content = [Block(BlockKind.DRAFT, (_DRAFT.into(letter.language),))] if letter.draft else []
    content.append(Block(BlockKind.SENDER, tuple(_clean(line) for line in letter.sender.splitlines() if line.strip())))
    content.append(Block(BlockKind.TITLE, (_clean(letter.title),)))
    for paragraph in letter.paragraphs:
        if isinstance(paragraph, str):
            content += passages(paragraph, printable)
        else:
            items = (passages(item, printable) for item in paragraph)
            content.append(Block(BlockKind.LIST, items=tuple(item for item in items if item)))
    return tuple(block for block in content if any(block.texts))


def plain_text(letter: LetterText) -> str:
    """The same, a line each."""
    return "\n".join(line for block in blocks(letter) for line in block.texts)


def letter_pdf(letter: LetterText, moment: datetime) -> bytes:
    """An accessible, archivable PDF (PDF/UA-1, PDF/A-2a) dated `moment`. The same letter gives the same bytes."""
    return render_pdf("letter", letter_data(letter), moment=moment)


def letter_data(letter: LetterText) -> dict[str, Any]:
    """What `letter.typ` reads."""
    return {
        "language": letter.language,
        "title": _clean(letter.title),
        "author": _clean(letter.sender),
        "reference": _clean(letter.reference),
        "footer": _shortened(_clean(letter.reference)),
        "page": _PAGE.into(letter.language),
        "blocks": [asdict(block) for block in blocks(letter)],
    }


def _shortened(text: str) -> str:
    """What fits at the foot of a page: three lines of it."""
    return text if len(text) <= _LONGEST_FOOT else f"{text[:_LONGEST_FOOT].rstrip()}…"


def _clean(text: str) -> str:
    """One line as all three can show it: plain spaces are one, those that must not break stay."""
    return printable(" ".join(part for part in re.split(r"[ \t\r\n]", text) if part))
