"""How one comes in: asking for an account, being invited by a colleague."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.journal.chain import Subject
from poincon.people.enums import STRUCTURE_ROLES, Language, OrganisationKind, RequestState
from poincon.people.models.organisations import Organisation, check_siren
from poincon.people.models.persons import AddressField, Person
from poincon.people.querysets import AccountRequestQuerySet

_STRUCTURE_ROLES = [(role.value, role.label) for role in STRUCTURE_ROLES]


class AccountRequest(models.Model):
    """Somebody asks to act for a structure; an official of its region accepts, or refuses and says why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField(_("adresse électronique"))
    full_name = models.CharField(_("nom"), max_length=200)
    position = models.CharField(_("fonction"), max_length=200, blank=True)
    role = models.CharField(_("rôle"), max_length=20, choices=_STRUCTURE_ROLES)
    structure_name = models.CharField(_("structure"), max_length=200)
    siren = models.CharField(_("SIREN"), max_length=9, validators=[check_siren])
    city = models.CharField(_("commune"), max_length=120)
    region = models.CharField(_("région"), max_length=2, choices=list(REGIONS.items()))
    kind = models.CharField(_("nature"), max_length=20, choices=OrganisationKind.choices, blank=True, default="")
    message = models.TextField(_("message"), max_length=2_000, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.PENDING)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("motif"), max_length=2_000, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AccountRequestQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(region__in=sorted(REGIONS)), name="account_request_region_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["", *OrganisationKind.values]), name="account_request_kind_known"
            ),
            models.CheckConstraint(condition=Q(role__in=STRUCTURE_ROLES), name="account_request_for_a_structure"),
            models.CheckConstraint(
                condition=Q(state=RequestState.PENDING, decided_at__isnull=True)
                | Q(
                    state=RequestState.ACCEPTED,
                    decided_at__isnull=False,
                    organisation__isnull=False,
                    person__isnull=False,
                )
                | (Q(state=RequestState.REFUSED, decided_at__isnull=False) & ~Q(reason="")),
                name="account_request_decided_as_its_state_says",
                violation_error_message=_("Un refus dit pourquoi ; un accord dit pour qui."),
            ),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="account_request_language_known"),
            models.UniqueConstraint(
                fields=("email", "siren", "role", "structure_name"),
                condition=Q(state=RequestState.PENDING),
                name="account_request_once_at_a_time",
            ),
        )
        indexes = (models.Index(fields=("region", "state", "made_at"), name="account_request_by_region"),)

    def __str__(self) -> str:
        return f"{self.structure_name} ({self.state})"

    @property
    def journal_subject(self) -> Subject:
        return Subject("account_request", str(self.pk))

    @property
    def is_pending(self) -> bool:
        return self.state == RequestState.PENDING


class Invitation(models.Model):
    """A colleague is invited to act for a structure. What the link of the mail proves is computed, never kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = AddressField(_("adresse électronique"))
    role = models.CharField(_("rôle"), max_length=20, choices=_STRUCTURE_ROLES)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    """When its last mail was asked for: the link of an earlier one no longer opens anything."""
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(role__in=STRUCTURE_ROLES), name="invitation_into_a_structure"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="invitation_language_known"),
            models.CheckConstraint(
                condition=Q(sent_at__gte=F("made_at"), expires_at__gt=F("sent_at")), name="invitation_expires_after"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="invitation_accepted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=("organisation", "email", "role"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_once_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id}"

    @property
    def journal_subject(self) -> Subject:
        return Subject("organisation", str(self.organisation_id))

    def is_open(self, now: datetime) -> bool:
        """Whether its link still works."""
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at
