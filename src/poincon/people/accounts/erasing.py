"""Erasing a person at their request: their identity goes, what they did stays proven.

The journal names persons by identifiers that mean nothing without the row of the person: it is not touched.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.journal.services import record
from poincon.people.authentication.sessions import end_sessions
from poincon.people.enums import RequestState, Role
from poincon.people.memberships import cut_short, keep_an_administrator, revoke
from poincon.people.models import (
    AccountRequest,
    AuthenticatorApp,
    ExternalIdentity,
    Invitation,
    Passkey,
    Person,
    RecoveryCode,
)
from poincon.people.permissions import can_administer
from poincon.workflow.locking import locked
from poincon.workflow.refusals import NotAllowed, require

NOBODY = "Personne effacée"
"""What pages show in place of the name, in every language: it is kept as a name is."""

_GONE = "–"


def erase(actor: Person, person: Person, *, now: datetime) -> None:
    """Name, address, password, second factors, sessions, requests and invitations; roles end; signing in is over.

    It cannot be undone. Somebody already erased stays so. Raises `NotAllowed`.
    """
    require(can_administer(actor, timezone.localdate(now)))
    if actor == person:
        raise NotAllowed(_("Demandez à une autre personne qui administre d’effacer votre compte."))
    with transaction.atomic():
        if Role.ADMINISTRATOR in person.roles_on(timezone.localdate(now)):
            keep_an_administrator(person, now)
        account = locked(Person.objects, pk=person.pk)
        if account.erased_at is not None:
            return
        address = account.email
        for membership in account.memberships.all():
            cut_short(str(actor.pk), membership, now=now)
        _erase_requests(actor, account, address, now)
        _erase_invitations(actor, account, address, now)
        end_sessions(account, actor=str(actor.pk), now=now)
        _delete_what_proves(account)
        _erase_identity(account, now)
        record(account, "person_erased", actor=str(actor.pk), now=now)


def _erase_identity(person: Person, now: datetime) -> None:
    person.email = f"{person.pk.hex}@effacee.invalid"
    person.full_name = NOBODY
    person.set_unusable_password()
    person.last_login = None
    person.is_active = False
    person.erased_at = now
    person.save(update_fields=["email", "full_name", "password", "last_login", "is_active", "erased_at"])


def _erase_requests(actor: Person, person: Person, address: str, now: datetime) -> None:
    """Those that became this account, and those of the same address; what waits is refused, since nobody asks."""
    account_requests = AccountRequest.objects.filter(person=person) | AccountRequest.objects.filter(email=address)
    for account_request in account_requests.order_by("pk"):
        account_request.email = account_request.position = account_request.message = ""
        account_request.full_name = NOBODY
        if account_request.reason:
            account_request.reason = _GONE
        if account_request.is_pending:
            account_request.state, account_request.reason = RequestState.REFUSED, _GONE
            account_request.decided_at, account_request.decided_by = now, actor
            record(account_request, "account_request_refused", actor=str(actor.pk), details={"erased": True}, now=now)
        account_request.save()


def _erase_invitations(actor: Person, person: Person, address: str, now: datetime) -> None:
    invitations = Invitation.objects.filter(email=address) | Invitation.objects.filter(accepted_by=person)
    for invitation in invitations.order_by("pk"):
        if invitation.accepted_at is None and invitation.revoked_at is None:
            revoke(str(actor.pk), invitation, now)
        invitation.email = ""
        invitation.save(update_fields=["email"])


def _delete_what_proves(person: Person) -> None:
    AuthenticatorApp.objects.filter(person=person).delete()
    Passkey.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    ExternalIdentity.objects.filter(person=person).delete()
