"""Inviting a colleague, sending again, revoking; what the link of the mail opens."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from poincon.people.access import public_page, refusals_shown_by, ruled_page
from poincon.people.accounts import inviting
from poincon.people.accounts.forms import InviteForm, NewcomerForm
from poincon.people.accounts.inviting import NoLongerOpen
from poincon.people.attempts import INVITING, wait_until
from poincon.people.authentication.known_browsers import remember_browser
from poincon.people.enums import Role
from poincon.people.models import Invitation, Person
from poincon.people.permissions import may_lead
from poincon.people.requests import PageRequest, SignedInRequest
from poincon.people.views.showing import GONE, INVALID, TOO_MANY, done, said, too_many
from poincon.people.views.team import GET_OR_POST, address_of, own_organisation, team_page
from poincon.ui.components import Link, Notice
from poincon.ui.forms import add_errors
from poincon.ui.moments import day_and_hour
from poincon.ui.notices import refused
from poincon.workflow.refusals import NotAllowed, Refusal


def _invitation_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    organisation = own_organisation(request, pk)
    form = InviteForm(request.POST, leads=bool(may_lead(request.person, organisation, request.day)))
    notice = refused(refusal.reason)
    return team_page(request, organisation, inviting=form, notice=notice, status=refusal.status)


@ruled_page("organisations.invite")
@require_POST
@refusals_shown_by(_invitation_refused)
def invite(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    organisation = own_organisation(request, pk)
    form = InviteForm(request.POST, leads=bool(may_lead(request.person, organisation, request.day)))
    if not form.is_valid():
        return team_page(request, organisation, inviting=form, status=INVALID)
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    until = wait_until("invitation", INVITING, request.now, person=str(request.person.pk), email=email)
    if until is not None:
        return team_page(request, organisation, inviting=form, notice=too_many(until), status=TOO_MANY)
    try:
        inviting.invite(organisation, email, role, request.person, now=request.now)
    except ValidationError as wrong:
        add_errors(form, wrong)
        return team_page(request, organisation, inviting=form, status=INVALID)
    words = _("L’invitation part à %(email)s. Elle est valable quatorze jours.") % {"email": email}
    return done(request, address_of(organisation), words)


def _team_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID, invitation: uuid.UUID) -> HttpResponse:
    if isinstance(refusal, NotAllowed):  # the whole page is refused
        raise refusal
    notice = refused(refusal.reason)
    return team_page(request, own_organisation(request, pk), notice=notice, status=refusal.status)


@ruled_page("organisations.invite")
@require_POST
@refusals_shown_by(_team_refused)
def send_again(request: SignedInRequest, pk: uuid.UUID, invitation: uuid.UUID) -> HttpResponse:
    organisation = own_organisation(request, pk)
    earlier_invitation = organisation.invitations.filter(pk=invitation).first()
    email = earlier_invitation.email if earlier_invitation else ""
    until = wait_until("invitation", INVITING, request.now, person=str(request.person.pk), email=email)
    if until is not None:
        return team_page(request, organisation, notice=too_many(until), status=TOO_MANY)
    sent = inviting.send_again(organisation, invitation, request.person, now=request.now)
    words = _("Une nouvelle invitation part à %(email)s ; le lien de la précédente ne sert plus.")
    return done(request, address_of(organisation), words % {"email": sent.email})


@ruled_page("organisations.invite")
@require_POST
@refusals_shown_by(_team_refused)
def revoke(request: SignedInRequest, pk: uuid.UUID, invitation: uuid.UUID) -> HttpResponse:
    organisation = own_organisation(request, pk)
    inviting.revoke_invitation(organisation, invitation, request.person, now=request.now)
    return done(request, address_of(organisation), _("L’invitation est annulée : son lien ne sert plus."))


# the link


def _over(request: HttpRequest, refusal: Refusal, pk: uuid.UUID, token: str) -> HttpResponse:
    if not isinstance(refusal, NoLongerOpen):
        raise refusal
    return said(
        request,
        _("Cette invitation n’est plus valable"),
        [
            _(
                "Elle a déjà été acceptée, elle a été annulée ou envoyée de nouveau, ou elle a plus de quatorze jours. "
                "Si vous venez de l’accepter, connectez-vous. Sinon, demandez à la personne qui vous invite "
                "de vous en envoyer une autre."
            )
        ],
        [Link(_("Se connecter"), reverse("people:sign_in"))],
        status=GONE,
    )


@public_page
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(GET_OR_POST)
@refusals_shown_by(_over)
def accept(plain: HttpRequest, pk: uuid.UUID, token: str) -> HttpResponse:
    """What the mail opens: whoever reads that mailbox joins, with the account of that address or a new one."""
    request = cast(PageRequest, plain)
    invitation = inviting.find_invitation(pk, token, request.now)
    holder = Person.objects.filter(email=invitation.email).first()
    if request.method != "POST" or (holder is not None and holder != request.person):
        return _invitation_page(request, invitation, holder)
    if request.person is not None and holder == request.person:
        inviting.accept_as(request.person, pk, token, now=request.now)
        return done(request, address_of(invitation.organisation), _("Bienvenue : vous faites partie de l’équipe."))
    return _newcomer(request, invitation, token)


def _newcomer(request: PageRequest, invitation: Invitation, token: str) -> HttpResponse:
    form = NewcomerForm(request.POST, person=Person(email=invitation.email))
    if not form.is_valid():
        return _invitation_page(request, invitation, None, form=form, status=INVALID)
    answers = form.cleaned_data
    try:
        accepted = inviting.accept_anew(
            invitation.pk, token, answers["full_name"], answers["password"], now=request.now
        )
    except NotAllowed as refusal:  # their account was made meanwhile
        notice = refused(refusal.reason)
        return _invitation_page(request, invitation, None, form=form, notice=notice, status=refusal.status)
    except ValidationError as wrong:
        add_errors(form, wrong)
        return _invitation_page(request, invitation, None, form=form, status=INVALID)
    if accepted.accepted_by is not None:
        remember_browser(request, accepted.accepted_by, request.now)
    return HttpResponseRedirect(reverse("people:joined"))


def _invitation_page(
    request: PageRequest,
    invitation: Invitation,
    holder: Person | None,
    *,
    form: NewcomerForm | None = None,
    notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:
    """`holder`: whose account has that address. Only its own person may accept with it."""
    following = urlencode({"next": request.get_full_path()})
    context: dict[str, Any] = {
        "invitation": invitation,
        "leads": invitation.role == Role.STRUCTURE_HEAD,
        "until": day_and_hour(invitation.expires_at),
        "known": holder,
        "own": holder is not None and holder == request.person,
        "sign_in": f"{reverse('people:sign_in')}?{following}",
        "form": form or NewcomerForm(),
        "errors": form.error_links() if form else [],
        "notice": notice,
    }
    return render(request, "people/accounts/invitation.html", context, status=status)


@public_page
def joined(request: HttpRequest) -> HttpResponse:
    return said(
        request,
        _("Votre compte est ouvert"),
        [_("Connectez-vous avec votre adresse électronique et le mot de passe que vous venez de choisir.")],
        [Link(_("Se connecter"), reverse("people:sign_in"))],
    )
