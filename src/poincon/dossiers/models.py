"""A dossier, its moves, what is asked of its structure, what a version would change. Its answers are its sheet's."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poincon.cahier.loading import Package
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.dossiers.enums import CONCLUDED, PREPARED, RECEIVED, Event, State
from poincon.dossiers.querysets import DossierQuerySet
from poincon.journal.services import Subject
from poincon.people.models import Organisation, Person
from poincon.sheets.models import Sheet, Snapshot
from poincon.workflow import models as workflow

_EXTENDED = "extended_until"
"""What `DossierQuerySet.with_context` reads besides the columns: until when its structure has more time, or None."""


class Dossier(models.Model):
    """The dossier of an organisation in a campaign. Its region is the one it was opened in: moving does not move it.

    The version of its sheet judges it: its campaign's while it is prepared, and from its submission on the one it was
    submitted under, whatever the campaign adopts later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("numéro"), max_length=60, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="dossiers")
    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="dossier")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dossiers")
    region = models.CharField(_("région"), max_length=2)
    state = models.CharField(_("état"), max_length=20, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    validated_at = models.DateTimeField(null=True, blank=True)
    validated_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    """When it was first handed over."""
    concluded_at = models.DateTimeField(null=True, blank=True)

    history_is_read: bool = False
    """Whether its moves and the requests for changes are at hand (`querysets.read_history`)."""

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
                condition=~Q(state__in=RECEIVED) | Q(submitted_at__isnull=False), name="submitted_has_its_date"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PREPARED) | Q(submitted_at__isnull=True), name="draft_has_no_submission_date"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.VALIDATED) | Q(validated_at__isnull=False, validated_by__isnull=False),
                name="validated_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CONCLUDED, concluded_at__isnull=False)
                | (~Q(state__in=CONCLUDED) & Q(concluded_at__isnull=True)),
                name="concluded_has_its_date",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="dossier_state_known"),
        )
        indexes = (models.Index(fields=("region", "state", "number")),)

    def __str__(self) -> str:
        return self.number

    @property
    def journal_subject(self) -> Subject:
        return Subject("dossier", str(self.pk))

    @property
    def package(self) -> Package:
        """The package that judges it."""
        return self.sheet.package

    @property
    def closes_at(self) -> datetime:
        """The deadline of its structure, with what was granted to it alone: no query when read `with_context`."""
        if _EXTENDED in vars(self):
            return max(self.campaign.closes_at, vars(self)[_EXTENDED] or self.campaign.closes_at)
        return self.campaign.closes_for(self.organisation_id)

    def is_open(self, now: datetime) -> bool:
        """Whether its structure may still act, as far as its campaign goes."""
        return self.campaign.is_open_until(self.closes_at, now)

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def was_received(self) -> bool:
        return self.submitted_at is not None


class Transition(workflow.Transition):
    """A move of a dossier."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="transitions")
    event = models.CharField(max_length=20, choices=Event.choices)
    before = models.CharField(max_length=20, choices=State.choices)
    after = models.CharField(max_length=20, choices=State.choices)


class ChangeRequest(models.Model):
    """What the authority asks a structure to change. Prepared, then sent; ended by an answer, or taken back."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="change_requests")
    message = models.TextField(_("message"), max_length=5_000, blank=True)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    before = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """What had been submitted when it was sent."""
    after = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """What was submitted in answer."""
    ended_at = models.DateTimeField(null=True, blank=True)
    unsent = models.JSONField(default=dict, blank=True)
    """What the structure had changed when the request was taken back: `{"answers": {name: value or null},
    "documents": {name: document or null}}`. It was never submitted: theirs to read again, and nobody else's."""

    class Meta:
        ordering = ("prepared_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("dossier",),
                condition=Q(ended_at__isnull=True),
                name="one_change_request_at_a_time",
                violation_error_message=_("Une demande de compléments est déjà en cours sur ce dossier."),
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, due_at__isnull=True, before__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, due_at__gt=F("sent_at"), before__isnull=False, sent_by__isnull=False),
                name="change_request_sent_whole",
            ),
            models.CheckConstraint(
                condition=Q(after__isnull=True) | Q(ended_at__isnull=False), name="change_request_answered_is_ended"
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.prepared_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Sent, and not answered: what it names is unlocked."""
        return self.sent_at is not None and self.ended_at is None


class ChangeItem(models.Model):
    """One thing asked: an answer by its input's name (`annees.2021.montant`), or a whole section (`name` empty)."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="items")
    section = models.CharField(max_length=80)
    name = models.CharField(max_length=160, blank=True)
    text = models.TextField(_("ce qu’il faut changer"), max_length=2_000)
    answer = models.TextField(_("réponse"), max_length=2_000, blank=True)
    """What the structure says of it: why it could not be changed, or what it did."""
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("section", "name", "id")
        constraints = (
            models.UniqueConstraint(fields=("request", "section", "name"), name="one_item_per_answer"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(section=""), name="change_item_says_what"),
        )

    def __str__(self) -> str:
        return self.name or self.section


class DryRun(models.Model):
    """What a version would change for the live dossiers of a campaign, worked out before it is adopted."""

    class State(models.TextChoices):
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("échoué")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="dry_runs")
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    against = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    """The campaign's version when it was asked."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    content = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    """When the campaign took that version, after this had been read."""
    adopted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="running", done_at__isnull=True) | Q(done_at__isnull=False), name="dry_run_ends_once"
            ),
            models.CheckConstraint(
                condition=Q(adopted_at__isnull=True, adopted_by__isnull=True)
                | Q(adopted_at__isnull=False, adopted_by__isnull=False, state="done"),
                name="dry_run_adopted_once_it_is_done",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} → {self.version_id[:16]}"
