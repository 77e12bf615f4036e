"""Instants as people type them: a day and an hour in Paris, each a field of its own in a page form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.cahier.basics.characters import is_blank, plain_spaces, visible_text
from poincon.cahier.model import Field, FieldKind, Reference
from poincon.ui.forms import PageForm, TextField
from poincon.ui.moments import PARIS
from poincon.ui.widgets import display, normalise

DAY, HOUR = "jour", "heure"
"""What the two inputs of an instant are called, after its name: `cloture.jour`, `cloture.heure`."""
FIRST_YEAR, LAST_YEAR = 2000, 2199

_DAY = Field(id=DAY, kind=FieldKind.DATE, label="", reference=Reference())
"""A day is typed on a page as it is in a programme."""
_HOUR = re.compile(r"([0-9]{1,2})\s*(?:[:hH.]\s*([0-9]{2})?)?\s*(?:min|mn)?")


@dataclass(frozen=True, slots=True)
class Typed:
    """A day and an hour as they stand in their inputs."""

    day: str = ""
    hour: str = ""

    @property
    def is_empty(self) -> bool:
        return is_blank(self.day) and is_blank(self.hour)


class WrongInstant(Exception):
    """What was typed is no instant. `part`: which input is wrong, `DAY` or `HOUR`; `reason`: a sentence for it."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(reason)
        self.part = part
        self.reason = reason


def shown(moment: datetime | None) -> Typed:
    """The instant as its two inputs show it; empty when there is none."""
    if moment is None:
        return Typed()
    paris = moment.astimezone(PARIS)
    return Typed(f"{paris:%d/%m/%Y}", f"{paris:%H:%M}")


def read_instant(typed: Typed) -> datetime:
    """The instant in UTC. Raises `WrongInstant`: for what cannot be read, and for an hour that the clocks skip or give
    twice that night, since nobody could tell when that is."""
    local = datetime.combine(_day(typed.day), _hour(typed.hour))
    first, second = (local.replace(tzinfo=PARIS, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    words = {"hour": f"{local:%H:%M}", "day": f"{local:%d/%m/%Y}"}
    if first.astimezone(PARIS).replace(tzinfo=None) != local:
        skipped = _("Le %(day)s, on passe à l’heure d’été : il n’est jamais %(hour)s. Choisissez une autre heure.")
        raise WrongInstant(HOUR, skipped % words)
    twice = _("Le %(day)s, on passe à l’heure d’hiver : il est deux fois %(hour)s. Choisissez une autre heure.")
    raise WrongInstant(HOUR, twice % words)


class DayField(TextField):
    """A day, shown back as « 28/04/2027 » however it was typed."""

    kind = "date"

    def bound_data(self, data: Any, initial: Any) -> str:
        return display(_DAY, normalise(_DAY, str(super().bound_data(data, initial) or "")))


def instant_fields(name: str, moment: datetime | None = None, *, due: bool = False) -> dict[str, forms.Field]:
    """Both fields of an instant, by name: `instant_of` tells what is wrong with them. `due`: marked as required."""
    typed = shown(moment)
    return {
        f"{name}.{DAY}": DayField(
            label=gettext_lazy("Jour"),
            help_text=gettext_lazy("jour/mois/année, par exemple 31/12/2021"),
            initial=typed.day,
            due=due,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        ),
        f"{name}.{HOUR}": TextField(
            label=gettext_lazy("Heure de Paris"),
            help_text=gettext_lazy("Exemple : 23:59"),
            initial=typed.hour,
            due=due,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        ),
    }


def instant_of(form: PageForm, name: str, *, required: bool = True, before: datetime | None = None) -> datetime | None:
    """The instant of a cleaned form; None when there is none, or when what is wrong with it now stands in the form.

    `before`: the instant that the page showed; left as it is, it keeps its seconds, which the fields do not show.
    """
    typed = Typed(*(str(form.cleaned_data.get(f"{name}.{part}", "")) for part in (DAY, HOUR)))
    if typed.is_empty and not required:
        return None
    if before is not None and typed == shown(before):
        return before
    try:
        return read_instant(typed)
    except WrongInstant as wrong:
        form.add_error(f"{name}.{wrong.part}", wrong.reason)
        return None


def _day(typed: str) -> date:
    if is_blank(typed):
        raise WrongInstant(DAY, _("Donnez le jour. Exemple : 28/04/2027"))
    try:
        read = date.fromisoformat(normalise(_DAY, typed))
    except ValueError as error:
        sentence = _("« %(typed)s » n’est pas une date qui existe. Écrivez jour/mois/année. Exemple : 28/04/2027")
        raise WrongInstant(DAY, sentence % {"typed": typed.strip()[:40]}) from error
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        sentence = _("« %(typed)s » : l’année va de %(first)d à %(last)d.")
        raise WrongInstant(DAY, sentence % {"typed": typed.strip()[:40], "first": FIRST_YEAR, "last": LAST_YEAR})
    return read


def _hour(typed: str) -> time:
    if is_blank(typed):
        raise WrongInstant(HOUR, _("Donnez l’heure. Exemple : 23:59"))
    match = _HOUR.fullmatch(plain_spaces(visible_text(typed)))
    if match is not None and int(match[1]) < 24 and int(match[2] or 0) < 60:
        return time(int(match[1]), int(match[2] or 0))
    if match is not None and match[1] == "24":
        raise WrongInstant(HOUR, _("Minuit s’écrit 00:00, du jour qui commence. La fin d’un jour s’écrit 23:59."))
    sentence = _("« %(typed)s » n’est pas une heure. Écrivez heures:minutes. Exemple : 23:59")
    raise WrongInstant(HOUR, sentence % {"typed": typed.strip()[:40]})
