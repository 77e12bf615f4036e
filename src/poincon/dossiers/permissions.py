"""What a person of a structure may do with a dossier, and why not when they may not.

What those who examine may do is decided by the rooms that come after this one.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.model import Phase
from poincon.dossiers.enums import TRANSITIONS, Event, State
from poincon.dossiers.models import Dossier
from poincon.dossiers.reach import is_own
from poincon.people.access import get_visible_or_404
from poincon.people.enums import STRUCTURE_ROLES, Role
from poincon.people.models import Person
from poincon.people.requests import SignedInRequest
from poincon.workflow.refusals import Allowed, Decision, Refused


def roles_in(person: Person, dossier: Dossier, now: datetime) -> frozenset[Role]:
    """The roles that the person holds in the structure of the dossier."""
    memberships = person.memberships_on(timezone.localdate(now))
    return frozenset(Role(membership.role) for membership in memberships if is_own([membership], dossier))


def is_of_structure(person: Person, dossier: Dossier, now: datetime) -> bool:
    """Whether the work in progress, the notes between colleagues and documents taken back are theirs to read."""
    return is_own(person.memberships_on(timezone.localdate(now)), dossier)


def deciding_roles(dossier: Dossier) -> frozenset[Role]:
    """Who validates for the structure, as the programme says it; its head when the programme does not."""
    named = {Role(function.value) for function in dossier.package.programme.functions_of(Phase.VALIDATION)}
    return frozenset(named & set(STRUCTURE_ROLES)) or frozenset({Role.STRUCTURE_HEAD})


def decides(person: Person, dossier: Dossier, now: datetime) -> bool:
    """Whether the person validates for the structure of the dossier."""
    return bool(roles_in(person, dossier, now) & deciding_roles(dossier))


def may_edit(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Change answers, documents, comments: all of a draft; of a dossier to correct, what `unlocking` says."""
    if not is_of_structure(person, dossier, now):
        return Refused(_("Seules les personnes de la structure peuvent remplir ce dossier."))
    if dossier.state == State.TO_CORRECT:
        return Allowed()
    if dossier.state == State.VALIDATED:
        return Refused(_("La direction a validé ce dossier : reprenez sa préparation pour changer une réponse."))
    if dossier.state == State.WITHDRAWN:
        return Refused(_("Ce dossier est retiré : ses réponses sont figées."))
    if not dossier.is_draft:
        return Refused(_("Ce dossier n’est plus en préparation : ses réponses sont figées."))
    if not dossier.is_open(now):
        return Refused(_("La campagne est close : les réponses ne peuvent plus être modifiées."))
    return Allowed()


def may_ask_validation(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Say to those who decide that the dossier is ready for them."""
    edition = may_edit(person, dossier, now)
    if not edition:
        return edition
    if decides(person, dossier, now):
        return Refused(_("Vous pouvez décider vous-même : personne d’autre n’a à vous valider."))
    return Allowed()


def may_validate(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Validate a draft: its answers are frozen, and anybody of the structure may hand it over."""
    if dossier.state != State.DRAFT and is_of_structure(person, dossier, now):
        return Refused(_("Seul un dossier en préparation se valide."))
    return _may_decide(person, dossier, now, _("Seule la direction de la structure peut valider le dossier."))


def may_reopen(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Go back to preparing: the validation falls."""
    if not is_of_structure(person, dossier, now):
        return Refused(_("Seules les personnes de la structure peuvent reprendre ce dossier."))
    if dossier.state != State.VALIDATED:
        return Refused(_("Ce dossier n’attend pas son dépôt : il n’y a rien à reprendre."))
    if not dossier.is_open(now):
        return Refused(_("La campagne est close : les réponses ne peuvent plus être modifiées."))
    return Allowed()


def may_submit(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Hand over a draft (whoever decides: that act validates it), or a validated dossier (anybody of them)."""
    if dossier.state == State.DRAFT:
        return _may_decide(
            person,
            dossier,
            now,
            _("Seule la direction de la structure peut déposer un dossier qu’elle n’a pas encore validé."),
        )
    if not is_of_structure(person, dossier, now):
        return Refused(_("Seules les personnes de la structure peuvent remplir ce dossier."))
    if not State(dossier.state).is_prepared:
        return Refused(_("Ce dossier n’est plus en préparation : ses réponses sont figées."))
    if not dossier.is_open(now):
        return Refused(_("La campagne est close : le dossier ne peut plus être déposé."))
    return Allowed()


def may_resubmit(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Send the changes that were asked: whoever decides, since nobody validated them. No deadline stops it."""
    if dossier.state != State.TO_CORRECT and is_of_structure(person, dossier, now):
        return Refused(_("Aucun complément n’est attendu sur ce dossier."))
    return _may_decide(person, dossier, now, _("Seule la direction de la structure peut déposer les compléments."))


def may_withdraw(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Withdraw it: its head, at any moment from which that is possible."""
    if not is_of_structure(person, dossier, now):
        return Refused(_("Seules les personnes de la structure peuvent retirer ce dossier."))
    if (State(dossier.state), Event.WITHDRAW) not in TRANSITIONS:
        state = str(State(dossier.state).label)
        return Refused(_("Ce dossier est « %(state)s » : il ne peut plus être retiré.") % {"state": state})
    if Role.STRUCTURE_HEAD not in roles_in(person, dossier, now):
        return Refused(_("Seule la direction de la structure peut retirer le dossier."))
    return Allowed()


def _may_decide(person: Person, dossier: Dossier, now: datetime, head_only: str) -> Decision:
    """`head_only`: what is told when the programme leaves it to the head; another rule is told as it is."""
    edition = may_edit(person, dossier, now)
    if not edition or decides(person, dossier, now):
        return edition
    if deciding_roles(dossier) == {Role.STRUCTURE_HEAD}:
        return Refused(head_only)
    return Refused(_("Le programme confie cet acte aux personnes qui rédigent le dossier."))


def visible_dossier(request: SignedInRequest, pk: uuid.UUID, *related: str) -> Dossier:
    """Load and authorise in one call: what is not visible does not exist. `related`: rows to read with it."""
    visible = Dossier.objects.visible_to(request.person, request.day).with_context()
    if related:
        visible = visible.select_related(*related)
    return get_visible_or_404(visible, pk=pk)
