"""Who handles a dossier, and the rows that the queue of those who examine is read from."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from poincon.campaigns.models import Campaign
from poincon.casework.enums import Turn
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.people.models import Organisation, Person


class Assignment(models.Model):
    """An official handles a dossier, from one instant to another. One at a time; the others still see it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    assigned_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """None: the platform itself, when a role ended."""

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("dossier",), condition=Q(ends_at__isnull=True), name="one_officer_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="assignment_ends_after"
            ),
        )
        indexes = (
            models.Index(fields=("officer",), condition=Q(ends_at__isnull=True), name="assignment_current_by_officer"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id} → {self.officer_id}"


class QueueColumns(models.Model):
    """What a queue is narrowed and counted by: named alike in its rows and in their totals.

    Nothing here depends on who reads or on the day: whether the role of `assigned_to` still gives them the dossier is
    asked when a queue is read.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", db_index=False)
    programme = models.CharField(max_length=80)
    region = models.CharField(max_length=2)
    state = models.CharField(max_length=20, choices=State.choices)
    turn = models.PositiveSmallIntegerField(choices=Turn.choices)
    answered = models.BooleanField()
    """The authority's turn, since the structure has just answered what was asked."""
    assigned_to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    has_message = models.BooleanField()
    """Whether its structure ever wrote."""

    class Meta:
        abstract = True


def _by(*fields: str, name: str, condition: Q | None = None) -> list[models.Index]:
    """An index of the rows of a region in that order, and one of all rows."""
    return [
        models.Index(fields=("region", *fields), name=f"queue_{name}_in_region", condition=condition),
        models.Index(fields=fields, name=f"queue_{name}", condition=condition),
    ]


TALLIED = ("campaign_id", "programme", "region", "state", "turn", "answered", "assigned_to_id", "has_message")
"""The columns of `QueueColumns`, as attributes."""


class QueueEntry(QueueColumns):
    """A dossier that was handed over, as lists of those who examine sort, filter and search it.

    Written in the transaction that changes what it says (`entries.relist`), and held equal to it by a test.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, primary_key=True, related_name="queue_entry")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.CharField(max_length=60)
    structure = models.CharField(max_length=200)
    """The name of the structure, as names are sorted."""
    since = models.DateTimeField()
    """When it came to the state it is in."""
    due = models.DateTimeField(null=True)
    """Until when the structure may answer what was asked."""
    last_message_at = models.DateTimeField(null=True)
    """When its structure wrote last."""

    class Meta:
        ordering = ("turn", "since", "number")
        constraints = (
            models.CheckConstraint(
                condition=Q(has_message=True, last_message_at__isnull=False)
                | Q(has_message=False, last_message_at__isnull=True),
                name="queue_entry_has_message_once_it_has_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(assigned_to__isnull=False, assignment__isnull=False)
                | Q(assigned_to__isnull=True, assignment__isnull=True),
                name="queue_entry_assigned_by_an_assignment",
            ),
        )
        indexes = (
            *_by("turn", "since", "number", name="by_turn"),
            *_by("state", "number", name="by_state"),
            *_by("structure", "number", name="by_structure"),
            *_by("since", "number", name="by_since"),
            *_by("due", "number", name="by_due", condition=Q(state=State.TO_CORRECT)),
            *_by("number", name="by_number"),
            *_by("turn", "since", "number", name="unassigned", condition=Q(assigned_to__isnull=True)),
            *_by("turn", "since", "number", name="with_message", condition=Q(has_message=True)),
            models.Index(fields=("assigned_to", "turn", "since"), name="queue_of_officer"),
            models.Index(fields=("campaign", "region", "turn", "since"), name="queue_of_campaign"),
        )

    def __str__(self) -> str:
        return self.number

    def changed_since(self, before: QueueEntry) -> list[str]:
        """The columns that hold something else than they did."""
        names = [column.attname for column in self._meta.concrete_fields]
        return [name for name in names if getattr(self, name) != getattr(before, name)]


class QueueTally(QueueColumns):
    """How many rows of the queue have these columns: the sum of all tallies that have them.

    A change adds a line of minus one and a line of plus one, so that nobody waits for anybody to count; lines are
    summed up now and then (`entries.sum_up`).
    """

    count = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=("region", "campaign"), name="queue_tally_of_region"),)

    def __str__(self) -> str:
        return f"{self.region} {self.state} {self.count:+d}"


class QueueWords(models.Model):
    """What a dossier of the queue is searched by, folded (`search.folded`): a row apart, since it seldom changes."""

    entry = models.OneToOneField(QueueEntry, on_delete=models.CASCADE, primary_key=True, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text
