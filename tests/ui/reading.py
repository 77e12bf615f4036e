"""Reading documents back as a screen reader meets them: (kind, text) in order, from a PDF's tags or a DOCX's styles."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import docx

Said = tuple[str, str]
"""`heading`, `text` or `item`, and its words: spaces, whatever they are, are one plain space."""

_PDF_KINDS = {"H1": "heading", "P": "text", "LBody": "item"}
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_TEXT = rb"(?:\\.|[^\\()])*"
for _depth in range(4):  # parentheses that balance are not escaped
    _TEXT = rb"(?:\\.|[^\\()]|\(" + _TEXT + rb"\))*"
_TOKEN = re.compile(
    rb"/\w+<<[^>]*/MCID (?P<mcid>\d+)[^>]*>>BDC|(?P<other>BDC|BMC)\b|(?P<end>EMC)\b|/(?P<font>\w+) [\d.]+ Tf"
    rb"|(?P<text>\(" + _TEXT + rb"\)|<[0-9A-Fa-f]*>)",
    re.DOTALL,
)


def words(text: str) -> str:
    return " ".join(text.split())


def same(passages: list[Said]) -> list[Said]:
    """To be compared with another format: where lines are broken is nobody's word."""
    return [(kind, "".join(text.split())) for kind, text in passages]


def read_docx(content: bytes) -> list[Said]:
    kinds = {"Heading 1": "heading", "Normal": "text"}
    for level in ("", " 2", " 3"):
        kinds |= {f"List Bullet{level}": "item", f"List Continue{level}": "text"}
    document: Any = docx.Document(io.BytesIO(content))
    return [(kinds[paragraph.style.name], words(paragraph.text)) for paragraph in document.paragraphs]


def read_pdf(content: bytes) -> list[Said]:
    """What typst's PDFs say through their structure: without tags, nothing is read."""
    objects = dict(_objects(content))
    spoken: dict[tuple[int, int], str] = {}
    for number, body in objects.items():
        if b"/Type/Page/" in body:
            for mcid, text in _page(body, objects).items():
                spoken[number, mcid] = text
    root = next(body for body in objects.values() if b"/S/Document" in body)
    return [(_PDF_KINDS[kind], words(text)) for kind, text in _below(root, objects, spoken)]


def _objects(content: bytes) -> Iterator[tuple[int, bytes]]:
    for match in re.finditer(rb"(\d+) 0 obj\r?\n(.*?)\r?\nendobj", content, re.DOTALL):
        yield int(match[1]), match[2]


def _stream(body: bytes) -> bytes:
    begin, length = re.search(rb"stream\r?\n", body), re.search(rb"/Length (\d+)", body)
    assert begin is not None
    assert length is not None
    return zlib.decompress(body[begin.end() : begin.end() + int(length[1])])


def _references(body: bytes, key: bytes) -> list[int]:
    match = re.search(rb"/" + key + rb"(\[[^\]]*\]| \d+ 0 R)", body)
    return [int(number) for number in re.findall(rb"(\d+) 0 R", match[1])] if match else []


def _below(body: bytes, objects: dict[int, bytes], spoken: dict[tuple[int, int], str]) -> Iterator[Said]:
    for child in _references(body, b"K"):
        inner = objects[child]
        tag = re.search(rb"/S/(\w+)", inner)
        assert tag is not None
        kind = tag[1].decode()
        if kind == "LBody" and _is_parted(inner, objects):
            yield from _item(inner, objects, spoken)
        elif kind in _PDF_KINDS:
            yield kind, " ".join(_leaves(inner, objects, spoken))
        elif kind != "Lbl":
            yield from _below(inner, objects, spoken)


def _is_parted(body: bytes, objects: dict[int, bytes]) -> bool:
    """Whether an item holds texts and lists of its own."""
    return any(re.search(rb"/S/(P|L)\b", objects[number]) for number in _references(body, b"K"))


def _item(body: bytes, objects: dict[int, bytes], spoken: dict[tuple[int, int], str]) -> Iterator[Said]:
    """Its first text is the item, as in a DOCX."""
    for place, (kind, text) in enumerate(_below(body, objects, spoken)):
        yield ("LBody" if not place else kind), text


def _leaves(body: bytes, objects: dict[int, bytes], spoken: dict[tuple[int, int], str]) -> Iterator[str]:
    """The marked content of an element, in order: its own, and that of the elements in it."""
    page = int(([b"0", *re.findall(rb"/Pg (\d+) 0 R", body)])[-1])  # its own comes after those of its marked content
    kids = re.search(rb"/K\[(.*?)\]", body, re.DOTALL)
    assert kids is not None
    for marked, number, own in re.findall(rb"<<(.*?)>>|(\d+) 0 R|(\d+)", kids[1], re.DOTALL):
        if number:
            yield from _leaves(objects[int(number)], objects, spoken)
        elif own:
            yield spoken[page, int(own)]
        else:  # on another page than where the element begins
            there, mcid = re.search(rb"/Pg (\d+)", marked), re.search(rb"/MCID (\d+)", marked)
            assert mcid is not None
            yield spoken[int(there[1]) if there else page, int(mcid[1])]


def _page(body: bytes, objects: dict[int, bytes]) -> dict[int, str]:
    """The text of each marked content of a page."""
    resources = objects[_references(body, b"Resources")[0]]
    fonts = {
        name.decode(): _unicode(_stream(objects[_references(objects[int(number)], b"ToUnicode")[0]]))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
    }
    texts: dict[int, str] = {}
    current, font = [-1], ""
    for token in _TOKEN.finditer(_stream(objects[_references(body, b"Contents")[0]])):
        if token["mcid"]:
            current.append(int(token["mcid"]))
        elif token["other"]:
            current.append(-1)
        elif token["end"]:
            current.pop()
        elif token["font"]:
            font = token["font"].decode()
        elif current[-1] >= 0:
            texts[current[-1]] = texts.get(current[-1], "") + _glyphs(token["text"], fonts[font])
    return texts


def _unicode(table: bytes) -> dict[int, str]:
    pairs = re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", table.decode("latin-1").partition("beginbfchar")[2])
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}


def _glyphs(written: bytes, font: dict[int, str]) -> str:
    if written.startswith(b"<"):
        raw = bytes.fromhex(written[1:-1].decode())
    else:
        text = re.sub(
            r"\\([0-7]{1,3}|.)",
            lambda match: chr(int(match[1], 8)) if match[1].isdigit() else _ESCAPES.get(match[1], match[1]),
            written[1:-1].decode("latin-1"),
            flags=re.DOTALL,
        )
        raw = text.encode("latin-1")
    return "".join(font.get(int.from_bytes(raw[place : place + 2], "big"), "") for place in range(0, len(raw), 2))
