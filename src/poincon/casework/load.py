"""Who has how much in hand, from the totals of the queue: two queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from poincon.casework.assignments import Roster
from poincon.casework.enums import Turn
from poincon.casework.querysets import Lapsed, Reader, how_many, lapsed_officers, lapsed_own
from poincon.dossiers.enums import State
from poincon.dossiers.reach import receives
from poincon.people.models import Person

LATE = "late"
"""Beside states, what is counted of the dossiers whose structure has not answered in time."""


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has in hand; `handler` None: nobody's, of which `departed` were of somebody who left."""

    handler: UUID | None
    departed: bool
    submitted: int
    to_correct: int
    complete: int
    late: int
    """Of the dossiers to correct, those whose structure is late."""
    oldest: datetime | None
    """Since when the dossier that has waited longest has waited for the authority; not said of what is nobody's."""

    @property
    def total(self) -> int:
        return self.submitted + self.to_correct + self.complete

    @property
    def waiting(self) -> int:
        """Those that the authority holds."""
        return self.submitted + self.complete


def loads(person: Person, now: datetime, roster: Roster) -> list[Load]:
    """By who handles them, the dossiers that are being examined, of those that the person received."""
    reader = Reader(person, now, Lapsed(own=lapsed_own(roster.memberships)))
    numbers: Counter[tuple[UUID | None, bool, str]] = Counter()
    assigned = set()
    branches = list(_branches(reader))
    for officer, region, programme, own, counted, number in branches[0].union(*branches[1:], all=True):
        departed = officer is not None and (own or not receives(roster.memberships_of(officer), region, programme))
        numbers[None if departed else officer, bool(departed), counted] += number
        if officer is not None:
            assigned.add((officer, region, programme))
    reader = replace(reader, lapsed=replace(reader.lapsed, officers=lapsed_officers(assigned, roster.memberships)))
    holders = {(officer, departed) for (officer, departed, _counted), number in numbers.items() if number}
    oldest = _oldest(reader, [officer for officer, _departed in holders if officer is not None])
    return [
        Load(
            handler=officer,
            departed=departed,
            submitted=numbers[officer, departed, State.SUBMITTED],
            to_correct=numbers[officer, departed, State.TO_CORRECT],
            complete=numbers[officer, departed, State.COMPLETE],
            late=numbers[officer, departed, LATE],
            oldest=oldest.get(officer) if officer is not None else None,
        )
        for officer, departed in holders
    ]


def _branches(reader: Reader) -> Iterator[QuerySet[Any]]:
    """What is in hand by officer, region, programme and state; `own`: it is of that officer's own structure."""
    in_hand = ~Q(turn=Turn.NOBODY)
    yield _numbers(reader.totals.filter(in_hand))
    if reader.denied_rows is not None:
        yield _numbers(reader.denied_rows.filter(in_hand), -1)
    if reader.own_rows is not None:
        rows = reader.own_rows[0].filter(in_hand)
        yield _numbers(rows, -1)
        yield _numbers(rows, own=Value(1, output_field=IntegerField()))
    own = Case(When(reader.lapsed.own, then=Value(1)), default=Value(0), output_field=IntegerField())
    late = reader.rows.filter(turn=Turn.STRUCTURE, state=State.TO_CORRECT, due__lte=reader.now)
    yield _numbers(late, counted=Value(LATE, output_field=CharField()), own=own)


def _numbers(rows: QuerySet[Any], sign: int = 1, **columns: Any) -> QuerySet[Any]:
    values = {"own": Value(0, output_field=IntegerField()), "counted": F("state"), **columns}
    columns_of_load = ("assigned_to_id", "region", "programme", "own", "counted")
    grouped: QuerySet[Any] = rows.annotate(**values).values_list(*columns_of_load).annotate(number=how_many(rows, sign))
    return grouped


def _oldest(reader: Reader, officers: list[UUID]) -> dict[UUID, datetime | None]:
    waiting = reader.rows.filter(Q(handler=OuterRef("pk")), turn=Turn.AUTHORITY).order_by("since").values("since")[:1]
    people = Person.objects.filter(pk__in=officers).annotate(oldest=Subquery(waiting))
    return dict(people.values_list("pk", "oldest"))
