"""What the pages of campaigns share."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from poincon.cahier.explanation import Names
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.campaigns.permissions import runs_campaigns
from poincon.campaigns.wording import day_and_hour, language
from poincon.people.access import get_visible_or_404
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Notice, NoticeKind

__all__ = [
    "day_and_hour",
    "done",
    "language",
    "names_of",
    "refused",
    "require_runner",
    "state_words",
    "visible_campaign",
    "visible_versions",
]


def require_runner(request: SignedInRequest) -> None:
    """These pages do not exist for anybody else. Raises `Http404`."""
    if not runs_campaigns(request.person, request.day):
        raise Http404


def visible_campaign(request: SignedInRequest, pk: int) -> Campaign:
    """Loading and authorising in one call. Raises `Http404`."""
    require_runner(request)
    visible = Campaign.objects.run_by(request.person, request.day)
    return get_visible_or_404(visible.select_related("programme_version").prefetch_related("extensions"), pk=pk)


def visible_versions(request: SignedInRequest) -> list[ProgrammeVersion]:
    """The installed versions that the person may use, the last installed of each programme first."""
    found = ProgrammeVersion.objects.run_by(request.person, request.day).defer("files")
    return list(found.order_by("programme", "-installed_at", "digest"))


def names_of(version: ProgrammeVersion) -> Names:
    return Names(version.package.programme, language())


def state_words(campaign: Campaign, now: datetime) -> str:
    """« en préparation », « annoncée », « ouverte », « délai passé », « close »."""
    if campaign.state != Campaign.State.OPEN:
        return str(Campaign.State(campaign.state).label)
    if now < campaign.opens_at:
        return _("annoncée")
    return str(Campaign.State.OPEN.label) if now < campaign.closes_at else _("délai passé")


def done(text: str, more: str = "") -> Notice:
    return Notice(NoticeKind.SUCCESS, text, more, announced=True)


def refused(reason: str, more: str = "") -> Notice:
    return Notice(NoticeKind.ERROR, reason, more, announced=True)
