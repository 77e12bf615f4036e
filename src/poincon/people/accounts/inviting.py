"""Inviting a colleague into a structure; sending again, revoking; accepting, by whoever reads that mailbox."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.journal.services import record
from poincon.people import mailing
from poincon.people.enums import Role
from poincon.people.links import opens_invitation
from poincon.people.memberships import grant, holding, locked_organisation, open_invitations, reread, revoke
from poincon.people.models import Invitation, Organisation, Person, normalised_email
from poincon.people.permissions import may_invite
from poincon.people.registering import new_person
from poincon.workflow.inserting import insert
from poincon.workflow.refusals import NotAllowed, Outdated, require

LIFETIME = timedelta(days=14)
_DOUBLE_CLICK = timedelta(minutes=1)
"""The same invitation twice in so little time is one."""


class NoLongerOpen(Outdated):
    """A link that opens nothing: accepted, revoked, sent again since, expired, or never ours."""

    def __init__(self) -> None:
        super().__init__(_("Cette invitation a déjà été acceptée ou annulée."))


def invite(organisation: Organisation, email: str, role: Role, actor: Person, *, now: datetime) -> Invitation:
    """Write to a colleague. Whoever is invited already is written to again.

    Raises `NotAllowed`, `ValidationError`.
    """
    address = normalised_email(email)
    with transaction.atomic():
        locked = locked_organisation(organisation)
        require(may_invite(reread(actor), locked, role, timezone.localdate(now)))
        if holding(timezone.localdate(now)).filter(organisation=locked, role=role, person__email=address).exists():
            raise NotAllowed(_("Cette personne a déjà ce rôle dans la structure."))
        if role == Role.STRUCTURE_EDITOR and _leads(locked, address, now):
            raise NotAllowed(_("Cette personne dirige déjà la structure, et peut donc rédiger."))
        open_invitation = open_invitations(locked).filter(email=address, role=role).first()
        if open_invitation is not None:
            return _again(open_invitation, actor, now)
        invitation = Invitation(
            organisation=locked,
            email=address,
            role=role,
            language=actor.language,
            invited_by=actor,
            made_at=now,
            sent_at=now,
            expires_at=now + LIFETIME,
        )
        insert(invitation)
        details = {"invitation": str(invitation.pk), "role": invitation.role}
        record(invitation, "invitation_made", actor=str(actor.pk), details=details, now=now)
        _send(invitation)
    return invitation


def _leads(organisation: Organisation, address: str, now: datetime) -> bool:
    heads = holding(timezone.localdate(now)).filter(organisation=organisation, role=Role.STRUCTURE_HEAD)
    return heads.filter(person__email=address).exists()


def send_again(organisation: Organisation, pk: uuid.UUID, actor: Person, *, now: datetime) -> Invitation:
    """A new link for fourteen days; the former one no longer works. Raises `NoLongerOpen`, `NotAllowed`."""
    with transaction.atomic():
        return _again(_open_one(organisation, pk, actor, now), actor, now)


def revoke_invitation(organisation: Organisation, pk: uuid.UUID, actor: Person, *, now: datetime) -> None:
    """Its link opens nothing any more. Raises `NoLongerOpen`, `NotAllowed`."""
    with transaction.atomic():
        revoke(str(actor.pk), _open_one(organisation, pk, actor, now), now)


def _open_one(organisation: Organisation, pk: uuid.UUID, actor: Person, now: datetime) -> Invitation:
    locked = locked_organisation(organisation)
    invitation = open_invitations(locked).filter(pk=pk).first()
    if invitation is None:
        raise NoLongerOpen
    require(may_invite(reread(actor), locked, Role(invitation.role), timezone.localdate(now)))
    return invitation


def _again(invitation: Invitation, actor: Person, now: datetime) -> Invitation:
    """Whoever sends it again answers for it from then on."""
    if now - invitation.sent_at >= _DOUBLE_CLICK:
        invitation.sent_at, invitation.expires_at, invitation.invited_by = now, now + LIFETIME, actor
        invitation.save(update_fields=["sent_at", "expires_at", "invited_by"])
        details = {"invitation": str(invitation.pk), "role": invitation.role}
        record(invitation, "invitation_sent_again", actor=str(actor.pk), details=details, now=now)
        _send(invitation)
    return invitation


def _send(invitation: Invitation) -> None:
    mailing.send_invitation.later(str(invitation.pk), invitation.sent_at.isoformat())


def find_invitation(pk: uuid.UUID, token: str, now: datetime) -> Invitation:
    """What a link opens. Raises `NoLongerOpen`."""
    invitation = Invitation.objects.select_related("organisation", "invited_by").filter(pk=pk).first()
    if (
        invitation is None
        or not invitation.is_open(now)
        or not opens_invitation(invitation, token)
        or not _stands(invitation, now)
    ):
        raise NoLongerOpen
    return invitation


def _stands(invitation: Invitation, now: datetime) -> bool:
    """Whether who sent it could still do so: nobody comes in on the word of an account that was closed."""
    inviter = reread(invitation.invited_by)
    allowed = may_invite(inviter, invitation.organisation, Role(invitation.role), timezone.localdate(now))
    return inviter.is_active and bool(allowed)


def accept_as(person: Person, pk: uuid.UUID, token: str, *, now: datetime) -> Invitation:
    """Whoever is signed in with the invited address takes the role. Raises `NoLongerOpen`, `NotAllowed`."""
    with transaction.atomic():
        invitation = _locked(pk, token, now)
        if normalised_email(person.email) != invitation.email:
            raise NotAllowed(_("Cette invitation est pour une autre adresse que celle de votre compte."))
        _take(invitation, person, now)
    return invitation


def accept_anew(pk: uuid.UUID, token: str, full_name: str, password: str, *, now: datetime) -> Invitation:
    """A newcomer gets an account, with a password. Raises `NoLongerOpen`, `NotAllowed`, `ValidationError`."""
    with transaction.atomic():
        invitation = _locked(pk, token, now)
        if Person.objects.filter(email=invitation.email).exists():
            raise NotAllowed(_("Cette adresse a déjà un compte. Connectez-vous, puis ouvrez de nouveau le lien."))
        identifier = f"invitation:{invitation.pk.hex}"[:40]
        person = new_person(
            identifier,
            email=invitation.email,
            full_name=full_name,
            language=invitation.language,
            password=password,
            now=now,
        )
        _take(invitation, person, now)
    return invitation


def _locked(pk: uuid.UUID, token: str, now: datetime) -> Invitation:
    """The invitation, alone to be accepted: opened twice, it is accepted once."""
    organisation = find_invitation(pk, token, now).organisation
    locked_organisation(organisation)
    return find_invitation(pk, token, now)


def _take(invitation: Invitation, person: Person, now: datetime) -> None:
    day = timezone.localdate(now)
    invitation.accepted_at, invitation.accepted_by = now, person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    details = {"invitation": str(invitation.pk), "role": invitation.role, "person": str(person.pk)}
    record(invitation, "invitation_accepted", actor=str(person.pk), details=details, now=now)
    role, organisation = Role(invitation.role), invitation.organisation
    if not holding(day).filter(person=person, organisation=organisation, role=role).exists():
        grant(str(person.pk), person, role, organisation=organisation, starts=day, now=now)
