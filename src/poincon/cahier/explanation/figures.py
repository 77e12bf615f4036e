"""Figures as people read them: `1 250 000,00 €`, `31,25 %`; `€1,250,000.00`, `31.25%`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from poincon.cahier.basics.numbers import Number, finite_decimals, in_steps
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
_UNITS_KEPT = 256
"""Units of a programme whose ways of writing are remembered; it has a dozen."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How numbers of one unit are written in one language: what a unit fixes, found once and filled with digits."""

    shift: int = 0
    """By how many powers of ten it is written larger: a share by the hundred."""
    before: str = ""
    singular: str = ""
    """What follows one; with its space."""
    plural: str = ""
    has_cents: bool = False
    """Two decimals at least, even zeros."""
    is_year: bool = False


class Figures:
    """Formats values of a programme in one language."""

    def __init__(self, programme: Programme, language: Language) -> None:
        self.language: Language = language
        self._separator, self._point = (",", ".") if language == "en" else (NARROW, ",")
        self._units = dict(_UNIT_WORDS[language])
        for unit in programme.units:
            english = programme.english
            singular = english.get(f"unites.{unit.id}.singulier", unit.singular) if language == "en" else unit.singular
            plural = english.get(f"unites.{unit.id}.pluriel", unit.plural) if language == "en" else unit.plural
            self._units[unit.id] = (singular, plural)
        self._form = lru_cache(maxsize=_UNITS_KEPT)(self._form_of)

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
        form = self._form_for(unit)
        if form.is_year:
            return str(value)
        shown = 2 if decimals is None else decimals
        text = self._fixed(value, max(2, shown)) if form.has_cents else self._digits(value, shown, form.shift)
        if form.before:
            text = f"{MINUS}{form.before}{text[1:]}" if text.startswith(MINUS) else form.before + text
        return text + self._after(form, value)

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
        return not value.numerator * 10 ** (shown + self._form_for(unit).shift) % value.denominator

    def telling(self, value: Number, other: Number, unit: Unit | None) -> int | None:
        """The decimals that tell two different values apart (25 % from 25,000001 %); None when the usual ones do."""
        form = self._form_for(unit)
        if value == other or form.is_year or self._after(form, value) != self._after(form, other):
            return None
        for decimals in range(2, _MOST_DECIMALS):
            if in_steps(value, decimals + form.shift) != in_steps(other, decimals + form.shift):
                return None if decimals == 2 else decimals
        return _MOST_DECIMALS

    # what a unit fixes

    def _form_for(self, unit: Unit | None) -> _Form:
        return self._form(*(((), True) if unit is None else (unit.powers, unit.count)))

    def _form_of(self, powers: tuple[tuple[str, int], ...], count: bool) -> _Form:
        if not powers:
            sign = "%" if self.language == "en" else f"{NARROW}%"
            return _Form() if count else _Form(shift=2, singular=sign, plural=sign)
        if powers == YEAR.powers:
            return _Form(is_year=True)
        if ("euro", 1) in powers:
            rest = tuple((name, power) for name, power in powers if name != "euro")
            per = "".join(f"·{name}" for name in self._above(rest, plural=False)) + self._below(rest)
            if self.language == "en":
                return _Form(before="€", singular=per, plural=per, has_cents=True)
            return _Form(singular=f"{NARROW}€{per}", plural=f"{NARROW}€{per}", has_cents=True)
        singular, plural = ("·".join(self._above(powers, plural=many)) + self._below(powers) for many in (False, True))
        return _Form(singular=NARROW + singular if singular else "", plural=NARROW + plural if plural else "")

    def _above(self, powers: tuple[tuple[str, int], ...], *, plural: bool) -> list[str]:
        return [self._units.get(name, (name, name))[plural] for name, power in powers if power > 0]

    def _below(self, powers: tuple[tuple[str, int], ...]) -> str:
        return "".join(f"/{self._units.get(name, (name, name))[0]}" for name, power in powers if power < 0)

    def _after(self, form: _Form, value: Number) -> str:
        """What follows the digits: the unit, in the singular or in the plural."""
        if form.singular == form.plural:
            return form.singular
        size = abs(value.numerator)
        several = size >= 2 * value.denominator if self.language == "fr" else size != value.denominator
        return form.plural if several else form.singular

    # digits

    def _digits(self, value: Number, decimals: int, shift: int = 0) -> str:
        """Without the zeros that end its decimals."""
        text = self._fixed(value, decimals, shift)
        return text.rstrip("0").rstrip(self._point) if decimals else text

    def _fixed(self, value: Number, decimals: int, shift: int = 0) -> str:
        """With exactly so many decimals; `shift`: by how many powers of ten it is written larger."""
        steps = in_steps(value, decimals + shift)
        whole, rest = divmod(abs(steps), 10**decimals)
        text = f"{whole:,}" if self._separator == "," else f"{whole:,}".replace(",", self._separator)
        if decimals:
            text += self._point + str(rest).rjust(decimals, "0")
        return MINUS + text if steps < 0 else text
