"""Persons, and how one writes their address."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from poincon.cahier.basics.characters import visible_text
from poincon.cahier.basics.identifiers import read_email
from poincon.journal.chain import Subject
from poincon.people.enums import Language, Role

if TYPE_CHECKING:
    from poincon.people.models.organisations import Membership


WRONG_EMAIL = _("Écrivez une adresse électronique, par exemple prenom.nom@structure.example.")


def normalised_email(email: str) -> str:
    """An address as its reader writes it; what is none stays as it is, and is nobody's."""
    return read_email(email) or visible_text(email)


def check_email(value: str) -> None:
    """An address, as its reader writes it. Raises `ValidationError`."""
    if read_email(value) != value:
        raise ValidationError(WRONG_EMAIL, code="email")


class AddressField(models.EmailField):  # type: ignore[type-arg] # generic in its stubs only
    """An address that mail may be sent to."""

    default_validators = [check_email]  # noqa: RUF012 # as Django declares it


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=normalised_email(username or ""))


class Person(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their memberships only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField(_("adresse électronique"), unique=True)
    full_name = models.CharField(_("nom"), max_length=200)
    language = models.CharField(_("langue"), max_length=2, choices=Language.choices, default=Language.FRENCH)
    is_active = models.BooleanField(_("peut se connecter"), default=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    """When name and address were erased; what the journal proves stands, since it holds neither."""

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_in_small_letters"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(is_active=False), name="person_erased_cannot_sign_in"
            ),
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
