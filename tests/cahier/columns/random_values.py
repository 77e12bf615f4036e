"""Dates, texts and choices of random programmes: what is compared with its like, and neither counted nor added."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cahier.columns.random_programmes import Maker

DATES = ("2020-02-29", "2019-12-31", "2021-01-31", "2022-02-28", "2020-08-31", "1900-03-01", "0001-01-01", "9999-12-31")
TEXTS = ("alpha", "beta", "vert", "Alpha", "une phrase entiere")
DURATION_UNITS = ("an", "mois", "jour")
DURATIONS = ("0", "1", "2", "6", "11", "24", "31", "365", "730", "-1", "-13", "9999", "123456789012345")
_COMPARISONS = ("<", "<=", ">", ">=", "=", "<>")


def day(maker: Maker, depth: int) -> str:
    """A formula that gives a date."""
    leaf = _leaf(maker, "date", maker.written.dates)
    if depth <= 0 or maker.maybe(2):
        return leaf
    return _deeper(maker, depth, day, shifted=maker.maybe(5))


def text(maker: Maker, depth: int) -> str:
    leaf = _leaf(maker, "texte", maker.written.texts)
    return leaf if depth <= 0 or maker.maybe(5) else _deeper(maker, depth, text)


def colour(maker: Maker, depth: int) -> str:
    """A formula that gives a choice, always of one field."""
    field = _leaf(maker, "choix", [])
    if depth <= 0 or maker.maybe(5):
        return field
    return _deeper(maker, depth, lambda _maker, _depth: field)


def comparison(maker: Maker, depth: int) -> str:
    """A yes or no made of them."""
    kind = maker.pick(("date", "date", "date", "months", "text", "colour", "known"))
    if kind == "date":
        return f"({day(maker, depth)} {maker.pick(_COMPARISONS)} {day(maker, depth)})"
    if kind == "months":
        return f"({_months(maker, depth)} {maker.pick(_COMPARISONS)} {maker.pick(('0', _months(maker, depth)))})"
    if kind == "text":
        return f"({text(maker, depth)} {maker.pick(('=', '<>'))} {text(maker, depth)})"
    if kind == "colour":
        return f"({colour(maker, depth)} est {maker.pick(('vert', 'bleu'))})"
    return f"connu({maker.pick((day, text, colour))(maker, depth)})"


def _leaf(maker: Maker, kind: str, rules: list[str]) -> str:
    fields = [column.id for column in maker.readable if column.kind == kind]
    rare = [name for name in fields if name in maker.written.rare]
    choices = [names for names in (fields, fields, rare, rules, rules) if names]
    return str(maker.pick(maker.pick(choices)))


def _deeper(maker: Maker, depth: int, make: Callable[[Maker, int], str], *, shifted: bool = False) -> str:
    if shifted:
        return f"({make(maker, depth - 1)} {maker.pick('+-')} {_duration(maker)})"
    if maker.no_more_years or maker.maybe(6):
        then, otherwise = make(maker, depth - 1), make(maker, depth - 1)
        return f"(si {maker.condition(depth - 1)} alors {then} sinon {otherwise})"
    maker.no_more_years = True
    inner = make(maker, depth - 1)
    if "an_" not in inner:  # no function of years takes what has no year, but for numbers
        inner = f"(si an_repere alors {inner} sinon {inner})"
    maker.no_more_years = False
    return f"{maker.pick(('avant', 'premier', 'dernier'))}({inner})"


def _months(maker: Maker, depth: int) -> str:
    """A number of months."""
    fields = [column.id for column in maker.readable if column.unit == "mois"]
    between = f"mois_entre({day(maker, depth - 1)}, {day(maker, depth - 1)})"
    return str(maker.pick([between, between, *fields]))


def _duration(maker: Maker) -> str:
    names = [name for name, (unit, _) in maker.written.parameters.items() if unit in DURATION_UNITS]
    months = [column.id for column in maker.readable if column.unit == "mois"]
    return str(maker.pick([*names, *names, *months]))
