"""An official leaves: their dossiers go to colleagues, or wait. None stays with whoever can no longer open it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.casework.assignments import locked_to_assign, replace
from poincon.casework.querysets import with_handler
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.querysets import DossierQuerySet
from poincon.dossiers.reach import is_received, reaches
from poincon.people import memberships
from poincon.people.enums import RECEIVING_ROLES, Role
from poincon.people.memberships import holding
from poincon.people.models import Membership, Person
from poincon.workflow.locking import locked
from poincon.workflow.refusals import Allowed, Decision, NotAllowed, Refused, Unfit, require

# who may


def may_end(actor: Person, membership: Membership, now: datetime) -> Decision:
    """One's own role as an official; a colleague's for administrators, and for the ministry in its programmes."""
    if membership.role not in RECEIVING_ROLES:
        return Refused(_("Ce rôle ne se quitte pas ici."))
    if membership.person_id == actor.pk:
        return Allowed()
    for actor_membership in actor.memberships_on(timezone.localdate(now)):
        if actor_membership.role == Role.ADMINISTRATOR:
            return Allowed()
        if actor_membership.role == Role.MINISTRY and actor_membership.programme in ("", membership.programme):
            return Allowed()
    return Refused(_("Seuls le ministère et les personnes qui administrent la plateforme font partir un collègue."))


def may_end_for_others(actor: Person, day: date) -> bool:
    return bool(actor.roles_on(day) & {Role.MINISTRY, Role.ADMINISTRATOR})


def endable(actor: Person, now: datetime) -> list[Membership]:
    """The roles that the person may end today, their own first."""
    current_memberships = holding(timezone.localdate(now)).filter(role__in=RECEIVING_ROLES).select_related("person")
    if not may_end_for_others(actor, timezone.localdate(now)):
        current_memberships = current_memberships.filter(person=actor)
    ordered = current_memberships.order_by("person__full_name", "person_id", "pk")
    allowed = [membership for membership in ordered if may_end(actor, membership, now)]
    return sorted(allowed, key=lambda membership: membership.person_id != actor.pk)


# what is at stake


def given_up(membership: Membership, day: date) -> DossierQuerySet:
    """The dossiers assigned to that person which only this role gives them; withdrawn ones are nobody's work."""
    person = membership.person
    other_roles = [role for role in holding(day).filter(person=person) if role.pk != membership.pk]
    mine = Dossier.objects.filter(assignments__officer=person, assignments__ends_at__isnull=True)
    lost = [
        dossier.pk
        for dossier in mine.with_versions()
        if reaches(membership, dossier) and not is_received(other_roles, dossier)
    ]
    return Dossier.objects.filter(pk__in=lost).order_by("number")


# acts


@dataclass(frozen=True, slots=True)
class DepartureOutcome:
    """What a departure did: how many dossiers went to somebody, how many wait for somebody."""

    handovers: int
    waiting: int


class CannotTake(Unfit):
    """One of the dossiers cannot go to the person chosen for it."""

    def __init__(self, dossier: Dossier, reason: str) -> None:
        super().__init__(reason)
        self.dossier = dossier


def depart(
    membership_id: int, heir: Person | None, heirs: Mapping[uuid.UUID, Person | None], actor: Person, now: datetime
) -> DepartureOutcome:
    """End a role at once and give the dossiers that it gave, all or nothing.

    `heirs` by dossier; `heir` for all the others, None to leave them to be assigned. Twice does it once.
    Raises `NotAllowed`, `CannotTake`.
    """
    with transaction.atomic():
        membership = locked(Membership.objects.select_related("person"), pk=membership_id)
        require(may_end(actor, membership, now))
        day = timezone.localdate(now)
        lost = sorted(given_up(membership, day).values_list("pk", flat=True))
        if not memberships.cut_short(str(actor.pk), membership, now=now):
            return DepartureOutcome(0, 0)
        handovers = 0
        for pk in lost:
            taken_by = heirs.get(pk, heir)
            handovers += _hand_over(locked_to_assign(pk), membership.person, taken_by, actor, now)
        return DepartureOutcome(handovers, len(lost) - handovers)


def _hand_over(dossier: Dossier, leaver: Person, heir: Person | None, actor: Person, now: datetime) -> bool:
    current = dossier.assignments.filter(ends_at__isnull=True).select_related("officer").first()
    if current is None or current.officer_id != leaver.pk:
        return False  # somebody else took it meanwhile
    to = None if dossier.state == State.WITHDRAWN else heir
    try:
        replace(dossier, current, to, actor, now)
    except NotAllowed as refusal:
        raise CannotTake(dossier, refusal.reason) from refusal
    return to is not None


def release(now: datetime) -> int:
    """End the assignments of those whose role ended; how many. Safe to run again at any time."""
    released = 0
    for pk in _orphans(timezone.localdate(now)):
        released += _release(pk, now)
    return released


def _orphans(day: date) -> list[uuid.UUID]:
    """The dossiers that are assigned to somebody who no longer receives them."""
    condition = Q(assigned_to__isnull=False, handler__isnull=True)
    return list(with_handler(Dossier.objects.all(), day).filter(condition).order_by("pk").values_list("pk", flat=True))


def _release(pk: uuid.UUID, now: datetime) -> bool:
    """One dossier, in a transaction of its own: the role may have come back, or the dossier been given, meanwhile."""
    with transaction.atomic():
        dossier = locked_to_assign(pk)
        current = dossier.assignments.filter(ends_at__isnull=True).select_related("officer").first()
        if current is None:
            return False
        if is_received(list(holding(timezone.localdate(now)).filter(person_id=current.officer_id)), dossier):
            return False
        replace(dossier, current, None, None, now)
        return True
