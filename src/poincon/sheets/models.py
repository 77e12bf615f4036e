"""A sheet: the answers to a programme's form, for an owner and a year, and all that is kept of them.

Answers are text, exactly as the engine will type them. A sheet knows no campaign, no organisation, no state and no
permission: those are its owner's, which points to it (a dossier has one). Whoever writes answers has locked the owner.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poincon.cahier.loading import Package
from poincon.campaigns.models import ProgrammeVersion
from poincon.files.models import StoredFile
from poincon.people.models import Person


class Sheet(models.Model):
    """What is filled. `programme_version` judges it; its owner says when another one does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="sheets")
    reference_year = models.PositiveSmallIntegerField(_("exercice de référence"))

    def __str__(self) -> str:
        return f"{self.programme_version_id} {self.reference_year}"

    @property
    def package(self) -> Package:
        """The package that judges it."""
        return self.programme_version.package


class SectionAnswers(models.Model):
    """The answers of one section. `answers`: text by name (`annees.2021.montant`, `lignes[0].montant`)."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("sheet", "section"), name="one_row_per_section"),)

    def __str__(self) -> str:
        return f"{self.section} v{self.version}"


class SectionRevision(models.Model):
    """What one save changed: the values before, by name. Two people's saves are compared name by name."""

    answers = models.ForeignKey(SectionAnswers, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    previous = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    followed_from = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The version that the sheet left then, when nobody saved: it followed its owner to another one."""

    class Meta:
        ordering = ("version",)
        constraints = (models.UniqueConstraint(fields=("answers", "version"), name="one_revision_per_version"),)

    def __str__(self) -> str:
        return f"{self.answers_id} v{self.version}"


class Attachment(models.Model):
    """A document given as the answer to a file field (`name` says which, year included)."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=160)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "added_at")
        constraints = (
            models.UniqueConstraint(
                fields=("sheet", "name"), condition=Q(removed_at__isnull=True), name="one_current_document_per_field"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(removed_at__gte=F("added_at")), name="removed_after_added"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """A note between those who fill a sheet, on a section."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="comments")
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

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=80)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("sheet", "person"), name="one_presence_per_person"),)

    def __str__(self) -> str:
        return self.section


class Snapshot(models.Model):
    """A sheet frozen, with what its owner says of it.

    `content`: canonical JSON of the answers, the outcomes, the digests of the documents and of the programme.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="snapshots")
    content = models.TextField()
    digest = models.CharField(max_length=71)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)  # that of their making, whatever the clocks of two servers say

    def __str__(self) -> str:
        return self.digest


class SetAsideAnswer(models.Model):
    """An answer that a new version of the programme no longer asks for, or asks otherwise: kept, and shown."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="set_aside")
    section = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    label = models.CharField(max_length=500)
    value = models.JSONField()
    asked_by = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    """The version that asked for it."""
    set_aside_at = models.DateTimeField()

    class Meta:
        ordering = ("section", "name", "id")

    def __str__(self) -> str:
        return self.name
