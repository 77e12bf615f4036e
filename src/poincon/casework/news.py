"""News of dossiers for those who examine them: whose they are, and what is written or late on theirs.

From the same querysets as the pages.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.casework import news_kinds
from poincon.casework.declared import home_of
from poincon.casework.models import Assignment
from poincon.casework.querysets import with_handler
from poincon.correspondence.news import messages_news
from poincon.dossiers import news_kinds as dossier_news
from poincon.dossiers.enums import LIVE, State
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.dossiers.querysets import DossierQuerySet
from poincon.notifications.items import Item
from poincon.people.enums import RECEIVING_ROLES
from poincon.people.models import Person


def news(person: Person, since: datetime, now: datetime) -> list[Item]:
    """What happened after `since` and up to `now`; what was read meanwhile, or is no longer so, is no news."""
    day = timezone.localdate(now)
    if not person.roles_on(day) & RECEIVING_ROLES:
        return []
    received = with_handler(Dossier.objects.received_by(person, day), day)
    # Those of a colleague are the colleague's business: whoever handles nothing is not told of everything.
    concerned = received.filter(Q(handler=person.pk) | Q(handler__isnull=True))
    return [
        *messages_news(person, concerned, since, now, from_authority=False),
        *_assigned(person, received, since, now),
        *_unassigned(person, received, since, now),
        *_late(concerned, since, now),
    ]


def _assigned(person: Person, received: DossierQuerySet, since: datetime, now: datetime) -> list[Item]:
    """What a colleague gave to the person, and is still theirs."""
    assignments = _of(received).filter(officer=person, ends_at__isnull=True, starts_at__gt=since, starts_at__lte=now)
    return [
        Item(
            news_kinds.ASSIGNED,
            _("%(who)s vous a confié le dossier %(number)s de %(structure)s")
            % {
                "who": assignment.assigned_by.full_name,
                "number": assignment.dossier.number,
                "structure": assignment.dossier.organisation.name,
            },
            home_of(assignment.dossier_id),
            assignment.starts_at,
        )
        for assignment in assignments.exclude(assigned_by=person).select_related("assigned_by", "dossier__organisation")
        if assignment.assigned_by is not None
    ]


def _unassigned(person: Person, received: DossierQuerySet, since: datetime, now: datetime) -> list[Item]:
    """What nobody handles any more, for all who received it; what somebody else took over, for whoever had it."""
    live = received.filter(state__in=LIVE)
    ended = _of(live).filter(ends_at__gt=since, ends_at__lte=now)
    later = Assignment.objects.filter(dossier_id=OuterRef("dossier_id"), pk__gt=OuterRef("pk"))
    last_assignments = ended.filter(~Exists(later)).select_related("officer", "dossier__organisation")
    items = [
        Item(
            news_kinds.UNASSIGNED,
            _("Le dossier %(number)s de %(structure)s est à attribuer : %(who)s ne l’instruit plus")
            % {
                "number": assignment.dossier.number,
                "structure": assignment.dossier.organisation.name,
                "who": assignment.officer.full_name,
            },
            reverse("casework:assign", args=[assignment.dossier_id]),
            assignment.ends_at or now,
        )
        for assignment in last_assignments
        if assignment.officer_id != person.pk
    ]
    takeovers = ended.filter(Exists(later.filter(ends_at__isnull=True).exclude(assigned_by=person)), officer=person)
    own_dossiers = set(
        Assignment.objects.filter(officer=person, ends_at__isnull=True).values_list("dossier_id", flat=True)
    )
    items += [
        Item(
            news_kinds.UNASSIGNED,
            _("Le dossier %(number)s de %(structure)s ne vous est plus confié")
            % {"number": assignment.dossier.number, "structure": assignment.dossier.organisation.name},
            home_of(assignment.dossier_id),
            assignment.ends_at or now,
        )
        for assignment in takeovers.select_related("dossier__organisation")
        if assignment.dossier_id not in own_dossiers
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
            % {"structure": change_request.dossier.organisation.name, "number": change_request.dossier.number},
            home_of(change_request.dossier_id),
            change_request.due_at or now,
        )
        for change_request in late.filter(dossier__state=State.TO_CORRECT).select_related("dossier__organisation")
    ]


def _of(dossiers: DossierQuerySet) -> QuerySet[Assignment]:
    return Assignment.objects.filter(dossier__in=dossiers.values("pk"))
