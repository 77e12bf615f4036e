"""News of dossiers: what waits for the people of a structure, what came to those who examine.

From the same querysets as the pages; what is no longer so is no news.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.dossiers import news_kinds
from poincon.dossiers.enums import PREPARED, Event, State
from poincon.dossiers.models import ChangeRequest, Dossier, Transition
from poincon.dossiers.permissions import decides
from poincon.dossiers.querysets import DossierQuerySet
from poincon.files.models import ScanState
from poincon.notifications.items import Item
from poincon.people.models import Person
from poincon.sheets.models import Attachment
from poincon.sheets.snapshots import was_frozen
from poincon.ui.moments import day_and_hour


def news(person: Person, since: datetime, now: datetime) -> list[Item]:
    """What happened after `since` and up to `now` (`settings.NEWS_SOURCES`)."""
    day = timezone.localdate(now)
    own = Dossier.objects.of_structures_of(person, day).with_context()
    received = Dossier.objects.received_by(person, day)
    return [
        *_validation_asked(person, own, since, now),
        *_deadline_near(own, since, now),
        *_correction_due(own, since, now),
        *_documents_refused(own, since, now),
        *_handed_over(person, received, since, now),
        *_documents_refused(received, since, now, handed_over=True),
    ]


# for the structure


def _validation_asked(person: Person, own: DossierQuerySet, since: datetime, now: datetime) -> Iterable[Item]:
    """Validations asked of whoever decides, and answered by nothing yet."""
    waiting = own.with_waiting(person, now).filter(last_event=Event.ASK_VALIDATION)
    pending = {dossier.pk: dossier for dossier in waiting if decides(person, dossier, now)}
    for transition in _moves(list(pending), (Event.ASK_VALIDATION,), since, now).exclude(actor=person):
        dossier = pending.pop(transition.dossier_id, None)
        if dossier is not None:
            figures = {"who": transition.actor.full_name, "number": dossier.number}
            text = _("%(who)s demande votre validation du dossier %(number)s") % figures
            page = "changes" if dossier.state == State.TO_CORRECT else "check"
            yield Item(news_kinds.VALIDATION_ASKED, text, _page(page, dossier), transition.made_at)


def _deadline_near(own: DossierQuerySet, since: datetime, now: datetime) -> Iterable[Item]:
    """Told once, when the days before the end begin, of what is not handed over."""
    for dossier in own.filter(state__in=PREPARED):
        closes = dossier.closes_at
        begins = closes - timedelta(days=dossier.package.programme.days("rappel_avant_echeance"))
        if since < begins <= now < closes:
            figures = {"number": dossier.number, "when": day_and_hour(closes)}
            text = _("Le dossier %(number)s est à déposer avant le %(when)s") % figures
            yield Item(news_kinds.DEADLINE_NEAR, text, _page("show", dossier), begins)


def _correction_due(own: DossierQuerySet, since: datetime, now: datetime) -> Iterable[Item]:
    """Told when it is asked, and again when its end is near."""
    dossiers = {dossier.pk: dossier for dossier in own.filter(state=State.TO_CORRECT)}
    waiting = ChangeRequest.objects.filter(dossier__in=dossiers, sent_at__isnull=False, ended_at__isnull=True)
    for request in waiting.prefetch_related("items"):
        dossier = dossiers[request.dossier_id]
        sent, due = request.sent_at, request.due_at
        assert sent is not None
        assert due is not None
        begins = due - timedelta(days=dossier.package.programme.days("rappel_avant_echeance"))
        moments = [moment for moment in (sent, begins) if since < moment <= now]
        if moments:
            sentence = ngettext(
                "Le dossier %(number)s est à compléter avant le %(when)s : %(count)d point demandé",
                "Le dossier %(number)s est à compléter avant le %(when)s : %(count)d points demandés",
                len(request.items.all()),
            )
            figures = {
                "number": dossier.number,
                "when": day_and_hour(due),
                "count": len(request.items.all()),
            }
            yield Item(news_kinds.CORRECTION_DUE, sentence % figures, _page("changes", dossier), max(moments))


# for both


def _documents_refused(
    dossiers: DossierQuerySet, since: datetime, now: datetime, *, handed_over: bool = False
) -> Iterable[Item]:
    """Documents that the virus scanner refused, and that nobody has replaced since; `handed_over`: of those alone."""
    refused = Attachment.objects.filter(
        sheet__dossier__in=dossiers.values("pk"),
        removed_at__isnull=True,
        file__scan_state=ScanState.REFUSED,
        file__scanned_at__gt=since,
        file__scanned_at__lte=now,
    )
    for attachment in refused.select_related("file", "sheet__dossier"):
        at = attachment.file.scanned_at
        assert at is not None
        if not handed_over or was_frozen(attachment.sheet, attachment.file_id):
            text = _("L’antivirus a refusé un document du dossier %(number)s : « %(name)s »")
            figures = {"number": attachment.sheet.dossier.number, "name": attachment.file.name}
            yield Item(news_kinds.DOCUMENT_REFUSED, text % figures, _page("show", attachment.sheet.dossier), at)


# for those who examine


_TOLD = {
    Event.SUBMIT: news_kinds.SUBMITTED,
    Event.RESUBMIT: news_kinds.RESUBMITTED,
    Event.WITHDRAW: news_kinds.WITHDRAWN,
}


def _handed_over(person: Person, received: DossierQuerySet, since: datetime, now: datetime) -> Iterable[Item]:
    """Of what was withdrawn since, only the withdrawal."""
    moves = _moves(received, tuple(_TOLD), since, now).exclude(actor=person)
    for move in moves.select_related("dossier__organisation"):
        event = Event(move.event)
        if move.dossier.state != State.WITHDRAWN or event is Event.WITHDRAW:
            text = _sentence(event) % {"structure": move.dossier.organisation.name, "number": move.dossier.number}
            yield Item(_TOLD[event], text, _page("show", move.dossier), move.made_at)


def _sentence(event: Event) -> str:
    if event is Event.SUBMIT:
        return _("%(structure)s a déposé le dossier %(number)s")
    if event is Event.RESUBMIT:
        return _("%(structure)s a déposé les compléments du dossier %(number)s")
    return _("%(structure)s a retiré le dossier %(number)s")


def _moves(
    dossiers: Collection[uuid.UUID] | DossierQuerySet, events: Iterable[Event], since: datetime, now: datetime
) -> QuerySet[Transition]:
    transitions = Transition.objects.filter(dossier__in=dossiers, event__in=events, made_at__gt=since, made_at__lte=now)
    return transitions.select_related("actor").order_by("-made_at", "-id")


def _page(name: str, dossier: Dossier) -> str:
    return reverse(f"dossiers:{name}", args=[dossier.pk])
