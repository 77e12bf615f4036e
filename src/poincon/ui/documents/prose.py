"""What somebody typed, or pasted from a word processor, as passages: paragraphs with their lines, and lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

LINE_END = "\u2028"
"""A line end inside what is otherwise one line: Unicode's own sign for it."""
PARAGRAPH_END = "\u2029"

_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028]")
_SPACES = re.compile(r"[ \t]+")
_SURE = "•‣◦▪●○■➢➤❖\uf0a7\uf0a8\uf0b7\uf0d8\uf076\uf0fc"
"""Signs that are nothing but bullets; those of Word's own fonts come as characters for private use."""
_BULLETS = (
    re.compile(rf"\s*([{_SURE}])\s*(.*)", re.DOTALL),
    re.compile(r"\s*([o·*–—-])[ \t\u00a0\u202f]+(\S.*)", re.DOTALL),
    # What is left of Word's bullets once their font is lost: a tab follows, or they are words (« § 5 »).
    re.compile(r"\s*([§Øvüq])\t\s*(\S.*)", re.DOTALL),
)
_DEEPEST = 3
"""Levels of lists; what lies deeper is in the last."""


class BlockKind(StrEnum):
    DRAFT = "draft"
    SENDER = "sender"
    TITLE = "title"
    TEXT = "text"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that a document says. `lines`: those of a text; `items`: those of a list, each of texts and lists."""

    kind: BlockKind
    lines: tuple[str, ...] = ()
    items: tuple[tuple[Block, ...], ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """All its lines, those of its items too, in order."""
        return self.lines + tuple(text for item in self.items for block in item for text in block.texts)


def passages(text: str, clean: Callable[[str], str] = str) -> tuple[Block, ...]:
    """Texts and lists, without empty lines. `clean`: what becomes of each line, its spaces being one already."""
    reader = _Reader(clean)
    for paragraph in text.split(PARAGRAPH_END):
        for line in _LINE_ENDS.split(paragraph):
            reader.read(line)
        reader.read("")
    return _blocks(reader.root)


def without_bullets(text: str) -> str:
    """The text without the signs that begin the items of its lists: they are not printed."""
    return "\n".join(_bullet(line)[1] for line in _LINE_ENDS.split(text.replace(PARAGRAPH_END, "\n")))


def inside_item(text: str) -> str:
    """The text on what is one line for whoever makes an item of each line; its own lines and paragraphs are kept."""
    paragraphs: list[list[str]] = [[]]
    for line in _LINE_ENDS.split(text.strip()):
        if line.strip():
            paragraphs[-1].append(line.rstrip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return PARAGRAPH_END.join(LINE_END.join(lines) for lines in paragraphs if lines)


def begins_with_list(text: str) -> bool:
    return bool(_bullet(_LINE_ENDS.split(text, maxsplit=1)[0])[0])


def _bullet(line: str) -> tuple[str, str]:
    """The sign that begins an item, and the rest of the line; an empty sign when there is none."""
    for pattern in _BULLETS:
        match = pattern.fullmatch(line)
        if match:
            return match[1], match[2]
    return "", line


@dataclass(slots=True)
class _Text:
    lines: list[str]


@dataclass(slots=True)
class _List:
    sign: str
    items: list[list[_Text | _List]] = field(default_factory=list)


class _Reader:
    """Gathers lines. Each sign has its level, as in Word: • holds o, which holds ▪."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        self.clean = clean
        self.root: list[_Text | _List] = []
        self.lists: list[_List] = []
        self.text: _Text | None = None
        self.waits_for_item = False
        self.parted = False

    def read(self, line: str) -> None:
        sign, rest = _bullet(line)
        words = self.clean(_SPACES.sub(" ", rest).strip(" "))
        if sign:
            self.begin_item(sign)
            self.waits_for_item = not words
        elif self.waits_for_item and words:
            self.waits_for_item = False
        elif not words:
            self.end_paragraph()
            self.parted = True
            return
        elif self.lists and not (self.text and line[:1] in (" ", "\t", "\u00a0")):
            self.lists, self.text = [], None  # a list ends with the first line that is neither an item nor set in
        self.parted = False
        if words:
            self.add(words)

    def begin_item(self, sign: str) -> None:
        signs = [outer.sign for outer in self.lists]
        if self.parted and sign not in signs:
            self.lists, signs = [], []
        if sign in signs:
            del self.lists[signs.index(sign) + 1 :]
        elif len(self.lists) < _DEEPEST:
            inner = _List(sign)
            self.place().append(inner)
            self.lists.append(inner)
        self.lists[-1].items.append([])
        self.text = None

    def place(self) -> list[_Text | _List]:
        """Where what follows goes: the last item of the innermost list, or the text itself."""
        return self.lists[-1].items[-1] if self.lists else self.root

    def add(self, words: str) -> None:
        if self.text is None:
            self.text = _Text([])
            self.place().append(self.text)
        self.text.lines.append(words)

    def end_paragraph(self) -> None:
        self.text = None


def _blocks(content: list[_Text | _List]) -> tuple[Block, ...]:
    return tuple(block for part in content if (block := _block(part)) is not None)


def _block(part: _Text | _List) -> Block | None:
    if isinstance(part, _Text):
        return Block(BlockKind.TEXT, tuple(part.lines))
    items = tuple(blocks for item in part.items if (blocks := _blocks(item)))
    return Block(BlockKind.LIST, items=items) if items else None
