"""In which capacity somebody acts on a dossier for an authority, as its programme names it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.basics.text import Language
from poincon.cahier.dossiers.kinds import REGIONS
from poincon.cahier.model import Phase, Programme, Stage
from poincon.dossiers.models import Dossier
from poincon.dossiers.reach import covers, is_denied
from poincon.people.models import Membership, Person


def instructing_membership(person: Person, dossier: Dossier, phase: Phase, now: datetime) -> Membership | None:
    """The membership by which that person acts in a phase; None when they may not."""
    memberships = person.memberships_on(timezone.localdate(now))
    if is_denied(memberships, dossier):
        return None
    roles = {function.value for function in dossier.package.programme.functions_of(phase)}
    acting = (membership for membership in memberships if membership.role in roles and covers(membership, dossier))
    return next(acting, None)


def actor_label(programme: Programme, stage: Stage, spoken: Language) -> str:
    """Who acts at a stage, as the programme names them."""
    label = next((actor.label for actor in programme.actors if actor.id == stage.actor), stage.actor)
    return programme.english.get(f"acteurs.{stage.actor}.libelle", label) if spoken == "en" else label


def body_of(membership: Membership) -> str:
    """For which part of the country somebody acts: « région Bretagne »; empty for the whole of it."""
    region = REGIONS.get(membership.region, "")
    return _("région %(name)s") % {"name": region} if region else ""


def signature(person: Person, dossier: Dossier, stage: Stage | None, now: datetime, spoken: Language) -> str:
    """The first name, name and quality of whoever writes: the actor of the stage, and for which region."""
    membership = None
    if stage is not None and stage.phase is not None:
        membership = instructing_membership(person, dossier, stage.phase, now)
    if stage is None or membership is None:
        return person.full_name
    parts = (person.full_name, actor_label(dossier.package.programme, stage, spoken), body_of(membership))
    return ", ".join(part for part in parts if part)
