"""Acts that are confirmed on a page of their own: going back to preparing, withdrawing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from poincon.dossiers import validation, withdrawal
from poincon.dossiers.forms import WithdrawalForm
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import may_reopen, may_withdraw, visible_dossier
from poincon.dossiers.tabs import all_tabs
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Confirm, Link
from poincon.workflow.refusals import Decision, Refusal, Refused


@dataclass(frozen=True, slots=True)
class Asking:
    """An act that is confirmed on a page of its own, with a reason where one may be given."""

    dossier: Dossier
    confirm: Confirm
    form: WithdrawalForm | None = None


def _asking_page(
    request: SignedInRequest, asking: Asking, decision: Decision, *, status: int | None = None
) -> HttpResponse:
    """Its consequence, or why it cannot be done."""
    context = {
        "dossier": asking.dossier,
        "tabs": all_tabs(request, asking.dossier),
        "confirm": asking.confirm,
        "form": asking.form,
        "refusal": decision.reason if isinstance(decision, Refused) else "",
        "home": _home(asking.dossier),
    }
    return render(request, "dossiers/confirm.html", context, status=status or (200 if decision else 403))


def _home(dossier: Dossier) -> str:
    return reverse("dossiers:show", args=[dossier.pk])


def _reopening_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    return _asking_page(request, _reopening(visible_dossier(request, pk)), Refused(refusal.reason))


@ruled_page("dossiers.reopen")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_reopening_refused)
def reopen(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Go back to preparing, once its consequence is read."""
    dossier = visible_dossier(request, pk)
    if request.method == "GET":
        return _asking_page(request, _reopening(dossier), may_reopen(request.person, dossier, request.now))
    validation.reopen(dossier.pk, request.person, request.now)
    return HttpResponseRedirect(_home(dossier))


def _reopening(dossier: Dossier) -> Asking:
    confirm = Confirm(
        title=_("Reprendre la préparation"),
        consequence=_(
            "La validation de la direction ne vaudra plus : il faudra la redonner, ou déposer par la direction. "
            "Les réponses pourront de nouveau être modifiées."
        ),
        button=_("Reprendre la préparation"),
        action=reverse("dossiers:reopen", args=[dossier.pk]),
        cancel=Link(_("Revenir au dossier"), _home(dossier)),
    )
    return Asking(dossier, confirm)


def _withdrawal_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    dossier = visible_dossier(request, pk)
    form = WithdrawalForm(request.POST, received=dossier.was_received)
    return _asking_page(request, _withdrawing(dossier, form), Refused(refusal.reason))


@ruled_page("dossiers.withdraw")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_withdrawal_refused)
def withdraw(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Withdraw the dossier, once its consequences are read; a reason may be given."""
    dossier = visible_dossier(request, pk)
    form = WithdrawalForm(request.POST if request.method == "POST" else None, received=dossier.was_received)
    if request.method == "GET":
        return _asking_page(request, _withdrawing(dossier, form), may_withdraw(request.person, dossier, request.now))
    if "confirmation" not in request.POST and may_withdraw(request.person, dossier, request.now):
        asking = _withdrawing(dossier, form, unticked=True)
        return _asking_page(request, asking, may_withdraw(request.person, dossier, request.now), status=422)
    withdrawal.withdraw(dossier.pk, form.answers["motif"], request.person, request.now)
    return HttpResponseRedirect(_home(dossier))


def _withdrawing(dossier: Dossier, form: WithdrawalForm, *, unticked: bool = False) -> Asking:
    consequence = _("Ce dossier ne pourra plus être modifié ni déposé. Il restera lisible.")
    if dossier.was_received:
        consequence += " " + _("Le service qui instruit cessera de l’examiner, et verra qu’il est retiré.")
    confirm = Confirm(
        title=_("Retirer ce dossier"),
        consequence=consequence
        + " "
        + _("Votre structure pourra en commencer un autre tant que la campagne est ouverte pour elle."),
        button=_("Retirer ce dossier"),
        action=reverse("dossiers:withdraw", args=[dossier.pk]),
        cancel=Link(_("Revenir au dossier"), _home(dossier)),
        danger=True,
        statement=_("J’ai compris que ce retrait est définitif."),
        errors=(_("Cochez cette case pour retirer le dossier."),) if unticked else (),
    )
    return Asking(dossier, confirm, form)
