"""Writing memberships: what every way to give or to end a role comes down to. Callers have checked who may."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.journal.services import record
from poincon.people.enums import Role
from poincon.people.models import Invitation, Membership, Organisation, Person
from poincon.workflow.inserting import insert
from poincon.workflow.locking import locked
from poincon.workflow.refusals import NotAllowed


def grant(
    actor: str,
    person: Person,
    role: Role,
    *,
    starts: date,
    now: datetime,
    organisation: Organisation | None = None,
    region: str = "",
    programme: str = "",
    ends: date | None = None,
) -> Membership:
    """A role with its scope. Raises `ValidationError` when they do not fit."""
    membership = Membership(
        person=person,
        organisation=organisation,
        role=role,
        region=region,
        programme=programme,
        starts=starts,
        ends=ends,
    )
    with transaction.atomic():
        insert(membership)
        details = {
            "membership": membership.pk,
            "role": role.value,
            "organisation": str(organisation.pk) if organisation else None,
            "region": region,
            "programme": programme,
            "starts": starts.isoformat(),
            "ends": ends.isoformat() if ends else None,
        }
        record(person, "role_given", actor=actor, details=details, now=now)
    return membership


def end(actor: str, membership: Membership, *, ends: date, now: datetime) -> None:
    """The role stops after that day. Raises `ValidationError`, `NotAllowed`."""
    if membership.ended_at is not None:
        raise NotAllowed(_("Ce rôle est déjà terminé. Donnez-le de nouveau s’il le faut."))
    membership.ends = ends
    membership.full_clean()
    with transaction.atomic():
        membership.save(update_fields=["ends"])
        details = {"membership": membership.pk, "role": membership.role, "ends": ends.isoformat()}
        record(membership.person, "role_ended", actor=actor, details=details, now=now)


def cut_short(actor: str, membership: Membership, *, now: datetime) -> bool:
    """The role stops at once: the next request of that person is refused what it gave. False when it was over."""
    day = timezone.localdate(now)
    with transaction.atomic():
        row = locked(Membership.objects, pk=membership.pk)
        if row.ends is not None and row.ends < day:
            return False
        row.ends, row.ended_at = day - timedelta(days=1), now
        row.save(update_fields=["ends", "ended_at"])
        membership.ends, membership.ended_at = row.ends, row.ended_at
        details = {"membership": row.pk, "role": row.role, "ends": row.ends.isoformat(), "at_once": True}
        record(row.person, "role_ended", actor=actor, details=details, now=now)
        if row.organisation is not None:
            _revoke_invitations(actor, row.person, row.organisation, now)
    return True


def _revoke_invitations(actor: str, person: Person, organisation: Organisation, now: datetime) -> None:
    """Nobody comes in on the word of somebody who has left."""
    for invitation in open_invitations(organisation).filter(invited_by=person):
        revoke(actor, invitation, now)


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Neither accepted nor revoked; their links may have expired."""
    return organisation.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True)


def revoke(actor: str, invitation: Invitation, now: datetime) -> None:
    """Its link no longer opens anything."""
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    details = {"invitation": str(invitation.pk), "role": invitation.role}
    record(invitation, "invitation_revoked", actor=actor, details=details, now=now)


def holding(day: date) -> QuerySet[Membership]:
    """The memberships of that day, of persons who may sign in."""
    return Membership.objects.filter(on_day(day), person__is_active=True)


def on_day(day: date) -> Q:
    """As `Membership.holds_on`."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))


def locked_organisation(organisation: Organisation) -> Organisation:
    """The same, alone to be changed until the transaction ends: teams are changed by one person at a time."""
    return locked(Organisation.objects, pk=organisation.pk)


def reread(person: Person) -> Person:
    """The same, with the memberships of this instant: those that the request began with may be over."""
    return Person.objects.prefetch_related("memberships__organisation").get(pk=person.pk)


def keep_an_administrator(without: Person, now: datetime) -> None:
    """Raises `NotAllowed` when nobody else administers for good. Those who leave at once wait for each other here."""
    day = timezone.localdate(now)
    administrators = Membership.objects.filter(role=Role.ADMINISTRATOR).order_by("pk")
    list(administrators.select_for_update(of=("self",)))
    colleagues = holding(day).filter(role=Role.ADMINISTRATOR, ends__isnull=True).exclude(person=without)
    if not colleagues.exists():
        raise NotAllowed(
            _(
                "Personne d’autre n’administre la plateforme sans date de fin. "
                "Donnez d’abord ce rôle à une autre personne."
            )
        )
