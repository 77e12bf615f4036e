"""What a random programme holds so far: names to read, rules, tables, conditions of fields."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.cahier.columns.random_forms import Shown
from tests.cahier.packages import Piece


@dataclass
class Written:
    """What a programme holds so far. `lines`: pairs of number fields, and the figure that their ratio is held to."""

    parameters: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    tables: dict[str, Piece] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    conditions: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    with_status: list[str] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    rare: set[str] = field(default_factory=set)
    """What is not always known: rules that may be set aside, fields that may be hidden."""
    shown: dict[str, str] = field(default_factory=dict)
    folded: set[str] = field(default_factory=set)
    apart: set[str] = field(default_factory=set)
    """Sections whose folded fields make a section of their own."""
    blocks: dict[str, list[Piece]] = field(default_factory=dict)
    lines: list[tuple[str, str, str]] = field(default_factory=list)

    def words(self) -> set[str]:
        read = {word for block in self.blocks.values() for rule in block for word in _words(rule)}
        return read | _words(list(self.shown.values()))

    def conditions_of_fields(self) -> Shown:
        return Shown(self.shown, frozenset(self.folded), frozenset(self.apart))

    def values_of(self, parameter: str) -> list[str]:
        return list(self.parameters[parameter][1].values())


def _words(value: Any) -> set[str]:
    return set(re.findall(r"[A-Za-z0-9_]+", json.dumps(value)))
