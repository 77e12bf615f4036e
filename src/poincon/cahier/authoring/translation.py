"""What is to be translated of a programme, as YAML to paste into `textes/en.yaml`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from poincon.cahier.loading.english import missing_english
from poincon.cahier.model import Programme

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BREAK = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_IN_BLOCK = re.compile(
    r"[^\s](?:[^\r\t\v\f\x00-\x08\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*[^\s])?\n*"
)
"""A text of several lines that YAML gives back to the letter from a block; any other is quoted."""


def to_translate(programme: Programme) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The texts without English, as (path, French): those that need it, then those that may do without."""
    texts = list(missing_english(programme, programme.english.keys()))
    needed = [(path, french) for path, french, is_needed in texts if is_needed]
    return needed, [(path, french) for path, french, is_needed in texts if not is_needed]


def as_yaml(needed: Iterable[tuple[str, str]], optional: Iterable[tuple[str, str]] = ()) -> list[str]:
    """Lines of nested YAML: each French text stands where its English goes; optional ones in place, as comments."""
    tree: dict[str, Any] = {}
    for texts, is_needed in ((needed, True), (optional, False)):
        for path, french in texts:
            *parents, last = path.split(".")
            node = tree
            for key in parents:
                node = node.setdefault(key, {})
            node[last] = _Entry(french, is_needed)
    return list(_lines(tree, 0))


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    is_needed: bool


def quoted(text: str) -> str:
    """A text as YAML and JSON write it between quotes, on one line."""
    return _BREAK.sub(lambda character: f"\\u{ord(character[0]):04x}", json.dumps(text, ensure_ascii=False))


def _lines(tree: dict[str, Any], depth: int) -> Iterable[str]:
    indent = "  " * depth
    for key, value in tree.items():
        # a level may be called « ++ », an option « no »: quotes keep them what they are
        name = key if _PLAIN_KEY.fullmatch(key) else quoted(key)
        if isinstance(value, dict):
            below = list(_lines(value, depth + 1))
            is_comment = all(line.startswith("#") for line in below)
            yield f"{'# ' if is_comment else ''}{indent}{name}:"
            yield from below
        else:
            lines = [
                f"{indent}{name}: {line}" if not number else line for number, line in enumerate(_text(value, depth))
            ]
            yield from lines if value.is_needed else (f"# {line}".rstrip() for line in lines)


def _text(entry: _Entry, depth: int) -> list[str]:
    """A text on one line; one of several lines, as a letter is, as a block."""
    text = entry.text
    if "\n" not in text or not _IN_BLOCK.fullmatch(text):
        return [quoted(text)]
    body, indent = text.rstrip("\n"), "  " * (depth + 1)
    ends = len(text) - len(body)
    head = ("|-", "|")[ends] if ends < 2 else "|+"
    return [head, *(f"{indent}{line}" if line else "" for line in body.split("\n")), *[""] * (ends - 1)]
