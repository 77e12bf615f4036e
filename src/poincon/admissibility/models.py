"""Who handles a dossier, what was retained of its prerequisites, the letters sent, the messages and the notes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poincon.dossiers.models import Dossier, Snapshot
from poincon.files.models import StoredFile
from poincon.people.models import Person
from poincon.admissibility.enums import LetterKind, Verdict


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


class PrerequisiteCheck(models.Model):
    """What an official retained of one prerequisite of one snapshot. What differs from the computation says why."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="prerequisite_checks")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=80)
    computed = models.CharField(max_length=20, choices=Verdict.choices)
    retained = models.CharField(max_length=20, choices=Verdict.choices)
    reason = models.TextField(_("motif"), max_length=2_000, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    """Raised by each change: two officials do not overwrite each other unknowingly."""

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("snapshot", "rule"), name="one_check_per_prerequisite"),
            models.CheckConstraint(condition=~Q(retained=Verdict.UNDETERMINED), name="check_retains_something"),
            models.CheckConstraint(
                condition=Q(retained=F("computed")) | ~Q(reason=""),
                name="override_says_why",
                violation_error_message=_("Dites pourquoi vous vous écartez du calcul."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule}: {self.retained}"

    @property
    def is_override(self) -> bool:
        return self.retained != self.computed


class Letter(models.Model):
    """A letter as it was sent: its text, and the two files made from it. Nothing of it changes afterwards."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=40, choices=LetterKind.choices)
    sender = models.TextField(blank=True, default="")
    """Who writes, as the head of the letter says it: a line each."""
    title = models.CharField(max_length=300)
    paragraphs = models.JSONField()
    language = models.CharField(max_length=2)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    docx = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("sent_at", "id")
        constraints = (models.UniqueConstraint(fields=("dossier", "kind"), name="one_letter_of_a_kind"),)

    def __str__(self) -> str:
        return self.title


class DossierMessage(models.Model):
    """What a structure and those who examine say to each other about a dossier."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    from_authority = models.BooleanField()
    text = models.TextField(_("message"), max_length=10_000)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),)
        indexes = (models.Index(fields=("dossier", "made_at"), name="message_by_dossier"),)

    def __str__(self) -> str:
        return self.text[:40]


class MessageAttachment(models.Model):
    """A document that goes with a message."""

    message = models.ForeignKey(DossierMessage, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("message", "file"), name="one_document_once_in_a_message"),)

    def __str__(self) -> str:
        return str(self.file_id)


class OfficialNote(models.Model):
    """A note between officials, about a dossier. The structure never sees it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="official_notes")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=10_000)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="official_note_says_something"),)

    def __str__(self) -> str:
        return self.text[:40]


class MessagesRead(models.Model):
    """Up to when a person has read the messages of a dossier."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "person"), name="read_once_per_person"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d %H:%M}"
