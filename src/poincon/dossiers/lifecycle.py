"""Moving a dossier from one state to another: the only place where a state changes."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from poincon.dossiers.enums import CONCLUDED, TRANSITIONS, Event, Move, State
from poincon.dossiers.models import Dossier, Transition
from poincon.people.access import Allowed, Decision, Refused
from poincon.people.models import Person


class NotThatWay(Exception):
    """No such move from the state that the dossier is in: somebody else moved it meanwhile, or a form was forged."""

    def __init__(self, dossier: Dossier, event: Event) -> None:
        super().__init__(f"{dossier.state}: {event.value}")
        self.state, self.event = State(dossier.state), event


def leads_somewhere(dossier: Dossier, event: Event) -> Decision:
    """Whether the dossier is in a state from which that can happen; why not, in words."""
    if (State(dossier.state), event) in TRANSITIONS:
        return Allowed()
    figures = {"state": str(State(dossier.state).label), "event": str(event.label)}
    return Refused(_("Ce dossier est « %(state)s » : « %(event)s » n’est plus possible.") % figures)


def move(dossier: Dossier, event: Event, actor: Person, now: datetime, *, reason: str = "") -> Transition:
    """Make the move and log it. The caller locked the dossier and checked who may. Raises `NotThatWay`."""
    before = State(dossier.state)
    found: Move | None = TRANSITIONS.get((before, event))
    if found is None:
        raise NotThatWay(dossier, event)
    dossier.state = found.after
    dossier.changed_at = now
    if found.after is State.VALIDATED:
        dossier.validated_at, dossier.validated_by = now, actor
    elif found.after is State.DRAFT:
        dossier.validated_at = dossier.validated_by = None
    if event is Event.SUBMIT:
        dossier.submitted_at = now
        if dossier.validated_at is None:  # who hands over a draft validates it by that very act
            dossier.validated_at, dossier.validated_by = now, actor
    dossier.concluded_at = now if found.after in CONCLUDED else None
    dossier.save(update_fields=("state", "changed_at", "validated_at", "validated_by", "submitted_at", "concluded_at"))
    return Transition.objects.create(
        dossier=dossier, event=event, before=before, after=found.after, actor=actor, made_at=now, reason=reason
    )
