"""News of what is written on dossiers. From the same querysets as the pages.

A structure is told here of what the authority writes; officials are told by `casework`, which knows whose a dossier is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.correspondence import news_kinds
from poincon.correspondence.models import MessageAttachment
from poincon.correspondence.querysets import unread
from poincon.dossiers import news_kinds as dossier_news
from poincon.dossiers.enums import RECEIVED, State
from poincon.dossiers.models import Dossier
from poincon.dossiers.querysets import DossierQuerySet
from poincon.files.models import ScanState
from poincon.notifications.items import Item
from poincon.people.models import Person


class _About(NamedTuple):
    """What a sentence needs of a dossier."""

    id: UUID
    number: str
    structure: str


def news(person: Person, since: datetime, now: datetime) -> list[Item]:
    """What happened after `since` and up to `now`; what was read meanwhile is no news."""
    day = timezone.localdate(now)
    own = Dossier.objects.of_structures_of(person, day)
    return [
        *messages_news(person, own, since, now, from_authority=True),
        *_refused_by_scanner(person, day, since, now),
    ]


def messages_news(
    person: Person, dossiers: DossierQuerySet, since: datetime, now: datetime, *, from_authority: bool
) -> list[Item]:
    """One item a dossier, whatever the number of messages."""
    fresh = unread(person).filter(made_at__gt=since, made_at__lte=now)
    fresh = fresh.filter(from_authority=from_authority, dossier__in=dossiers.values("pk"))
    totals = fresh.order_by().values_list("dossier_id").annotate(count=Count("pk"), last=Max("made_at"))
    by_dossier = {dossier: (count, last) for dossier, count, last in totals}
    items = []
    for about in _about(by_dossier):
        count, last = by_dossier[about.id]
        if from_authority:
            sentence = ngettext(
                "Le service qui instruit vous a écrit au sujet du dossier %(number)s",
                "Le service qui instruit vous a écrit %(count)d messages au sujet du dossier %(number)s",
                count,
            )
        else:
            sentence = ngettext(
                "%(structure)s vous a écrit au sujet du dossier %(number)s",
                "%(structure)s vous a écrit %(count)d messages au sujet du dossier %(number)s",
                count,
            )
        text = sentence % {"count": count, "number": about.number, "structure": about.structure}
        items.append(Item(news_kinds.MESSAGE, text, reverse("correspondence:messages", args=[about.id]), last))
    return items


def _refused_by_scanner(person: Person, day: date, since: datetime, now: datetime) -> list[Item]:
    """Documents that the person joined to messages of dossiers that they still read."""
    refused = MessageAttachment.objects.filter(
        file__uploaded_by=person,
        file__scan_state=ScanState.REFUSED,
        file__scanned_at__gt=since,
        file__scanned_at__lte=now,
        message__dossier__in=Dossier.objects.visible_to(person, day).values("pk"),
    )
    return [
        Item(
            dossier_news.DOCUMENT_REFUSED,
            _("L’antivirus a refusé un document joint à un message, dossier %(number)s : « %(name)s »")
            % {"number": attachment.message.dossier.number, "name": attachment.file.name},
            reverse("correspondence:messages", args=[attachment.message.dossier_id]),
            attachment.file.scanned_at or now,
        )
        for attachment in refused.select_related("file", "message__dossier")
    ]


def _about(dossiers: Iterable[UUID]) -> list[_About]:
    named = Dossier.objects.filter(pk__in=list(dossiers), state__in=(*RECEIVED, State.WITHDRAWN))
    return [_About(*row) for row in named.order_by("number").values_list("pk", "number", "organisation__name")]
