"""News of dossiers in examination: messages, and whose dossiers they are. From the same querysets as the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.dossiers import news_kinds as dossier_news
from poincon.dossiers.enums import LIVE, RECEIVED, State
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.dossiers.querysets import DossierQuerySet
from poincon.files.models import ScanState
from poincon.notifications.items import Item
from poincon.people.enums import RECEIVING_ROLES
from poincon.people.models import Person
from poincon.admissibility import news_kinds
from poincon.admissibility.models import Assignment, MessageAttachment
from poincon.admissibility.permissions import examined_by
from poincon.casework.querysets import unread, with_handler


class _About(NamedTuple):
    """What a sentence needs of a dossier."""

    id: UUID
    number: str
    structure: str


def news(person: Person, since: datetime, now: datetime) -> list[Item]:
    """What happened after `since` and up to `now`; what was read meanwhile, or is no longer so, is no news."""
    day = timezone.localdate(now)
    found = _messages(person, Dossier.objects.of_structures_of(person, day), since, now, from_authority=True)
    found += _refused_by_scanner(person, day, since, now)
    if person.roles_on(day) & RECEIVING_ROLES:
        received = with_handler(examined_by(person, day), day)
        # Those of a colleague are the colleague's business: who handles nothing is not told of everything.
        concerned = received.filter(Q(handler=person.pk) | Q(handler__isnull=True))
        found += _messages(person, concerned, since, now, from_authority=False)
        found += _assigned(person, received, since, now)
        found += _unassigned(person, received, since, now)
        found += _late(concerned, since, now)
    return found


def _messages(
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
            said = ngettext(
                "Le service qui instruit vous a écrit au sujet du dossier %(number)s",
                "Le service qui instruit vous a écrit %(count)d messages au sujet du dossier %(number)s",
                count,
            )
        else:
            said = ngettext(
                "%(structure)s vous a écrit au sujet du dossier %(number)s",
                "%(structure)s vous a écrit %(count)d messages au sujet du dossier %(number)s",
                count,
            )
        text = said % {"count": count, "number": about.number, "structure": about.structure}
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
            % {"number": one.message.dossier.number, "name": one.file.name},
            reverse("correspondence:messages", args=[one.message.dossier_id]),
            one.file.scanned_at or now,
        )
        for one in refused.select_related("file", "message__dossier")
    ]


def _assigned(person: Person, received: DossierQuerySet, since: datetime, now: datetime) -> list[Item]:
    """What a colleague gave to the person, and is still theirs."""
    given = _of(received).filter(officer=person, ends_at__isnull=True, starts_at__gt=since, starts_at__lte=now)
    return [
        Item(
            news_kinds.ASSIGNED,
            _("%(who)s vous a confié le dossier %(number)s de %(structure)s")
            % {
                "who": one.assigned_by.full_name,
                "number": one.dossier.number,
                "structure": one.dossier.organisation.name,
            },
            reverse("admissibility:show", args=[one.dossier_id]),
            one.starts_at,
        )
        for one in given.exclude(assigned_by=person).select_related("assigned_by", "dossier__organisation")
        if one.assigned_by is not None
    ]


def _unassigned(person: Person, received: DossierQuerySet, since: datetime, now: datetime) -> list[Item]:
    """What nobody handles any more, for all who received it; what somebody else took over, for who had it."""
    live = received.filter(state__in=LIVE)
    ended = _of(live).filter(ends_at__gt=since, ends_at__lte=now)
    later = Assignment.objects.filter(dossier_id=OuterRef("dossier_id"), pk__gt=OuterRef("pk"))
    left = ended.filter(~Exists(later)).select_related("officer", "dossier__organisation")
    items = [
        Item(
            news_kinds.UNASSIGNED,
            _("Le dossier %(number)s de %(structure)s est à attribuer : %(who)s ne l’instruit plus")
            % {
                "number": one.dossier.number,
                "structure": one.dossier.organisation.name,
                "who": one.officer.full_name,
            },
            reverse("casework:assign", args=[one.dossier_id]),
            one.ends_at or now,
        )
        for one in left
        if one.officer_id != person.pk
    ]
    taken = ended.filter(Exists(later.filter(ends_at__isnull=True).exclude(assigned_by=person)), officer=person)
    held = set(Assignment.objects.filter(officer=person, ends_at__isnull=True).values_list("dossier_id", flat=True))
    items += [
        Item(
            news_kinds.UNASSIGNED,
            _("Le dossier %(number)s de %(structure)s ne vous est plus confié")
            % {"number": one.dossier.number, "structure": one.dossier.organisation.name},
            reverse("admissibility:show", args=[one.dossier_id]),
            one.ends_at or now,
        )
        for one in taken.select_related("dossier__organisation")
        if one.dossier_id not in held
    ]
    return items


def _late(concerned: DossierQuerySet, since: datetime, now: datetime) -> list[Item]:
    """Changes that were due since then, and are still not made."""
    late = ChangeRequest.objects.filter(
        ended_at__isnull=True, due_at__gt=since, due_at__lte=now, dossier__in=concerned.values("pk")
    )
    return [
        Item(
            dossier_news.CORRECTION_LATE,
            _("%(structure)s n’a pas déposé à temps les compléments demandés sur le dossier %(number)s")
            % {"structure": one.dossier.organisation.name, "number": one.dossier.number},
            reverse("admissibility:show", args=[one.dossier_id]),
            one.due_at or now,
        )
        for one in late.filter(dossier__state=State.TO_CORRECT).select_related("dossier__organisation")
    ]


def _of(dossiers: DossierQuerySet) -> QuerySet[Assignment]:
    return Assignment.objects.filter(dossier__in=dossiers.values("pk"))


def _about(dossiers: Iterable[UUID]) -> list[_About]:
    named = Dossier.objects.filter(pk__in=list(dossiers), state__in=(*RECEIVED, State.WITHDRAWN))
    return [_About(*row) for row in named.order_by("number").values_list("pk", "number", "organisation__name")]
