"""Who administers the platform takes the second factors of somebody who lost them all."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.authentication import second_factor
from poincon.people.models import Person
from poincon.people.permissions import can_administer
from poincon.people.requests import SignedInRequest
from poincon.people.views.answers import with_fresh_proof
from poincon.people.views.showing import done, question
from poincon.ui.components import Confirm, Link
from poincon.workflow.refusals import Refusal


@ruled_page("administration.persons")
@require_http_methods(["GET", "HEAD", "POST"])
def reset_proofs(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    if not can_administer(request.person, request.day):
        raise Http404
    return _ask_or_do(request, get_object_or_404(Person, pk=pk, erased_at__isnull=True))


def _refused(request: SignedInRequest, refusal: Refusal, person: Person) -> HttpResponse:
    return _ask(request, person, refusal=refusal.reason, status=refusal.status)


@with_fresh_proof
@refusals_shown_by(_refused)
def _ask_or_do(request: SignedInRequest, person: Person) -> HttpResponse:
    if request.method != "POST":
        return _ask(request, person)
    second_factor.reset(request.person, person, now=request.now)
    words = _("Les preuves de %(who)s sont remises à zéro, ses connexions fermées.") % {"who": person.full_name}
    return done(request, reverse("people:person", args=[person.pk]), words)


def _ask(request: SignedInRequest, person: Person, *, refusal: str = "", status: int = 200) -> HttpResponse:
    back = Link(person.full_name, reverse("people:person", args=[person.pk]))
    confirm = Confirm(
        title=_("Remettre à zéro les preuves de %(who)s") % {"who": person.full_name},
        consequence=_(
            "Son application, ses clés d’accès et ses codes de secours ne serviront plus, et ses connexions seront "
            "fermées. Son mot de passe seul ouvrira son compte, jusqu’à ce qu’une autre preuve soit ajoutée. "
            "Assurez-vous d’abord, de vive voix, que c’est bien cette personne qui le demande."
        ),
        button=_("Remettre à zéro"),
        action=reverse("people:reset_proofs", args=[person.pk]),
        cancel=Link(_("Ne rien faire"), back.url),
        danger=True,
    )
    return question(request, confirm, back=back, refusal=refusal, status=status)
