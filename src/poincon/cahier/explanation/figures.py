"""Figures as people read them: `1 250 000,00 €`, `31,25 %`; `€1,250,000.00`, `31.25%`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from poincon.cahier.basics.numbers import Number, finite_decimals, fixed_text
from poincon.cahier.basics.text import Language
from poincon.cahier.basics.units import RATIO, YEAR, Unit
from poincon.cahier.model import UNDATED, Programme

NARROW = "\u202f"
"""The narrow no-break space of French figures."""
MINUS = "\u2212"
"""Of figures for people; what machines read has a hyphen."""

_MONTHS = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_UNIT_WORDS = {
    "fr": {"etp": ("ETP", "ETP"), "an": ("an", "ans"), "mois": ("mois", "mois"), "jour": ("jour", "jours")},
    "en": {"etp": ("FTE", "FTE"), "an": ("year", "years"), "mois": ("month", "months"), "jour": ("day", "days")},
}
_MOST_DECIMALS = 15


class Figures:
    """Formats values of a programme in one language."""

    def __init__(self, programme: Programme, language: Language) -> None:
        self.language: Language = language
        self._units = dict(_UNIT_WORDS[language])
        for unit in programme.units:
            english = programme.english
            singular = english.get(f"unites.{unit.id}.singulier", unit.singular) if language == "en" else unit.singular
            plural = english.get(f"unites.{unit.id}.pluriel", unit.plural) if language == "en" else unit.plural
            self._units[unit.id] = (singular, plural)

    def day(self, day: date) -> str:
        month = _MONTHS[self.language][day.month - 1]
        number = "1er" if day.day == 1 and self.language == "fr" else str(day.day)
        return f"{number} {month} {day.year}"

    def since(self, day: date) -> str:
        """« depuis le 16 mai 2014 », or that the source dates nothing."""
        if day == UNDATED:
            return "no date in the source" if self.language == "en" else "sans date dans la source"
        return f"since {self.day(day)}" if self.language == "en" else f"depuis le {self.day(day)}"

    def number(self, value: Number, unit: Unit | None, decimals: int | None = None) -> str:
        """`decimals`: how many at most are worth showing; by default what the unit asks for."""
        if unit is not None and unit.name == "ratio":
            sign = "%" if self.language == "en" else f"{NARROW}%"
            return self._digits(Fraction(value) * 100, 2 if decimals is None else decimals) + sign
        if unit == YEAR:
            return str(value)
        if unit is not None and ("euro", 1) in unit.powers:
            return self._money(value, unit, 2 if decimals is None else decimals)
        text = self._digits(value, 2 if decimals is None else decimals)
        words = self._unit_words(unit, value)
        return f"{text}{NARROW}{words}" if words else text

    def whole(self, value: Number, unit: Unit | None) -> str:
        """The number with all its decimals, where they have an end."""
        needed = finite_decimals(Fraction(value) * (100 if unit == RATIO else 1))
        return self.number(value, unit, needed if needed is not None and 2 < needed <= _MOST_DECIMALS else None)

    def points(self, value: Number, decimals: int | None = None, *, signed: bool = True) -> str:
        """A change of a share: « + 10 points », "−7.31 points"."""
        percent = abs(Fraction(value)) * 100
        size = self._digits(percent, 2 if decimals is None else decimals)
        plural = percent >= 2 if self.language == "fr" else percent != 1
        sign = "" if not signed or not value else "+" if value > 0 else MINUS
        space = "\u00a0" if sign and self.language == "fr" else ""
        return f"{sign}{space}{size}\u00a0{'points' if plural else 'point'}"

    def move(self, before: Number | None, after: Number, unit: Unit | None) -> str:
        """« 25 % → 35 % : + 10 points », « rien → 5 ETP »: a change of a share is told in points."""
        nothing = "nothing" if self.language == "en" else "rien"
        was = nothing if before is None else self.number(before, unit, self.telling(before, after, unit))
        now = self.number(after, unit, None if before is None else self.telling(before, after, unit))
        text = f"{was} → {now}"
        if before is None or unit != RATIO:
            return text
        colon = ":" if self.language == "en" else "\u00a0:"
        return f"{text}{colon} {self.points_whole(after - before)}"

    def difference(self, before: Number, after: Number, unit: Unit | None) -> str:
        """How much a value changes, with its sign: « + 1 250,00 € », « −7,31 points »."""
        change = Fraction(after - before)
        if unit == RATIO:
            return self.points(change)
        sign = "+" if change > 0 else MINUS if change < 0 else ""
        space = "\u00a0" if sign and self.language == "fr" else ""
        return f"{sign}{space}{self.number(abs(change), unit)}"

    def points_whole(self, change: Number) -> str:
        """A change of a share with all its decimals, where it has an end."""
        needed = finite_decimals(Fraction(change) * 100)
        return self.points(change, needed if needed is not None and 2 < needed <= _MOST_DECIMALS else None)

    def is_exact(self, value: Number, unit: Unit | None, decimals: int | None = None) -> bool:
        """Whether `number` shows the value without rounding it."""
        shown = 2 if decimals is None else decimals
        scale = 100 if unit is not None and unit.name == "ratio" else 1
        needed = finite_decimals(Fraction(value) * scale)
        return needed is not None and needed <= shown

    def telling(self, value: Number, other: Number, unit: Unit | None) -> int | None:
        """The decimals that tell two different values apart (25 % from 25,000001 %); None when the usual ones do."""
        if value == other or self.number(value, unit) != self.number(other, unit):
            return None
        for decimals in range(3, _MOST_DECIMALS):
            if self.number(value, unit, decimals) != self.number(other, unit, decimals):
                return decimals
        return _MOST_DECIMALS

    def _money(self, value: Number, unit: Unit, decimals: int) -> str:
        rest = Unit(tuple((name, power) for name, power in unit.powers if name != "euro"))
        per = "".join(f"·{self._units.get(name, (name, name))[0]}" for name, power in rest.powers if power > 0)
        per += "".join(f"/{self._units.get(name, (name, name))[0]}" for name, power in rest.powers if power < 0)
        text = self._fixed(value, max(2, decimals))
        if self.language == "en":
            return (f"{MINUS}€{text[1:]}" if text.startswith(MINUS) else f"€{text}") + per
        return f"{text}{NARROW}€{per}"

    def _unit_words(self, unit: Unit | None, value: Number) -> str:
        if unit is None or unit.is_plain:
            return ""
        plural = value >= 2 or value <= -2 if self.language == "fr" else value not in (1, -1)
        above = [self._units.get(name, (name, name))[plural] for name, power in unit.powers if power > 0]
        below = [self._units.get(name, (name, name))[0] for name, power in unit.powers if power < 0]
        return "·".join(above) + "".join(f"/{name}" for name in below)

    def _digits(self, value: Number, decimals: int) -> str:
        text = self._fixed(value, decimals)
        point = "." if self.language == "en" else ","
        return text.rstrip("0").rstrip(point) if point in text else text

    def _fixed(self, value: Number, decimals: int) -> str:
        text = fixed_text(value, decimals)
        sign, text = (MINUS, text[1:]) if text.startswith("-") else ("", text)
        whole, _, fraction = text.partition(".")
        separator, point = (",", ".") if self.language == "en" else (NARROW, ",")
        groups: list[str] = []
        while len(whole) > 3:
            whole, group = whole[:-3], whole[-3:]
            groups.insert(0, group)
        grouped = separator.join([whole, *groups])
        return sign + grouped + (point + fraction if fraction else "")
