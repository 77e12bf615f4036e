"""Reading what somebody was told, and what they chose."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from poincon.notifications.enums import Kind, MailState, NewsKind
from poincon.notifications.models import Mail, Preference
from poincon.people.models import Person

LEGAL_KINDS = tuple(kind.value for kind in Kind if kind.legal)


def silenced_by(person: Person) -> frozenset[NewsKind]:
    """The kinds of news that this person does not want to hear of."""
    chosen = Preference.objects.filter(person=person, silenced=True).values_list("news", flat=True)
    return frozenset(NewsKind(news) for news in chosen)


def kinds_concerning(person: Person, day: date) -> list[NewsKind]:
    """The kinds of news that can concern this person by their roles of that day, in their order."""
    roles = person.roles_on(day)
    return [kind for kind in NewsKind if kind.roles & roles]


def legal_mails_to(person: Person) -> QuerySet[Mail]:
    """Those with legal effect, last first; what was withheld was never theirs to read."""
    return Mail.objects.filter(person=person, kind__in=LEGAL_KINDS).exclude(state=MailState.WITHHELD)
