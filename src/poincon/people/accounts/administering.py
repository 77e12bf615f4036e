"""What an administrator does to accounts: opening, for an official; closing, opening again, sending a link."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.journal.services import record
from poincon.people import mailing
from poincon.people.authentication.sessions import end_sessions
from poincon.people.enums import OFFICIAL_ROLES, Language, Role
from poincon.people.memberships import grant, keep_an_administrator
from poincon.people.models import Person, normalised_email
from poincon.people.permissions import can_administer
from poincon.people.registering import new_person
from poincon.workflow.locking import locked
from poincon.workflow.refusals import NotAllowed, require


def register_official(
    actor: Person,
    *,
    email: str,
    full_name: str,
    role: Role,
    region: str,
    programme: str,
    language: str = Language.FRENCH,
    now: datetime,
) -> Person:
    """A person with a role for an authority, who is written to. Raises `NotAllowed`, `ValidationError`."""
    day = timezone.localdate(now)
    require(can_administer(actor, day))
    if role not in OFFICIAL_ROLES:
        raise NotAllowed(_("Les personnes des structures viennent par une demande de compte ou une invitation."))
    if Person.objects.filter(email=normalised_email(email)).exists():
        raise NotAllowed(_("Cette adresse a déjà un compte : donnez-lui ce rôle depuis la page de la personne."))
    with transaction.atomic():
        person = new_person(str(actor.pk), email=email, full_name=full_name, language=language, now=now)
        grant(str(actor.pk), person, role, region=region, programme=programme, starts=day, now=now)
        mailing.welcome.later(str(person.pk))
    return person


def deactivate(actor: Person, person: Person, *, now: datetime) -> None:
    """Signing in is refused, and sessions that are open end with it; roles and work stay as they are.

    Raises `NotAllowed`.
    """
    require(can_administer(actor, timezone.localdate(now)))
    with transaction.atomic():
        if _administers(person, now):
            keep_an_administrator(person, now)
        account = locked(Person.objects, pk=person.pk)
        if not account.is_active:
            return
        account.is_active = False
        account.save(update_fields=["is_active"])
        record(account, "account_closed", actor=str(actor.pk), now=now)
        end_sessions(account, actor=str(actor.pk), now=now)


def reactivate(actor: Person, person: Person, *, now: datetime) -> None:
    """Signing in is possible again. Raises `NotAllowed`, for somebody erased too."""
    require(can_administer(actor, timezone.localdate(now)))
    with transaction.atomic():
        account = locked(Person.objects, pk=person.pk)
        if account.erased_at is not None:
            raise NotAllowed(_("Cette personne a été effacée : son compte ne peut pas être rouvert."))
        if account.is_active:
            return
        account.is_active = True
        account.save(update_fields=["is_active"])
        record(account, "account_opened_again", actor=str(actor.pk), now=now)


def send_link(actor: Person, person: Person, *, now: datetime) -> None:
    """Write to somebody how to choose a password. Raises `NotAllowed`."""
    require(can_administer(actor, timezone.localdate(now)))
    if not person.is_active:
        raise NotAllowed(_("Ce compte est fermé : rouvrez-le d’abord."))
    with transaction.atomic():
        record(person, "password_link_sent", actor=str(actor.pk), now=now)
        mailing.send_password_link.later(str(person.pk))


def _administers(person: Person, now: datetime) -> bool:
    return Role.ADMINISTRATOR in person.roles_on(timezone.localdate(now))
