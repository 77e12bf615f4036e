"""The queue of a person, read from its rows and its totals: who handles each dossier, and what waits for whom.

Rows and totals name alike what they are narrowed by (`QueueColumns`): a condition is written once for both. Everything
here narrows what `reach` gives: nothing else is ever listed or counted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.utils import timezone

from poincon.casework.criteria import ANSWERED, MINE, NOBODY, TO_ASSIGN, TO_DO, UNREAD, Wanted
from poincon.casework.enums import WAITING, QueuePlace, Turn
from poincon.casework.models import QueueColumns, QueueEntry, QueueTally
from poincon.casework.search import folded
from poincon.correspondence.models import MessagesRead
from poincon.dossiers import reach
from poincon.dossiers.querysets import DossierQuerySet
from poincon.dossiers.reach import received_by_column
from poincon.people.models import Membership, Person

ROW = reach.Columns({"campaign__programme_version__programme": "programme"}, handed_over=Q(pk__isnull=False))
"""How rows and totals of the queue name what roles match: all of them are of dossiers that were handed over."""

MOST_SOUGHT = 1_000
"""Dossiers that a search answers with, the most pressing; it says so when more would."""


def with_handler(dossiers: DossierQuerySet, day: date) -> DossierQuerySet:
    """Adds `assigned_to` (a person's id, or None) and `handler`: the same while their role gives them the dossier.

    As in `DossierQuerySet.received_by`, for a person who changes from one row to the next.
    """
    dossiers = dossiers.annotate(
        current=FilteredRelation("assignments", condition=Q(assignments__ends_at__isnull=True)),
        assigned_to=F("current__officer_id"),
    )
    receives = When(received_by_column("current__officer_id", day), then=F("current__officer_id"))
    return dossiers.annotate(handler=Case(receives, default=None, output_field=models.UUIDField()))


# whose assignments no longer count


@dataclass(frozen=True, slots=True)
class Lapsed:
    """Assignments to persons whose role no longer gives them the dossier: for a moment, until `departures.release`."""

    officers: Q = reach.NONE
    """Of whole programmes and regions, a condition on rows and totals alike."""
    own: Q = reach.NONE
    """Of a structure that is also the officer's: a condition on rows."""

    def handler(self, *, rows: bool) -> F | Case:
        """Who handles, as a column of rows or of totals."""
        lapsed = self.officers | self.own if rows else self.officers
        if lapsed == reach.NONE:
            return F("assigned_to_id")
        return Case(When(lapsed, then=None), default=F("assigned_to_id"), output_field=models.UUIDField())


def lapsed_officers(assigned: Collection[tuple[UUID, str, str]], memberships: dict[UUID, list[Membership]]) -> Q:
    """Of officers, each with a region and a programme whose dossiers are assigned to them: those that lapsed.

    `memberships`: those of the day, by person.
    """
    lapsed = reach.NONE
    for officer, region, programme in assigned:
        if not reach.receives(memberships.get(officer, ()), region, programme):
            lapsed |= Q(assigned_to=officer, region=region, programme=programme)
    return lapsed


def lapsed_own(memberships: dict[UUID, list[Membership]]) -> Q:
    """What is assigned to somebody of the structure."""
    lapsed = reach.NONE
    for officer, roles in memberships.items():
        if reach.is_anything_denied(roles):
            lapsed |= Q(assigned_to=officer) & reach.denied(roles, ROW)
    return lapsed


# whose queue it is


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search found: at most `MOST_SOUGHT` dossiers. `more`: others answer too."""

    rows: list[UUID]
    more: bool


R = TypeVar("R", bound=QueueColumns)


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who examines, at an instant, and what their roles give them of the queue."""

    person: Person
    now: datetime
    lapsed: Lapsed = Lapsed()

    @property
    def memberships(self) -> list[Membership]:
        return self.person.memberships_on(timezone.localdate(self.now))

    # rows and totals

    @property
    def rows(self) -> QuerySet[QueueEntry]:
        """What they received, with its `handler` and its `place` (a `QueuePlace`)."""
        return self._placed(self._received, self.lapsed.handler(rows=True), self.is_late)

    @property
    def rows_without_lateness(self) -> QuerySet[QueueEntry]:
        """The same, placed as totals place them: what is late is with its structure."""
        return self._placed(self._received, self.lapsed.handler(rows=True))

    @property
    def totals(self) -> QuerySet[QueueTally]:
        """The totals of what their roles give, before what is denied."""
        granted = QueueTally.objects.filter(reach.granted(self.memberships, ROW))
        return self._placed(granted, self.lapsed.handler(rows=False))

    @property
    def denied_rows(self) -> QuerySet[QueueEntry] | None:
        """What totals count and is denied to them, as totals count it. None when nothing can be."""
        if not reach.is_anything_denied(self.memberships):
            return None
        granted, denied = (condition(self.memberships, ROW) for condition in (reach.granted, reach.denied))
        return self._placed(QueueEntry.objects.filter(granted, denied), self.lapsed.handler(rows=False))

    @property
    def own_rows(self) -> tuple[QuerySet[QueueEntry], QuerySet[QueueEntry]] | None:
        """What is assigned to somebody of its structure: as totals count it, and as it is. None when nothing can be."""
        if self.lapsed.own == reach.NONE:
            return None
        rows = self._received.filter(self.lapsed.own)
        return self._placed(rows, self.lapsed.handler(rows=False)), self._placed(rows, self.lapsed.handler(rows=True))

    @property
    def _received(self) -> QuerySet[QueueEntry]:
        return QueueEntry.objects.filter(reach.received(self.memberships, ROW))

    def _placed(self, rows: QuerySet[R], handler: F | Case, late: Q = reach.NONE) -> QuerySet[R]:
        with_officials = Q(turn=Turn.AUTHORITY)
        place = Case(
            When(with_officials & self.is_mine & Q(answered=True), then=Value(QueuePlace.ANSWERED)),
            When(with_officials & self.is_mine, then=Value(QueuePlace.MINE)),
            When(with_officials & Q(handler__isnull=True), then=Value(QueuePlace.NOBODYS)),
            When(with_officials, then=Value(QueuePlace.OF_COLLEAGUES)),
            When(late, then=Value(QueuePlace.MINE)),
            When(turn=Turn.STRUCTURE, then=Value(QueuePlace.WITH_STRUCTURE)),
            default=Value(QueuePlace.OVER),
            output_field=IntegerField(),
        )
        return cast("QuerySet[R]", rows.order_by().annotate(handler=handler).annotate(place=place))

    # conditions

    @property
    def is_mine(self) -> Q:
        """On rows and totals. Of what they received: without asking once more what they reach."""
        return Q(assigned_to=self.person.pk)

    @property
    def is_late(self) -> Q:
        """On rows: theirs, and its structure has not answered in time."""
        return self.is_mine & self._awaited_too_long

    @property
    def _awaited_too_long(self) -> Q:
        return Q(turn=Turn.STRUCTURE, due__lte=self.now)

    @property
    def is_read(self) -> Q:
        """On rows: they have read all that the structure wrote."""
        read = MessagesRead.objects.filter(
            person=self.person, dossier_id=OuterRef("dossier_id"), at__gte=OuterRef("last_message_at")
        )
        return Q(has_message=True) & Q(Exists(read))

    def at(self, place: QueuePlace) -> Q:
        """The condition of a place on rows, as an index can answer it: the same as `place`."""
        with_officials, colleagues = Q(turn=Turn.AUTHORITY), Q(handler__isnull=False) & ~self.is_mine
        return {
            QueuePlace.ANSWERED: with_officials & self.is_mine & Q(answered=True),
            QueuePlace.MINE: self.is_mine & (with_officials & Q(answered=False) | self._awaited_too_long),
            QueuePlace.NOBODYS: with_officials & Q(handler__isnull=True),
            QueuePlace.OF_COLLEAGUES: with_officials & colleagues,
            QueuePlace.WITH_STRUCTURE: Q(turn=Turn.STRUCTURE) & ~self.is_late,
            QueuePlace.OVER: Q(turn=Turn.NOBODY),
        }[place]

    def assigned_as(self, value: str) -> Q:
        if value == NOBODY:
            return Q(handler__isnull=True)
        return Q(handler=self.person.pk if value == MINE else value)

    def narrowed(self, criteria: Wanted, besides: str = "") -> Q:
        """What is asked for, but for words and for what waits; `besides` leaves one more out, to count its choices."""
        conditions = {
            "campaign": Q(campaign_id=criteria.campaign or None),
            "state": Q(state=criteria.state),
            "assigned": self.assigned_as(criteria.assigned) if criteria.assigned else Q(),
            "region": Q(region=criteria.region),
        }
        asked_for = [name for name in conditions if name != besides and getattr(criteria, name)]
        return Q(*(conditions[name] for name in asked_for))

    def waiting(self, view: str) -> Q:
        """The condition of a way into the queue, on rows."""
        places = Q(*(self.at(place) for place in VIEW_PLACES[view]), _connector=Q.OR) if VIEW_PLACES[view] else Q()
        return places & {ANSWERED: Q(answered=True), UNREAD: Q(has_message=True) & ~self.is_read}.get(view, Q())

    def sought(self, words: str) -> Sought:
        """Those that words are in, the most pressing."""
        rows = self._received.filter(words__text__holds=folded(words)).order_by("turn", "since", "number")
        identifiers = list(rows.values_list("pk", flat=True)[: MOST_SOUGHT + 1])
        return Sought(identifiers[:MOST_SOUGHT], more=len(identifiers) > MOST_SOUGHT)


def how_many(rows: QuerySet[Any], sign: int = 1) -> Combinable:
    """How many dossiers a group of rows, or of totals, has; taken off when `sign` is minus one."""
    return (Sum("count") if rows.model is QueueTally else Count("pk")) * Value(sign)


VIEW_PLACES: dict[str, tuple[QueuePlace, ...]] = {
    "": (),
    TO_DO: tuple(place for place in QueuePlace if place <= WAITING),
    ANSWERED: (),
    TO_ASSIGN: (QueuePlace.NOBODYS,),
    UNREAD: (),
}
"""The places that a way into the queue shows; all of them when none is named."""
