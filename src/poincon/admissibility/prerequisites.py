"""Prerequisites: confirming what is computed, or overriding it with a reason; then concluding."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.admissibility import mails
from poincon.admissibility.course import course_of
from poincon.admissibility.deciding import (
    ReasonNeeded,
    check_seen,
    checked_reason,
    conclude,
    locked_for,
    no_longer_examined,
)
from poincon.admissibility.enums import Verdict
from poincon.admissibility.examination import Examination, Prerequisite, examine
from poincon.admissibility.models import PrerequisiteCheck
from poincon.admissibility.permissions import may_instruct
from poincon.cahier.model import Phase
from poincon.dossiers.enums import Event, State
from poincon.dossiers.lifecycle import leads_somewhere
from poincon.dossiers.models import Dossier
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.sheets.models import Snapshot
from poincon.ui.language import language
from poincon.ui.moments import moment_words
from poincon.workflow.moves import require_move
from poincon.workflow.refusals import Decision, NotAllowed, Outdated, Refused, require


class DecidedMeanwhile(Outdated):
    """Somebody else decided on the same prerequisite since the page showed it; the reason tells what they retained."""

    def __init__(self, theirs: PrerequisiteCheck) -> None:
        super().__init__(retained_words(theirs))


def retained_words(check: PrerequisiteCheck) -> str:
    """Who retained what, when and why."""
    figures = {
        "who": check.made_by.full_name,
        "word": str(Verdict(check.retained).label),
        "when": moment_words(check.made_at, language()),
        "reason": check.reason,
    }
    if check.reason:
        return _("%(who)s a retenu « %(word)s » le %(when)s : %(reason)s") % figures
    return _("%(who)s a retenu « %(word)s » le %(when)s.") % figures


def may_examine(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Whether that person checks prerequisites, whatever state the dossier is in."""
    return may_instruct(person, dossier, Phase.PREREQUISITES, now)


def may_decide(person: Person, dossier: Dossier, now: datetime) -> Decision:
    """Decide on them now: while they are being examined, and not before it is complete."""
    decision = may_examine(person, dossier, now)
    return is_examined(dossier) if decision else decision


def is_examined(dossier: Dossier) -> Decision:
    """Whether prerequisites are what the dossier is at."""
    if State(dossier.state) is course_of(dossier.package.programme).concluded_from:
        return leads_somewhere(dossier, Event.ADMIT if dossier.state == State.COMPLETE else Event.DECLARE_COMPLETE)
    if dossier.state in (State.SUBMITTED, State.TO_CORRECT):
        return Refused(_("Les prérequis s’examinent une fois que le dossier est déclaré complet."))
    over = no_longer_examined(dossier)
    return leads_somewhere(dossier, Event.ADMIT) if over is None else over


def retain(
    dossier_id: uuid.UUID,
    rule: str,
    verdict: Verdict,
    reason: str,
    *,
    version: int,
    digest: str,
    actor: Person,
    now: datetime,
) -> PrerequisiteCheck:
    """Retain a status of one prerequisite. `version`: that of the check which the page showed, 0 for none.

    The same again changes nothing. Raises `NotAllowed`, `ReasonNeeded`, `DecidedMeanwhile`, `Outdated`.
    """
    with transaction.atomic():
        dossier = _locked(dossier_id, actor, now)
        examination = examine(dossier)
        check_seen(examination.snapshot, digest)
        prerequisite = examination.of(rule)
        if prerequisite is None or prerequisite.summary or verdict is Verdict.UNDETERMINED:
            raise NotAllowed(_("Ce prérequis ne se décide pas ainsi."))
        stated_reason = checked_reason(reason)
        check = prerequisite.check
        if check is not None and (check.retained, check.reason) == (verdict, stated_reason):
            return check
        if check is not None and check.version != version:
            raise DecidedMeanwhile(check)
        if verdict is not prerequisite.computed and not stated_reason:
            raise ReasonNeeded(_need(prerequisite))
        return _keep(dossier, examination.snapshot, prerequisite, verdict, stated_reason, actor, now)


def confirm_all(dossier_id: uuid.UUID, *, digest: str, actor: Person, now: datetime) -> int:
    """Confirm all that is computed and that nobody decided yet; how many. Undetermined ones stay to be decided."""
    with transaction.atomic():
        dossier = _locked(dossier_id, actor, now)
        examination = examine(dossier)
        check_seen(examination.snapshot, digest)
        for prerequisite in examination.confirmable:
            _keep(dossier, examination.snapshot, prerequisite, prerequisite.computed, "", actor, now)
    return len(examination.confirmable)


def admit(dossier_id: uuid.UUID, *, digest: str, actor: Person, now: datetime) -> None:
    """All prerequisites hold: the dossier goes on. Raises `NotAllowed`, `NotThatWay`, `Outdated`."""
    with transaction.atomic():
        dossier = locked_for(dossier_id, Phase.PREREQUISITES, actor, now)
        require_move(is_examined(dossier), Event.ADMIT)
        examination = examine(dossier)
        check_seen(examination.snapshot, digest)
        if examination.pending:
            raise NotAllowed(still_pending(examination))
        if not examination.holds:
            raise NotAllowed(_("Un prérequis n’est pas rempli : ce dossier ne peut pas être déclaré recevable."))
        let_in(dossier, examination.snapshot, actor, now, outcomes=outcomes_of(examination))


def let_in(dossier: Dossier, snapshot: Snapshot, actor: Person, now: datetime, *, outcomes: dict[str, str]) -> None:
    """Move a locked dossier to its evaluation and tell the structure. The caller checked that nothing stops it."""
    moves = conclude(dossier, Event.ADMIT, actor, now)
    details = {"snapshot": snapshot.digest, "prerequisites": outcomes}
    journal.record(dossier, "dossier_admitted", actor=str(actor.pk), details=details, freezes=moves, now=now)
    mails.admissible(dossier, actor, now)


def outcomes_of(examination: Examination) -> dict[str, str]:
    """What is retained of each, as the journal keeps it."""
    return {
        prerequisite.id: prerequisite.retained.value
        for prerequisite in examination.prerequisites
        if prerequisite.retained is not None
    }


def still_pending(examination: Examination) -> str:
    """How many prerequisites are still to be decided, for whoever wants to conclude."""
    count = len(examination.pending)
    sentence = ngettext(
        "Un prérequis reste à confirmer avant de conclure.",
        "%(count)d prérequis restent à confirmer avant de conclure.",
        count,
    )
    return sentence % {"count": count}


def _locked(dossier_id: uuid.UUID, actor: Person, now: datetime) -> Dossier:
    dossier = locked_for(dossier_id, Phase.PREREQUISITES, actor, now)
    require(is_examined(dossier))
    return dossier


def _keep(
    dossier: Dossier,
    snapshot: Snapshot,
    prerequisite: Prerequisite,
    verdict: Verdict,
    reason: str,
    actor: Person,
    now: datetime,
) -> PrerequisiteCheck:
    check = prerequisite.check or PrerequisiteCheck(dossier=dossier, snapshot=snapshot, rule=prerequisite.id, version=0)
    check.computed, check.retained, check.reason = prerequisite.computed, verdict, reason
    check.made_by, check.made_at, check.version = actor, now, check.version + 1
    check.save()
    details = {
        "rule": prerequisite.id,
        "computed": prerequisite.computed.value,
        "retained": verdict.value,
        "snapshot": snapshot.digest,
        "version": check.version,
    }
    event = "prerequisite_overridden" if check.is_override else "prerequisite_confirmed"
    journal.record(dossier, event, actor=str(actor.pk), details=details, now=now)
    return check


def _need(prerequisite: Prerequisite) -> str:
    if prerequisite.computed is Verdict.UNDETERMINED:
        return _("Le calcul ne peut pas conclure : dites sur quoi vous vous fondez.")
    return _("Dites pourquoi vous vous écartez du calcul.")
