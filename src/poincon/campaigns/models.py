"""A version of a programme as it was installed, and a campaign: that version, open for a year."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poincon.cahier.loading import Package, package_from_files
from poincon.journal.services import Subject


@lru_cache(maxsize=64)
def _package(digest: str) -> Package:
    version = ProgrammeVersion.objects.get(pk=digest)
    package = package_from_files(version.files, version.programme)
    if package.digest != digest:
        raise ValueError(f"the stored files of {digest} give {package.digest}")
    return package


class ProgrammeVersion(models.Model):
    """The files of a package, kept whole: dossiers judged under it can be judged again years later."""

    digest = models.CharField(primary_key=True, max_length=71)
    programme = models.CharField(max_length=80)
    version = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    files = models.JSONField()
    installed_at = models.DateTimeField()

    class Meta:
        ordering = ("programme", "version")

    def __str__(self) -> str:
        return f"{self.programme} {self.version}"

    @property
    def package(self) -> Package:
        """The package, checked and compiled once for each digest: its content cannot change."""
        return _package(self.digest)

    @property
    def journal_subject(self) -> Subject:
        return Subject("programme_version", self.digest)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def open_at(self, now: datetime) -> CampaignQuerySet:
        return self.filter(state=Campaign.State.OPEN, opens_at__lte=now, closes_at__gt=now)


class Campaign(models.Model):
    """A programme opened for a year. `parameters`: the figures that the campaign sets, as exact text."""

    class State(models.TextChoices):
        DRAFT = "draft", _("en préparation")
        OPEN = "open", _("ouverte")
        CLOSED = "closed", _("close")

    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="campaigns")
    year = models.PositiveSmallIntegerField(_("année"))
    title = models.CharField(_("titre"), max_length=300)
    opens_at = models.DateTimeField(_("ouverture"))
    closes_at = models.DateTimeField(_("clôture"))
    parameters = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "title")
        constraints = (
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="campaign_closes_after_it_opens"),
        )

    def __str__(self) -> str:
        return self.title

    def is_open(self, now: datetime) -> bool:
        """A deadline is an instant: at `closes_at` itself it is over."""
        return self.state == self.State.OPEN and self.opens_at <= now < self.closes_at

    @property
    def journal_subject(self) -> Subject:
        return Subject("campaign", str(self.pk))
