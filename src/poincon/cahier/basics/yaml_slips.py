"""A YAML file that does not parse: which line to write otherwise, and how, proved by parsing it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from poincon.cahier.basics.text import Text

LONGEST_TEXT = 400_000
"""Characters of a file in which a mending is looked for: each one is tried by parsing."""
_SHOWN = 160
_LONGEST_LINE = 1_000
_KEY = re.compile(
    r"(?P<head>\s*(?:- +)*(?:\{\s*)?[^\s:{}\[\],\"'#][^:{}\[\],\"'#]{0,60}?\s*:)(?P<space>\s*)(?P<value>\S.*)"
)
_IN_BRACES = re.compile(r"(?P<key>[\w-]{1,80}: +)(?P<value>[^\s\"'{}\[\],][^{}\[\],]*)(?=[,}])")
_CLOSING = {"{": "}", "[": "]"}

_QUOTES = Text("Mettez le texte entre guillemets", "Put the text in quotes")
_SPACE = Text("Il faut une espace après les deux-points", "A space is needed after the colon")
_CLOSE = Text("Fermez ce qui est ouvert", "Close what is open")
_ALIGN = Text("Alignez cette ligne sur les autres", "Align this line with its neighbours")
_TAB = Text("Alignez avec des espaces, jamais avec une tabulation.", "Align with spaces, never with a tab.")


@dataclass(frozen=True, slots=True)
class Mending:
    line: int
    """From 1."""
    remedy: Text


def mending_of(text: str, error: yaml.YAMLError, loader: Any) -> Mending | None:
    """The line to write otherwise and how; None when no usual slip explains the error."""
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if mark is None or len(text) > LONGEST_TEXT:
        return None
    lines = text.split("\n")
    for number in _suspects(lines, mark.line, context.line if context else None):
        if "\t" in _indent(lines[number]):
            return Mending(number + 1, _TAB)
        for about, written in _rewritten(lines, number):
            if _is_better([*lines[:number], written, *lines[number + 1 :]], mark.line, loader):
                shown = written.strip()
                shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
                return Mending(number + 1, Text(f"{about.fr} : {shown}", f"{about.en}: {shown}"))
    return None


def _suspects(lines: list[str], line: int, context: int | None) -> list[int]:
    """The line of the error, the one before it that holds something, and where what is open began: a quotation too."""
    before = next((number for number in range(min(line, len(lines)) - 1, -1, -1) if lines[number].strip()), None)
    quotation = next(
        (number for number in range(min(line, len(lines)) - 1, -1, -1) if lines[number].count('"') % 2), None
    )
    numbers = [number for number in (line, before, context, quotation) if number is not None]
    return [number for number in dict.fromkeys(numbers) if number < len(lines) and len(lines[number]) <= _LONGEST_LINE]


def _is_better(lines: list[str], line: int, loader: Any) -> bool:
    """Whether the text parses, or now fails further down."""
    try:
        for _ in yaml.parse("\n".join(lines), Loader=loader):
            pass
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return mark is not None and mark.line > line + 1
    return True


def _rewritten(lines: list[str], number: int) -> Iterator[tuple[Text, str]]:
    line = lines[number]
    yield from ((_CLOSE, closed) for closed in _closed(line))
    match = _KEY.fullmatch(line)
    if match is not None and not match["space"]:
        yield _SPACE, f"{match['head']} {match['value']}"
    if match is not None and match["value"][0] not in _CLOSING:
        yield _QUOTES, f"{match['head']} {_quoted(match['value'])}"
    braces = _IN_BRACES.sub(lambda part: part["key"] + _needing_quotes(part["value"]), line)
    if braces != line:
        yield _QUOTES, braces
    for neighbour in lines[max(0, number - 1) : number] + lines[number + 1 : number + 2]:
        if neighbour.strip() and _indent(neighbour) != _indent(line):
            width = len(_indent(neighbour))
            spaces = f"{_ALIGN.fr} ({width} espaces au début)", f"{_ALIGN.en} ({width} spaces before it)"
            yield Text(*spaces), _indent(neighbour) + line.lstrip()


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _quoted(value: str) -> str:
    """The value between quotes that it does not hold itself; what quotes it had around it go."""
    inner = value.strip()
    for mark in "\"'":
        if len(inner) > 1 and inner[0] == inner[-1] == mark:
            inner = inner[1:-1]
            break
    if '"' in inner or "\\" in inner:
        return "'" + inner.replace("'", "''") + "'"
    return f'"{inner}"'


def _needing_quotes(value: str) -> str:
    return _quoted(value) if ": " in value or " #" in value or value[0] in "@`%&*!|>#" else value


def _closed(line: str) -> Iterator[str]:
    text = line.rstrip()
    match = _KEY.fullmatch(text)
    first = match["value"][0] if match is not None else ""
    if first in ("'", '"') and text.count(first) == 1:
        yield text + first
    stack = []
    for character in text:
        if character in _CLOSING:
            stack.append(_CLOSING[character])
        elif stack and character == stack[-1]:
            stack.pop()
    if stack:
        yield text + "".join(reversed(stack))
