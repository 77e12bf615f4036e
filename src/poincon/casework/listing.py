"""The rows of one page of a queue, in order, read from indexes: as long for the first page of ten dossiers as of a
hundred thousand.

A list is made of segments, one after the other: a condition, an order that an index holds, and how many rows it has.
Only the rows of the page are read, of the segments that it cuts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import IntegerField, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber

from poincon.casework.assignments import Roster
from poincon.casework.census import Census, census
from poincon.casework.criteria import Wanted
from poincon.casework.enums import QueuePlace
from poincon.casework.models import QueueEntry
from poincon.casework.querysets import Lapsed, Reader, Sought, lapsed_officers, lapsed_own
from poincon.dossiers.enums import State
from poincon.dossiers.reach import NONE
from poincon.people.models import Person

STATES = (State.SUBMITTED, State.TO_CORRECT, State.COMPLETE, State.ADMISSIBLE, State.NOT_PROCESSED, State.WITHDRAWN)
"""In the order in which a list sorts them."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows of a list that follow each other. `order`: columns, those that begin with `-` from the last."""

    condition: Q
    order: tuple[str, ...]
    count: int

    def cut(self, rows: QuerySet[QueueEntry], first: int, last: int) -> QuerySet[QueueEntry]:
        """From a place in the segment to another, read from the nearer end."""
        ordered = rows.filter(self.condition)
        if first > self.count - last:
            return ordered.order_by(*map(_reversed, self.order))[max(0, self.count - last) : self.count - first]
        return ordered.order_by(*self.order)[first:last]


def _reversed(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row of the page stands: in which place of the queue, and whose it is."""

    place: QueuePlace
    handler: UUID | None


def page(rows: QuerySet[QueueEntry], segments: Sequence[Segment], first: int, last: int) -> dict[UUID, Place]:
    """The dossiers from one place of the list to another, in order: one query."""
    parts = [
        rows.filter(pk__in=segment.cut(rows, start, end).values("pk"))
        .annotate(
            rank=Value(rank, output_field=IntegerField()),
            position=Window(RowNumber(), order_by=segment.order),
        )
        .values_list("rank", "position", "pk", "place", "handler")
        for rank, (segment, start, end) in enumerate(_cuts(segments, first, last))
    ]
    if not parts:
        return {}
    listed = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: row[:2])
    return {pk: Place(QueuePlace(place), handler) for _rank, _position, pk, place, handler in listed}


def _cuts(segments: Sequence[Segment], first: int, last: int) -> Iterator[tuple[Segment, int, int]]:
    """The segments that are shown from one place of the list to another, each with its own places."""
    before = 0
    for segment in segments:
        start, end = max(0, first - before), min(segment.count, last - before)
        if start < end:
            yield segment, start, end
        before += segment.count


# how a list is ordered


def segments_of(
    reader: Reader, criteria: Wanted, counts: Census, sort: str, officers: Sequence[UUID]
) -> Sequence[Segment]:
    """The segments of a list; `sort`: the name of a column, after `-` from the last; empty for what waits first.

    `officers`: those who handle something, in the order of their names.
    """
    column, descending = sort.removeprefix("-"), sort.startswith("-")
    if not column:
        return [_of_place(reader, place, counts.at(place, criteria.waiting)) for place in QueuePlace]
    if column == "etat":
        states = [criteria.state] if criteria.state else [state.value for state in STATES]
        return _directed([Segment(Q(state=state), ("number",), counts.states[state]) for state in states], descending)
    if column == "attribue":
        return _by_officer(reader, criteria, counts, officers[::-1] if descending else officers)
    total = counts.of(criteria.waiting)
    if column == "echeance":
        return _by_due(criteria, counts, total, descending)
    order = {"structure": ("structure", "number"), "depuis": ("since", "number")}[column]
    return _directed([Segment(Q(), order, total)], descending)


def _directed(segments: list[Segment], descending: bool) -> list[Segment]:
    if not descending:
        return segments
    return [Segment(each.condition, tuple(map(_reversed, each.order)), each.count) for each in reversed(segments)]


def _of_place(reader: Reader, place: QueuePlace, count: int) -> Segment:
    """What waits, the oldest first; of what is over, the latest."""
    order = ("-since", "-number") if place is QueuePlace.OVER else ("since", "number")
    return Segment(reader.at(place), order, count)


_PRESSING = ("turn", "since", "number")


def _by_officer(reader: Reader, criteria: Wanted, counts: Census, officers: Sequence[UUID]) -> list[Segment]:
    """By who handles it, the most pressing first; what nobody does comes last, both ways."""
    if criteria.assigned:
        return [Segment(Q(), _PRESSING, counts.of(criteria.waiting))]
    everybody = [Segment(Q(handler=officer), _PRESSING, counts.handlers[officer]) for officer in officers]
    return [*everybody, Segment(Q(handler__isnull=True), _PRESSING, counts.handlers[None])]


def _by_due(criteria: Wanted, counts: Census, total: int, descending: bool) -> list[Segment]:
    """By when an answer is due; that from which none is comes last, both ways."""
    due = counts.states[State.TO_CORRECT] if criteria.state in ("", State.TO_CORRECT) else 0
    waited_for = Segment(Q(state=State.TO_CORRECT), ("due", "number"), due)
    rest = Segment(~Q(state=State.TO_CORRECT), ("number",), total - due)
    return [*_directed([waited_for], descending), rest]


# the queue of somebody


@dataclass(frozen=True, slots=True)
class CountedQueue:
    """A queue as it was asked for, with what was counted of it."""

    reader: Reader
    criteria: Wanted
    census: Census
    sought: Sought | None

    def page(self, sort: str, officers: Sequence[UUID], first: int, last: int) -> dict[UUID, Place]:
        """The dossiers from one place of the list to another, in order, each with where it stands: one query."""
        rows = self.reader.rows.filter(self.reader.narrowed(self.criteria), self.reader.waiting(self.criteria.waiting))
        if self.sought is not None:
            rows = rows.filter(pk__in=self.sought.rows)
        segments = segments_of(self.reader, self.criteria, self.census, sort, officers)
        return page(rows, segments, first, last)


def counted_queue(person: Person, now: datetime, roster: Roster, criteria: Wanted) -> CountedQueue:
    """The queue of somebody, counted: one query, and one for a search; one more for a moment after an officer left."""
    reader = Reader(person, now, Lapsed(own=lapsed_own(roster.memberships)))
    sought = reader.sought(criteria.searched) if criteria.searched else None
    counts = census(reader, criteria, sought)
    officers = lapsed_officers(counts.assigned, roster.memberships)
    if officers != NONE:
        reader = replace(reader, lapsed=replace(reader.lapsed, officers=officers))
        counts = census(reader, criteria, sought)
    return CountedQueue(reader, criteria, counts, sought)
