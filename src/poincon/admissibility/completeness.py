"""Completeness: is everything there? Who may ask for changes; declaring complete; going back to it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.admissibility.checklist import in_form_order
from poincon.admissibility.course import course_of
from poincon.admissibility.deciding import (
    ReasonNeeded,
    check_seen,
    checked_reason,
    locked_for,
    no_longer_examined,
    snapshot_of,
)
from poincon.admissibility.permissions import may_instruct
from poincon.admissibility.prerequisites import let_in
from poincon.cahier.model import Phase
from poincon.dossiers import changes
from poincon.dossiers.enums import Event
from poincon.dossiers.lifecycle import leads_somewhere, move
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.dossiers.standing import standing_of
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.sheets.snapshots import canonical, digest_of
from poincon.sheets.standing import Standing
from poincon.workflow.moves import require_move
from poincon.workflow.refusals import Decision, NotAllowed, Outdated


def may_check(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Whether that person examines completeness, whatever state the dossier is in."""
    return may_instruct(person, dossier, Phase.COMPLETENESS, now)


def may(event: Event, person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Whether that person may do it now: ask for changes, take them back, declare complete, go back to checking."""
    decision = may_check(person, dossier, now)
    if not decision:
        return decision
    possible = leads_somewhere(dossier, event)
    over = None if possible else no_longer_examined(dossier)
    return possible if over is None else over


def lacks(standing: Standing) -> list[str]:
    """What is required and not given, or cannot be read: names of inputs."""
    return sorted({*(state.path for state in standing.lacking), *standing.problems})


def points_of(dossier: Dossier) -> list[ChangeItem]:
    """What the request in preparation asks, in the order of the form, with who added each."""
    request = changes.in_preparation(dossier)
    return in_form_order(request.items.select_related("added_by"), dossier) if request is not None else []


def fingerprint_of(points: Iterable[ChangeItem]) -> str:
    """What tells one state of a request from another."""
    return digest_of(canonical([[point.section, point.name, point.text] for point in points]))


def ask(
    dossier_id: uuid.UUID, message: str, due: datetime | None, *, fingerprint: str, actor: Person, now: datetime
) -> ChangeRequest:
    """Send the request in preparation. `fingerprint`: that of the points that the page showed.

    Raises `NotAllowed`, and `Outdated` when a colleague changed them since.
    """
    with transaction.atomic():
        dossier = locked_for(dossier_id, Phase.COMPLETENESS, actor, now)
        points = points_of(dossier)
        if points and fingerprint_of(points) != fingerprint:
            raise Outdated(
                _("Un collègue vient de changer les points de cette demande : relisez-la avant de l’envoyer.")
            )
        allowed = leads_somewhere(dossier, Event.ASK_CHANGES)
        return changes.ask(dossier_id, message, due, actor, now, allowed=allowed)


def declare_complete(dossier_id: uuid.UUID, reason: str, *, digest: str, actor: Person, now: datetime) -> None:
    """Everything is there: on to the prerequisites or, when the programme has none, to the evaluation.

    `digest`: that of the snapshot that the page showed. Raises `NotAllowed`, `NotThatWay`, `Outdated`, and
    `ReasonNeeded` when something lacks: saying why it can do without is then due.
    """
    with transaction.atomic():
        dossier = locked_for(dossier_id, Phase.COMPLETENESS, actor, now)
        require_move(leads_somewhere(dossier, Event.DECLARE_COMPLETE), Event.DECLARE_COMPLETE)
        snapshot = snapshot_of(dossier)
        check_seen(snapshot, digest)
        _refuse_unsent(dossier)
        lacking = lacks(standing_of(snapshot, dossier))
        stated_reason = checked_reason(reason)
        if lacking and not stated_reason:
            raise ReasonNeeded(_("Dites pourquoi ce dossier peut être déclaré complet malgré ce qui manque."))
        transition = move(dossier, Event.DECLARE_COMPLETE, actor, now, reason=stated_reason)
        details = {"snapshot": snapshot.digest, "lacking": lacking}
        journal.record(dossier, "dossier_complete", actor=str(actor.pk), details=details, freezes=[transition], now=now)
        if not course_of(dossier.package.programme).prerequisites:
            let_in(dossier, snapshot, actor, now, outcomes={})


def recheck(dossier_id: uuid.UUID, reason: str, *, actor: Person, now: datetime) -> None:
    """Go back to completeness, before any conclusion. Raises `NotAllowed`, `NotThatWay`, `ReasonNeeded`."""
    with transaction.atomic():
        dossier = locked_for(dossier_id, Phase.COMPLETENESS, actor, now)
        require_move(leads_somewhere(dossier, Event.RECHECK), Event.RECHECK)
        stated_reason = checked_reason(reason)
        if not stated_reason:
            raise ReasonNeeded(_("Dites pourquoi la complétude est à revoir."))
        transition = move(dossier, Event.RECHECK, actor, now, reason=stated_reason)
        journal.record(dossier, "completeness_rechecked", actor=str(actor.pk), freezes=[transition], now=now)


def _refuse_unsent(dossier: Dossier) -> None:
    """A request that is being prepared is not forgotten in silence."""
    request = changes.in_preparation(dossier)
    count = request.items.count() if request is not None else 0
    if count:
        sentence = ngettext(
            "Une demande de compléments est en préparation (%(count)d point) : envoyez-la, ou retirez-le.",
            "Une demande de compléments est en préparation (%(count)d points) : envoyez-la, ou retirez-les.",
            count,
        )
        raise NotAllowed(sentence % {"count": count})
