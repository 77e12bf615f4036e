"""Which signs documents can print: what the fonts in typst's wheel have, as `glyphs.txt` lists it.

The list was asked of typst itself, and a test asks again: it is written anew when typst brings other fonts.
"""

from __future__ import annotations

from pathlib import Path

_TABLE = Path(__file__).with_name("glyphs.txt")
"""Lines `first-last`, in hexadecimal."""


def printed_ranges() -> list[tuple[int, int]]:
    """The first and the last code of each run of signs that are printed."""
    lines = _TABLE.read_text("ascii").split()
    return [(int(first, 16), int(last, 16)) for first, _dash, last in (line.partition("-") for line in lines)]


_CONTROLS = ((0, 31), (127, 159))
"""Nothing is printed for these, and nothing is missed."""
_PRINTED = frozenset(chr(code) for first, last in (*_CONTROLS, *printed_ranges()) for code in range(first, last + 1))


def has_no_glyph(sign: str) -> bool:
    """Whether no font of our documents can print that one sign."""
    return sign not in _PRINTED


def without_glyph(text: str) -> frozenset[str]:
    """The signs of a text that no font can print; fast on a long one."""
    return frozenset() if text.isascii() else frozenset(text) - _PRINTED
