"""A version of a programme as it was installed, and a campaign: that version, open for a year."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poincon.cahier.loading import Package, package_from_files
from poincon.journal.services import Subject
from poincon.people.enums import Role
from poincon.people.models import Organisation, Person


@lru_cache(maxsize=64)
def _package(digest: str) -> Package:
    version = ProgrammeVersion.objects.get(pk=digest)
    package = package_from_files(version.files, version.programme)
    if package.digest != digest:
        raise ValueError(f"the stored files of {digest} give {package.digest}")
    return package


def package_of(digest: str) -> Package:
    """The package of an installed version: no query once it is compiled.

    Raises `ProgrammeVersion.DoesNotExist`, or `ValueError` when the stored files are of another digest.
    """
    return _package(digest)


class ProgrammeVersionQuerySet(models.QuerySet["ProgrammeVersion"]):
    def run_by(self, person: Person, day: date) -> ProgrammeVersionQuerySet:
        """The versions that the person may open campaigns with; see `permissions.can_run_campaigns`."""
        programmes = _programmes_run_by(person, day)
        return self if programmes is None else self.filter(programme__in=programmes)


def _programmes_run_by(person: Person, day: date) -> set[str] | None:
    """The programmes whose campaigns the person runs; None: all of them."""
    memberships = person.memberships_on(day)
    if any(
        membership.role == Role.ADMINISTRATOR or (membership.role == Role.MINISTRY and not membership.programme)
        for membership in memberships
    ):
        return None
    return {membership.programme for membership in memberships if membership.role == Role.MINISTRY}


class ProgrammeVersion(models.Model):
    """The files of a package, kept whole: dossiers judged under it can be judged again years later."""

    digest = models.CharField(primary_key=True, max_length=71)
    programme = models.CharField(max_length=80)
    version = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    files = models.JSONField()
    installed_at = models.DateTimeField()

    objects = ProgrammeVersionQuerySet.as_manager()

    class Meta:
        ordering = ("programme", "version")
        constraints = (
            models.UniqueConstraint(fields=("programme", "version"), name="programme_version_says_one_thing"),
        )

    def __str__(self) -> str:
        return f"{self.programme} {self.version}"

    @property
    def package(self) -> Package:
        """The package, compiled once for each digest."""
        return _package(self.digest)

    @property
    def journal_subject(self) -> Subject:
        return Subject("programme_version", self.digest)


class PackageReading(models.Model):
    """A package that somebody sent, read and checked in a job before it is installed. Its files go once it is read."""

    class State(models.TextChoices):
        RUNNING = "running", _("en cours")
        INSTALLED = "installed", _("installé")
        REFUSED = "refused", _("refusé")
        FAILED = "failed", _("échoué")

    label = models.CharField(max_length=80)
    """The name of the archive: how messages call it."""
    files = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    problems = models.JSONField(default=list)
    """Why it is refused: a sentence in French and one in English for each reason."""
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    was_installed = models.BooleanField(default=False)
    """Whether that version was there already, with the same content."""
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="running", done_at__isnull=True) | Q(done_at__isnull=False),
                name="package_reading_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(state="installed", version__isnull=False)
                | (~Q(state="installed") & Q(version__isnull=True)),
                name="package_reading_gives_its_version",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def journal_subject(self) -> Subject:
        return Subject("package_reading", str(self.pk))


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def with_version(self) -> CampaignQuerySet:
        """With the version of each, without its files: they are long, and a package is read once for each digest."""
        return self.select_related("programme_version").defer("programme_version__files")

    def open_at(self, now: datetime) -> CampaignQuerySet:
        return self.filter(state=Campaign.State.OPEN, opens_at__lte=now, closes_at__gt=now)

    def run_by(self, person: Person, day: date) -> CampaignQuerySet:
        """The campaigns that the person opens, changes and closes."""
        programmes = _programmes_run_by(person, day)
        return self if programmes is None else self.filter(programme_version__programme__in=programmes)

    def extended_to(self, organisations: Iterable[Organisation], now: datetime) -> CampaignQuerySet:
        """Those whose deadline has passed for all, but not for one of these organisations."""
        granted = Extension.objects.filter(organisation__in=list(organisations), until__gt=now)
        announced = self.exclude(state=Campaign.State.DRAFT).filter(opens_at__lte=now)
        return announced.filter(pk__in=granted.values("campaign")).exclude(
            pk__in=Campaign.objects.open_at(now).values("pk")
        )


class Campaign(models.Model):
    """A programme opened for a year. `parameters`: the figures that the campaign sets, as exact text.

    `calendar`: the instants of the programme's milestones, ISO, by their identifier. The deadline is `closes_at`.
    """

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
    calendar = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "title")
        constraints = (
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="campaign_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(state__in=("draft", "open", "closed")), name="campaign_state_known"),
        )

    def __str__(self) -> str:
        return self.title

    def is_open(self, now: datetime) -> bool:
        """A deadline is an instant: at `closes_at` itself it is over."""
        return self.state == self.State.OPEN and self.opens_at <= now < self.closes_at

    def closes_for(self, organisation: uuid.UUID) -> datetime:
        """The deadline of that organisation, its extensions included; read once when they were prefetched."""
        own = [extension.until for extension in self.extensions.all() if extension.organisation_id == organisation]
        return max([self.closes_at, *own])

    def is_open_for(self, organisation: uuid.UUID, now: datetime) -> bool:
        """Whether that organisation may still act. Extensions outlive the closing, and nothing else does."""
        return self.is_open_until(self.closes_for(organisation), now)

    def is_open_until(self, deadline: datetime, now: datetime) -> bool:
        """Whether whoever has that deadline, its extensions included, may still act."""
        if self.opens_at > now or self.state == self.State.DRAFT:
            return False
        return self.is_open(now) or (deadline > self.closes_at and now < deadline)

    @property
    def journal_subject(self) -> Subject:
        return Subject("campaign", str(self.pk))


class Extension(models.Model):
    """More time for one structure, after the deadline of all: until when, why, and who granted it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="extensions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateTimeField(_("jusqu’à"))
    reason = models.TextField(_("motif"), max_length=2_000)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("granted_at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="extension_says_why"),
            models.CheckConstraint(condition=Q(until__gt=F("granted_at")), name="extension_gives_time"),
            models.UniqueConstraint(fields=("campaign", "organisation", "until"), name="extension_granted_once"),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.until:%Y-%m-%d %H:%M}"

    @property
    def journal_subject(self) -> Subject:
        return Subject("extension", str(self.pk))


class CampaignChange(models.Model):
    """What was changed of a campaign once it was announced, and why. `before` and `after`: texts by what they are of
    (`closes_at`, `calendar.…`, `parameters.…`), instants in ISO, figures exact."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="changes")
    before = models.JSONField()
    after = models.JSONField()
    reason = models.TextField(_("motif"), max_length=2_000, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.made_at:%Y-%m-%d %H:%M}"
