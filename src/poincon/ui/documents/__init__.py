"""Documents as accessible, archivable PDF, made by typst from the templates of this folder.

Values reach a template as JSON in `sys.inputs`, never as code: an answer that looks like code is printed as typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
"""Tagged for screen readers (PDF/UA-1), and complete in itself for archives (PDF/A-2a)."""

_FOLDER = Path(__file__).parent
_CONTROLS = frozenset(chr(code) for code in (*range(32), *range(127, 160))) - frozenset("\t\n\r")
_COMMON = frozenset(chr(code) for code in (9, 10, 13, *range(32, 127), *range(160, 384))) | frozenset(
    "’‘“”–—…•€œŒ≥≤≈×÷\u202f"
)
_UNSHOWN = "could not be displayed"


def render_pdf(template: str, data: Mapping[str, Any], *, moment: datetime) -> bytes:
    """The PDF of `template` (`receipt`) with `data`; `moment` (aware) is its date. The same input gives the same bytes.

    Fonts are those in the wheel, whatever the machine has. Raises `ValueError` for a template that is not here,
    `typst.TypstError` for data that the template cannot read.
    """
    if not re.fullmatch(r"[a-z_]+", template) or not (_FOLDER / f"{template}.typ").is_file():
        raise ValueError(f"no document template called {template!r}")
    for needs_spelling in (_never, _has_no_glyph, _is_uncommon):
        try:
            return _compiled(template, _printable(data, needs_spelling), moment)
        except typst.TypstError as error:
            if _UNSHOWN not in str(error) or needs_spelling is _is_uncommon:
                raise
    raise AssertionError("unreachable")


def _compiled(template: str, data: Any, moment: datetime) -> bytes:
    made = typst.compile(
        _FOLDER / f"{template}.typ",
        root=_FOLDER,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        pdf_standards=STANDARDS,
        timestamp=int(moment.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def printable(text: str) -> str:
    """The text as every document shows it: what no font has is spelled. For words that several files must share."""
    return str(_printable(text, _has_no_glyph))


# What fonts cannot show is spelled: an archive must not hold empty boxes, and a receipt must not fail for an emoji.


def _printable(value: Any, needs_spelling: Callable[[str], bool]) -> Any:
    """The same data without control characters, and with what `needs_spelling` written `[U+1F600]`."""
    if isinstance(value, str):
        kept = (one for one in value if one not in _CONTROLS)
        return "".join(f"[U+{ord(one):04X}]" if _is_surrogate(one) or needs_spelling(one) else one for one in kept)
    if isinstance(value, Mapping):
        return {str(key): _printable(item, needs_spelling) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item, needs_spelling) for item in value]
    return value


def _is_surrogate(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


def _never(character: str) -> bool:
    return False


def _is_uncommon(character: str) -> bool:
    return character not in _COMMON


@lru_cache(maxsize=4096)
def _has_no_glyph(character: str) -> bool:
    """Asks typst, once for each character: the fonts are in its wheel."""
    if not _is_uncommon(character):
        return False
    source = (
        '#set document(title: "x")\n#set text(lang: "fr", font: ("Libertinus Serif", "DejaVu Sans Mono"))\n'
        "#sys.inputs.one"
    )
    try:
        typst.compile(
            source.encode(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"one": character},
            pdf_standards=STANDARDS,
        )
    except typst.TypstError:
        return True
    return False
