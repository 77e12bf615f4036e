"""Reading what somebody was told, and what they chose."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from poincon.notifications.enums import MailState
from poincon.notifications.kinds import NewsKind, mail_kinds, news_kind, news_kinds
from poincon.notifications.models import Mail, Preference
from poincon.people.models import Person


def silenced_by(person: Person) -> frozenset[NewsKind]:
    """The kinds of news that this person does not want to hear of."""
    chosen = Preference.objects.filter(person=person, silenced=True).values_list("news", flat=True)
    return frozenset(news_kind(identifier) for identifier in chosen)


def kinds_concerning(person: Person, day: date) -> list[NewsKind]:
    """The kinds of news that can concern this person by their roles of that day, in their order."""
    roles = person.roles_on(day)
    return [kind for kind in news_kinds() if kind.roles & roles]


def legal_mails_to(person: Person) -> QuerySet[Mail]:
    """Those with legal effect, last first, whether or not their room is still there; what was withheld was never theirs
    to read."""
    reminders = [kind.id for kind in mail_kinds() if not kind.legal]
    return Mail.objects.filter(person=person).exclude(kind__in=reminders).exclude(state=MailState.WITHHELD)
