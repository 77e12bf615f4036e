"""Values of package files, as people write them: yes or no, numbers, days, dated numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from poincon.cahier.basics.cut_texts import report_cut_numbers
from poincon.cahier.basics.days import ODD_HYPHENS, parse_date, with_plain_hyphens
from poincon.cahier.basics.located import Located, Mapping, Scalar
from poincon.cahier.basics.meant import number_meant, yes_or_no_meant
from poincon.cahier.basics.numbers import Number, parse_fraction
from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.loading import remedies
from poincon.cahier.model.parameters import UNDATED

JsonSchema = dict[str, Any]


class Reader(Protocol):
    """Reads one value. Returns None when it is absent or wrong; what is wrong goes to `problems`."""

    def read(self, node: Located, problems: Problems) -> Any: ...

    def schema(self) -> JsonSchema: ...


YES = frozenset({"oui", "true"})
NO = frozenset({"non", "false"})

_OPTION = re.compile(r"[A-Za-z]\w*")
_CONDITION = re.compile(r"(?:oui *,? *)?si (.+)")
_WHOLE = re.compile(r"-?[0-9][0-9 \u00a0\u202f]{0,40}")


@dataclass(frozen=True)
class YesNo:
    condition_key: str = ""
    """The key that takes a condition instead."""

    def read(self, node: Located, problems: Problems) -> bool | None:
        text = node.text if isinstance(node, Scalar) else None
        if text in YES or text in NO:
            return text in YES
        first = (f"« {text[:40]} » : ", f'"{text[:40]}": ') if text else ("", "")
        lower, meant = (text.lower(), yes_or_no_meant(text)) if text else ("", None)
        remedy = Text(f"Écrivez {meant}.", f"Write {meant}.") if meant else None
        if lower in YES | NO:
            remedy = Text(f"Écrivez {lower}, en minuscules.", f"Write {lower}, in small letters.")
        condition = _CONDITION.fullmatch(text or "")
        if self.condition_key and condition is not None:
            remedy = to_write(f"{self.condition_key}: {condition[1]}")
        problems.add(
            node.place,
            "yes_or_no",
            f"{first[0]}il faut oui ou non.",
            f"{first[1]}oui or non is needed.",
            remedy,
        )
        return None

    def schema(self) -> JsonSchema:
        return {"enum": ["oui", "non", True, False]}


@dataclass(frozen=True)
class WholeNumber:
    minimum: int = 0
    maximum: int = 1_000_000

    def read(self, node: Located, problems: Problems) -> int | None:
        text = node.text if isinstance(node, Scalar) else None
        if text is not None and re.fullmatch(r"[0-9]{1,9}", text) and self.minimum <= int(text) <= self.maximum:
            return int(text)
        bounds, meant = f"{self.minimum} … {self.maximum}", number_meant(text or "")
        fr, en = f"il faut un nombre entier ({bounds}).", f"a whole number is needed ({bounds})."
        is_meant = meant is not None and meant.denominator == 1 and self.minimum <= meant <= self.maximum
        remedy = Text(f"Écrivez {meant}.", f"Write {meant}.") if is_meant else None
        problems.add(node.place, "whole_number", fr, en, remedy)
        return None

    def schema(self) -> JsonSchema:
        return {"type": ["integer", "string"]}


@dataclass(frozen=True)
class ExactNumber:
    def read(self, node: Located, problems: Problems) -> Number | None:
        text = node.text if isinstance(node, Scalar) else None
        value = parse_fraction(text) if text is not None else None
        if value is None:
            problems.add(
                node.place,
                "number",
                "il faut un nombre (0.25) ou une fraction (2/3).",
                "a number (0.25) or a fraction (2/3) is needed.",
                remedies.of_number(text),
            )
        return value

    def schema(self) -> JsonSchema:
        return {"type": ["number", "string"]}


def _has_odd_hyphens(text: str) -> bool:
    """Whether a text that is no day would be one with the hyphens of the keyboard."""
    return parse_date(with_plain_hyphens(text)) is not None


@dataclass(frozen=True)
class Day:
    def read(self, node: Located, problems: Problems) -> date | None:
        text = node.text if isinstance(node, Scalar) else None
        day = parse_date(text) if text is not None else None
        if day is None:
            message = Text(
                "il faut une date qui existe, écrite 2021-12-31.", "an existing date is needed, written 2021-12-31."
            )
            if text and _has_odd_hyphens(text):
                message = ODD_HYPHENS
            problems.add(node.place, "date", message.fr, message.en, remedies.of_day(text))
        return day

    def schema(self) -> JsonSchema:
        return {"type": "string", "format": "date"}


NO_DATE = "sans_date"
"""The key of a value that its source does not date."""


@dataclass(frozen=True)
class Dated:
    """`{sans_date: 0.25, 2024-01-01: 0.30}`, given sorted by day."""

    of: Reader

    def read(self, node: Located, problems: Problems) -> tuple[tuple[date, Any], ...] | None:
        if not isinstance(node, Mapping):
            problems.add(
                node.place,
                "dated_values",
                "il faut des valeurs datées, écrites {2022-01-01: 0.25}, ou {sans_date: 0.25}.",
                "dated values are needed, written {2022-01-01: 0.25}, or {sans_date: 0.25}.",
                remedies.of_dated_values(node),
            )
            return None
        if _has_no_day(node):
            fr, en = "ces valeurs ne disent pas depuis quand.", "these values do not say since when."
            problems.add(node.place, "dated_values", fr, en, remedies.of_dated_values(node))
            return None
        values: list[tuple[date, Any]] = []
        for key, value_node in without_cut_numbers(node.entries, problems).items():
            day = UNDATED if key == NO_DATE else parse_date(key)
            if day is None:
                message = Text(
                    f"« {key[:40]} » n'est ni une date (2021-12-31), ni « {NO_DATE} ».",
                    f'"{key[:40]}" is neither a date (2021-12-31) nor "{NO_DATE}".',
                )
                if _has_odd_hyphens(key):
                    message = ODD_HYPHENS
                problems.add(value_node.place, "date", message.fr, message.en, remedies.of_dated_key(key))
                if isinstance(value_node, Scalar) and value_node.text is None:
                    continue  # the key is the value, or holds it
            value = self.of.read(value_node, problems)
            if day is not None and value is not None:
                values.append((day, value))
        return tuple(sorted(values, key=lambda dated: dated[0]))

    def schema(self) -> JsonSchema:
        return {
            "type": "object",
            "patternProperties": {f"^([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|{NO_DATE})$": self.of.schema()},
            "additionalProperties": False,
        }


def _has_no_day(node: Mapping) -> bool:
    """Whether it is surely a table by option, without the day since when it holds."""
    names = [key.lower() for key in node.entries]
    return len(names) > 1 and NO_DATE not in names and all(_OPTION.fullmatch(name) for name in names)


def without_cut_numbers(entries: MappingABC[str, Located], problems: Problems) -> dict[str, Located]:
    """The entries but for the decimals of numbers that a comma cuts, `{sans_date: 0,25}`, which are told at once."""
    whole: dict[str, Located] = {}
    cut: dict[str, Place] = {}
    before: Located | None = None
    for key, node in entries.items():
        if isinstance(before, Scalar) and _is_cut_number(before, key, node):
            cut[f"{before.text},{key}"] = node.place
            continue
        before = whole[key] = node
    if cut:
        report_cut_numbers(list(cut), next(iter(cut.values())), problems)
    return whole


def _is_cut_number(before: Scalar, key: str, node: Located) -> bool:
    """Whether a key is the decimals of the number before it."""
    is_number = before.text is not None and _WHOLE.fullmatch(before.text)
    return bool(is_number) and key.isdecimal() and isinstance(node, Scalar) and node.text is None
