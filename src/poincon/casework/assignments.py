"""Who handles a dossier: taking it, giving it to a colleague, giving it back.

An assignment is worth something only while the officer's role gives them the dossier: afterwards it counts as nobody's,
at once, whatever its row still says.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.model import Programme
from poincon.casework.declared import examined_phases
from poincon.casework.entries import relist
from poincon.casework.models import Assignment
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.reach import is_denied, is_received, reaches, regions_received
from poincon.journal import services as journal
from poincon.people.enums import RECEIVING_ROLES
from poincon.people.memberships import holding
from poincon.people.models import Membership, Person
from poincon.ui.language import language
from poincon.ui.moments import day_and_hour, moment_words
from poincon.workflow.locking import locked
from poincon.workflow.refusals import Allowed, Decision, NotAllowed, Outdated, Refused, require


class AssignedMeanwhile(Outdated):
    """Somebody else handles the dossier than the page named: `current` is its assignment now, None for nobody."""

    def __init__(self, current: Assignment | None) -> None:
        super().__init__(_meanwhile(current))
        self.current = current


def _meanwhile(current: Assignment | None) -> str:
    if current is None:
        return _("Ce dossier n’est plus confié à personne : quelqu’un vient de le rendre.")
    return _("%(who)s a pris ce dossier le %(when)s.") % {
        "who": current.officer.full_name,
        "when": moment_words(current.starts_at, language()),
    }


# who may


def handling_roles(programme: Programme) -> frozenset[str]:
    """The roles that examine for a programme; all that receive dossiers when it does not say."""
    named = {function.value for phase in examined_phases() for function in programme.functions_of(phase)}
    return frozenset(named & RECEIVING_ROLES) or frozenset(RECEIVING_ROLES)


def may_handle(person: Person, memberships: Collection[Membership], dossier: Dossier) -> bool:
    """Whether a dossier can be given to somebody who holds these memberships."""
    if not person.is_active or is_denied(memberships, dossier):
        return False
    roles = handling_roles(dossier.package.programme)
    return any(membership.role in roles and reaches(membership, dossier) for membership in memberships)


def may_assign(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Saying who handles a dossier: those who received it."""
    memberships = person.memberships_on(timezone.localdate(now))
    if is_denied(memberships, dossier):
        return Refused(_("Vous faites partie de cette structure : vous ne pouvez pas dire qui instruit son dossier."))
    if not is_received(memberships, dossier):
        return Refused(_("Seules les personnes qui reçoivent ce dossier peuvent dire qui l’instruit."))
    if dossier.state == State.WITHDRAWN:
        return Refused(_("La structure a retiré ce dossier : il n’est plus à instruire."))
    return Allowed()


class Roster:
    """Those who examine on a day, and what each may be given: one query for any number of dossiers."""

    def __init__(self, day: date, regions: Collection[str] | None = None) -> None:
        """`regions` None: all of them. Those who act for the whole country are always there."""
        officials = holding(day).filter(role__in=RECEIVING_ROLES).values("person_id")
        memberships = holding(day).filter(person_id__in=officials).select_related("person")
        self._people: dict[uuid.UUID, Person] = {}
        self.memberships: dict[uuid.UUID, list[Membership]] = {}
        """All memberships of those who examine, in whichever region, by person."""
        for membership in memberships.order_by("person__full_name", "person_id", "pk"):
            self.memberships.setdefault(membership.person_id, []).append(membership)
            if membership.role not in RECEIVING_ROLES:
                continue
            own = regions_received([membership])
            if regions is None or own is None or not own.isdisjoint(regions):
                self._people[membership.person_id] = membership.person

    @property
    def people(self) -> list[Person]:
        return list(self._people.values())

    def memberships_of(self, person_id: uuid.UUID) -> list[Membership]:
        return self.memberships.get(person_id, [])

    def may_handle(self, person: Person, dossier: Dossier) -> bool:
        return person.pk in self._people and may_handle(person, self.memberships[person.pk], dossier)

    def for_any(self, dossiers: Iterable[Dossier]) -> list[Person]:
        """Those to whom at least one of them may be given."""
        all_dossiers = list(dossiers)
        return [person for person in self.people if any(self.may_handle(person, dossier) for dossier in all_dossiers)]


# who does


@dataclass(frozen=True, slots=True)
class Handling:
    """Who a dossier is assigned to, and whether their role still gives it to them."""

    assignment: Assignment | None
    holds: bool

    @property
    def officer(self) -> Person | None:
        """Who handles it; None for nobody, and for somebody who left."""
        return self.assignment.officer if self.assignment is not None and self.holds else None

    @property
    def departed(self) -> Person | None:
        """Who handled it and no longer can: it is to be given to somebody else."""
        return None if self.assignment is None or self.holds else self.assignment.officer

    @property
    def seen(self) -> str:
        """What a form says it was made from: `assign` refuses when it is no longer so."""
        return str(self.assignment.pk) if self.assignment is not None else ""


def current_assignment(dossier: Dossier) -> Assignment | None:
    return dossier.assignments.filter(ends_at__isnull=True).select_related("officer").first()


def handling(dossier: Dossier, now: datetime) -> Handling:
    """Who handles it now: two queries."""
    assignment = current_assignment(dossier)
    if assignment is None:
        return Handling(None, False)
    memberships = list(holding(timezone.localdate(now)).filter(person_id=assignment.officer_id))
    return Handling(assignment, is_received(memberships, dossier))


def handling_words(current: Handling, reader: Person) -> str:
    """Who handles a dossier, in a sentence."""
    assignment = current.assignment
    if assignment is None:
        return _("Personne n’instruit encore ce dossier.")
    if current.departed is not None:
        return _("Ce dossier est à réattribuer : %(who)s ne l’instruit plus.") % {"who": current.departed.full_name}
    figures = {"who": assignment.officer.full_name, "when": day_and_hour(assignment.starts_at)}
    if assignment.officer_id == reader.pk:
        return _("Vous instruisez ce dossier depuis le %(when)s.") % figures
    return _("%(who)s instruit ce dossier depuis le %(when)s.") % figures


# acts


def assign(
    dossier_id: uuid.UUID, officer: Person | None, actor: Person, now: datetime, *, shown_assignment: str
) -> Assignment | None:
    """Give a dossier to somebody, or to nobody; whoever had it no longer has. A double click gives it once.

    `shown_assignment`: what `Handling.seen` was when the page was made. Raises `NotAllowed`, or `AssignedMeanwhile`
    when it is no longer so.
    """
    with transaction.atomic():
        dossier = locked_to_assign(dossier_id)
        require(may_assign(actor, dossier, now))
        current = current_assignment(dossier)
        if (current.officer_id if current else None) == (officer.pk if officer else None):
            return current
        if (str(current.pk) if current else "") != shown_assignment:
            raise AssignedMeanwhile(current)
        return replace(dossier, current, officer, actor, now)


def locked_to_assign(dossier_id: uuid.UUID) -> Dossier:
    """A dossier, alone to be given to somebody until the transaction ends."""
    return locked(Dossier.objects.with_versions(), pk=dossier_id)


def replace(
    dossier: Dossier, current: Assignment | None, officer: Person | None, actor: Person | None, now: datetime
) -> Assignment | None:
    """End an assignment and begin another, in the caller's transaction; `actor` None is the platform itself.

    The caller locked the dossier and checked who may. Raises `NotAllowed` when it cannot be given to that person.
    """
    day = timezone.localdate(now)
    if officer is not None and not may_handle(officer, list(holding(day).filter(person=officer)), dossier):
        raise NotAllowed(
            _("%(name)s n’instruit pas ce dossier : choisissez une autre personne.") % {"name": officer.full_name}
        )
    if current is not None:
        current.ends_at = max(now, current.starts_at)
        current.save(update_fields=["ends_at"])
    details = {
        "officer": str(officer.pk) if officer else None,
        "before": str(current.officer_id) if current else None,
    }
    event = "dossier_assigned" if officer else "dossier_unassigned"
    journal.record(dossier, event, actor=str(actor.pk) if actor else journal.SYSTEM, details=details, now=now)
    assignment = None
    if officer is not None:
        assignment = Assignment.objects.create(dossier=dossier, officer=officer, starts_at=now, assigned_by=actor)
    relist(dossier.pk)
    return assignment
