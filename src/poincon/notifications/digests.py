"""The digest: what is new for somebody, once a day, worked out at the very moment of sending it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from poincon.jobs.tasks import background, instant
from poincon.journal.services import SYSTEM, record
from poincon.notifications.delivery import InFlight, headers_of, is_in_flight
from poincon.notifications.items import Item
from poincon.notifications.models import Digest
from poincon.notifications.news import by_kind, news_for
from poincon.notifications.text import address, preferences_address, signature
from poincon.people.models import Membership, Person
from poincon.workflow.locking import locked

FIRST = timedelta(days=1)
"""How far back the first digest of somebody goes."""
FURTHEST = timedelta(days=7)
"""How far back any digest goes."""
SHOWN = 20
"""How many news of a kind a digest spells out."""
BATCH = 200

Items: TypeAlias = Sequence[Item]


def send_all(now: datetime) -> int:
    """Queue the digest of the day for each active person who has a role: one job each, so that none stops the others.

    Gives how many were queued. Queueing a person twice sends one digest.
    """
    day = timezone.localdate(now)
    holding = Membership.objects.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)
    persons = Person.objects.filter(is_active=True, pk__in=holding.values("person"))
    waiting = persons.exclude(digests__day=day, digests__sent_at__isnull=False)
    identifiers = [str(pk) for pk in waiting.order_by("pk").values_list("pk", flat=True)]
    for start in range(0, len(identifiers), BATCH):
        with transaction.atomic():  # a few at a time: others write meanwhile
            for identifier in identifiers[start : start + BATCH]:
                send_digest.later(identifier, day.isoformat())
    return len(identifiers)


@background(attempts=4, label=gettext_lazy("Envoi du résumé d’une journée"), priority=-10)
def send_digest(person_id: str, day_text: str) -> None:
    """One person's digest of a day, unless it is sent or nothing is new. Raises what the mail server answers."""
    now, day = instant(), date.fromisoformat(day_text)
    person = Person.objects.prefetch_related("memberships__organisation").get(pk=UUID(person_id))
    if not person.is_active or timezone.localdate(now) != day:
        return  # tomorrow's digest says what today's did not
    since = _since(person, now)
    items = news_for(person, since, now)
    if not items or not _claimed(person, day, since, len(items), now):
        return
    digests = Digest.objects.filter(person=person, day=day)
    try:
        _message(person, items, day).send()
    except BaseException:
        digests.update(sending_since=None)
        raise
    with transaction.atomic():
        digests.update(sent_at=now, sending_since=None)
        counts = {kind.id: count for kind, count in Counter(item.kind for item in items).items()}
        record(person, "digest_sent", actor=SYSTEM, details={"day": day_text, "counts": counts}, now=now)


def _since(person: Person, now: datetime) -> datetime:
    """The end of the last digest that was really sent."""
    last = Digest.objects.filter(person=person, sent_at__isnull=False).order_by("-until").first()
    return max(last.until if last is not None else now - FIRST, now - FURTHEST)


def _claimed(person: Person, day: date, since: datetime, count: int, now: datetime) -> bool:
    """Whether it is ours to send: not when it is sent already. Raises `InFlight` while somebody else is at it."""
    fields = {"since": since, "until": now, "count": count}
    with transaction.atomic():
        Digest.objects.get_or_create(person=person, day=day, defaults=fields)
        row = locked(Digest.objects, person=person, day=day)
        if row.sent_at is not None:
            return False
        if is_in_flight(row.sending_since, now):
            raise InFlight
        row.since, row.until, row.count, row.sending_since = since, now, count, now
        row.save()
        return True


def _message(person: Person, items: Items, day: date) -> EmailMessage:
    preferences = preferences_address()
    name = f"digest-{person.pk}-{day.isoformat()}"
    with override(person.language):
        count = len(items)
        title = ngettext("%(count)d nouvelle sur Poinçon", "%(count)d nouvelles sur Poinçon", count) % {"count": count}
        body = _body(items, preferences)
    headers = headers_of(name, {"List-Unsubscribe": f"<{preferences}>"})
    return EmailMessage(subject=title, body=body, to=[person.email], headers=headers)


def _body(items: Items, preferences: str) -> str:
    parts = [_("Bonjour,"), _("Voici ce qui est nouveau pour vous.")]
    for kind, group in by_kind(items):
        lines = [f"– {item.text}\n  {address(item.url)}" for item in group[:SHOWN]]
        more = len(group) - SHOWN
        if more > 0:
            sentence = ngettext(
                "– et %(count)d autre, à lire ici : %(address)s",
                "– et %(count)d autres, à lire ici : %(address)s",
                more,
            )
            lines.append(sentence % {"count": more, "address": address(reverse("notifications:notifications"))})
        parts.append("\n".join([str(kind.label), *lines]))
    choose = _("Pour choisir ce que contient ce résumé : %(address)s") % {"address": preferences}
    return "\n\n".join([*parts, f"{signature()}\n{choose}"]) + "\n"
