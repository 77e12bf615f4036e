"""Who takes which dossier: one by one, several at once; and who has how much."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.casework.assignments import (
    AssignedMeanwhile,
    Handling,
    Roster,
    assign,
    handling,
    handling_words,
    may_assign,
)
from poincon.casework.criteria import MINE, NOBODY, TO_ASSIGN
from poincon.casework.declared import home_of
from poincon.casework.forms import AssignmentForm
from poincon.casework.load import Load, loads
from poincon.dossiers.models import Dossier
from poincon.dossiers.official_pages import frame, received_dossier
from poincon.dossiers.reach import regions_received
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.enums import RECEIVING_ROLES, Role
from poincon.people.models import Person
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Empty, Notice, NoticeKind
from poincon.ui.moments import since_words
from poincon.workflow.refusals import Refusal, Refused

AT_ONCE = 100
"""Dossiers that may be given together."""


# one dossier


def _assignment_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    dossier = received_dossier(request, pk)
    notice = Notice(NoticeKind.ERROR, refusal.reason)
    if isinstance(refusal, AssignedMeanwhile):
        notice = Notice(NoticeKind.WARNING, refusal.reason, _("Rien n’a été changé. Choisissez de nouveau."))
    return _assign_page(request, dossier, Roster(request.day, {dossier.region}), notice=notice, status=refusal.status)


@ruled_page("dossiers.received")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_assignment_refused)
def assign_one(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Say who handles a dossier: oneself, a colleague, or nobody."""
    dossier = received_dossier(request, pk)
    roster = Roster(request.day, {dossier.region})
    if request.method == "GET":
        return _assign_page(request, dossier, roster)
    answers = AssignmentForm(request.POST).answers
    chosen = _chosen(request, answers["officer"], roster.people)
    if isinstance(chosen, UnknownOfficer):
        error = _("Choisissez qui instruit ce dossier.")
        return _assign_page(request, dossier, roster, error=error, status=422)
    assign(dossier.pk, chosen, request.person, request.now, shown_assignment=answers["seen"])
    messages.success(request, _done_words(request, chosen, 1))
    return HttpResponseRedirect(home_of(dossier.pk))


class UnknownOfficer:
    """Nobody that a dossier could be given to."""


def _chosen(request: SignedInRequest, value: str, people: list[Person]) -> Person | UnknownOfficer | None:
    if value == NOBODY:
        return None
    person_id = str(request.person.pk) if value == MINE else value
    return next((person for person in people if str(person.pk) == person_id), UnknownOfficer())


def _done_words(request: SignedInRequest, chosen: Person | None, count: int) -> str:
    if chosen is None:
        sentence = ngettext("Le dossier est à attribuer.", "%(count)d dossiers sont à attribuer.", count)
    elif chosen.pk == request.person.pk:
        sentence = ngettext("Vous instruisez ce dossier.", "Vous instruisez ces %(count)d dossiers.", count)
    else:
        sentence = ngettext("Le dossier est confié à %(who)s.", "%(count)d dossiers sont confiés à %(who)s.", count)
    return sentence % {"count": count, "who": chosen.full_name if chosen else ""}


@dataclass(frozen=True, slots=True)
class OfficerChoice:
    value: str
    label: str
    detail: str
    current: bool


def _assign_page(
    request: SignedInRequest,
    dossier: Dossier,
    roster: Roster,
    *,
    notice: Notice | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    current, decision = handling(dossier, request.now), may_assign(request.person, dossier, request.now)
    in_hand = _totals(loads(request.person, request.now, roster))
    people = [person for person in roster.people if roster.may_handle(person, dossier)]
    may_take = request.person in people and current.officer != request.person
    if may_take:  # a button of its own
        people.remove(request.person)
    people.sort(key=lambda person: person.pk != request.person.pk)
    context = {
        **frame(request, dossier),
        "home": home_of(dossier.pk),
        "handling": handling_words(current, request.person),
        "may_take": may_take,
        "choices": [
            _choice(person, request, current, in_hand)
            for person in people
            if not (may_take and person == request.person)
        ],
        "seen": current.seen,
        "may_give_back": current.assignment is not None,
        "refusal": decision.reason if isinstance(decision, Refused) else "",
        "notice": notice,
        "error": error,
    }
    return render(request, "casework/assign.html", context, status=status)


def _choice(
    person: Person, request: SignedInRequest, current: Handling, in_hand: dict[uuid.UUID, int]
) -> OfficerChoice:
    mine, count = person.pk == request.person.pk, in_hand.get(person.pk, 0)
    load_words = ngettext("%(count)d dossier en cours", "%(count)d dossiers en cours", count) % {"count": count}
    detail = load_words if count else _("aucun dossier en cours")
    label = _("Moi-même, %(name)s") % {"name": person.full_name} if mine else person.full_name
    return OfficerChoice(MINE if mine else str(person.pk), label, detail, person == current.officer)


def _totals(workloads: list[Load]) -> dict[uuid.UUID, int]:
    return {workload.handler: workload.total for workload in workloads if workload.handler is not None}


# several at once


@ruled_page("casework.queue")
@posted_only("casework:queue")
def assign_many(request: SignedInRequest) -> HttpResponseBase:
    """Give the dossiers that were ticked in the queue. Those that somebody took meanwhile are left to them."""
    ticked = _ticked(request)
    visible = Dossier.objects.received_by(request.person, request.day).select_related("organisation")
    dossiers = {str(dossier.pk): dossier for dossier in visible.filter(pk__in=list(ticked))}
    if not request.person.roles_on(request.day) & RECEIVING_ROLES or set(ticked) - set(dossiers):
        raise Http404
    chosen = _chosen(request, AssignmentForm(request.POST).answers["officer"], Roster(request.day).people)
    if not ticked or isinstance(chosen, UnknownOfficer):
        wrong = _("Choisissez une personne.") if ticked else _("Cochez au moins un dossier.")
        return _not_done(request, [], wrong=wrong, status=422)
    refusals, count = [], 0
    for pk, assignment_id in ticked.items():
        dossier = dossiers[pk]
        try:
            assign(dossier.pk, chosen, request.person, request.now, shown_assignment=assignment_id)
        except Refusal as refusal:
            refusals.append({"dossier": dossier, "why": refusal.reason, "url": _assign_url(dossier)})
        else:
            count += 1
    if refusals:
        return _not_done(request, refusals, success=_done_words(request, chosen, count) if count else "", status=409)
    messages.success(request, _done_words(request, chosen, count))
    return HttpResponseRedirect(_back(request))


def _ticked(request: SignedInRequest) -> dict[str, str]:
    """The dossiers that were ticked, each with the assignment that the page showed."""
    ticked = {}
    for value in request.POST.getlist("dossier")[:AT_ONCE]:
        pk, _colon, assignment_id = value.partition(":")
        try:
            ticked[str(uuid.UUID(pk))] = assignment_id
        except ValueError:
            raise Http404 from None
    return ticked


def _assign_url(dossier: Dossier) -> str:
    return reverse("casework:assign", args=[dossier.pk])


def _back(request: SignedInRequest) -> str:
    """The queue as it was filtered: only its parameters are taken, never an address."""
    query = urlencode(parse_qsl(AssignmentForm(request.POST).answers["retour"][:1000]))
    return reverse("casework:queue") + (f"?{query}" if query else "")


def _not_done(
    request: SignedInRequest, refusals: list[dict[str, Any]], *, success: str = "", wrong: str = "", status: int
) -> HttpResponse:
    context = {"refusals": refusals, "done": success, "wrong": wrong, "back": _back(request)}
    return render(request, "casework/not_assigned.html", context, status=status)


# who has how much


@dataclass(frozen=True, slots=True)
class ColleagueLoad:
    """One colleague's dossiers."""

    name: str
    regions: str
    url: str
    load: Load
    oldest: str
    oldest_at: str


@ruled_page("casework.queue")
@require_GET
def load(request: SignedInRequest) -> HttpResponse:
    """For each colleague of one's regions: what they have in hand, and what has waited longest."""
    roles = request.person.roles_on(request.day)
    if not roles & RECEIVING_ROLES:
        raise Http404
    regions = regions_received(request.person.memberships_on(request.day))
    roster, national = Roster(request.day, regions), regions is None
    workloads = loads(request.person, request.now, roster)
    by_person = {workload.handler: workload for workload in workloads if workload.handler is not None}
    people = [
        person for person in roster.people if person.pk in by_person or _is_colleague(roster, person, national=national)
    ]
    lines = [_line(request, person, roster, by_person.get(person.pk) or _nothing(person)) for person in people]
    unheld = [workload for workload in workloads if workload.handler is None]
    context = {
        "lines": lines,
        "to_assign": sum(workload.waiting for workload in unheld if not workload.departed),
        "to_reassign": sum(workload.waiting for workload in unheld if workload.departed),
        "queue_of_nobody": f"{reverse('casework:queue')}?voir={TO_ASSIGN}",
        "empty": Empty(_("Personne pour l’instant"), _("Les personnes qui instruisent pour vos régions seront ici.")),
    }
    return render(request, "casework/load.html", context)


def _is_colleague(roster: Roster, person: Person, *, national: bool) -> bool:
    """Those of the regions; the ministry's own people are shown to each other, not to every region."""
    return national or any(membership.role == Role.REGIONAL_OFFICER for membership in roster.memberships_of(person.pk))


def _nothing(person: Person) -> Load:
    return Load(person.pk, False, 0, 0, 0, 0, None)


def _line(request: SignedInRequest, person: Person, roster: Roster, workload: Load) -> ColleagueLoad:
    memberships = roster.memberships_of(person.pk)
    regions = sorted(
        {REGIONS[membership.region] for membership in memberships if membership.role == Role.REGIONAL_OFFICER}
    )
    if any(membership.role == Role.MINISTRY for membership in memberships):
        regions.append(_("ministère"))
    return ColleagueLoad(
        name=person.full_name,
        regions=", ".join(regions),
        url=f"{reverse('casework:queue')}?attribue={MINE if person.pk == request.person.pk else person.pk}",
        load=workload,
        oldest=since_words(workload.oldest, request.now) if workload.oldest else "",
        oldest_at=workload.oldest.isoformat() if workload.oldest else "",
    )
