"""A structure's team: who is in it, leaving, ending a colleague's role, handing the lead over."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from poincon.people.access import get_visible_or_404, refusals_shown_by, ruled_page
from poincon.people.accounts import departing
from poincon.people.accounts.forms import HandOverForm, InviteForm
from poincon.people.enums import STRUCTURE_ROLES, Role
from poincon.people.memberships import holding, open_invitations
from poincon.people.models import Invitation, Membership, Organisation, Person
from poincon.people.permissions import handles_region, is_member, may_invite, may_lead, may_read_addresses
from poincon.people.requests import SignedInRequest
from poincon.people.views.showing import INVALID, REFUSED, FormPage, done, question, said
from poincon.ui.components import Confirm, Link, Notice
from poincon.ui.moments import day_and_hour, day_words
from poincon.ui.notices import refused
from poincon.ui.text import siren_words
from poincon.workflow.refusals import Refusal, require

GET_OR_POST = ["GET", "HEAD", "POST"]


def visible_organisation(request: SignedInRequest, pk: uuid.UUID) -> Organisation:
    visible = Organisation.objects.visible_to(request.person, request.day)
    return get_visible_or_404(visible.select_related("parent"), pk=pk)


def own_organisation(request: SignedInRequest, pk: uuid.UUID) -> Organisation:
    """One that the person is in: to the others who see it, what is only for its people is not there."""
    organisation = visible_organisation(request, pk)
    if not is_member(request.person, organisation, request.day):
        raise Http404
    return organisation


def address_of(organisation: Organisation) -> str:
    return reverse("people:organisation", args=[organisation.pk])


@ruled_page("organisations.visible")
@require_GET
def show(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The team; its people act on it, those who handle the region read it."""
    return team_page(request, visible_organisation(request, pk))


def team_page(
    request: SignedInRequest,
    organisation: Organisation,
    *,
    inviting: InviteForm | None = None,
    notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:
    leads = bool(may_lead(request.person, organisation, request.day))
    member = is_member(request.person, organisation, request.day)
    addresses = may_read_addresses(request.person, organisation, request.day)
    members = _members(request, organisation)
    visible = Organisation.objects.visible_to(request.person, request.day)
    invitations = open_invitations(organisation) if member else ()
    related = [*([organisation.parent] if organisation.parent else []), *organisation.parts.all()]
    reachable = set(visible.filter(pk__in=[structure.pk for structure in related]).values_list("pk", flat=True))
    context: dict[str, Any] = {
        "organisation": organisation,
        "siren": siren_words(organisation.siren),
        "members": [_member(membership, request, leads=leads, addresses=addresses) for membership in members],
        "headless": not any(membership.role == Role.STRUCTURE_HEAD for membership in members),
        "member": member,
        "leads": leads,
        "addresses": addresses,
        "invitations": [_invitation(invitation, request) for invitation in invitations],
        "inviting": (inviting or InviteForm(leads=leads)) if member else None,
        "errors": inviting.error_links() if inviting else [],
        "sites": list(organisation.sites.all()),
        "parent": _related(organisation.parent, reachable) if organisation.parent else None,
        "parts": [_related(part, reachable) for part in organisation.parts.all()],
        "may_correct": bool(handles_region(request.person, organisation.region, request.day)),
        "notice": notice,
    }
    return render(request, "people/accounts/team.html", context, status=status)


def _members(request: SignedInRequest, organisation: Organisation) -> list[Membership]:
    memberships = holding(request.day).filter(organisation=organisation, role__in=STRUCTURE_ROLES)
    return list(memberships.select_related("person").order_by("person__full_name", "person", "-role"))


def _member(membership: Membership, request: SignedInRequest, *, leads: bool, addresses: bool) -> dict[str, Any]:
    me = membership.person_id == request.person.pk
    end = reverse("people:end_membership", args=[membership.organisation_id, membership.pk]) if leads and not me else ""
    return {
        "name": membership.person.full_name,
        "me": me,
        "email": membership.person.email if addresses else "",
        "role": str(membership.get_role_display()).capitalize(),
        "since": day_words(membership.starts),
        "until": day_words(membership.ends) if membership.ends else "",
        "end": end,
    }


def _invitation(invitation: Invitation, request: SignedInRequest) -> dict[str, Any]:
    organisation = invitation.organisation
    return {
        "email": invitation.email,
        "role": str(invitation.get_role_display()).capitalize(),
        "sent": day_and_hour(invitation.sent_at),
        "until": day_and_hour(invitation.expires_at),
        "open": invitation.is_open(request.now),
        "pk": invitation.pk,
        "acts": bool(may_invite(request.person, organisation, Role(invitation.role), request.day)),
    }


def _related(organisation: Organisation, reachable: set[uuid.UUID]) -> Link:
    return Link(organisation.name, address_of(organisation) if organisation.pk in reachable else "")


# going


def _may_not_leave(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    return _leaving(request, own_organisation(request, pk), refusal.reason)


@ruled_page("organisations.leave")
@require_http_methods(GET_OR_POST)
@refusals_shown_by(_may_not_leave)
def leave(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One leaves by oneself."""
    organisation = own_organisation(request, pk)
    if request.method != "POST":
        return _leaving(request, organisation)
    departing.leave(organisation, request.person, now=request.now)
    words = _("Vous avez quitté « %(name)s ».") % {"name": organisation.name}
    return done(request, reverse("people:left"), words)


def _leaving(request: SignedInRequest, organisation: Organisation, refusal: str = "") -> HttpResponse:
    confirm = Confirm(
        title=_("Quitter « %(name)s »") % {"name": organisation.name},
        consequence=_(
            "Vous ne verrez plus ses dossiers, tout de suite. Ce que vous avez écrit reste. "
            "Pour revenir, il faudra qu’une collègue vous invite."
        ),
        button=_("Quitter la structure"),
        action=reverse("people:leave", args=[organisation.pk]),
        cancel=Link(_("Rester"), address_of(organisation)),
        danger=True,
    )
    return _asked(request, organisation, confirm, refusal)


def _led_organisation(request: SignedInRequest, pk: uuid.UUID) -> Organisation:
    """A structure of the person's own that they lead. Raises `Http404`, `NotAllowed`."""
    organisation = own_organisation(request, pk)
    require(may_lead(request.person, organisation, request.day))
    return organisation


def _colleague(organisation: Organisation, membership: int) -> Membership:
    if membership >= 2**63:
        raise Http404
    memberships = organisation.memberships.filter(role__in=STRUCTURE_ROLES).select_related("person")
    return get_visible_or_404(memberships, pk=membership)


def _may_not_end(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID, membership: int) -> HttpResponse:
    organisation = _led_organisation(request, pk)
    return _ending(request, organisation, _colleague(organisation, membership), refusal.reason)


@ruled_page("organisations.lead")
@require_http_methods(GET_OR_POST)
@refusals_shown_by(_may_not_end)
def end_membership(request: SignedInRequest, pk: uuid.UUID, membership: int) -> HttpResponse:
    """A head ends a colleague's role."""
    organisation = _led_organisation(request, pk)
    colleague = _colleague(organisation, membership)
    if request.method != "POST":
        return _ending(request, organisation, colleague)
    departing.end_colleague(organisation, membership, request.person, now=request.now)
    figures = {"who": colleague.person.full_name, "name": organisation.name}
    return done(request, address_of(organisation), _("%(who)s n’a plus ce rôle dans « %(name)s ».") % figures)


def _ending(
    request: SignedInRequest, organisation: Organisation, membership: Membership, refusal: str = ""
) -> HttpResponse:
    figures = {"who": membership.person.full_name}
    confirm = Confirm(
        title=_("Mettre fin au rôle de %(who)s") % figures,
        consequence=_(
            "%(who)s n’aura plus accès à ce que ce rôle permet, tout de suite. Ce que cette personne a écrit reste. "
            "Vous pourrez l’inviter de nouveau."
        )
        % figures,
        button=_("Mettre fin à ce rôle"),
        action=reverse("people:end_membership", args=[organisation.pk, membership.pk]),
        cancel=Link(_("Ne rien changer"), address_of(organisation)),
        danger=True,
    )
    return _asked(request, organisation, confirm, refusal)


def _asked(request: SignedInRequest, organisation: Organisation, confirm: Confirm, refusal: str) -> HttpResponse:
    back = Link(organisation.name, address_of(organisation))
    return question(request, confirm, back=back, refusal=refusal, status=REFUSED if refusal else 200)


def _not_handed_over(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    organisation = _led_organisation(request, pk)
    form = HandOverForm(request.POST, team=_colleagues(request, organisation))
    return _handing_over(organisation, refused(refusal.reason)).response(request, form, refusal.status)


@ruled_page("organisations.lead")
@require_http_methods(GET_OR_POST)
@refusals_shown_by(_not_handed_over)
def hand_over(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody else of the team leads, from now on."""
    organisation = _led_organisation(request, pk)
    team = _colleagues(request, organisation)
    form = HandOverForm(request.POST if request.method == "POST" else None, team=team)
    if not team:
        alone = _("Il n’y a que vous dans cette structure : invitez d’abord quelqu’un à la diriger.")
        back = Link(_("Inviter une collègue ou un collègue"), f"{address_of(organisation)}#inviter")
        return said(request, _("Passer la main"), [alone], [back], status=200 if request.method == "GET" else REFUSED)
    if request.method != "POST" or not form.is_valid():
        status = INVALID if request.method == "POST" else 200
        return _handing_over(organisation).response(request, form, status)
    successor, stays = uuid.UUID(form.cleaned_data["successor"]), form.cleaned_data["after"] == "stays"
    departing.hand_over(organisation, successor, request.person, stays=stays, now=request.now)
    address = address_of(organisation) if stays else reverse("people:left")
    return done(request, address, _("Vous avez passé la main."))


def _handing_over(organisation: Organisation, notice: Notice | None = None) -> FormPage:
    return FormPage(
        title=_("Passer la main"),
        lead=_("La personne choisie dirigera « %(name)s » tout de suite, et vous ne la dirigerez plus.")
        % {"name": organisation.name},
        button=_("Passer la main"),
        back=Link(organisation.name, address_of(organisation)),
        cancel=Link(_("Ne rien changer"), address_of(organisation)),
        notice=notice,
    )


def _colleagues(request: SignedInRequest, organisation: Organisation) -> list[Person]:
    colleagues = [
        membership.person for membership in _members(request, organisation) if membership.person_id != request.person.pk
    ]
    return list({colleague.pk: colleague for colleague in colleagues}.values())
