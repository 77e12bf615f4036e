"""The figures that a programme leaves to its campaigns: how each is typed, in its unit, and read, exactly."""

from __future__ import annotations

from django.utils.translation import gettext as _

from poincon.cahier.basics.characters import is_blank
from poincon.cahier.basics.numbers import Number, finite_decimals, fixed_text, fraction_text, parse_fraction
from poincon.cahier.basics.units import RATIO
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.model import Field, FieldKind, Parameter, Programme
from poincon.ui.widgets import normalise, problem

DECIMALS = 12
"""Decimals that a figure may have: what the engine reads (`parse_fraction`)."""


def parameters_of(programme: Programme) -> list[Parameter]:
    """Those that a campaign may set, in the programme's order."""
    return [parameter for parameter in programme.parameters if parameter.campaign]


def field_of(parameter: Parameter, names: Names) -> Field:
    """The parameter as a question: « 25 » for a quarter, euros per FTE with their unit beside."""
    if parameter.unit.is_duration:
        kind, decimals = FieldKind.INTEGER, 0
    elif parameter.unit == RATIO:
        kind, decimals = FieldKind.PERCENTAGE, DECIMALS
    else:
        kind, decimals = FieldKind.DECIMAL, DECIMALS
    return Field(
        id=parameter.id,
        kind=kind,
        label=names.parameter(parameter),
        reference=parameter.reference,
        help=parameter.help,
        unit=parameter.unit,
        decimals=decimals,
    )


def read_figure(field: Field, typed: str, names: Names) -> tuple[Number | None, str]:
    """The exact figure, and what is wrong with it; nothing typed is no figure, and nothing wrong."""
    if is_blank(typed):
        return None, ""
    text = normalise(field, typed, names.language)
    quotient = parse_fraction(text, DECIMALS) if "/" in text and field.kind is not FieldKind.INTEGER else None
    if quotient is not None:
        return quotient, ""
    wrong = problem(field, text, names)
    if wrong:
        return None, wrong
    value = parse_fraction(text, DECIMALS)
    return (None, _("« %(typed)s » n’est pas un nombre.") % {"typed": typed[:40]}) if value is None else (value, "")


def typed_figure(stored: str) -> str:
    """A stored figure in the form that widgets show: a plain decimal where it has an end, else the quotient."""
    value = parse_fraction(stored)
    if value is None:
        return stored
    decimals = finite_decimals(value)
    return stored if decimals is None else fixed_text(value, decimals)


def told_figure(parameter: Parameter, value: Number, programme: Programme, names: Names) -> str:
    """« 98 000,00 €/ETP », with as many decimals as it takes."""
    figures = Figures(programme, names.language)
    needed = finite_decimals(value * 100 if parameter.unit == RATIO else value)
    if needed is None:
        return f"{figures.number(value, parameter.unit)} ({fraction_text(value)})"
    return figures.number(value, parameter.unit, max(2, needed))
