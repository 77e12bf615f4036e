"""Letters as they were sent, what a structure and officials write to each other, the notes of officials."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from poincon.dossiers.models import Dossier
from poincon.files.models import StoredFile
from poincon.journal.chain import Subject
from poincon.people.models import Person
from poincon.sheets.models import Snapshot


class Letter(models.Model):
    """A letter about a subject, as it was sent: its text, and the two files made from it. It never changes afterwards.

    `subject_kind` and `subject_id` are those of the journal; no foreign key holds the subject, a test looks for it.
    """

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    """What the room that words it calls it: each kind is sent once about a subject."""
    sender = models.TextField(blank=True, default="")
    """Who writes, as the head of the letter says it: a line each."""
    reference = models.TextField(blank=True, default="")
    """What it is about, as the foot of each page says it."""
    title = models.CharField(max_length=300)
    paragraphs = models.JSONField()
    language = models.CharField(max_length=2)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """What it was decided on, where that is a dossier as it was handed over."""
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    docx = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("sent_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("subject_kind", "subject_id", "kind"), name="one_letter_of_a_kind"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


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
