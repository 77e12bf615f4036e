"""The dossiers that officials received, as their lists ask for them: who handles each, and what waits for whom.

Everything here narrows or annotates `DossierQuerySet.received_by(person, day)`: nothing else is ever counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from uuid import UUID

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.casework.declared import finished
from poincon.correspondence.querysets import with_unread
from poincon.dossiers.enums import RECEIVED, Event, State
from poincon.dossiers.models import ChangeRequest, Dossier, Transition
from poincon.dossiers.querysets import DossierQuerySet
from poincon.dossiers.reach import received_by_column
from poincon.people.models import Person
from poincon.ui.text import search_words

WITH_AUTHORITY = tuple(state for state in State if state.is_examined and not state.held_by_structure)
"""States in which the authority has something to do."""

IN_HAND = tuple(state for state in State if state.is_examined)
"""States of a dossier that is being examined."""


class QueuePlace(IntEnum):
    """Where a dossier stands in somebody's queue; the smallest first."""

    ANSWERED = 0
    """Theirs, and the structure has just answered."""
    MINE = 1
    """Theirs: to examine, or the structure is late."""
    NOBODYS = 2
    """Nobody handles it, or no longer."""
    OF_COLLEAGUES = 3
    WITH_STRUCTURE = 4
    OVER = 5


WAITING = QueuePlace.NOBODYS
"""Up to there, a dossier waits for the person."""


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


def with_place(dossiers: DossierQuerySet, person: Person, now: datetime, over: Q) -> DossierQuerySet:
    """Adds `place` (a `QueuePlace`), for that person, to dossiers with their handler; `over` is `declared.finished`.

    Of dossiers that the person receives: what is assigned to them is theirs, without asking once more what they reach.
    """
    last = Transition.objects.filter(dossier_id=OuterRef("pk")).order_by("-made_at", "-pk").values("event")[:1]
    late = ChangeRequest.objects.filter(dossier_id=OuterRef("pk"), ended_at__isnull=True, due_at__lte=now)
    mine, nobodys = Q(assigned_to=person.pk), Q(handler__isnull=True)
    place = Case(
        When(over, then=Value(QueuePlace.OVER)),
        When(mine & Q(state=State.SUBMITTED, last_event=Event.RESUBMIT), then=Value(QueuePlace.ANSWERED)),
        When(
            mine & (Q(state__in=WITH_AUTHORITY) | (Q(state=State.TO_CORRECT) & Exists(late))),
            then=Value(QueuePlace.MINE),
        ),
        When(nobodys & Q(state__in=WITH_AUTHORITY), then=Value(QueuePlace.NOBODYS)),
        When(state__in=WITH_AUTHORITY, then=Value(QueuePlace.OF_COLLEAGUES)),
        When(state=State.TO_CORRECT, then=Value(QueuePlace.WITH_STRUCTURE)),
        default=Value(QueuePlace.OVER),
        output_field=IntegerField(),
    )
    return dossiers.annotate(last_event=Subquery(last), place=place)


def with_since(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Adds `since`: when it came to the state it is in."""
    last = Transition.objects.filter(dossier_id=OuterRef("pk")).order_by("-made_at", "-pk").values("made_at")[:1]
    return dossiers.annotate(since=Coalesce(Subquery(last), F("submitted_at")))


def with_due(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Adds `due`: until when the structure may answer what was asked; None when nothing was."""
    due_dates = ChangeRequest.objects.filter(
        dossier_id=OuterRef("pk"), ended_at__isnull=True, sent_at__isnull=False
    ).values("due_at")[:1]
    return dossiers.annotate(due=Subquery(due_dates))


# what a list is asked for

MINE, NOBODY = "moi", "personne"
TO_DO, ANSWERED, TO_ASSIGN, UNREAD = "attend", "complements", "attribuer", "messages"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks of the queue; an empty text asks nothing, and what cannot be is as if it were empty."""

    searched: str = ""
    campaign: str = ""
    state: str = ""
    assigned: str = ""
    """`moi`, `personne`, or a colleague's id."""
    region: str = ""
    waiting: str = ""
    """`attend`, `complements`, `attribuer`, `messages`."""

    @property
    def anything(self) -> bool:
        return any((self.searched, self.campaign, self.state, self.assigned, self.region, self.waiting))


def wanted(searched: str, campaign: str, state: str, assigned: str, region: str, waiting: str) -> Wanted:
    """Only what makes sense of what an address holds."""
    return Wanted(
        searched=search_words(searched),
        campaign=campaign if campaign.isascii() and campaign.isdigit() and len(campaign) < 10 else "",
        state=state if state in {*RECEIVED, State.WITHDRAWN} else "",
        assigned=assigned if assigned in {MINE, NOBODY} or _is_identifier(assigned) else "",
        region=region if region in REGIONS else "",
        waiting=waiting if waiting in {TO_DO, ANSWERED, TO_ASSIGN, UNREAD} else "",
    )


def _is_identifier(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def narrowed(dossiers: DossierQuerySet, criteria: Wanted, person: Person, besides: str = "") -> DossierQuerySet:
    """The dossiers that are asked for; `besides` leaves one filter out, to count beside its choices."""
    conditions = {
        "searched": Q(organisation__name__icontains=criteria.searched) | Q(number__icontains=criteria.searched),
        "campaign": Q(campaign_id=criteria.campaign or None),
        "state": Q(state=criteria.state),
        "assigned": assigned_as(criteria.assigned, person),
        "region": Q(region=criteria.region),
        "waiting": waiting_as(criteria.waiting),
    }
    if criteria.waiting == UNREAD and besides != "waiting":
        dossiers = with_unread(dossiers, person)
    for name, condition in conditions.items():
        if name != besides and getattr(criteria, name):
            dossiers = dossiers.filter(condition)
    return dossiers


def assigned_as(value: str, person: Person) -> Q:
    if value == NOBODY:
        return Q(handler__isnull=True)
    return Q(handler=person.pk if value == MINE else value or None)


def waiting_as(value: str) -> Q:
    """The condition of a way into the queue; that of `messages` reads what `with_unread` adds."""
    return {
        TO_DO: Q(place__lte=WAITING),
        ANSWERED: Q(last_event=Event.RESUBMIT),
        TO_ASSIGN: Q(place=QueuePlace.NOBODYS),
        UNREAD: Q(has_unread=True),
    }.get(value, Q())


def waiting_counts(dossiers: DossierQuerySet, person: Person) -> dict[str, int]:
    """How many dossiers each way into the queue shows; an empty name for all of them. One query.

    Rows are grouped and added up here: a database asked for several counts at once works out each condition anew.
    """
    queue = with_unread(dossiers, person).order_by()
    grouped = queue.annotate(where=F("place"), event=F("last_event"), new=F("has_unread"))
    counts = dict.fromkeys((TO_DO, ANSWERED, TO_ASSIGN, UNREAD, ""), 0)
    for place, event, new, count in grouped.values_list("where", "event", "new").annotate(count=Count("pk")):
        counts[TO_DO] += count if place <= WAITING else 0
        counts[ANSWERED] += count if event == Event.RESUBMIT else 0
        counts[TO_ASSIGN] += count if place == QueuePlace.NOBODYS else 0
        counts[UNREAD] += count if new else 0
        counts[""] += count
    return counts


def queue_of(person: Person, day: date, now: datetime) -> DossierQuerySet:
    """All that the person received, with its handler and its place."""
    received = Dossier.objects.received_by(person, day)
    return with_place(with_handler(received, day), person, now, finished(received))


# who has how much


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
    """Since when the dossier that has waited longest has waited for the authority."""

    @property
    def total(self) -> int:
        return self.submitted + self.to_correct + self.complete

    @property
    def waiting(self) -> int:
        """Those that the authority holds."""
        return self.submitted + self.complete


def loads(received: DossierQuerySet, day: date, now: datetime) -> list[Load]:
    """By who handles them, the dossiers that are being examined: two queries."""
    late = ChangeRequest.objects.filter(dossier_id=OuterRef("pk"), ended_at__isnull=True, due_at__lte=now)
    examined = received.filter(state__in=IN_HAND).exclude(finished(received))
    in_hand = with_since(with_handler(examined, day)).order_by()
    assigned = Case(When(assigned_to__isnull=False, then=True), default=False)
    counted = in_hand.annotate(assigned=assigned).values_list("handler", "assigned")
    rows = counted.annotate(
        submitted=Count("pk", filter=Q(state=State.SUBMITTED)),
        to_correct=Count("pk", filter=Q(state=State.TO_CORRECT)),
        complete=Count("pk", filter=Q(state=State.COMPLETE)),
        late=Count("pk", filter=Q(Exists(late), state=State.TO_CORRECT)),
        oldest=Min("since", filter=Q(state__in=WITH_AUTHORITY)),
    )
    return [Load(handler, assigned and handler is None, *figures) for handler, assigned, *figures in rows]
