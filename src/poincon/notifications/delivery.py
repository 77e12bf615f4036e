"""Handing mail to the mail server: once, to somebody who may still be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from poincon.files.contents import ContentMissing, note_missing, open_content
from poincon.files.models import StoredFile
from poincon.jobs.queue import SILENCE
from poincon.jobs.tasks import background, instant
from poincon.journal.services import SYSTEM, record
from poincon.notifications.enums import MailState, Withheld
from poincon.notifications.kinds import mail_kind
from poincon.notifications.models import Mail
from poincon.notifications.querysets import silenced_by
from poincon.notifications.text import text_of_mail
from poincon.people.models import Person
from poincon.workflow.locking import locked
from poincon.workflow.subjects import within_reach

ATTEMPTS = 7
"""The last one is tried a day and a half after the first."""


class InFlight(Exception):
    """Somebody else is handing the same message over just now: to be tried again."""


def was_not_sent(pk: int) -> None:
    """The job was given up."""
    with transaction.atomic():
        mail = locked(Mail.objects, pk=pk)
        if mail.state == MailState.QUEUED:
            mail.state, mail.sending_since = MailState.FAILED, None
            mail.save(update_fields=["state", "sending_since"])
            _record(mail, "mail_failed", instant())


@background(attempts=ATTEMPTS, label=_("Envoi d’un message"), priority=10, given_up=was_not_sent)
def deliver(pk: int) -> None:
    """Send a mail, unless it is sent, or its person may no longer be told.

    Raises what the mail server answers, and `ContentMissing`.
    """
    now = instant()
    mail = _claimed(pk, now)
    if mail is None:
        return
    try:
        message = EmailMessage(
            subject=mail.title,
            body=text_of_mail(mail),
            to=[mail.person.email],
            headers=headers_of(f"mail-{mail.pk}-{mail.made_at:%Y%m%d%H%M%S}"),
        )
        attach(message, (each.file for each in mail.attached.select_related("file")), now)
        message.send()
    except BaseException:
        Mail.objects.filter(pk=pk).update(sending_since=None)
        raise
    with transaction.atomic():
        locked_mail = locked(Mail.objects, pk=pk)
        if locked_mail.state == MailState.SENT:
            return
        locked_mail.state, locked_mail.sent_at, locked_mail.sending_since = MailState.SENT, now, None
        locked_mail.save(update_fields=["state", "sent_at", "sending_since"])
        _record(locked_mail, "mail_sent", now)


def headers_of(name: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """`name` makes the same identifier each time: a message that left twice is seen once by most readers."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return {"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated", **(more or {})}


def attach(message: EmailMessage, files: Iterable[StoredFile], now: datetime) -> None:
    """Attach the documents, all of them: a letter never leaves without what it says goes with it.

    Raises `ContentMissing`, once that is noted.
    """
    for file in files:
        try:
            content = open_content(file)
        except ContentMissing:
            note_missing([file.digest], now)
            raise
        with content:
            message.attach(file.name, content.read(), file.media_type)


def is_in_flight(since: datetime | None, now: datetime) -> bool:
    """Whether a worker took it so lately that it may still be at it: a worker that died is known to be dead by then."""
    return since is not None and now - since < SILENCE


def _claimed(pk: int, now: datetime) -> Mail | None:
    """The mail, ours to send; None when there is nothing to send. Nothing is locked while the mail server is spoken to:
    on SQLite all the others would wait for it. Raises `InFlight`."""
    with transaction.atomic():
        mail = locked(Mail.objects.select_related("person"), pk=pk)
        if mail.state in {MailState.SENT, MailState.WITHHELD}:
            return None
        if is_in_flight(mail.sending_since, now):
            raise InFlight
        reason = _reason_to_withhold(mail, mail.person, now)
        if reason is not None:
            mail.state, mail.withheld, mail.sending_since = MailState.WITHHELD, reason, None
            mail.save(update_fields=["state", "withheld", "sending_since"])
            _record(mail, "mail_withheld", now, {"reason": reason.value})
            return None
        mail.state, mail.sending_since = MailState.QUEUED, now
        mail.save(update_fields=["state", "sending_since"])
        return mail


def _reason_to_withhold(mail: Mail, person: Person, now: datetime) -> Withheld | None:
    if not person.is_active:
        return Withheld.INACTIVE
    if not within_reach(person, [mail.about], now):
        return Withheld.NOT_ALLOWED
    news = mail_kind(mail.kind).reminder_of
    if news is not None and news in silenced_by(person):
        return Withheld.SILENCED
    return None


def _record(mail: Mail, event: str, now: datetime, more: Mapping[str, str] | None = None) -> None:
    details = {"mail": mail.pk, "kind": mail.kind, "person": str(mail.person_id), **(more or {})}
    record(mail.about, event, actor=SYSTEM, details=details, now=now)
