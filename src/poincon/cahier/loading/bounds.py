"""`minimum` and `maximum` of a field: constants of its kind, or formulas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from poincon.cahier.basics.days import parse_date
from poincon.cahier.basics.located import Located
from poincon.cahier.basics.numbers import Number, decimal_text, parse_fraction
from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text
from poincon.cahier.loading.shapes import FORMULA, ProgrammeEntry
from poincon.cahier.loading.values import JsonSchema
from poincon.cahier.model import FieldKind, Formula
from poincon.cahier.model.kinds import KINDS


@dataclass(frozen=True)
class BoundText:
    """A number, a day, or the text of a formula."""

    def read(self, node: Located, problems: Problems) -> Number | date | str | None:
        text = FORMULA.read(node, problems)
        if text is None:
            return None
        number, day = parse_fraction(text), parse_date(text)
        return number if number is not None else day or text

    def schema(self) -> JsonSchema:
        return {"type": ["number", "string"]}


@dataclass(frozen=True, slots=True)
class Limit:
    """One bound as it is written: at most one of the three."""

    number: Number | None = None
    day: date | None = None
    formula: Formula | None = None


def read_limits(entry: ProgrammeEntry, kind: FieldKind, problems: Problems) -> tuple[Limit, Limit]:
    """The minimum and the maximum of a field; without its own constant, a number has those of its kind."""
    number = KINDS[kind].number
    least = _limit(entry, "minimum", kind, problems) or Limit(number.minimum if number else None)
    most = _limit(entry, "maximum", kind, problems) or Limit(number.maximum if number else None)
    if least.formula is not None and number is not None:
        least = Limit(number.minimum, formula=least.formula)
    if most.formula is not None and number is not None:
        most = Limit(number.maximum, formula=most.formula)
    _check_order(entry, least, most, problems)
    return least, most


def _limit(entry: ProgrammeEntry, key: str, kind: FieldKind, problems: Problems) -> Limit | None:
    bound = entry.get(key)
    if bound is None or key not in KINDS[kind].own_keys:
        return None  # a key of another kind is reported elsewhere
    if isinstance(bound, str):
        return Limit(formula=Formula(bound, entry.at(key)))
    is_day = isinstance(bound, date)
    if is_day is (kind is FieldKind.DATE):
        return Limit(day=bound) if is_day else Limit(bound)
    right = ("un nombre", "a number") if is_day else ("une date (2021-12-31)", "a date (2021-12-31)")
    problems.add(
        entry.at(key),
        "bound_kind",
        f"la borne de ce champ est {right[0]}, ou une formule.",
        f"the bound of this field is {right[1]}, or a formula.",
    )
    return None


def _check_order(entry: ProgrammeEntry, least: Limit, most: Limit, problems: Problems) -> None:
    if least.number is not None and most.number is not None and least.number > most.number:
        _report_order(entry, decimal_text(least.number), decimal_text(most.number), problems)
    if least.day is not None and most.day is not None and least.day > most.day:
        _report_order(entry, least.day.isoformat(), most.day.isoformat(), problems)


def _report_order(entry: ProgrammeEntry, least: str, most: str, problems: Problems) -> None:
    """Report a minimum that is above the maximum, where one of them is written."""
    written = "minimum" if "minimum" in entry else "maximum"
    other = "maximum" if written == "minimum" else "minimum"
    fr, en = (
        f"le minimum ({least}) dépasse le maximum ({most}).",
        f"the minimum ({least}) is above the maximum ({most}).",
    )
    remedy = Text(
        f"Sans « {other} », ce type de champ en a un : écrivez-le aussi.",
        f'Without "{other}", this kind of field has one: write it too.',
    )
    problems.add(entry.at(written), "bounds", fr, en, None if other in entry else remedy)
