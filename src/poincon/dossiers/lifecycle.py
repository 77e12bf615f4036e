"""Moving a dossier from one state to another: the only place where a state changes."""

from __future__ import annotations

from datetime import datetime

from poincon.dossiers.enums import LIFECYCLE, Event, State
from poincon.dossiers.lists import relist
from poincon.dossiers.models import Dossier, Transition
from poincon.people.models import Person
from poincon.workflow.refusals import Decision


def leads_somewhere(dossier: Dossier, event: Event) -> Decision:
    """Whether the dossier is in a state from which that can happen; why not, in words."""
    return LIFECYCLE.leads_somewhere(State(dossier.state), event)


def move(dossier: Dossier, event: Event, actor: Person, now: datetime, *, reason: str = "") -> Transition:
    """Make the move and log it. The caller locked the dossier and checked who may. Raises `NotThatWay`."""
    before = State(dossier.state)
    after = LIFECYCLE.move(before, event).after
    dossier.state = after
    dossier.changed_at = now
    if after is State.VALIDATED:
        dossier.validated_at, dossier.validated_by = now, actor
    elif after is State.DRAFT:
        dossier.validated_at = dossier.validated_by = None
    if event is Event.SUBMIT:
        dossier.submitted_at = now
        if dossier.validated_at is None:  # whoever hands over a draft validates it by that very act
            dossier.validated_at, dossier.validated_by = now, actor
    dossier.concluded_at = now if after.is_concluded else None
    dossier.save(update_fields=("state", "changed_at", "validated_at", "validated_by", "submitted_at", "concluded_at"))
    transition = Transition.objects.create(
        dossier=dossier, event=event, before=before, after=after, actor=actor, made_at=now, reason=reason
    )
    relist(dossier)
    return transition
