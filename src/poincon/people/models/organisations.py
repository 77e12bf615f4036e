"""Organisations, their sites, and memberships, which give a person a role, a scope and a time."""

from __future__ import annotations

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poincon.cahier.basics.identifiers import read_siren, read_siret
from poincon.cahier.dossiers.kinds import REGIONS
from poincon.journal.chain import Subject
from poincon.people.enums import NATIONAL_ROLES, REGIONAL_ROLES, STRUCTURE_ROLES, OrganisationKind, Role
from poincon.people.models.persons import Person
from poincon.people.querysets import OrganisationQuerySet

WRONG_SIREN = _(
    "Ce numéro SIREN n’est pas valable : il a neuf chiffres, dont le dernier vérifie les autres. Relisez-le."
)
WRONG_SIRET = _(
    "Ce numéro SIRET n’est pas valable : il a quatorze chiffres, dont le dernier vérifie les autres. Relisez-le."
)


def check_siren(value: str) -> None:
    """A SIREN, as its reader writes it. Raises `ValidationError`."""
    if read_siren(value) != value:
        raise ValidationError(WRONG_SIREN, code="siren")


def check_siret(value: str) -> None:
    """A SIRET, as its reader writes it. Raises `ValidationError`."""
    if read_siret(value) != value:
        raise ValidationError(WRONG_SIRET, code="siret")


class Organisation(models.Model):
    """A structure that applies for something, or a body that grants it.

    A sub-structure (`parent`) has members, dossiers and sites of its own; it may share the SIREN of what it is part of.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True, verbose_name=_("fait partie de")
    )
    name = models.CharField(_("nom"), max_length=200)
    siren = models.CharField(_("SIREN"), max_length=9, validators=[check_siren])
    region = models.CharField(_("région"), max_length=2, choices=list(REGIONS.items()))
    kind = models.CharField(_("nature"), max_length=20, choices=OrganisationKind.choices, blank=True, default="")
    """What it is by law; empty where nobody has said."""
    city = models.CharField(_("commune"), max_length=120)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(condition=Q(siren__regex=r"^[0-9]{9}$"), name="organisation_siren_nine_digits"),
            models.CheckConstraint(condition=Q(region__in=sorted(REGIONS)), name="organisation_region_known"),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_named"),
            models.CheckConstraint(
                condition=Q(kind__in=["", *OrganisationKind.values]), name="organisation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="organisation_not_part_of_itself"
            ),
        )
        indexes = (models.Index(fields=("region", "name"), name="organisation_by_region"),)

    def __str__(self) -> str:
        return self.name

    @property
    def journal_subject(self) -> Subject:
        return Subject("organisation", str(self.pk))


class Site(models.Model):
    """A place where an organisation works, with the SIRET of that establishment where it has one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("nom"), max_length=200)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True, validators=[check_siret])
    address = models.CharField(_("adresse"), max_length=300, blank=True)
    city = models.CharField(_("commune"), max_length=120)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="site_named"),
            models.CheckConstraint(condition=Q(siret="") | Q(siret__regex=r"^[0-9]{14}$"), name="site_siret_14_digits"),
            models.UniqueConstraint(
                fields=("organisation", "siret"), condition=~Q(siret=""), name="site_once_in_its_organisation"
            ),
        )

    def __str__(self) -> str:
        return self.name


_STRUCTURE = Q(role__in=STRUCTURE_ROLES, organisation__isnull=False, region="")
_REGIONAL = Q(role__in=REGIONAL_ROLES, organisation__isnull=True, region__in=sorted(REGIONS))
_NATIONAL = Q(role__in=NATIONAL_ROLES, organisation__isnull=True, region="")
_EXPERT = Q(role=Role.EXPERT, organisation__isnull=True, region__in=["", *sorted(REGIONS)])
_EVERY_PROGRAMME = Q(role__in=(*STRUCTURE_ROLES, Role.ADMINISTRATOR), programme="")
_SOME_PROGRAMME = ~Q(role__in=(*STRUCTURE_ROLES, Role.ADMINISTRATOR))


class Membership(models.Model):
    """A person's role: for a structure, for a region, or for the whole; from one day, to another or with no end.

    `programme`: the one that an official deals with; empty for all of them.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", null=True, blank=True
    )
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    region = models.CharField(_("région"), max_length=2, choices=list(REGIONS.items()), blank=True, default="")
    programme = models.CharField(_("programme"), max_length=80, blank=True, default="")
    starts = models.DateField(_("début"))
    ends = models.DateField(_("fin"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was cut short. `ends` is then the day before, even for a role that began that very day."""

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
                condition=_EVERY_PROGRAMME | _SOME_PROGRAMME,
                name="membership_of_a_programme_is_an_official_s",
                violation_error_message=_("Seul un rôle d’agent ou d’expert peut être limité à un programme."),
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")) | Q(ended_at__isnull=False),
                name="membership_ends_after_it_starts",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ends__isnull=False), name="membership_cut_short_has_ended"
            ),
            models.UniqueConstraint(
                fields=("person", "role", "organisation"),
                condition=Q(organisation__isnull=False, ends__isnull=True),
                name="membership_once_in_a_structure",
            ),
            models.UniqueConstraint(
                fields=("person", "role", "region", "programme"),
                condition=Q(organisation__isnull=True, ends__isnull=True),
                name="membership_once_elsewhere",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id or self.region}".strip()

    def holds_on(self, day: date) -> bool:
        """From its first to its last day, both included."""
        return self.starts <= day and (self.ends is None or day <= self.ends)

    @property
    def accounts_region(self) -> str | None:
        """The region whose accounts and structures this role decides on; empty for all of them, None for none.

        A role limited to one programme decides on none: an account opens every dossier of its structure, whatever their
        programme.
        """
        if self.programme:
            return None
        if self.role in NATIONAL_ROLES:
            return ""
        return self.region if self.role == Role.REGIONAL_OFFICER else None

    def deals_with(self, programme: str) -> bool:
        return self.programme in ("", programme)
