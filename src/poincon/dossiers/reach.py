"""Who sees a dossier: one table, from a role to what its membership and a dossier share, which answers in three forms.

- A condition on dossiers, for the memberships of one person: `own`, `received`, `visible`, `denied`.
- An answer about a dossier at hand, without a query when it was read `with_versions`: `is_own`, `is_received`,
  `is_denied`.
- A condition on dossiers of which a column names the person: `received_by_column`, `denied_to_column`.

The first form also narrows the tables that a room keeps about dossiers, once it says how they name what is matched
(`Columns`). A property test holds the forms equal. What somebody receives is the union of what each of their roles
gives, less what is denied to them: a denial comes after the union, in each form, so that no other role gives back what
it takes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from poincon.people.enums import Role
from poincon.people.memberships import holding, on_day
from poincon.people.models import Membership

if TYPE_CHECKING:
    from poincon.dossiers.models import Dossier

NONE = Q(pk__in=[])
"""No row. Where unions begin: joined to an empty condition, it stays what it is."""


class Sees(Enum):
    """What a role sees of the dossiers that its membership covers."""

    EVERYTHING = "everything"
    """From the first draft: they are its structure's."""
    HANDED_OVER = "handed over"
    """What was submitted, even if it was withdrawn afterwards, since it was worked on; never a draft."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Columns:
    """How a table about dossiers names what roles match, where it is not as a dossier does."""

    names: Mapping[str, str] = field(default_factory=dict)
    handed_over: Q = field(default_factory=lambda: Q(submitted_at__isnull=False))
    """The condition of its rows about dossiers once submitted. Never empty: joined to `NONE`, that would be no row."""

    def named(self, dossier_field: str) -> str:
        return self.names.get(dossier_field, dossier_field)


DOSSIERS = Columns()


@dataclass(frozen=True, slots=True)
class Match:
    """A field of a membership that must hold what a dossier does; an empty one matches all dossiers if `optional`."""

    membership: str
    dossier: str
    optional: bool = False

    def holds(self, membership: Membership, dossier: Dossier) -> bool:
        return self._is_open(membership) or self.admits(
            membership, attrgetter(self.dossier.replace("__", "."))(dossier)
        )

    def admits(self, membership: Membership, value: object) -> bool:
        return self._is_open(membership) or bool(getattr(membership, self.membership) == value)

    def _is_open(self, membership: Membership) -> bool:
        return self.optional and not getattr(membership, self.membership)

    def rows(self, membership: Membership, columns: Columns) -> Q:
        limit = getattr(membership, self.membership)
        return Q() if self.optional and not limit else Q(**{columns.named(self.dossier): limit})

    def memberships(self) -> Q:
        """A condition on memberships, inside a query on dossiers."""
        same = Q(**{self.membership: OuterRef(self.dossier)})
        return same | Q(**{self.membership: ""}) if self.optional else same


ORGANISATION = Match("organisation_id", "organisation_id")
REGION = Match("region", "region")
REGION_IF_ANY = Match("region", "region", optional=True)
PROGRAMME = Match("programme", "campaign__programme_version__programme", optional=True)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a role goes: what it sees, of the dossiers for which everything matches."""

    sees: Sees
    matches: tuple[Match, ...]

    def covers(self, membership: Membership, dossier: Dossier) -> bool:
        return all(match.holds(membership, dossier) for match in self.matches)

    def rows(self, membership: Membership, columns: Columns) -> Q:
        condition = columns.handed_over if self.sees is Sees.HANDED_OVER else Q()
        for match in self.matches:
            condition &= match.rows(membership, columns)
        return condition

    def memberships(self) -> Q:
        """A condition on memberships, inside a query on dossiers: those with a role of that reach."""
        condition = Q(role__in=[role for role, reach in REACH.items() if reach == self])
        for match in self.matches:
            condition &= match.memberships()
        return condition


REACH = {
    Role.STRUCTURE_EDITOR: Reach(Sees.EVERYTHING, (ORGANISATION,)),
    Role.STRUCTURE_HEAD: Reach(Sees.EVERYTHING, (ORGANISATION,)),
    Role.REGIONAL_OFFICER: Reach(Sees.HANDED_OVER, (REGION, PROGRAMME)),
    Role.MINISTRY: Reach(Sees.HANDED_OVER, (PROGRAMME,)),
    # They see nothing until assessments exist; a programme may say already for which dossiers they will act.
    Role.COMMITTEE_MEMBER: Reach(Sees.NOTHING, (REGION, PROGRAMME)),
    Role.EXPERT: Reach(Sees.NOTHING, (REGION_IF_ANY, PROGRAMME)),
    Role.ADMINISTRATOR: Reach(Sees.NOTHING, (PROGRAMME,)),
}


# for one membership


def covers(membership: Membership, dossier: Dossier) -> bool:
    """Whether the dossier is among those for which a programme may make that role act, seen or not."""
    return REACH[Role(membership.role)].covers(membership, dossier)


def reaches(membership: Membership, dossier: Dossier) -> bool:
    """Whether that membership alone lets see the dossier, before any denial."""
    sees = _sees(membership)
    if sees is Sees.NOTHING or (sees is Sees.HANDED_OVER and not dossier.was_received):
        return False
    return covers(membership, dossier)


def receives(memberships: Collection[Membership], region: str, programme: str) -> bool:
    """Whether one of these roles receives what a region hands over for a programme, before any denial."""
    values = {REGION.dossier: region, PROGRAMME.dossier: programme}
    return any(
        _sees(membership) is Sees.HANDED_OVER
        and all(match.admits(membership, values[match.dossier]) for match in REACH[Role(membership.role)].matches)
        for membership in memberships
    )


def _sees(membership: Membership) -> Sees:
    return REACH[Role(membership.role)].sees


# a condition on dossiers, for the memberships of one person


def own(memberships: Collection[Membership], columns: Columns = DOSSIERS) -> Q:
    """The dossiers of their structures."""
    return _union(memberships, Sees.EVERYTHING, columns)


def denied(memberships: Collection[Membership], columns: Columns = DOSSIERS) -> Q:
    """What their roles as an official do not give them: nobody examines their own structure. Recusals come here."""
    return own(memberships, columns)


def is_anything_denied(memberships: Collection[Membership]) -> bool:
    """Whether `denied` may be of any dossier at all."""
    return any(_sees(membership) is Sees.EVERYTHING for membership in memberships)


def granted(memberships: Collection[Membership], columns: Columns = DOSSIERS) -> Q:
    """What their roles as an official would give them, before what is denied: what totals begin with."""
    return _union(memberships, Sees.HANDED_OVER, columns)


def received(memberships: Collection[Membership], columns: Columns = DOSSIERS) -> Q:
    """What they see as an official."""
    return granted(memberships, columns) & ~denied(memberships, columns)


def visible(memberships: Collection[Membership]) -> Q:
    """All that they see."""
    return own(memberships) | received(memberships)


def _union(memberships: Collection[Membership], sees: Sees, columns: Columns) -> Q:
    union = NONE
    for membership in memberships:
        if _sees(membership) is sees:
            union |= REACH[Role(membership.role)].rows(membership, columns)
    return union


# an answer about a dossier at hand


def is_own(memberships: Collection[Membership], dossier: Dossier) -> bool:
    """`own`, of that dossier."""
    return _any(memberships, dossier, Sees.EVERYTHING)


def is_denied(memberships: Collection[Membership], dossier: Dossier) -> bool:
    """`denied`, of that dossier."""
    return is_own(memberships, dossier)


def is_received(memberships: Collection[Membership], dossier: Dossier) -> bool:
    """`received`, of that dossier."""
    return _any(memberships, dossier, Sees.HANDED_OVER) and not is_denied(memberships, dossier)


def _any(memberships: Collection[Membership], dossier: Dossier, sees: Sees) -> bool:
    return any(REACH[Role(membership.role)].sees is sees and reaches(membership, dossier) for membership in memberships)


# a condition on dossiers of which a column names the person


def denied_to_column(person: str, day: date) -> Q:
    """`denied`, for whoever the column `person` names, by the roles of that day."""
    return _exists(person, Membership.objects.filter(on_day(day)), Sees.EVERYTHING)


def received_by_column(person: str, day: date) -> Q:
    """`received`, for whoever the column `person` names, by the roles of that day; nothing once they cannot sign in."""
    handed_over = Q(submitted_at__isnull=False)
    return handed_over & _exists(person, holding(day), Sees.HANDED_OVER) & ~denied_to_column(person, day)


def _exists(person: str, memberships: QuerySet[Membership], sees: Sees) -> Q:
    union = NONE
    for reach in dict.fromkeys(REACH.values()):  # once for roles of the same reach: PostgreSQL hashes what has no OR
        if reach.sees is sees:
            union |= reach.memberships()
    return Q(Exists(memberships.filter(union, person_id=OuterRef(person))))


# for lists


def regions_received(memberships: Collection[Membership]) -> frozenset[str] | None:
    """The regions whose dossiers these roles receive; None when it is the whole country."""
    receiving = [membership for membership in memberships if _sees(membership) is Sees.HANDED_OVER]
    if any(REGION not in REACH[Role(membership.role)].matches for membership in receiving):
        return None
    return frozenset(membership.region for membership in receiving)
