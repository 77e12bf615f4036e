"""`minimum` and `maximum` of a field: constants of its kind, or formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from poincon.cahier.basics.days import iso_of_french, parse_date
from poincon.cahier.basics.located import Located
from poincon.cahier.basics.meant import number_meant
from poincon.cahier.basics.numbers import Number, decimal_text, parse_fraction, simplest
from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.spelling import unaccented
from poincon.cahier.basics.text import Text
from poincon.cahier.loading.shapes import FORMULA, ProgrammeEntry
from poincon.cahier.loading.values import JsonSchema
from poincon.cahier.model import FieldKind, Formula
from poincon.cahier.model.kinds import KINDS

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What may be a name that a formula reads, be it « deux »."""
_TODAY = ("aujourd'hui", "aujourd’hui", "aujourdhui", "aujourdhui()", "aujourd'hui()", "today", "today()", "maintenant")
_NO_TODAY = Text(
    "Il n'y a pas de date du jour : prenez un champ de date, ou une constante (2021-12-31).",
    "There is no current day: take a field that is a date, or a constant (2021-12-31).",
)


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
        is_told = _told_as_constant(entry, key, kind, bound, problems)
        return None if is_told else Limit(formula=Formula(bound, entry.at(key)))
    if kind is FieldKind.PERCENTAGE and isinstance(bound, (int, Fraction)) and bound > 1:
        _warn_of_share(entry, key, bound, problems)
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


def _told_as_constant(entry: ProgrammeEntry, key: str, kind: FieldKind, written: str, problems: Problems) -> bool:
    """Whether a bound is a number or a day written as people do, which is reported with what files write."""
    if kind is FieldKind.DATE:
        day = iso_of_french(written)
        if day is None and unaccented(written).lower().strip() not in _TODAY:
            return False
        fr, en = "une date s'écrit année-mois-jour", "a date is written year-month-day"
        remedy = Text(f"Écrivez {day}.", f"Write {day}.") if day is not None else _NO_TODAY
    else:
        number = number_meant(written)
        if number is None or _NAME.fullmatch(written.strip()):
            return False
        plain = decimal_text(number)
        fr, en = (
            "un nombre s'écrit en chiffres, sans espace ni unité",
            "a number is written in digits, without space or unit",
        )
        remedy = Text(f"Écrivez {plain}.", f"Write {plain}.")
    shown = written[:40]
    problems.add(entry.at(key), "bound_kind", f"« {shown} » : {fr}.", f'"{shown}": {en}.', remedy)
    return True


def _warn_of_share(entry: ProgrammeEntry, key: str, bound: Number, problems: Problems) -> None:
    """Warn of a share that is written as a percentage: 50 is 5,000 %."""
    share = decimal_text(simplest(Fraction(bound) / 100))
    problems.warn(
        entry.at(key),
        "share_above_one",
        f"{decimal_text(bound)} vaut {decimal_text(bound * 100)} % : un pourcentage s'écrit comme une part de 1.",
        f"{decimal_text(bound)} is {decimal_text(bound * 100)}%: a percentage is written as a share of 1.",
        Text(
            f"Pour {decimal_text(bound)} %, écrivez {share}.",
            f"For {decimal_text(bound)}%, write {share}.",
        ),
    )


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
