"""What the fonts in typst's wheel can print, asked of typst itself, to write `ui/documents/glyphs.txt` anew.

`.venv/bin/python -m tests.ui.glyphs > src/poincon/ui/documents/glyphs.txt`, some minutes, after typst changed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from unicodedata import category, name

import typst

from poincon.ui.documents import STANDARDS

_SOURCE = b"""#set document(title: "x")
#set text(lang: "fr", font: ("Libertinus Serif", "DejaVu Sans Mono"))
#for sign in json(bytes(sys.inputs.signs)) [#box(sign) ]
"""
_PARTS = 64
_ALIKE = ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "HANGUL SYLLABLE", "TANGUT IDEOGRAPH")
"""A hundred thousand signs, of which a font has all that are in use, or none: one in a hundred is asked about."""


def all_printed(signs: str) -> bool:
    """Whether typst prints them all, each by itself, in a document of ours."""
    try:
        typst.compile(
            _SOURCE,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"signs": json.dumps(list(signs))},
            pdf_standards=STANDARDS,
        )
    except typst.TypstError:
        return False
    return True


def printed_among(signs: str) -> str:
    if all_printed(signs):
        return signs
    half = len(signs) // 2
    return printed_among(signs[:half]) + printed_among(signs[half:]) if half else ""


def ranges_of(signs: Iterable[str]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for code in sorted(map(ord, signs)):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return ranges


def _candidates() -> Sequence[str]:
    """Signs that somebody may type: no control, no half of a sign, nothing private or without a meaning yet."""
    signs = [chr(code) for code in range(32, 0x110000) if category(chr(code)) not in ("Cc", "Cs", "Co", "Cn")]
    return [sign for sign in signs if not name(sign, "").startswith(_ALIKE) or not ord(sign) % 100]


def main() -> None:
    signs = _candidates()
    with ProcessPoolExecutor() as workers:
        parts = ["".join(signs[start : start + _PARTS]) for start in range(0, len(signs), _PARTS)]
        printed = list(chain.from_iterable(workers.map(printed_among, parts, chunksize=16)))
    for first, last in ranges_of(printed):
        sys.stdout.write(f"{first:04X}-{last:04X}\n")


if __name__ == "__main__":
    main()
