"""Telling people. Who may be told what is decided by the rooms that know the subject (`settings.AUDIENCES`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from poincon.cahier.basics.text import Language
from poincon.cahier.model import Programme
from poincon.files.models import StoredFile
from poincon.journal.services import Subject, record
from poincon.notifications.delivery import deliver
from poincon.notifications.enums import Kind, NewsKind
from poincon.notifications.models import Mail, MailDocument, Preference
from poincon.notifications.querysets import silenced_by
from poincon.notifications.wording import words
from poincon.people.models import Person
from poincon.workflow.locking import locked

__all__ = ["choose_silence", "remind", "send"]


def send(
    kind: Kind,
    person: Person,
    *,
    about: Subject,
    programme: Programme | None,
    values: Mapping[str, str],
    now: datetime,
    actor: str,
    documents: Sequence[StoredFile] = (),
    occasion: str = "",
) -> Mail:
    """Word a mail and queue it, in the caller's transaction; a second one for the same occasion is the first one.

    `values` are written in the language of the person. `actor`: who acted, as the journal names them. At delivery it
    is asked again whether that person may still be told. Raises `KeyError` when a value is missing, `ValueError` when
    nobody says who may be told of such a subject.
    """
    if about.kind not in settings.AUDIENCES:
        raise ValueError(f"settings.AUDIENCES does not say who may be told of a subject of kind {about.kind!r}")
    language: Language = "en" if person.language == "en" else "fr"
    filled = words(kind.value, programme, language, values)
    with transaction.atomic():
        mail, made = Mail.objects.get_or_create(
            person=person,
            kind=kind,
            subject_kind=about.kind,
            subject_id=about.id,
            occasion=occasion,
            defaults={
                "language": language,
                "title": filled.subject,
                "paragraphs": [one if isinstance(one, str) else list(one) for one in filled.paragraphs],
                "made_at": now,
            },
        )
        if made:
            for position, file in enumerate(documents):
                MailDocument.objects.create(mail=mail, file=file, position=position)
            details = {"mail": mail.pk, "kind": kind.value, "person": str(person.pk)}
            record(about, "mail_queued", actor=actor, details=details, now=now)
            deliver.later(mail.pk)
    return mail


def remind(
    kind: Kind,
    person: Person,
    *,
    about: Subject,
    programme: Programme | None,
    values: Mapping[str, str],
    now: datetime,
    actor: str,
    occasion: str = "",
) -> Mail | None:
    """A reminder, unless the person silenced its kind. Raises `ValueError` for a mail with legal effect: see `send`."""
    if kind.news is None:
        raise ValueError(f"{kind.value} has legal effect: it is sent, and is no reminder")
    if kind.news in silenced_by(person):
        return None
    return send(kind, person, about=about, programme=programme, values=values, now=now, actor=actor, occasion=occasion)


def choose_silence(person: Person, silenced: frozenset[NewsKind], *, now: datetime) -> None:
    """What that person no longer wants to hear of; all the rest they do."""
    with transaction.atomic():
        locked(Person.objects, pk=person.pk)
        before = silenced_by(person)
        if silenced == before:
            return
        for news in NewsKind:
            if (news in silenced) != (news in before):
                Preference.objects.update_or_create(person=person, news=news, defaults={"silenced": news in silenced})
        details = {"silenced": sorted(news.value for news in silenced)}
        record(person, "silence_chosen", actor=str(person.pk), details=details, now=now)
