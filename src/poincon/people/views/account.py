"""One's own account: where to change what; the password; where one is signed in."""

from __future__ import annotations

import uuid

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from poincon.people.access import get_visible_or_404, ruled_page, signed_in_page
from poincon.people.account_sections import account_sections
from poincon.people.accounts.forms import NewPasswordForm
from poincon.people.authentication.browsers import browser_words
from poincon.people.authentication.known_browsers import remember_browser
from poincon.people.authentication.password import change_password
from poincon.people.authentication.second_factor import factors_of
from poincon.people.authentication.sessions import close_session, end_session, end_sessions, open_sessions
from poincon.people.enums import STRUCTURE_ROLES
from poincon.people.requests import SignedInRequest
from poincon.people.views.answers import form_page, with_fresh_proof
from poincon.people.views.showing import done
from poincon.ui.components import Link
from poincon.ui.moments import day_and_hour


@signed_in_page
@require_GET
def account_page(request: SignedInRequest) -> HttpResponse:
    """« Votre compte »."""
    context = {
        "structures": _structures(request),
        "sections": account_sections(request),
        "factors": factors_of(request.person),
        "sessions": open_sessions(request.person, request.now).count(),
    }
    return render(request, "people/authentication/account.html", context)


def _structures(request: SignedInRequest) -> list[Link]:
    """Those that one acts for today, each once."""
    names = {
        membership.organisation.pk: membership.organisation.name
        for membership in request.person.memberships_on(request.day)
        if membership.role in STRUCTURE_ROLES and membership.organisation is not None
    }
    return [Link(name, reverse("people:organisation", args=[pk])) for pk, name in names.items()]


@signed_in_page
@with_fresh_proof
@sensitive_post_parameters("password", "again")
def password_page(request: SignedInRequest) -> HttpResponse:
    """Choose another password; every other session ends."""
    data = request.POST if request.method == "POST" else None
    form = NewPasswordForm(data, person=request.person)
    if data is not None and form.is_valid():
        change_password(request, request.person, form.cleaned_data["password"], now=request.now)
        words = _("Votre mot de passe est changé, vos autres connexions fermées.")
        return done(request, reverse("people:account"), words)
    return form_page(request, "people/authentication/password.html", form, {})


@signed_in_page
@require_GET
def sessions_page(request: SignedInRequest) -> HttpResponse:
    """« Vos connexions »."""
    shown = [
        {
            "pk": session.pk,
            "browser": browser_words(session.browser),
            "address": session.address,
            "opened": day_and_hour(session.opened_at),
            "seen": day_and_hour(session.seen_at),
            "here": session.session_key == request.session.session_key,
        }
        for session in open_sessions(request.person, request.now)
    ]
    shown.sort(key=lambda row: not row["here"])
    context = {"sessions": shown, "others": any(not row["here"] for row in shown)}
    return render(request, "people/authentication/sessions.html", context)


@ruled_page("sessions.end_own")
@require_POST
def end_one(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    session = get_visible_or_404(open_sessions(request.person, request.now), pk=pk)
    if session.session_key == request.session.session_key:
        close_session(request)
        return HttpResponseRedirect(reverse("home"))
    end_session(request.person, session, now=request.now)
    return done(request, reverse("people:sessions"), _("Cette connexion est fermée."))


@signed_in_page
@require_POST
def end_all(request: SignedInRequest) -> HttpResponse:
    """Everywhere but here, or everywhere (`ici`)."""
    person = request.person
    if "ici" in request.POST:
        end_sessions(person, actor=str(person.pk), now=request.now)
        close_session(request)
        return HttpResponseRedirect(reverse("home"))
    end_sessions(person, actor=str(person.pk), now=request.now, but=request.session.session_key)
    remember_browser(request, person, request.now)
    return done(request, reverse("people:sessions"), _("Vos autres connexions sont fermées."))
