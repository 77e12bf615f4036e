"""Mails to people, each in their language. Who may be told is decided by the room that knows (`settings.SUBJECTS`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from poincon.cahier.explanation import Names
from poincon.cahier.model import Programme
from poincon.files.models import StoredFile
from poincon.journal.services import Subject, record
from poincon.notifications.delivery import deliver
from poincon.notifications.kinds import MailKind
from poincon.notifications.models import Mail, MailDocument
from poincon.notifications.querysets import silenced_by
from poincon.notifications.wording import words
from poincon.people.models import Person
from poincon.ui.language import language_of
from poincon.workflow.subjects import has_reach

Values = Mapping[str, str]
ValuesOf = Callable[[Names], Values]
"""From the labels of a programme in a language (which is active meanwhile) to what the template holds."""


def tell(
    kind: MailKind,
    people: Iterable[Person],
    values: ValuesOf,
    *,
    about: Subject,
    programme: Programme,
    now: datetime,
    actor: str,
    documents: Sequence[StoredFile] = (),
    occasion: str = "",
) -> list[Mail]:
    """A mail to each of these people, but for a reminder to somebody who silenced it. See `send`."""
    mails = []
    for person in people:
        if kind.reminder_of is not None and kind.reminder_of in silenced_by(person):
            continue
        with override(person.language):
            mail = send(
                kind,
                person,
                about=about,
                programme=programme,
                values=values(Names(programme, language_of(person.language))),
                now=now,
                actor=actor,
                documents=documents,
                occasion=occasion,
            )
        mails.append(mail)
    return mails


def send(
    kind: MailKind,
    person: Person,
    *,
    about: Subject,
    programme: Programme | None,
    values: Values,
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
    if not has_reach(about):
        raise ValueError(f"no room of settings.SUBJECTS says who may be told of a subject of kind {about.kind!r}")
    language = language_of(person.language)
    filled = words(kind.id, programme, language, values)
    with transaction.atomic():
        mail, is_new = Mail.objects.get_or_create(
            person=person,
            kind=kind.id,
            subject_kind=about.kind,
            subject_id=about.id,
            occasion=occasion,
            defaults={
                "language": language,
                "title": filled.subject,
                "paragraphs": [part if isinstance(part, str) else list(part) for part in filled.paragraphs],
                "made_at": now,
            },
        )
        if is_new:
            _queue(mail, documents, actor, now)
    return mail


def _queue(mail: Mail, documents: Sequence[StoredFile], actor: str, now: datetime) -> None:
    for position, file in enumerate(documents):
        MailDocument.objects.create(mail=mail, file=file, position=position)
    details = {"mail": mail.pk, "kind": mail.kind, "person": str(mail.person_id)}
    record(mail.about, "mail_queued", actor=actor, details=details, now=now)
    deliver.later(mail.pk)
