"""Functions over years, a row each: what they take, what they give, how long a number they make."""

from __future__ import annotations

from dataclasses import dataclass

from poincon.cahier.model.kinds import Type


@dataclass(frozen=True, slots=True)
class YearFunction:
    """`takes`: the type of what it ranges over, None for any; `gives`: that of its value, None for the same one.

    `adds_up`: whether its value may be a sum over the years, and so a longer number.
    """

    takes: Type | None
    gives: Type | None
    adds_up: bool


YEAR_FUNCTIONS: dict[str, YearFunction] = {
    "somme": YearFunction(takes=Type.NUMBER, gives=Type.NUMBER, adds_up=True),
    "premier": YearFunction(takes=None, gives=None, adds_up=False),
    "dernier": YearFunction(takes=None, gives=None, adds_up=False),
    "croissant": YearFunction(takes=Type.NUMBER, gives=Type.BOOLEAN, adds_up=False),
}
