"""Pages of a document as ink on paper, to see where it lies: rendered by typst itself, decoded here."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import typst

from poincon.ui import documents

POINTS = 2
"""Of a page for each pixel."""


def pages(template: str, data: dict[str, Any]) -> list[list[bytes]]:
    """The rows of each page, a byte for each pixel: 255 is white."""
    images: Any = typst.compile(
        documents._FOLDER / f"{template}.typ",
        root=documents._FOLDER,
        ignore_system_fonts=True,
        format="png",
        ppi=72 / POINTS,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return [_rows(image) for image in (images if isinstance(images, list) else [images])]


def ink(rows: list[bytes], begin: int, end: int) -> int:
    """How many pixels are not white between two distances from the left, in points."""
    return sum(1 for row in rows for pixel in row[begin // POINTS : end // POINTS] if pixel < 255)


def _rows(png: bytes) -> list[bytes]:
    """The green of each pixel of an image of eight bits a colour."""
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    size = {2: 3, 6: 4}[colour]
    assert depth == 8
    raw = zlib.decompress(b"".join(_chunks(png)))
    above = bytearray(width * size)
    rows = []
    for start in range(0, height * (width * size + 1), width * size + 1):
        above = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * size]), above, size)
        rows.append(bytes(above[1::size]))
    return rows


def _chunks(png: bytes) -> Iterator[bytes]:
    place = 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            yield png[place + 8 : place + 8 + length]
        place += length + 12


def _unfiltered(kind: int, row: bytearray, above: bytearray, size: int) -> bytearray:
    """A row as it was before its filter (PNG, section 9)."""
    if kind == 2:
        return bytearray((value + over) & 255 for value, over in zip(row, above, strict=True))
    if kind:
        for place in range(len(row)):
            before = row[place - size] if place >= size else 0
            corner = above[place - size] if place >= size else 0
            near = {1: before, 3: (before + above[place]) // 2, 4: _paeth(before, above[place], corner)}[kind]
            row[place] = (row[place] + near) & 255
    return row


def _paeth(before: int, over: int, corner: int) -> int:
    guess = before + over - corner
    return min((before, over, corner), key=lambda value: abs(guess - value))
