"""Pages of no room: the first one, where each person starts, and what is said when something goes wrong."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views import defaults

from poincon.campaigns.applicants import reserved_words
from poincon.campaigns.models import Campaign
from poincon.people.access import ended_session, public_page, signed_in_page, wants_json
from poincon.people.enums import RECEIVING_ROLES, STRUCTURE_ROLES
from poincon.people.held_forms import held_form, held_form_page
from poincon.people.models import Person
from poincon.people.permissions import can_administer
from poincon.people.requests import SignedInRequest
from poincon.ui.moments import day_and_hour, time_left

SHOWN_CAMPAIGNS = 12


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What Poinçon is, and the campaigns that are open."""
    return render(request, "home.html", {"campaigns": _open_campaigns(), "start": reverse("home_of_person")})


@signed_in_page
def home_of_person(request: SignedInRequest) -> HttpResponse:
    """Where somebody's work is."""
    return HttpResponseRedirect(_start(request.person, request))


def _start(person: Person, request: SignedInRequest) -> str:
    roles = person.roles_on(request.day)
    if roles & set(STRUCTURE_ROLES):
        return reverse("dossiers:list")
    if roles & RECEIVING_ROLES:
        return reverse("casework:queue")
    if can_administer(person, request.day):
        return reverse("people:persons")
    return reverse("dossiers:list")


def _open_campaigns() -> list[Any]:
    now = timezone.now()
    return [
        {
            "title": campaign.title,
            "closes": day_and_hour(campaign.closes_at),
            "left": time_left(campaign.closes_at, now),
            "reserved": reserved_words(campaign.programme_version.package.programme),
        }
        for campaign in Campaign.objects.open_at(now).with_version().order_by("closes_at")[:SHOWN_CAMPAIGNS]
    ]


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What a view refused. A page that is not one's is not there; an act refused on what one sees says why.

    Else 403 would tell that a page exists, and 404 that another does not (ADR 0021).
    """
    if request.method in {"GET", "HEAD"}:
        return defaults.page_not_found(request, Http404())
    return defaults.permission_denied(request, exception)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent without its token: too old, or sent from elsewhere. Told as when the session ended."""
    if wants_json(request):
        return ended_session()
    if form := held_form(request):
        return held_form_page(request, form)
    return render(request, "403_csrf.html", status=403)
