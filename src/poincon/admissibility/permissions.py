"""Who examines a dossier, as its programme says it, and why not when they may not.

Seeing comes first (`DossierQuerySet.received_by`), the structure’s own people left out. Acting asks for a role that the
programme names for the phase. A programme without a phase has nothing to be done there.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.model import Phase
from poincon.dossiers.instructing import actor_label, instructing_membership
from poincon.dossiers.models import Dossier
from poincon.dossiers.reach import is_denied
from poincon.people.models import Person
from poincon.ui.language import language
from poincon.workflow.refusals import Allowed, Decision, Refused


def may_instruct(person: Person, dossier: Dossier, phase: Phase, now: datetime) -> Decision:
    """Act in a phase: for the dossier's region or nationally, in a role that its programme names for that phase."""
    programme = dossier.package.programme
    stage = programme.stage_of(phase)
    if stage is None:
        return Refused(_("Ce programme ne prévoit pas cette étape."))
    if is_denied(person.memberships_on(timezone.localdate(now)), dossier):
        return Refused(_("Vous faites partie de cette structure : vous ne pouvez pas instruire son dossier."))
    if dossier.submitted_at is None:
        return Refused(_("Ce dossier n’est pas déposé."))
    if instructing_membership(person, dossier, phase, now) is not None:
        return Allowed()
    actor = {"who": actor_label(programme, stage, language())}
    return Refused(_("Le programme confie cette étape à : %(who)s. Vous pouvez lire, mais pas décider.") % actor)
