"""Withdrawing a dossier: what was handed over is no longer examined, and nothing of it changes any more."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from poincon.dossiers import mails
from poincon.dossiers.enums import Event, State
from poincon.dossiers.lifecycle import move
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import may_withdraw
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.workflow.locking import locked
from poincon.workflow.refusals import NotAllowed, require

LONGEST_REASON = 5_000


def withdraw(dossier_id: uuid.UUID, reason: str, actor: Person, now: datetime) -> Dossier:
    """Withdraw it, and say so to the structure. `reason` may be empty. Twice is once. Raises `NotAllowed`."""
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        if dossier.state == State.WITHDRAWN and dossier.transitions.filter(actor=actor, event=Event.WITHDRAW).exists():
            return dossier
        require(may_withdraw(actor, dossier, now))
        text = reason.replace("\r\n", "\n").strip()
        if len(text) > LONGEST_REASON:
            raise NotAllowed(_("Ce motif dépasse %(most)d caractères : raccourcissez-le.") % {"most": LONGEST_REASON})
        before = dossier.state
        dossier.change_requests.filter(ended_at__isnull=True).update(ended_at=now)
        transition = move(dossier, Event.WITHDRAW, actor, now, reason=text)
        details = {"from": before}
        journal.record(
            dossier, "dossier_withdrawn", actor=str(actor.pk), details=details, freezes=[transition], now=now
        )
        mails.withdrawn(dossier, actor, now)
        return dossier
