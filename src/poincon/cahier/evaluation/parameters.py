"""Parameters as they read for one dossier: most at one day, some at the day of filing or at a date that it answers."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from poincon.cahier.basics.numbers import Number
from poincon.cahier.dossiers import Dossier
from poincon.cahier.evaluation.results import ParameterResult
from poincon.cahier.evaluation.values import Step, missing
from poincon.cahier.formulas.tree import ParameterValue
from poincon.cahier.model import FILING, Parameter, Programme
from poincon.cahier.model.kinds import Type

Readings = tuple[dict[str, ParameterResult], dict[str, Step]]
"""Every parameter: for people, and as the steps that formulas find."""


SET = "campagne"
"""Where the step of a parameter stands that a campaign, or a reform, sets."""


class ParameterReadings:
    """The parameters of a programme, read once a day for all dossiers; those of a day of their own, for each."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._apart = tuple(parameter for parameter in programme.valued.values() if parameter.read_on)
        self._nodes = {
            name: ParameterValue(name, Type.NUMBER, parameter.unit, False, parameter)
            for name, parameter in programme.valued.items()
        }
        self._at = lru_cache(maxsize=64)(self._read)

    def read(self, day: date, dossier: Dossier, overrides: dict[str, Number] | None = None) -> Readings:
        """`day`: that of parameters that say nothing else. `overrides`: those of a reform that is being tried."""
        readings, steps = self._at(day)
        changes = {**dossier.parameters, **(overrides or {})}
        if not changes and not self._apart:
            return readings, steps
        own = {parameter.id: reading_of(parameter, dossier, day) for parameter in self._apart}
        for name, value in changes.items():
            reading = own.get(name) or readings[name]
            on = reading.on or day
            if reading.parameter.may_be_set(on):
                own[name] = ParameterResult(reading.parameter, value, None, True)
        return {**readings, **own}, {**steps, **{name: self._step(reading) for name, reading in own.items()}}

    def _read(self, day: date) -> Readings:
        readings = {
            parameter.id: ParameterResult(parameter, parameter.at(day), parameter.since(day), False)
            for parameter in self.programme.valued.values()
        }
        return readings, {name: self._step(reading) for name, reading in readings.items()}

    def _step(self, reading: ParameterResult) -> Step:
        value: Any = missing(reading.missing) if reading.value is None else reading.value
        return Step(self._nodes[reading.parameter.id], value, (), SET if reading.from_campaign else reading.since)


def reading_of(parameter: Parameter, dossier: Dossier, day: date) -> ParameterResult:
    """A parameter that is read at a day of the dossier's own; without a day of filing, at that of the others."""
    if parameter.read_on == FILING:
        on = dossier.filed or day
        return ParameterResult(parameter, parameter.at(on), parameter.since(on), False, on)
    answer = dossier.answers.get(parameter.read_on)
    if not isinstance(answer, date):
        return ParameterResult(parameter, None, None, False, None, parameter.read_on)
    return ParameterResult(parameter, parameter.at(answer), parameter.since(answer), False, answer)
