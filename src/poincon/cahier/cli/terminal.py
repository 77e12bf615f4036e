"""What the command line writes on: width, colour, language, and characters that cannot harm a terminal."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import Any, TextIO

from poincon.cahier.basics.text import Language, Text

PIPED_WIDTH = 80
NARROWEST, WIDEST = 40, 120
_REPLACEMENT = "\ufffd"
_AFTER = re.compile(r"(?<=[«→]) ")
_BEFORE = re.compile(r" (?=[»:;?!§%€→])")


class Style(Enum):
    """Codes of ANSI terminals."""

    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"


class Terminal:
    """Writes lines in one language. Colour comes with `paint` only, and is never the sole bearer of a meaning."""

    def __init__(
        self, out: TextIO, errors: TextIO, language: Language = "fr", width: int = PIPED_WIDTH, *, colour: bool = False
    ) -> None:
        self._out = out
        self._errors = errors
        self.language: Language = language
        self.width = min(max(width, NARROWEST), WIDEST)
        self.colour = colour

    @classmethod
    def of_process(cls, language: Language) -> Terminal:
        """The process's own output: as wide as the screen and in colour on a terminal; else plain, in 80 columns."""
        on_screen = sys.stdout.isatty()
        width = shutil.get_terminal_size((PIPED_WIDTH, 24)).columns if on_screen else PIPED_WIDTH
        return cls(sys.stdout, sys.stderr, language, width, colour=on_screen and wants_colour(os.environ))

    # words

    def say(self, fr: str, en: str) -> str:
        return en if self.language == "en" else fr

    def into(self, text: Text) -> str:
        return text.into(self.language)

    # writing

    def line(self, text: str = "") -> None:
        self._out.write(_encodable(text) + "\n")

    def lines(self, lines: list[str]) -> None:
        for line in lines:
            self.line(line)

    def json(self, value: Any) -> None:
        self.line(json.dumps(value, ensure_ascii=False, indent=2))

    def error(self, text: str) -> None:
        """One error, on one line of the error stream."""
        self._errors.write(harmless(text) + "\n")

    def aside(self, text: str) -> None:
        """What is no result and no error, on one line of the error stream."""
        self._errors.write(harmless(text) + "\n")

    # shaping

    def paint(self, text: str, *styles: Style) -> str:
        if not (self.colour and styles and text):
            return text
        return f"\x1b[{';'.join(style.value for style in styles)}m{text}\x1b[0m"

    def wrapped(self, text: str, indent: int) -> list[str]:
        """The text in lines that start `indent` spaces from the left; no-break spaces hold."""
        room = max(NARROWEST // 2, self.width - indent)
        return [" " * indent + line for line in wrap(text, room)]


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters, unless one word is longer."""
    lines = []
    for paragraph in held_together(text).splitlines():
        lines += textwrap.wrap(paragraph, max(1, width), break_long_words=False, break_on_hyphens=False)
    return lines


def held_together(text: str) -> str:
    """The text with no-break spaces where a line must not end: « …, … ?, 000 §5.6."""
    text = _AFTER.sub("\u00a0", text)
    return _BEFORE.sub("\u00a0", text)


_CLOSING = {"«": "\u00a0»", "“": "”"}
"""What ends a quotation, by what begins it."""


def shortened(text: str, width: int) -> str:
    """The text, cut with an ellipsis when it is longer than `width`; a quotation that the cut leaves open is closed."""
    if len(text) <= width:
        return text
    cut = text[: max(0, width - 1)].rstrip() + "…"
    opening = max(cut.rfind(mark) for mark in _CLOSING)
    closing = _CLOSING[cut[opening]] if opening >= 0 else ""
    if not closing or closing.strip() in cut[opening:]:
        return cut
    shorter = text[: max(0, width - 1 - len(closing))].rstrip(" \u00a0«“")
    return f"{shorter}…{closing if opening < len(shorter) else ''}"


def wants_colour(environment: Mapping[str, str]) -> bool:
    """What the environment says of colour: NO_COLOR (https://no-color.org) and terminals that know none."""
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def harmless(text: str) -> str:
    """The text without control characters: a file's name must not steer the terminal, nor break a line in two."""
    return _encodable(
        "".join(_REPLACEMENT if unicodedata.category(character) == "Cc" else character for character in text)
    )


def _encodable(text: str) -> str:
    """The text as UTF-8 can write it. Bytes of a file's name that are none are half characters in Python."""
    if text.isascii():
        return text
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
