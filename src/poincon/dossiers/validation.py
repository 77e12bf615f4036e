"""Between the people of a structure, before the submission: asking for a validation, validating, reopening."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from poincon.dossiers.enums import Event, State
from poincon.dossiers.lifecycle import move
from poincon.dossiers.models import Dossier, Transition
from poincon.dossiers.permissions import may_ask_validation, may_reopen, may_validate
from poincon.dossiers.services import NotComplete
from poincon.dossiers.standing import standing
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.sheets.snapshots import canonical, digest_of
from poincon.workflow.locking import locked
from poincon.workflow.refusals import require


def ask_validation(dossier_id: uuid.UUID, actor: Person, now: datetime) -> Transition:
    """Say that the dossier is ready to be decided on; as long as nothing followed, asking again changes nothing.

    Raises `NotAllowed`.
    """
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        require(may_ask_validation(actor, dossier, now))
        pending = validation_asked(dossier)
        if pending is not None:
            return pending
        transition = move(dossier, Event.ASK_VALIDATION, actor, now)
        details = {"state": dossier.state}
        journal.record(dossier, "validation_asked", actor=str(actor.pk), details=details, freezes=[transition], now=now)
        return transition


def validation_asked(dossier: Dossier) -> Transition | None:
    """The request for a validation that nothing has answered yet."""
    if dossier.history_is_read:
        last = next(reversed(dossier.transitions.all()), None)
    else:
        last = dossier.transitions.select_related("actor").last()
    return last if last is not None and last.event == Event.ASK_VALIDATION else None


def validate(dossier_id: uuid.UUID, actor: Person, now: datetime) -> Dossier:
    """Validate: the answers are frozen until the dossier is handed over, or taken up again. Twice is once.

    Raises `NotAllowed`, `NotComplete`.
    """
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        if dossier.state == State.VALIDATED and dossier.validated_by_id == actor.pk:
            return dossier
        require(may_validate(actor, dossier, now))
        current = standing(dossier, now)
        if not current.may_be_submitted:
            raise NotComplete(current)
        transition = move(dossier, Event.VALIDATE, actor, now)
        details = {"answers": digest_of(canonical(current.answers)), "programme": current.package.digest}
        journal.record(
            dossier, "dossier_validated", actor=str(actor.pk), details=details, freezes=[transition], now=now
        )
        return dossier


def reopen(dossier_id: uuid.UUID, actor: Person, now: datetime) -> Dossier:
    """Go back to preparing: the validation falls, and is to be given again. Raises `NotAllowed`."""
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        if dossier.state == State.DRAFT and _last_event(dossier) == Event.REOPEN:
            return dossier
        require(may_reopen(actor, dossier, now))
        transition = move(dossier, Event.REOPEN, actor, now)
        journal.record(dossier, "dossier_reopened", actor=str(actor.pk), freezes=[transition], now=now)
        return dossier


def _last_event(dossier: Dossier) -> str:
    return dossier.transitions.values_list("event", flat=True).last() or ""
