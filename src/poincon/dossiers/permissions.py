"""What a person may do with a dossier, and why not when they may not."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.dossiers.models import Dossier
from poincon.people.access import Allowed, Decision, Refused
from poincon.people.enums import STRUCTURE_ROLES, Role
from poincon.people.models import Person


def _roles_in(person: Person, dossier: Dossier, now: datetime) -> set[str]:
    memberships = person.memberships_on(timezone.localdate(now))
    return {one.role for one in memberships if one.organisation_id == dossier.organisation_id}


def is_of_structure(person: Person, dossier: Dossier, now: datetime) -> bool:
    """Whether notes between colleagues, and documents taken back, are theirs to read."""
    return bool(_roles_in(person, dossier, now) & set(STRUCTURE_ROLES))


def may_edit(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Change answers, documents, comments."""
    if not is_of_structure(person, dossier, now):
        return Refused(_("Seules les personnes de la structure peuvent remplir ce dossier."))
    if not dossier.is_draft:
        return Refused(_("Ce dossier n’est plus en préparation : ses réponses sont figées."))
    if not dossier.campaign.is_open(now):
        return Refused(_("La campagne est close : les réponses ne peuvent plus être modifiées."))
    return Allowed()


def may_submit(person: Person, dossier: Dossier, now: datetime) -> Decision:
    decision = may_edit(person, dossier, now)
    if isinstance(decision, Refused):
        return decision
    if Role.STRUCTURE_HEAD not in _roles_in(person, dossier, now):
        return Refused(_("Seule la direction de la structure peut déposer le dossier."))
    return Allowed()
