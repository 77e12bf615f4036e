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

from poincon.admissibility import completeness
from poincon.admissibility.course import course_of
from poincon.admissibility.deciding import ReasonNeeded, snapshot_of
from poincon.admissibility.forms import CompleteForm, ReasonForm, RecheckForm, TakeBackForm
from poincon.admissibility.views.common import overtaken
from poincon.cahier.explanation import Names
from poincon.dossiers import changes
from poincon.dossiers.enums import Event
from poincon.dossiers.models import Dossier
from poincon.dossiers.official_pages import frame, received_dossier
from poincon.dossiers.standing import standing_of
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Link
from poincon.ui.language import language
from poincon.workflow.moves import NotThatWay, require_move
from poincon.workflow.refusals import NotAllowed, Refusal, Unfit, reason_of, require


@dataclass(frozen=True, slots=True)
class ActToConfirm:
    """`admissibility/decide.html` with `act=`: what is decided, what follows from it, the form that asks why."""

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
    digest: str = ""
    leads_to: str = "show"
    """The page shown once it is done."""


def _completion_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponseBase:
    """409 for whoever may declare it complete, once something else is done first."""
    dossier, form = received_dossier(request, pk), CompleteForm(request.POST)
    if isinstance(refusal, NotAllowed) and completeness.may(
        Event.DECLARE_COMPLETE, request.person, dossier, request.now
    ):
        return _page(request, dossier, _complete(dossier, form), refusal=refusal.reason, status=409)
    return _refused(request, refusal, _complete(dossier, form), dossier)


@ruled_page("dossiers.received")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_completion_refused)
def complete(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Declare a dossier complete; with something lacking, say why it can do without."""
    dossier = received_dossier(request, pk)
    if request.method == "GET":
        return _page(request, dossier, _complete(dossier, CompleteForm()))
    answers = CompleteForm(request.POST).answers
    completeness.declare_complete(pk, answers["motif"], digest=answers["vu"], actor=request.person, now=request.now)
    messages.success(request, _("Le dossier est déclaré complet."))
    return HttpResponseRedirect(reverse("admissibility:show", args=[pk]))


def _recheck_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponseBase:
    dossier = received_dossier(request, pk)
    return _refused(request, refusal, _recheck(dossier, RecheckForm(request.POST)), dossier)


@ruled_page("dossiers.received")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_recheck_refused)
def recheck(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Go back to completeness, before any conclusion."""
    dossier = received_dossier(request, pk)
    if request.method == "GET":
        return _page(request, dossier, _recheck(dossier, RecheckForm()))
    completeness.recheck(pk, RecheckForm(request.POST).answers["motif"], actor=request.person, now=request.now)
    messages.success(request, _("Le dossier est de nouveau à l’examen de sa complétude."))
    return HttpResponseRedirect(reverse("admissibility:completeness", args=[pk]))


def _taking_back_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponseBase:
    dossier = received_dossier(request, pk)
    act = _take_back(dossier, TakeBackForm(request.POST))
    if not isinstance(refusal, NotAllowed):
        return _refused(request, refusal, act, dossier)
    if not completeness.may_check(request.person, dossier, request.now):
        return _page(request, dossier, act, status=403)
    return _page(request, dossier, act, refusal=refusal.reason, status=409)


@ruled_page("dossiers.received")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_taking_back_refused)
def take_back(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give up a request that the structure has not answered."""
    dossier = received_dossier(request, pk)
    if request.method == "GET":
        return _page(request, dossier, _take_back(dossier, TakeBackForm()))
    reason = TakeBackForm(request.POST).answers["motif"]
    allowed = completeness.may(Event.TAKE_BACK, request.person, dossier, request.now)
    require(completeness.may_check(request.person, dossier, request.now))
    require_move(allowed, Event.TAKE_BACK)
    if not reason.strip():
        raise ReasonNeeded(_("Dites pourquoi vous retirez cette demande : la structure le lira."))
    changes.take_back(pk, reason, request.person, request.now, allowed=allowed)
    messages.success(request, _("La demande de compléments est retirée : le dossier est de nouveau chez vous."))
    return HttpResponseRedirect(reverse("admissibility:show", args=[pk]))


def _refused(request: SignedInRequest, refusal: Refusal, act: ActToConfirm, dossier: Dossier) -> HttpResponseBase:
    """The page of the act again, with the reason that was typed and why nothing was done."""
    if isinstance(refusal, NotThatWay):
        return overtaken(request, dossier.pk, refusal, leads_to=act.leads_to, typed=act.form.answers["motif"])
    if isinstance(refusal, Unfit):
        act.form.add_error("motif", refusal.reason)
        return _page(request, dossier, act, status=refusal.status)
    return _page(request, dossier, act, refusal=refusal.reason, status=refusal.status)


def _page(
    request: SignedInRequest, dossier: Dossier, act: ActToConfirm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    decision = completeness.may(act.event, request.person, dossier, request.now)
    context = {
        **frame(request, dossier),
        "act": act,
        "action": reverse(f"admissibility:{act.route}", args=[dossier.pk]),
        "refusal": refusal,
        "closed": reason_of(decision),
        "errors": act.form.error_links(),
    }
    return render(request, "admissibility/decide.html", context, status=status)


def _complete(dossier: Dossier, form: ReasonForm) -> ActToConfirm:
    snapshot = snapshot_of(dossier)
    standing = standing_of(snapshot, dossier)
    lacking = completeness.lacks(standing)
    names = Names(standing.package.programme, language())
    if course_of(dossier.package.programme).prerequisites:
        consequence = _(
            "L’examen de ses prérequis commence. Vous pourrez revenir à la complétude tant qu’il n’est pas conclu."
        )
    else:
        consequence = _(
            "Ce programme n’a pas de prérequis : le dossier sera aussitôt recevable et la structure sera prévenue. "
            "Cette décision ne pourra plus être modifiée."
        )
    return ActToConfirm(
        Event.DECLARE_COMPLETE,
        _("Déclarer le dossier complet"),
        consequence,
        _("Déclarer le dossier complet"),
        "complete",
        Link(_("Revenir à la complétude"), reverse("admissibility:completeness", args=[dossier.pk])),
        form,
        asks_reason=bool(lacking),
        points=tuple(names.path(name) for name in lacking),
        points_title=_("Ce qui manque, ou ne se lit pas"),
        digest=snapshot.digest,
    )


def _recheck(dossier: Dossier, form: ReasonForm) -> ActToConfirm:
    return ActToConfirm(
        Event.RECHECK,
        _("Revenir à la complétude"),
        _("Le dossier ne sera plus « complet ». Ce que vous avez retenu des prérequis est gardé."),
        _("Revenir à la complétude"),
        "recheck",
        Link(_("Revenir au dossier"), reverse("admissibility:show", args=[dossier.pk])),
        form,
        leads_to="completeness",
    )


def _take_back(dossier: Dossier, form: ReasonForm) -> ActToConfirm:
    return ActToConfirm(
        Event.TAKE_BACK,
        _("Retirer la demande de compléments"),
        _(
            "Le dossier redevient celui qui avait été déposé, et il est de nouveau chez vous. Ce que la structure "
            "avait commencé à changer est mis de côté : elle pourra le relire, vous ne le verrez pas."
        ),
        _("Retirer la demande"),
        "take_back",
        Link(_("Revenir à la demande"), reverse("admissibility:request", args=[dossier.pk])),
        form,
        danger=True,
    )
