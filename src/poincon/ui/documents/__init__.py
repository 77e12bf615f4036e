"""Documents as accessible, archivable PDF, made by typst from the templates of this folder.

Values reach a template as JSON in `sys.inputs`, never as code: an answer that looks like code is printed as typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from unicodedata import category

import typst

from poincon.ui.documents.glyphs import has_no_glyph

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
"""Tagged for screen readers (PDF/UA-1), and complete in itself for archives (PDF/A-2a)."""

_FOLDER = Path(__file__).parent
_CONTROLS = frozenset(chr(code) for code in (*range(32), *range(127, 160))) - frozenset("\t\n\r")
_COMMON = frozenset(chr(code) for code in (9, 10, 13, *range(32, 127), *range(160, 384))) | frozenset(
    "’‘“”–—…•€œŒ≥≤≈×÷\u202f"
)
_PANIC = "PanicException"
"""What typst gives up with, on a line without end. No `Exception`: nothing else would stop it but the server's end."""
_TOO_LONG = "string is longer than"
_SPELLED_THEN = ("could not be displayed", "contains the codepoint", _TOO_LONG)
"""What typst says of a sign without glyph, of one that archives may not hold, and of too many on one line, where those
without width all are."""
_STACKED = 30
"""Marks that one letter bears at most (Unicode's stream-safe text, UAX 15), since typst takes a time that grows with
their cube. No writing has as many."""
_COUNTED_FROM = 10


def render_pdf(template: str, data: Mapping[str, Any], *, moment: datetime) -> bytes:
    """The PDF of `template` (`receipt`) with `data`; `moment` (aware) is its date. The same input gives the same bytes.

    Fonts are those in the wheel, whatever the machine has. Raises `ValueError` for a template that is not here,
    `typst.TypstError` for data that the template cannot read.
    """
    if not re.fullmatch(r"[a-z_]+", template) or not (_FOLDER / f"{template}.typ").is_file():
        raise ValueError(f"no document template called {template!r}")
    for needs_spelling in (has_no_glyph, _is_uncommon):
        try:
            return _compiled(template, _each_text(_printable(data, needs_spelling), _laid_out), moment)
        except typst.TypstError as error:
            if needs_spelling is _is_uncommon or not any(complaint in str(error) for complaint in _SPELLED_THEN):
                raise
    raise AssertionError("unreachable")


def _compiled(template: str, data: Any, moment: datetime) -> bytes:
    try:
        pdf = typst.compile(
            _FOLDER / f"{template}.typ",
            root=_FOLDER,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
            pdf_standards=STANDARDS,
            timestamp=int(moment.timestamp()),
        )
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise typst.TypstError(f"{_TOO_LONG}: {error}", "") from error
    assert isinstance(pdf, bytes)
    return pdf


def printable(text: str) -> str:
    """The text as every document shows it: what no font has is spelled. For words that several files must share."""
    return str(_printable(text, has_no_glyph))


# What fonts cannot show is spelled: an archive must not hold empty boxes, and a receipt must not fail for an emoji.


def _printable(value: Any, needs_spelling: Callable[[str], bool]) -> Any:
    """The same data without control characters, and with what `needs_spelling` written `[U+1F600]`."""

    def spelled(text: str) -> str:
        stacked = 0
        signs = []
        for sign in text:
            if sign in _CONTROLS:
                continue
            stacked = stacked + 1 if category(sign).startswith("M") else 0
            unfit = _is_surrogate(sign) or stacked > _STACKED or needs_spelling(sign)
            signs.append(f"[U+{ord(sign):04X}]" if unfit else sign)
        return "".join(_counted(sign, len(list(same))) for sign, same in groupby(signs))

    return _each_text(value, spelled)


def _counted(sign: str, times: int) -> str:
    """So many of a sign; of one that is spelled, once with its number: thirty thousand would fill fifty pages."""
    return sign * times if len(sign) == 1 or times < _COUNTED_FROM else f"{sign}×{times}"


def _laid_out(text: str) -> str:
    """With one empty line where there are many: the time that typst takes grows with their square."""
    lines = text.split("\n")
    return "\n".join(line for place, line in enumerate(lines) if not place or line.strip() or lines[place - 1].strip())


def _each_text(value: Any, act: Callable[[str], str]) -> Any:
    """The same data, with what `act` makes of each of its texts."""
    if isinstance(value, str):
        return act(value)
    if isinstance(value, Mapping):
        return {str(key): _each_text(item, act) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(item, act) for item in value]
    return value


def _is_surrogate(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


def _is_uncommon(character: str) -> bool:
    return character not in _COMMON
