"""« Vos notifications », and what one chooses not to hear of. Each sees only their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.notifications.enums import MailState
from poincon.notifications.items import Item
from poincon.notifications.kinds import LEGAL_ROLES, mail_kinds
from poincon.notifications.models import Mail
from poincon.notifications.news import by_kind, news_for
from poincon.notifications.querysets import kinds_concerning, legal_mails_to, silenced_by
from poincon.notifications.services import choose_silence
from poincon.people.access import signed_in_page
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Empty
from poincon.ui.moments import day_and_hour
from poincon.workflow.subjects import has_reach, within_reach

SHOWN = timedelta(days=30)
"""How far back the news of the page goes."""
FIRST = 50
"""How many news of a kind, and how many mails, the page shows."""


@dataclass(frozen=True, slots=True)
class NewsLine:
    text: str
    url: str
    at: str
    """ISO."""
    when: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text, or the entries of a list."""

    text: str = ""
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LegalMail:
    """A mail with legal effect, as the page shows it."""

    title: str
    paragraphs: list[Paragraph]
    language: str
    at: str
    when: str
    sent: bool
    """Whether it has left by mail; it can be read here before."""
    documents: list[str]


@signed_in_page
def notifications(request: SignedInRequest) -> HttpResponse:
    """What is new by kind, then the mails with legal effect."""
    items = news_for(request.person, request.now - SHOWN, request.now)
    groups = [(kind.label, [_line(item) for item in group[:FIRST]], len(group)) for kind, group in by_kind(items)]
    silenced = silenced_by(request.person)
    concerning = kinds_concerning(request.person, timezone.localdate(request.now))
    context = {
        "groups": groups,
        "letters": _letters(request),
        "silenced": [kind.label for kind in concerning if kind in silenced],
        "empty": Empty(
            _("Rien de nouveau"),
            _("Vous verrez ici ce qui change dans les dossiers que vous suivez, pendant trente jours."),
        ),
    }
    return render(request, "notifications/notifications.html", context)


@signed_in_page
def preferences(request: SignedInRequest) -> HttpResponse:
    """What to hear of in the digest and in reminders; what has legal effect is listed, and stays.

    Only what can concern the person is asked. What they chose in another role, and do not see here, is kept.
    """
    day = timezone.localdate(request.now)
    concerning = kinds_concerning(request.person, day)
    silenced = silenced_by(request.person)
    if request.method == "POST":
        kind_ids = set(request.POST.getlist("news"))
        unwanted = {kind for kind in concerning if kind.id not in kind_ids}
        choose_silence(request.person, silenced.difference(concerning) | unwanted, now=request.now)
        messages.success(request, _("Vos choix sont enregistrés."))
        return HttpResponseRedirect(reverse("notifications:preferences"))
    mailed = LEGAL_ROLES & request.person.roles_on(day)
    context = {
        "choices": [(kind.id, kind.label, kind not in silenced) for kind in concerning],
        "legal": [kind.label for kind in mail_kinds() if kind.legal] if mailed else [],
        "email": request.person.email,
    }
    return render(request, "notifications/preferences.html", context)


def _line(item: Item) -> NewsLine:
    return NewsLine(item.text, item.url, item.at.isoformat(), day_and_hour(item.at))


def _letters(request: SignedInRequest) -> list[LegalMail]:
    """The last mails, but for those on what the person may no longer see."""
    mails = list(legal_mails_to(request.person).prefetch_related("documents")[:FIRST])
    # A room that was removed has nobody left to say who may be told.
    subjects = {mail.about for mail in mails if has_reach(mail.about)}
    allowed = within_reach(request.person, subjects, request.now)
    return [_letter(mail) for mail in mails if mail.about in allowed]


def _letter(mail: Mail) -> LegalMail:
    at = mail.sent_at or mail.made_at
    return LegalMail(
        title=mail.title,
        paragraphs=[
            Paragraph(entries=tuple(paragraph)) if isinstance(paragraph, list) else Paragraph(paragraph)
            for paragraph in mail.paragraphs
        ],
        language=mail.language,
        at=at.isoformat(),
        when=day_and_hour(at),
        sent=mail.state == MailState.SENT,
        documents=[document.name for document in mail.documents.all()],
    )
