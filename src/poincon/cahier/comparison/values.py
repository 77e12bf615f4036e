"""Dated values of parameters: on which days two packages read different figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import RATIO
from poincon.cahier.comparison.differences import Area, Change, Difference
from poincon.cahier.comparison.items import Voices
from poincon.cahier.comparison.voice import Voice
from poincon.cahier.model import UNDATED, Parameter


@dataclass(frozen=True, slots=True)
class Span:
    """From `first` to the day before `end` (for ever when None), `before` was read and `after` is."""

    first: date
    end: date | None
    before: Number | None
    after: Number | None


def spans(old: Parameter, new: Parameter) -> Iterator[Span]:
    """The spans of days on which the two differ, as long as each can be."""
    days = sorted({since for since, _ in (*old.values, *new.values)})
    readings: list[tuple[date, tuple[Number | None, Number | None]]] = []
    for day in days:
        pair = (old.at(day), new.at(day))
        if not readings or readings[-1][1] != pair:
            readings.append((day, pair))
    for index, (day, (before, after)) in enumerate(readings):
        if before != after:
            end = readings[index + 1][0] if index + 1 < len(readings) else None
            yield Span(day, end, before, after)


def paired(old: Parameter, new: Parameter) -> Iterator[tuple[Parameter, Parameter]]:
    """What has values in either: the two parameters, or each cell of their tables, without values where it is not."""
    olds, news = ({valued.id: valued for valued in parameter.valued} for parameter in (old, new))
    for name in dict.fromkeys((*olds, *news)):
        before = olds.get(name) or replace(news[name], values=())
        yield before, news.get(name) or replace(before, values=())


def value_changes(old: Parameter, new: Parameter, voices: Voices) -> list[Difference]:
    """« seuil_part_ca_pme passe de 25 % à 30 % à partir du 1er janvier 2024. »"""
    differences = []
    for span in spans(old, new):
        texts = [
            _sentence(span, old, new, before, after)
            for before, after in ((voices.before.fr, voices.after.fr), (voices.before.en, voices.after.en))
        ]
        was = voices.before.both(partial(_number, span.before, old))
        now = voices.after.both(partial(_number, span.after, new))
        differences.append(Difference(Area.PARAMETERS, Change.CHANGED, new.id, Text(*texts), "value", was, now))
    return differences


def _number(value: Number | None, parameter: Parameter, voice: Voice) -> str | None:
    return voice.number(value, parameter.unit)


def _sentence(span: Span, old: Parameter, new: Parameter, before: Voice, after: Voice) -> str:
    was, now = before.number(span.before, old.unit), after.number(span.after, new.unit)
    voice, named = (after, new) if new.values else (before, old)
    subject = f"{after.quoted(voice.names.parameter(named))} ({new.id})"
    when = _when(span, after)
    if was is None:
        return after.say(
            f"{subject} vaut {now} {when} (sans valeur avant).", f"{subject} is {now} {when} (no value before)."
        )
    if now is None:
        return after.say(
            f"{subject} n'a plus de valeur {when} (c'était {was}).", f"{subject} has no value {when} (it was {was})."
        )
    move = after.say(f"{subject} passe de {was} à {now} {when}", f"{subject} goes from {was} to {now} {when}")
    if old.unit == new.unit == RATIO and span.before is not None and span.after is not None:
        return f"{after.names.wording.about(move, after.figures.points_whole(span.after - span.before))}."
    return f"{move}."


def _when(span: Span, voice: Voice) -> str:
    if span.first == UNDATED:
        if span.end is None:
            return voice.say("sans date dans la source", "with no date in the source")
        return voice.say(f"avant le {voice.day(span.end)}", f"before {voice.day(span.end)}")
    first = voice.day(span.first)
    if span.end is None:
        return voice.say(f"à partir du {first}", f"as of {first}")
    last = voice.day(span.end - timedelta(days=1))
    return voice.say(f"du {first} au {last}", f"from {first} to {last}")
