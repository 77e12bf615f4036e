"""What people choose not to hear of."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from poincon.journal.services import record
from poincon.notifications.kinds import NewsKind
from poincon.notifications.models import Preference
from poincon.notifications.querysets import silenced_by
from poincon.people.models import Person
from poincon.workflow.locking import locked


def choose_silence(person: Person, silenced: frozenset[NewsKind], *, now: datetime) -> None:
    """What that person no longer wants to hear of; all the rest they do."""
    with transaction.atomic():
        locked(Person.objects, pk=person.pk)
        before = silenced_by(person)
        if silenced == before:
            return
        identifiers = sorted(kind.id for kind in silenced)
        for changed in sorted(kind.id for kind in silenced ^ before):
            Preference.objects.update_or_create(
                person=person, news=changed, defaults={"silenced": changed in identifiers}
            )
        record(person, "silence_chosen", actor=str(person.pk), details={"silenced": identifiers}, now=now)
