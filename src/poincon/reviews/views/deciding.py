"""Acts that ask for one confirmation: declaring complete, going back, taking a request back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from poincon.cahier.explanation import Names
from poincon.dossiers import changes
from poincon.dossiers.enums import Event
from poincon.dossiers.lifecycle import NotThatWay
from poincon.dossiers.models import Dossier
from poincon.dossiers.saving import NotAllowed
from poincon.dossiers.standing import standing_of
from poincon.people.access import ruled_page
from poincon.people.requests import SignedInRequest
from poincon.reviews import completeness
from poincon.reviews.deciding import Outdated, ReasonNeeded, snapshot_of
from poincon.reviews.forms import CompleteForm, ReasonForm, RecheckForm, TakeBackForm
from poincon.reviews.permissions import course_of
from poincon.reviews.views.assigning import examined_dossier
from poincon.reviews.views.common import frame, overtaken, reason_of
from poincon.ui.components import Link
from poincon.ui.language import language


@dataclass(frozen=True, slots=True)
class Act:
    """`reviews/decide.html` with `act=`: what is decided, what follows from it, the form that asks why."""

    event: Event
    title: str
    consequence: str
    button: str
    route: str
    back: Link
    form: ReasonForm
    asks_reason: bool = True
    danger: bool = False
    points: tuple[str, ...] = ()
    points_title: str = ""
    seen: str = ""


@ruled_page("reviews.examined")
@require_http_methods(["GET", "POST"])
def complete(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Declare a dossier complete; with something lacking, say why it can do without."""
    dossier = examined_dossier(request, pk)
    if request.method == "GET":
        return _page(request, dossier, _complete(dossier, CompleteForm()))
    form = CompleteForm(request.POST)
    reason = form.answers["motif"]
    seen = form.answers["vu"]
    try:
        completeness.declare_complete(pk, reason, seen=seen, actor=request.person, now=request.now)
    except ReasonNeeded as needed:
        form.add_error("motif", needed.message)
        return _page(request, dossier, _complete(dossier, form), status=422)
    except Outdated as told:
        return _page(request, dossier, _complete(dossier, form), refusal=told.message, status=409)
    except NotThatWay as error:
        return overtaken(request, pk, error, typed=reason)
    except NotAllowed as refused:
        status = 409 if completeness.may(Event.DECLARE_COMPLETE, request.person, dossier, request.now) else 403
        return _page(request, dossier, _complete(dossier, form), refusal=refused.reason, status=status)
    messages.success(request, _("Le dossier est déclaré complet."))
    return HttpResponseRedirect(reverse("reviews:show", args=[pk]))


@ruled_page("reviews.examined")
@require_http_methods(["GET", "POST"])
def recheck(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Go back to completeness, before any conclusion."""
    dossier = examined_dossier(request, pk)
    if request.method == "GET":
        return _page(request, dossier, _recheck(dossier, RecheckForm()))
    form = RecheckForm(request.POST)
    reason = form.answers["motif"]
    try:
        completeness.recheck(pk, reason, actor=request.person, now=request.now)
    except ReasonNeeded as needed:
        form.add_error("motif", needed.message)
        return _page(request, dossier, _recheck(dossier, form), status=422)
    except NotThatWay as error:
        return overtaken(request, pk, error, typed=reason)
    except NotAllowed as refused:
        return _page(request, dossier, _recheck(dossier, form), refusal=refused.reason, status=403)
    messages.success(request, _("Le dossier est de nouveau à l’examen de sa complétude."))
    return HttpResponseRedirect(reverse("reviews:completeness", args=[pk]))


@ruled_page("reviews.examined")
@require_http_methods(["GET", "POST"])
def take_back(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give up a request that the structure has not answered."""
    dossier = examined_dossier(request, pk)
    if request.method == "GET":
        return _page(request, dossier, _take_back(dossier, TakeBackForm()))
    form = TakeBackForm(request.POST)
    reason = form.answers["motif"]
    allowed = completeness.may(Event.TAKE_BACK, request.person, dossier, request.now)
    if not completeness.may_check(request.person, dossier, request.now):
        return _page(request, dossier, _take_back(dossier, form), status=403)
    if not allowed:
        return overtaken(request, pk, NotThatWay(dossier, Event.TAKE_BACK), typed=reason)
    if not reason.strip():
        needed = _("Dites pourquoi vous retirez cette demande : la structure le lira.")
        form.add_error("motif", needed)
        return _page(request, dossier, _take_back(dossier, form), status=422)
    try:
        changes.take_back(pk, reason, request.person, request.now, allowed=allowed)
    except NotAllowed as refused:
        return _page(request, dossier, _take_back(dossier, form), refusal=refused.reason, status=409)
    messages.success(request, _("La demande de compléments est retirée : le dossier est de nouveau chez vous."))
    return HttpResponseRedirect(reverse("reviews:show", args=[pk]))


def _page(
    request: SignedInRequest, dossier: Dossier, act: Act, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    decision = completeness.may(act.event, request.person, dossier, request.now)
    context = {
        **frame(request, dossier),
        "act": act,
        "action": reverse(f"reviews:{act.route}", args=[dossier.pk]),
        "refusal": refusal,
        "closed": reason_of(decision),
        "errors": act.form.error_links(),
    }
    return render(request, "reviews/decide.html", context, status=status)


def _complete(dossier: Dossier, form: ReasonForm) -> Act:
    snapshot = snapshot_of(dossier)
    where = standing_of(snapshot, dossier)
    lacking = completeness.lacks(where)
    names = Names(where.package.programme, language())
    if course_of(dossier.package.programme).prerequisites:
        consequence = _(
            "L’examen de ses prérequis commence. Vous pourrez revenir à la complétude tant qu’il n’est pas conclu."
        )
    else:
        consequence = _(
            "Ce programme n’a pas de prérequis : le dossier sera aussitôt recevable et la structure sera prévenue. "
            "Cette décision ne pourra plus être modifiée."
        )
    return Act(
        Event.DECLARE_COMPLETE,
        _("Déclarer le dossier complet"),
        consequence,
        _("Déclarer le dossier complet"),
        "complete",
        Link(_("Revenir à la complétude"), reverse("reviews:completeness", args=[dossier.pk])),
        form,
        asks_reason=bool(lacking),
        points=tuple(names.path(name) for name in lacking),
        points_title=_("Ce qui manque, ou ne se lit pas"),
        seen=snapshot.digest,
    )


def _recheck(dossier: Dossier, form: ReasonForm) -> Act:
    return Act(
        Event.RECHECK,
        _("Revenir à la complétude"),
        _("Le dossier ne sera plus « complet ». Ce que vous avez retenu des prérequis est gardé."),
        _("Revenir à la complétude"),
        "recheck",
        Link(_("Revenir au dossier"), reverse("reviews:show", args=[dossier.pk])),
        form,
    )


def _take_back(dossier: Dossier, form: ReasonForm) -> Act:
    return Act(
        Event.TAKE_BACK,
        _("Retirer la demande de compléments"),
        _(
            "Le dossier redevient celui qui avait été déposé, et il est de nouveau chez vous. Ce que la structure "
            "avait commencé à changer est mis de côté : elle pourra le relire, vous ne le verrez pas."
        ),
        _("Retirer la demande"),
        "take_back",
        Link(_("Revenir à la demande"), reverse("reviews:request", args=[dossier.pk])),
        form,
        danger=True,
    )
