"""Bilingual texts: every sentence this library says stands beside its English (docs/adr/0006)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in French and in English."""

    fr: str
    en: str

    def into(self, language: Language) -> str:
        return self.en if language == "en" else self.fr


def to_write(words: str) -> Text:
    """What would be right, said to whoever wrote something else."""
    return Text(f"Écrivez « {words} ».", f'Write "{words}".')


def to_write_for_instance(words: str) -> Text:
    """One of the things that would be right."""
    return Text(f"Écrivez par exemple « {words} ».", f'Write for instance "{words}".')


def enumeration(words: list[str], language: Language, last: tuple[str, str] = ("et", "and")) -> str:
    """« a, b et c » or "a, b and c"; `last` is the French and English word before the last one."""
    joiner = last[1] if language == "en" else last[0]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def natural_order(text: str) -> list[tuple[int, str]]:
    """A key that sorts numbers by what they are worth: `depenses[2]` before `depenses[10]`."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", text)]
