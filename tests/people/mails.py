"""What was sent, once the jobs that wait have run."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from poincon.jobs.worker import run_all
from poincon.people.models import Person


def sent(now: datetime | None = None) -> list[EmailMessage]:
    """The mails of the jobs that are due; none of those that were read before."""
    mail.outbox.clear()
    failed = [attempt for attempt in run_all(now or timezone.now()) if attempt.error is not None]
    assert failed == []
    return list(mail.outbox)


def only(address: str, now: datetime | None = None) -> EmailMessage:
    """The one mail that is sent, which is for that address."""
    (message,) = sent(now)
    assert message.to == [address]
    return message


def path_in(message: EmailMessage, prefix: str) -> str:
    """The path of the link that begins so, on our own site."""
    match = re.search(rf"http://localhost:8000({re.escape(prefix)}\S+)", str(message.body))
    assert match, message.body
    return match[1]


def mails_to(someone: Person) -> list[str]:
    """The subjects of all the mails for that person, those of later days included."""
    run_all(timezone.now() + timedelta(days=400))
    return [str(message.subject) for message in mail.outbox if message.to == [someone.email]]
