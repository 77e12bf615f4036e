"""Keeping the rows of the queue: written with what they say, from its sources, and compared with them each night.

`entries_of` is the only place that says what a row holds. Whatever changes one of its sources calls `relist` in its
transaction: rooms before this one through `settings.DOSSIER_LISTS` and `settings.ORGANISATION_LISTS`.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Case, Count, F, FilteredRelation, Max, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from poincon.casework.declared import finished
from poincon.casework.enums import Turn, turn_of
from poincon.casework.models import TALLIED, QueueEntry, QueueTally, QueueWords
from poincon.casework.search import folded
from poincon.correspondence.models import DossierMessage
from poincon.dossiers.enums import Event, State
from poincon.dossiers.models import ChangeRequest, Dossier, Transition
from poincon.dossiers.querysets import DossierQuerySet
from poincon.people.models import Organisation
from poincon.workflow.locking import locked

BATCH = 1_000
"""Dossiers whose rows are worked out together."""
FEW = 500
"""Lines of tallies that are left to be summed up later."""

_LOG = logging.getLogger(__name__)

Cell = tuple[object, ...]
"""The values of `TALLIED`."""


# what a row holds


def entries_of(dossiers: DossierQuerySet) -> list[QueueEntry]:
    """The rows of these dossiers as their sources are now; none for a dossier that was never handed over."""
    received = dossiers.filter(submitted_at__isnull=False)
    moves = Transition.objects.filter(dossier=OuterRef("pk")).order_by("-made_at", "-pk")
    asked_changes = ChangeRequest.objects.filter(dossier=OuterRef("pk"), ended_at=None, sent_at__isnull=False)
    messages = DossierMessage.objects.filter(dossier=OuterRef("pk"), from_authority=False).order_by()
    rows = received.order_by().annotate(
        current=FilteredRelation("assignments", condition=Q(assignments__ends_at=None)),
        assignment=F("current__pk"),
        officer=F("current__officer_id"),
        programme=F("campaign__programme_version__programme"),
        structure=F("organisation__name"),
        last_event=Subquery(moves.values("event")[:1]),
        since=Coalesce(Subquery(moves.values("made_at")[:1]), F("submitted_at")),
        due=Subquery(asked_changes.values("due_at")[:1]),
        last_message_at=Subquery(messages.values("dossier").annotate(last=Max("made_at")).values("last")),
        is_finished=Case(When(finished(received), then=True), default=False, output_field=models.BooleanField()),
    )
    return [_entry(dict(row)) for row in rows.values()]


def _entry(row: dict[str, Any]) -> QueueEntry:
    state = State(row["state"])
    turn = turn_of(state, finished=row["is_finished"])
    return QueueEntry(
        dossier_id=row["id"],
        campaign_id=row["campaign_id"],
        organisation_id=row["organisation_id"],
        assignment_id=row["assignment"],
        assigned_to_id=row["officer"],
        turn=turn.value,
        answered=turn is Turn.AUTHORITY and row["last_event"] == Event.RESUBMIT,
        structure=sorting_name(row["structure"]),
        has_message=row["last_message_at"] is not None,
        **{name: row[name] for name in ("programme", "region", "state", "number", "since", "due", "last_message_at")},
    )


def sorting_name(name: str) -> str:
    """A structure's name as lists sort it."""
    return name.lower()


def _cell(entry: QueueEntry) -> Cell:
    return tuple(getattr(entry, name) for name in TALLIED)


# writing it


def relist(*dossiers: UUID) -> int:
    """Write the rows of these dossiers as their sources are now (`settings.DOSSIER_LISTS`); how many differed.

    In the transaction of whoever changed a source, and locked the dossiers.
    """
    return _write(entries_of(Dossier.objects.filter(pk__in=dossiers)))


def _write(entries: Collection[QueueEntry]) -> int:
    """Rows that are not there yet are added; of the others, what differs is written. Totals follow."""
    current = QueueEntry.objects.in_bulk([entry.pk for entry in entries])
    tallies: Counter[Cell] = Counter()
    fresh = [entry for entry in entries if entry.pk not in current]
    changed = [entry for entry in entries if entry.pk in current and entry.changed_since(current[entry.pk])]
    for entry in (*fresh, *changed):
        tallies[_cell(entry)] += 1
    for entry in changed:
        tallies[_cell(current[entry.pk])] -= 1
        _update(current[entry.pk], entry)
    QueueEntry.objects.bulk_create(fresh, batch_size=BATCH)
    QueueWords.objects.bulk_create([_words(entry) for entry in fresh], batch_size=BATCH)
    _add(tallies)
    return len(fresh) + len(changed)


def _update(before: QueueEntry, after: QueueEntry) -> None:
    columns = after.changed_since(before)
    after.save(force_update=True, update_fields=columns)
    if "structure" in columns:
        QueueWords.objects.filter(pk=after.pk).update(text=_words(after).text)


def _words(entry: QueueEntry) -> QueueWords:
    return QueueWords(entry_id=entry.pk, text=folded(f"{entry.structure}\n{entry.number}"))


def _add(tallies: Counter[Cell]) -> None:
    lines = [
        QueueTally(count=count, **dict(zip(TALLIED, cell, strict=True))) for cell, count in tallies.items() if count
    ]
    QueueTally.objects.bulk_create(lines, batch_size=BATCH)


def rename(organisation: Organisation) -> None:
    """Its dossiers are sorted and searched by its new name (`settings.ORGANISATION_LISTS`).

    Nothing else of their rows is written: nobody locked these dossiers, and others may be changing them.
    """
    for entry in QueueEntry.objects.filter(organisation=organisation):
        entry.structure = sorting_name(organisation.name)
        entry.save(update_fields=["structure"])
        QueueWords.objects.filter(pk=entry.pk).update(text=_words(entry).text)


def relist_all() -> None:
    """Write every row that is missing or differs, with its totals: for data that no service wrote, and alone.

    While people work, `repair` does it.
    """
    identifiers = Dossier.objects.filter(submitted_at__isnull=False).order_by("pk").values_list("pk", flat=True)
    for batch in _batches(identifiers.iterator()):
        with transaction.atomic():
            relist(*batch)


def _batches(identifiers: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(identifiers)
    while batch := list(islice(rest, BATCH)):
        yield batch


# keeping it


def sum_up(now: datetime) -> None:
    """Replace the lines of each total by one, when there are many: a periodic job, safe to run at any time."""
    if QueueTally.objects.count() - QueueTally.objects.values(*TALLIED).distinct().count() < FEW:
        return
    with transaction.atomic():
        lines = list(QueueTally.objects.select_for_update().order_by("pk"))
        totals: Counter[Cell] = Counter()
        for line in lines:
            totals[tuple(getattr(line, name) for name in TALLIED)] += line.count
        QueueTally.objects.filter(pk__in=[line.pk for line in lines]).delete()
        _add(totals)


def repair(now: datetime) -> None:
    """Compare every row and every total with its source, each night, and mend what differs: that is logged as a fault.

    One dossier at a time, locked, once it was seen to differ: work goes on meanwhile.
    """
    for batch in _batches(Dossier.objects.order_by("pk").values_list("pk", flat=True).iterator()):
        current = QueueEntry.objects.in_bulk(batch)
        for entry in entries_of(Dossier.objects.filter(pk__in=batch)):
            before = current.get(entry.pk)
            if before is None or entry.changed_since(before):
                _repair_row(entry.pk)
    differences = drift()
    if differences:
        _LOG.error("totals of the queue differed from its rows: %d", len(differences))
        _add(differences)


def _repair_row(pk: UUID) -> None:
    """Compared once more: an act may have passed between the two readings."""
    with transaction.atomic():
        locked(Dossier.objects, pk=pk)
        if relist(pk):
            _LOG.error("the row of a dossier in the queue differed from its sources: %s", pk)


def drift() -> Counter[Cell]:
    """What must be added to the totals for them to be those of the rows: nothing, when all is well.

    One statement, so that both are read at the same instant.
    """
    rows = QueueEntry.objects.order_by().values_list(*TALLIED).annotate(number=Count("pk"))
    totals = QueueTally.objects.order_by().values_list(*TALLIED).annotate(number=-Sum("count"))
    differences: Counter[Cell] = Counter()
    for *cell, number in rows.union(totals, all=True):
        differences[tuple(cell)] += number
    return Counter({cell: number for cell, number in differences.items() if number})
