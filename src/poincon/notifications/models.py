"""Mail, what people choose not to hear of, and the digests that they were sent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from poincon.files.models import StoredFile
from poincon.journal.chain import Subject
from poincon.notifications.enums import MailState, Withheld
from poincon.notifications.kinds import LONGEST_ID
from poincon.people.enums import Language
from poincon.people.models import Person


class Mail(models.Model):
    """One message to one person, worded when it was decided. `occasion` tells apart those of a kind on one subject."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mails")
    kind = models.CharField(max_length=LONGEST_ID)
    """The identifier of a `MailKind`."""
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    occasion = models.CharField(max_length=80, blank=True, default="")
    language = models.CharField(max_length=2, choices=Language.choices)
    title = models.TextField()
    paragraphs = models.JSONField()
    """Texts, or lists of texts where the template has a list."""
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    withheld = models.CharField(max_length=20, choices=Withheld.choices, blank=True, default="")
    made_at = models.DateTimeField()
    sending_since = models.DateTimeField(null=True, blank=True)
    """Since when a worker has been handing it to the mail server."""
    sent_at = models.DateTimeField(null=True, blank=True)
    documents = models.ManyToManyField(StoredFile, through="MailDocument", related_name="+")

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "kind", "subject_kind", "subject_id", "occasion"), name="mail_once_for_its_occasion"
            ),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="mail_language_known"),
            models.CheckConstraint(
                condition=Q(state__in=(MailState.QUEUED, MailState.FAILED), sent_at__isnull=True, withheld="")
                | Q(state=MailState.SENT, sent_at__isnull=False, withheld="")
                | Q(state=MailState.WITHHELD, sent_at__isnull=True, withheld__in=Withheld.values),
                name="mail_is_as_its_state_says",
            ),
        )
        indexes = (models.Index(fields=("subject_kind", "subject_id"), name="mail_by_subject"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def about(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


class MailDocument(models.Model):
    """A document that goes with a mail, at its place among them."""

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="attached")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("mail", "position"), name="mail_document_has_its_place"),
            models.UniqueConstraint(fields=("mail", "file"), name="mail_document_once"),
        )

    def __str__(self) -> str:
        return f"{self.mail_id} {self.position}"


class Preference(models.Model):
    """Whether somebody wants to hear of a kind of news; without a row, they do."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="preferences")
    news = models.CharField(max_length=LONGEST_ID)
    """The identifier of a `NewsKind`."""
    silenced = models.BooleanField()

    class Meta:
        ordering = ("person", "news")
        constraints = (models.UniqueConstraint(fields=("person", "news"), name="preference_once_for_a_kind"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.news}"


class Digest(models.Model):
    """The news of a day, as one person was sent them: from when to when, and how many. Their texts are not kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()
    """In Paris."""
    since = models.DateTimeField()
    until = models.DateTimeField()
    count = models.PositiveIntegerField()
    sending_since = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-day", "-id")
        constraints = (
            models.UniqueConstraint(fields=("person", "day"), name="digest_once_a_day"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="digest_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(count__gte=1), name="digest_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.day.isoformat()}"
