"""Who installs programmes, runs campaigns and grants more time."""

from __future__ import annotations

from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from poincon.campaigns.models import Campaign
from poincon.people.access import get_visible_or_404
from poincon.people.enums import NATIONAL_ROLES, Role
from poincon.people.models import Person
from poincon.people.requests import SignedInRequest
from poincon.workflow.refusals import Allowed, Decision, Refused


def can_run_campaigns(person: Person, programme: str, day: date) -> Decision:
    """Install a version, open a campaign, change and close it: the ministry of that programme, and administrators."""
    for membership in person.memberships_on(day):
        if membership.role in NATIONAL_ROLES and membership.deals_with(programme):
            return Allowed()
    return Refused(_("Seul le ministère chargé de ce programme, ou une personne qui administre, peut faire cela."))


def can_extend(person: Person, programme: str, day: date) -> Decision:
    """Give a structure more time: the ministry alone, since it fixes the calendar (ADR 0016)."""
    for membership in person.memberships_on(day):
        if membership.role == Role.MINISTRY and membership.deals_with(programme):
            return Allowed()
    return Refused(_("Seul le ministère chargé de ce programme, qui en fixe le calendrier, peut prolonger un délai."))


def runs_campaigns(person: Person, day: date) -> bool:
    """Whether the pages of campaigns are that person's at all."""
    return bool(person.roles_on(day) & set(NATIONAL_ROLES))


def require_runner(request: SignedInRequest) -> None:
    """These pages do not exist for anybody else. Raises `Http404`."""
    if not runs_campaigns(request.person, request.day):
        raise Http404


def visible_campaign(request: SignedInRequest, pk: int) -> Campaign:
    """Loading and authorising in one call. Raises `Http404`."""
    require_runner(request)
    visible = Campaign.objects.run_by(request.person, request.day)
    return get_visible_or_404(visible.with_version().prefetch_related("extensions"), pk=pk)
