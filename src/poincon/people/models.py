"""Persons, organisations, and memberships, which give a person a role, a scope and a time."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siren as siren_number

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.journal.chain import Subject
from poincon.people.enums import NATIONAL_ROLES, REGIONAL_ROLES, STRUCTURE_ROLES, Language, Role
from poincon.people.querysets import OrganisationQuerySet


def normalised_email(email: str) -> str:
    """One way to write an address: two persons never differ by capitals only."""
    return email.strip().lower()


def check_siren(value: str) -> None:
    """Nine digits and their check digit. Raises `ValidationError`."""
    if not siren_number.is_valid(value) or not value.isdigit():
        raise ValidationError(_("Ce numéro SIREN n’est pas valable : il a neuf chiffres, dont une clé."), code="siren")


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=normalised_email(username or ""))


class Person(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their memberships only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("adresse électronique"), unique=True)
    full_name = models.CharField(_("nom"), max_length=200)
    language = models.CharField(_("langue"), max_length=2, choices=Language.choices, default=Language.FRENCH)
    is_active = models.BooleanField(_("peut se connecter"), default=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_in_small_letters"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="person_language_known"),
        )

    def __str__(self) -> str:
        return self.full_name

    @property
    def journal_subject(self) -> Subject:
        return Subject("person", str(self.pk))

    def memberships_on(self, day: date) -> list[Membership]:
        """The memberships that hold on that day; read once when they were prefetched, as for `request.person`."""
        return [membership for membership in self.memberships.all() if membership.holds_on(day)]

    def roles_on(self, day: date) -> frozenset[Role]:
        return frozenset(Role(membership.role) for membership in self.memberships_on(day))


class Organisation(models.Model):
    """A structure that applies for something, or a body that grants it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("nom"), max_length=200)
    siren = models.CharField(_("SIREN"), max_length=9, validators=[check_siren])
    region = models.CharField(_("région"), max_length=2, choices=list(REGIONS.items()))
    city = models.CharField(_("commune"), max_length=120)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(condition=Q(siren__regex=r"^[0-9]{9}$"), name="organisation_siren_nine_digits"),
            models.CheckConstraint(condition=Q(region__in=sorted(REGIONS)), name="organisation_region_known"),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_named"),
        )
        indexes = (models.Index(fields=("region", "name"), name="organisation_by_region"),)

    def __str__(self) -> str:
        return self.name

    @property
    def journal_subject(self) -> Subject:
        return Subject("organisation", str(self.pk))


_STRUCTURE = Q(role__in=STRUCTURE_ROLES, organisation__isnull=False, region="")
_REGIONAL = Q(role__in=REGIONAL_ROLES, organisation__isnull=True, region__in=sorted(REGIONS))
_NATIONAL = Q(role__in=NATIONAL_ROLES, organisation__isnull=True, region="")
_EXPERT = Q(role=Role.EXPERT, organisation__isnull=True, region__in=["", *sorted(REGIONS)])


class Membership(models.Model):
    """A person's role: for a structure, for a region, or for the whole; from one day, to another or with no end."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", null=True, blank=True
    )
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    region = models.CharField(_("région"), max_length=2, choices=list(REGIONS.items()), blank=True, default="")
    starts = models.DateField(_("début"))
    ends = models.DateField(_("fin"), null=True, blank=True)

    class Meta:
        ordering = ("starts", "id")
        constraints = (
            models.CheckConstraint(
                condition=_STRUCTURE | _REGIONAL | _NATIONAL | _EXPERT,
                name="membership_scope_fits_role",
                violation_error_message=_(
                    "Un rôle de structure demande une structure, un rôle régional une région, "
                    "un rôle national ni l’une ni l’autre."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="membership_ends_after_it_starts",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            models.UniqueConstraint(
                fields=("person", "role", "organisation"),
                condition=Q(organisation__isnull=False, ends__isnull=True),
                name="membership_once_in_a_structure",
            ),
            models.UniqueConstraint(
                fields=("person", "role", "region"),
                condition=Q(organisation__isnull=True, ends__isnull=True),
                name="membership_once_elsewhere",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id or self.region}".strip()

    def holds_on(self, day: date) -> bool:
        """From its first to its last day, both included."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


class FailedSignIn(models.Model):
    """A sign-in that failed, kept a short while to slow down who tries passwords. `key` is a keyed hash."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("key", "at"), name="failed_sign_in_by_key"),)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at:%Y-%m-%d %H:%M}"
