"""Check your answers, ask for a validation, validate, submit."""

from __future__ import annotations

import uuid
from functools import cache

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from poincon.dossiers import services, validation
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import (
    is_of_structure,
    may_ask_validation,
    may_edit,
    may_reopen,
    may_submit,
    may_validate,
    visible_dossier,
)
from poincon.dossiers.snapshots import previous
from poincon.dossiers.standing import standing_for
from poincon.dossiers.standing_words import asked_words
from poincon.dossiers.tabs import all_tabs
from poincon.dossiers.unlocking import unlocked
from poincon.dossiers.views.common import names_of
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.sheets.answers import Name
from poincon.sheets.charts import charts_of
from poincon.sheets.outcomes import OutcomeLines
from poincon.sheets.printing import unprintable
from poincon.sheets.standing import Standing
from poincon.sheets.summary import FieldUrl, Summaries, others_part
from poincon.ui.components import Confirm, ErrorLink, Link
from poincon.ui.language import language
from poincon.ui.moments import before_words
from poincon.ui.widgets import html_id
from poincon.workflow.refusals import Refusal, reason_of


@ruled_page("dossiers.visible")
@require_GET
def check(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything on one page, each answer with where to change it."""
    return _check_page(request, visible_dossier(request, pk))


def _check_page(
    request: SignedInRequest, dossier: Dossier, *, refusal: str = "", unticked: bool = False, status: int = 200
) -> HttpResponse:
    person, now = request.person, request.now
    standing = standing_for(person, dossier, now)
    own = is_of_structure(person, dossier, now)
    submission = may_submit(person, dossier, now)
    prepared = own and State(dossier.state).is_prepared
    lines = OutcomeLines(standing, language(), lambda section: _section_url(dossier, section))
    confirm = _confirm(dossier, unticked=unticked) if standing.may_be_submitted and submission else None
    context = {
        "dossier": dossier,
        "tabs": all_tabs(request, dossier),
        "programme_title": names_of(standing).title(),
        "summaries": Summaries(standing, language(), _field_url(request, dossier)).all(),
        "others": others_part(standing, language()),
        "groups": lines.groups(),
        "charts": charts_of(standing, language(), lambda: previous(dossier)),
        "prepared": prepared,
        "correcting": own and dossier.state == State.TO_CORRECT,
        "lacking": lacking_links(dossier, standing) if prepared or (own and dossier.state == State.TO_CORRECT) else [],
        "unprintable": _unprintable_links(request, dossier, standing),
        "refusal": refusal or (reason_of(submission) if prepared else ""),
        "deadline": before_words(dossier.closes_at, now),
        "confirm": confirm,
        "errors": [ErrorLink(message, "champ-confirmation") for message in confirm.errors] if confirm else [],
        "asking": bool(may_ask_validation(person, dossier, now)) and dossier.state == State.DRAFT,
        "asked": asked_words(dossier) if prepared else "",
        "validating": standing.may_be_submitted and bool(may_validate(person, dossier, now)),
        "reopening": bool(may_reopen(person, dossier, now)),
    }
    return render(request, "dossiers/check.html", context, status=status)


def _section_url(dossier: Dossier, section: str) -> str:
    return reverse("dossiers:section", args=[dossier.pk, section])


def _field_url(request: SignedInRequest, dossier: Dossier) -> FieldUrl | None:
    """Where to change each answer that the person may change now."""
    if not may_edit(request.person, dossier, request.now):
        return None
    open_ = unlocked(dossier)
    address_of = cache(lambda section: _section_url(dossier, section))

    def url(section: str, name: Name | None) -> str:
        may = open_.allows(name) if name is not None else open_.touches(section)
        address = address_of(section)
        return (f"{address}#{html_id(name.text)}" if name is not None else address) if may else ""

    return url


def lacking_links(dossier: Dossier, standing: Standing) -> list[ErrorLink]:
    """What stands between the dossier and its submission, each with its link."""
    names = names_of(standing)
    links = []
    for state in standing.lacking:
        address = f"{_section_url(dossier, state.field.section)}#{html_id(state.path)}"
        links.append(ErrorLink(names.path(state.path), address))
    for text, name in standing.problem_names.items():
        address = f"{_section_url(dossier, name.section)}#{html_id(text)}" if name is not None else ""
        links.append(ErrorLink(_("À corriger : %(name)s") % {"name": names.path(text)}, address))
    return links


def _unprintable_links(request: SignedInRequest, dossier: Dossier, standing: Standing) -> list[ErrorLink]:
    """What the receipt could not print whole, of what the person may still change."""
    if not may_edit(request.person, dossier, request.now):
        return []
    names = names_of(standing)
    return [
        ErrorLink(f"{names.path(name.text)} – {words}", f"{_section_url(dossier, name.section)}#{html_id(name.text)}")
        for name, words in unprintable(standing, language(), unlocked(dossier).allows).items()
    ]


def _confirm(dossier: Dossier, *, unticked: bool) -> Confirm:
    return Confirm(
        title=_("Déposer le dossier"),
        consequence=_(
            "Le service qui instruit recevra ce dossier tel qu’il est. Vos réponses ne pourront plus être modifiées."
        ),
        button=_("Déposer le dossier"),
        action=reverse("dossiers:submit", args=[dossier.pk]),
        cancel=Link(_("Revenir au dossier"), _home(dossier)),
        statement=_("J’ai relu ces réponses et je certifie leur exactitude."),
        errors=(_("Cochez cette case pour déposer."),) if unticked else (),
    )


def _home(dossier: Dossier) -> str:
    return reverse("dossiers:show", args=[dossier.pk])


def _refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    return _check_page(request, visible_dossier(request, pk), refusal=refusal.reason, status=refusal.status)


# validation


@ruled_page("dossiers.validate")
@posted_only("dossiers:check", "pk")
@refusals_shown_by(_refused)
def ask_validation(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Tell whoever decides that the dossier is ready."""
    dossier = visible_dossier(request, pk)
    validation.ask_validation(dossier.pk, request.person, request.now)
    return HttpResponseRedirect(_home(dossier))


@ruled_page("dossiers.validate")
@posted_only("dossiers:check", "pk")
@refusals_shown_by(_refused)
def validate(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Validate without handing over yet."""
    dossier = visible_dossier(request, pk)
    validation.validate(dossier.pk, request.person, request.now)
    return HttpResponseRedirect(_home(dossier))


# submission


@ruled_page("dossiers.submit")
@posted_only("dossiers:check", "pk")
@refusals_shown_by(_refused)
def submit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand the dossier over, once."""
    dossier = visible_dossier(request, pk)
    if "confirmation" not in request.POST and State(dossier.state).is_prepared:
        return _check_page(request, dossier, unticked=True, status=422)
    services.submit(dossier.pk, request.person, request.now)
    return HttpResponseRedirect(reverse("dossiers:receipt", args=[dossier.pk]))
