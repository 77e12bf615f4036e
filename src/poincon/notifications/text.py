"""Mail as plain text: the words, then who speaks and what one can do about it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from poincon.notifications.kinds import MailKind, mail_kind
from poincon.notifications.models import Mail


def text_of_mail(mail: Mail) -> str:
    """The whole body of the message, in its language."""
    with override(mail.language):
        return "\n\n".join([*plain(mail.paragraphs), *_foot(mail_kind(mail.kind))]) + "\n"


def plain(paragraphs: Sequence[str | Sequence[str]]) -> list[str]:
    """Paragraphs as text: an item of a list is a line that begins with a dash."""
    return [
        paragraph if isinstance(paragraph, str) else "\n".join(f"– {item}" for item in paragraph)
        for paragraph in paragraphs
    ]


def address(path: str) -> str:
    """The whole address of a page."""
    return f"{settings.BASE_URL}{path}"


def preferences_address() -> str:
    return address(reverse("notifications:preferences"))


def signature() -> str:
    """Who speaks, and that nobody reads an answer."""
    sentence = _("Message envoyé par Poinçon, %(address)s. Personne ne lit les réponses à cette adresse.")
    return "-- \n" + sentence % {"address": settings.BASE_URL}


def _foot(kind: MailKind) -> list[str]:
    if kind.legal:
        why = _("Ce message compte dans la procédure : il est toujours envoyé.")
    else:
        why = _("Pour ne plus recevoir ces rappels : %(address)s") % {"address": preferences_address()}
    return [f"{signature()}\n{why}"]
