"""Leaving a structure, ending a colleague's role, handing the lead over: somebody always leads.

One person at a time changes a team: those who act together on the same structure wait for each other, and each is
judged by what the one before left.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.journal.services import record
from poincon.people.enums import STRUCTURE_ROLES, Role
from poincon.people.memberships import cut_short, grant, holding, locked_organisation, reread
from poincon.people.models import Membership, Organisation, Person
from poincon.people.permissions import is_member, may_lead
from poincon.workflow.refusals import NotAllowed, require


def leave(organisation: Organisation, actor: Person, *, now: datetime) -> None:
    """Every role that one has there stops at once; a second click changes nothing. Raises `NotAllowed`."""
    day = timezone.localdate(now)
    with transaction.atomic():
        locked = locked_organisation(organisation)
        own = list(holding(day).filter(person=actor, organisation=locked))
        if any(membership.role == Role.STRUCTURE_HEAD for membership in own):
            _somebody_else_leads(locked, actor, now)
        for membership in own:
            cut_short(str(actor.pk), membership, now=now)


def end_colleague(organisation: Organisation, membership: int, actor: Person, *, now: datetime) -> None:
    """A head ends somebody's role there, at once.

    Raises `NotAllowed`, `Membership.DoesNotExist`.
    """
    with transaction.atomic():
        locked = locked_organisation(organisation)
        require(may_lead(reread(actor), locked, timezone.localdate(now)))
        ending_membership = locked.memberships.select_related("person").get(pk=membership)
        if ending_membership.role == Role.STRUCTURE_HEAD:
            _somebody_else_leads(locked, ending_membership.person, now)
        cut_short(str(actor.pk), ending_membership, now=now)


def hand_over(
    organisation: Organisation, successor: uuid.UUID, actor: Person, *, stays: bool, now: datetime
) -> Membership:
    """A colleague leads from now on, instead of the actor, who stays to write or leaves.

    Raises `NotAllowed`.
    """
    day = timezone.localdate(now)
    with transaction.atomic():
        locked = locked_organisation(organisation)
        require(may_lead(reread(actor), locked, day))
        person = Person.objects.filter(pk=successor, is_active=True).first()
        if person is None or person == actor or not is_member(person, locked, day):
            raise NotAllowed(_("Choisissez une personne de votre structure. Si elle n’en est pas, invitez-la d’abord."))
        author = str(actor.pk)
        team = holding(day).filter(organisation=locked)
        lead = team.filter(person=person, role=Role.STRUCTURE_HEAD).first()
        if lead is None:
            lead = grant(author, person, Role.STRUCTURE_HEAD, organisation=locked, starts=day, now=now)
        for membership in team.filter(person=actor).exclude(pk=lead.pk):
            if not (stays and membership.role == Role.STRUCTURE_EDITOR):
                cut_short(author, membership, now=now)
        if stays and not team.filter(person=actor, role=Role.STRUCTURE_EDITOR).exists():
            grant(author, actor, Role.STRUCTURE_EDITOR, organisation=locked, starts=day, now=now)
        details = {"to": str(person.pk), "stays": stays}
        record(locked, "lead_handed_over", actor=author, details=details, now=now)
    return lead


def heads(organisation: Organisation, now: datetime) -> list[Person]:
    """Who leads it now."""
    led = holding(timezone.localdate(now)).filter(organisation=organisation, role=Role.STRUCTURE_HEAD)
    return [membership.person for membership in led.select_related("person").order_by("person__full_name", "pk")]


def only_lead_of(person: Person, now: datetime) -> list[tuple[Organisation, list[Person]]]:
    """The structures that this person alone leads, with who else is there."""
    day = timezone.localdate(now)
    structures = []
    for membership in holding(day).filter(person=person, role=Role.STRUCTURE_HEAD).select_related("organisation"):
        organisation = membership.organisation
        if organisation is not None and heads(organisation, now) == [person]:
            team = holding(day).filter(organisation=organisation, role__in=STRUCTURE_ROLES).exclude(person=person)
            structures.append((organisation, [each.person for each in team.select_related("person").order_by("pk")]))
    return structures


def _somebody_else_leads(organisation: Organisation, without: Person, now: datetime) -> None:
    if not [person for person in heads(organisation, now) if person != without]:
        raise NotAllowed(
            _(
                "Une structure a toujours quelqu’un qui la dirige. "
                "Passez d’abord la main à une autre personne de la structure, ou invitez-en une à la diriger."
            )
        )
