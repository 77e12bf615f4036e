"""How many dossiers each choice of a queue shows: one query, on totals, at any size.

A count is a sum of signed populations: the totals of what a person's roles give, less the rows denied to them; in the
view of unread messages, less the rows that they have read; in that of what waits, with the rows whose structure is
late, which totals cannot say. A search counts the rows that it found, and no totals.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from poincon.casework.criteria import ANSWERED, TO_ASSIGN, TO_DO, UNREAD, Wanted
from poincon.casework.enums import WAITING, QueuePlace
from poincon.casework.querysets import VIEW_PLACES, Reader, Sought, how_many

_NO_TEXT = Value("", output_field=CharField())
_NO_NUMBER = Value(0, output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Population:
    """Rows or totals to count, added or taken off."""

    rows: QuerySet[Any]
    sign: int = 1

    def facet(self, name: str, condition: Q, **columns: Any) -> QuerySet[Any]:
        """Its part of a facet: the same columns for all, so that one query unites them."""
        values = {
            "facet": Value(name, output_field=CharField()),
            "value": _NO_TEXT,
            "label": _NO_TEXT,
            "rank": _NO_NUMBER,
            "is_answered": _NO_NUMBER,
            "is_unread": _NO_NUMBER,
            **columns,
        }
        rows = self.rows.filter(condition).annotate(**values)
        grouped: QuerySet[Any] = rows.values_list(*values).annotate(number=how_many(rows, self.sign))
        return grouped

    def facets(self, conditions: dict[str, Q]) -> Iterator[QuerySet[Any]]:
        """Its part of the facets whose choices are counted, each under its condition."""
        columns: dict[str, dict[str, Any]] = {
            "campaign": {"value": _text("campaign_id"), "label": F("campaign__title"), "rank": F("campaign__year")},
            "state": {"value": F("state")},
            "assigned": {"value": _text("handler")},
            "region": {"value": F("region")},
        }
        for name, values in columns.items():
            yield self.facet(name, conditions[name], **values)

    def places(self, condition: Q, **columns: Any) -> QuerySet[Any]:
        """Its part of the places."""
        values = {"rank": F("place"), "is_answered": _flag("answered"), "is_unread": _flag("has_message"), **columns}
        return self.facet("place", condition, **values)


def _text(column: str) -> Cast:
    return Cast(column, CharField())


def _flag(column: str) -> Cast:
    return Cast(column, IntegerField())


@dataclass(frozen=True, slots=True)
class Census:
    """What was counted. `places`: by place, whether it was answered and whether it has an unread message."""

    campaigns: Counter[tuple[int, str, str]]
    """By year, title and id."""
    states: Counter[str]
    handlers: Counter[UUID | None]
    regions: Counter[str]
    places: Counter[tuple[QueuePlace, bool, bool]]
    assigned: frozenset[tuple[UUID, str, str]]
    """Officers to whom something is assigned, each with its region and its programme."""

    def at(self, place: QueuePlace, view: str) -> int:
        """How many dossiers of a place a way into the queue shows."""
        if VIEW_PLACES[view] and place not in VIEW_PLACES[view]:
            return 0
        return sum(
            number
            for (of_place, answered, unread), number in self.places.items()
            if of_place is place and (answered or view != ANSWERED) and (unread or view != UNREAD)
        )

    def of(self, view: str) -> int:
        """How many dossiers a way into the queue shows; all of them for an empty one."""
        return sum(self.at(place, view) for place in QueuePlace)


def census(reader: Reader, criteria: Wanted, sought: Sought | None = None) -> Census:
    """Count the choices of every filter, each as the others narrow them: one query.

    `sought`: the rows that a search found, when there is one.
    """
    branches = [_assigned(reader), *_branches(reader, criteria, sought)]
    facets: dict[str, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    for facet, *values, number in branches[0].union(*branches[1:], all=True):
        facets[facet][tuple(values)] += number
    places: Counter[tuple[QueuePlace, bool, bool]] = Counter()
    for (_value, _label, place, answered, unread), number in facets["place"].items():
        places[QueuePlace(place), bool(answered), bool(unread)] += number
    return Census(
        campaigns=Counter(
            {(year, title, pk): number for (pk, title, year, *_), number in facets["campaign"].items() if number}
        ),
        states=_by_value(facets["state"]),
        handlers=Counter({_uuid(value): number for value, number in _by_value(facets["assigned"]).items()}),
        regions=_by_value(facets["region"]),
        places=places,
        assigned=frozenset((UUID(value), *label.split(" ", 1)) for value, label, *_rest in facets["officer"]),
    )


def _by_value(facet: Counter[tuple[Any, ...]]) -> Counter[Any]:
    return Counter({value: number for (value, *_rest), number in facet.items() if number})


def _uuid(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def _assigned(reader: Reader) -> QuerySet[Any]:
    place = Concat("region", Value(" "), "programme", output_field=CharField())
    return Population(reader.totals).facet(
        "officer", Q(assigned_to__isnull=False), value=_text("assigned_to_id"), label=place
    )


def _branches(reader: Reader, criteria: Wanted, sought: Sought | None) -> Iterator[QuerySet[Any]]:
    """Every population's part of every facet."""
    view, within = criteria.waiting, Q() if sought is None else Q(pk__in=sought.rows)
    everything = reader.narrowed(criteria)
    besides = {name: reader.narrowed(criteria, besides=name) for name in ("campaign", "state", "assigned", "region")}
    shown = {name: condition & _in_totals(view) for name, condition in besides.items()}
    for population in _counted(reader, sought):
        yield from population.facets(shown)
        yield population.places(everything)
    late, read = reader.rows.filter(reader.is_late, within), reader.rows.filter(reader.is_read, within)
    yield Population(late, -1).places(everything, rank=Value(QueuePlace.WITH_STRUCTURE))
    yield Population(late).places(everything)
    yield Population(read, -1).places(everything)
    yield Population(read).places(everything, is_unread=_NO_NUMBER)
    if view == TO_DO:
        yield from Population(late).facets(besides)
    if view == UNREAD:
        yield from Population(read, -1).facets(besides)


def _counted(reader: Reader, sought: Sought | None) -> Iterator[Population]:
    """What is counted before what is late and what was read."""
    if sought is not None:
        yield Population(reader.rows_without_lateness.filter(pk__in=sought.rows))
        return
    yield Population(reader.totals)
    if reader.denied_rows is not None:
        yield Population(reader.denied_rows, -1)
    if reader.own_rows is not None:
        as_counted, as_they_are = reader.own_rows
        yield Population(as_counted, -1)
        yield Population(as_they_are)


def _in_totals(view: str) -> Q:
    """The condition of a way into the queue, on what says neither what is late nor what was read."""
    return {
        TO_DO: Q(place__lte=WAITING),
        ANSWERED: Q(answered=True),
        TO_ASSIGN: Q(place=QueuePlace.NOBODYS),
        UNREAD: Q(has_message=True),
    }.get(view, Q())
