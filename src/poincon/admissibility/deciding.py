"""What all acts of an examination share: one at a time on a dossier, by whoever may, on what they read."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from poincon.admissibility.permissions import may_instruct
from poincon.cahier.model import Phase
from poincon.dossiers.enums import Event, State
from poincon.dossiers.lifecycle import move
from poincon.dossiers.models import Dossier, Transition
from poincon.people.models import Person
from poincon.sheets.models import Snapshot
from poincon.ui.language import language
from poincon.ui.printing import unprintable_words
from poincon.workflow.locking import locked
from poincon.workflow.refusals import NotAllowed, Outdated, Refused, Unfit, require

MAXIMUM_REASON = 2_000
"""Characters of a reason."""


class ReasonNeeded(Unfit):
    """What is decided has to say why."""


def locked_for(dossier_id: uuid.UUID, phase: Phase, actor: Person, now: datetime) -> Dossier:
    """The dossier, alone until the transaction ends, for somebody who acts in that phase. Raises `NotAllowed`."""
    dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
    require(may_instruct(actor, dossier, phase, now))
    return dossier


def no_longer_examined(dossier: Dossier) -> Refused | None:
    """Why nothing is asked or decided in the state that the dossier is in, as one would say it to a colleague.

    None in the state in which its examination begins.
    """
    reason = {
        State.TO_CORRECT: _(
            "La structure complète ce dossier : vous le relirez quand elle aura déposé ses compléments."
        ),
        State.COMPLETE: _("Ce dossier est déclaré complet."),
        State.ADMISSIBLE: _("Ce dossier est déclaré recevable : cela ne se change plus."),
        State.NOT_PROCESSED: _("Cette demande est close : la lettre est partie, et plus rien ne se change."),
        State.WITHDRAWN: _("La structure a retiré ce dossier : il n’y a plus rien à examiner."),
    }.get(State(dossier.state))
    return Refused(reason) if reason else None


def snapshot_of(dossier: Dossier) -> Snapshot:
    """What is examined: the dossier as it was last handed over."""
    snapshot = dossier.sheet.snapshots.select_related("made_by").last()
    if snapshot is None:
        raise NotAllowed(_("Ce dossier n’a pas été déposé : il n’y a rien à examiner."))
    return snapshot


def check_seen(snapshot: Snapshot, digest: str) -> None:
    """Refuse to decide on anything else than what the page showed. Raises `Outdated`."""
    if snapshot.digest != digest:
        raise Outdated(_("La structure a déposé des compléments depuis : relisez le dossier avant de décider."))


def checked_reason(text: str) -> str:
    """A reason without its outer spaces. Raises `NotAllowed` when it is too long, `Unfit` when it cannot be printed."""
    reason = text.strip()
    if len(reason) > MAXIMUM_REASON:
        raise NotAllowed(_("Ce motif dépasse %(most)d caractères : raccourcissez-le.") % {"most": MAXIMUM_REASON})
    unprintable = unprintable_words(reason)
    if unprintable is not None:
        raise Unfit(unprintable.into(language()))
    return reason


def conclude(dossier: Dossier, event: Event, actor: Person, now: datetime) -> list[Transition]:
    """Move a locked dossier out of the examination of its prerequisites; the moves made. Raises `NotThatWay`."""
    moves: list[Transition] = []
    if dossier.state == State.SUBMITTED:  # the programme has no examination of completeness
        moves.append(move(dossier, Event.DECLARE_COMPLETE, actor, now))
    moves.append(move(dossier, event, actor, now))
    return moves


def last_of(dossier: Dossier, event: Event) -> Transition | None:
    """The last time that this happened: who did it, when, why."""
    return dossier.transitions.filter(event=event).select_related("actor").last()
