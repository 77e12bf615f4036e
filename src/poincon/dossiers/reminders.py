"""Reminders to structures, some days before an end: of the submission, of the changes that were asked. Each once.

Run every hour (`settings.PERIODIC_JOBS`). An occasion names the end that it is about: more time granted is another end,
and is told again when it comes near.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from poincon.cahier.explanation import Names
from poincon.campaigns.models import Extension
from poincon.dossiers.enums import PREPARED, State
from poincon.dossiers.mail_kinds import CHANGES_REMINDER, SUBMISSION_REMINDER
from poincon.dossiers.mails import tell_structure
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.dossiers.subjects import DOSSIER
from poincon.dossiers.unlocking import open_request
from poincon.journal.services import SYSTEM
from poincon.notifications.kinds import MailKind
from poincon.notifications.mails import ValuesOf
from poincon.notifications.models import Mail
from poincon.ui.moments import moment_words
from poincon.workflow.locking import locked


def remind(now: datetime) -> int:
    """Remind whoever is to be reminded at that instant. Gives how many mails were queued.

    Each dossier in a transaction of its own, locked: a dossier that is handed over meanwhile is not reminded of.
    """
    return sum(_of_submission(pk, now) for pk in list(_closing(now))) + sum(
        _of_changes(pk, now) for pk in list(_due(now))
    )


def _closing(now: datetime) -> Iterator[uuid.UUID]:
    """Prepared dossiers whose end is near."""
    reminders = _told(SUBMISSION_REMINDER)
    longer = Extension.objects.filter(until__gt=now).values("campaign")
    soon = Q(campaign__closes_at__gt=now) | Q(campaign__in=longer)
    for dossier in Dossier.objects.filter(soon, state__in=PREPARED).with_context().iterator(chunk_size=500):
        if _is_near(dossier, dossier.closes_at, now) and (str(dossier.pk), _closing_of(dossier)) not in reminders:
            yield dossier.pk


def _due(now: datetime) -> Iterator[uuid.UUID]:
    """Dossiers to correct whose answer is due soon."""
    reminders = _told(CHANGES_REMINDER)
    waiting = ChangeRequest.objects.filter(due_at__gt=now, ended_at__isnull=True, dossier__state=State.TO_CORRECT)
    for request in waiting.select_related("dossier__sheet__programme_version"):
        is_told = (str(request.dossier_id), _answer_to(request)) in reminders
        if request.due_at is not None and _is_near(request.dossier, request.due_at, now) and not is_told:
            yield request.dossier_id


def _told(kind: MailKind) -> set[tuple[str, str]]:
    """The dossiers whose structure was reminded, each with its occasion."""
    mails = Mail.objects.filter(kind=kind.id, subject_kind=DOSSIER.id).order_by()
    return set(mails.values_list("subject_id", "occasion").distinct())


def _closing_of(dossier: Dossier) -> str:
    return f"cloture:{dossier.closes_at.isoformat()}"


def _answer_to(request: ChangeRequest) -> str:
    return f"demande:{request.pk}"


def _is_near(dossier: Dossier, end: datetime, now: datetime) -> bool:
    return end - timedelta(days=dossier.package.programme.days("rappel_avant_echeance")) <= now < end


def _of_submission(dossier_id: uuid.UUID, now: datetime) -> int:
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        closes = dossier.closes_at
        if not State(dossier.state).is_prepared or not dossier.is_open(now):
            return 0

        def values(names: Names) -> dict[str, str]:
            return {"cloture": moment_words(closes, names.language)}

        return _tell(SUBMISSION_REMINDER, dossier, values, _closing_of(dossier), now)


def _of_changes(dossier_id: uuid.UUID, now: datetime) -> int:
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        request = open_request(dossier)
        if request is None or request.due_at is None:
            return 0
        due = request.due_at

        def values(names: Names) -> dict[str, str]:
            return {"echeance": moment_words(due, names.language)}

        return _tell(CHANGES_REMINDER, dossier, values, _answer_to(request), now)


def _tell(kind: MailKind, dossier: Dossier, values: ValuesOf, occasion: str, now: datetime) -> int:
    return len(tell_structure(kind, dossier, values, actor=SYSTEM, now=now, occasion=occasion))
