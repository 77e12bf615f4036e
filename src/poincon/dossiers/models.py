"""A dossier and what it is made of. Answers are kept as text, exactly as they will be typed by the engine."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poincon.campaigns.models import Campaign
from poincon.dossiers.enums import Event, State
from poincon.dossiers.querysets import DossierQuerySet
from poincon.files.models import StoredFile
from poincon.journal.services import Subject
from poincon.people.models import Organisation, Person


class Dossier(models.Model):
    """The dossier of an organisation in a campaign. Its region is the one it was opened in: moving does not move it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("numéro"), max_length=60, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="dossiers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dossiers")
    region = models.CharField(_("région"), max_length=2)
    reference_year = models.PositiveSmallIntegerField(_("exercice de référence"))
    state = models.CharField(_("état"), max_length=20, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "organisation"),
                condition=~Q(state=State.WITHDRAWN),
                name="one_live_dossier_per_organisation",
                violation_error_message=_("Cette structure a déjà un dossier dans cette campagne."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SUBMITTED) | Q(submitted_at__isnull=False), name="submitted_has_its_date"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DRAFT) | Q(submitted_at__isnull=True), name="draft_has_no_submission_date"
            ),
        )
        indexes = (models.Index(fields=("region", "state", "number")),)

    def __str__(self) -> str:
        return self.number

    @property
    def journal_subject(self) -> Subject:
        return Subject("dossier", str(self.pk))

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT


class SectionAnswers(models.Model):
    """The answers of one section. `answers`: text by name (`annees.2021.montant`, `lignes[0].montant`)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "section"), name="one_row_per_section"),)

    def __str__(self) -> str:
        return f"{self.section} v{self.version}"


class SectionRevision(models.Model):
    """What one save changed: the values before, by name. Two people's saves are compared name by name."""

    answers = models.ForeignKey(SectionAnswers, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    previous = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("version",)
        constraints = (models.UniqueConstraint(fields=("answers", "version"), name="one_revision_per_version"),)

    def __str__(self) -> str:
        return f"{self.answers_id} v{self.version}"


class Attachment(models.Model):
    """A document given as the answer to a file field (`name` says which, year included)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=160)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "added_at")
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "name"), condition=Q(removed_at__isnull=True), name="one_current_document_per_field"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(removed_at__gte=F("added_at")), name="removed_after_added"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """A note between colleagues of a structure, on a section."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="comments")
    section = models.CharField(max_length=80)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=5_000)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at",)

    def __str__(self) -> str:
        return f"{self.section}: {self.text[:40]}"


class Presence(models.Model):
    """Who has a section open, so that two people know of each other."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=80)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "person"), name="one_presence_per_person"),)

    def __str__(self) -> str:
        return self.section


class Snapshot(models.Model):
    """A dossier frozen: canonical JSON of the answers, the documents' digests, the programme's and the outcomes."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="snapshots")
    content = models.TextField()
    digest = models.CharField(max_length=71)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("made_at",)

    def __str__(self) -> str:
        return self.digest


class Transition(models.Model):
    """A move of a dossier from one state to another, with its actor and, where one is due, its reason."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="transitions")
    event = models.CharField(max_length=20, choices=Event.choices)
    before = models.CharField(max_length=20, choices=State.choices)
    after = models.CharField(max_length=20, choices=State.choices)
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("made_at",)

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
