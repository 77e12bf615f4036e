"""The list of a person's own dossiers, the outcomes of a dossier, its documents. Its home is in `home`."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from poincon.campaigns.applicants import kind_words, may_apply, reserved_words
from poincon.campaigns.models import Campaign, Extension
from poincon.dossiers import services
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import is_of_structure, visible_dossier
from poincon.dossiers.querysets import Waiting
from poincon.dossiers.snapshots import previous
from poincon.dossiers.standing import standing_for
from poincon.dossiers.standing_words import state_words
from poincon.dossiers.tabs import all_tabs
from poincon.dossiers.views.common import refused_page
from poincon.files.models import StoredFile
from poincon.files.serving import served
from poincon.people.access import refusals_shown_by, ruled_page, signed_in_page
from poincon.people.enums import STRUCTURE_ROLES
from poincon.people.models import Organisation
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.sheets.charts import charts_of
from poincon.sheets.outcomes import OutcomeLines
from poincon.sheets.snapshots import was_frozen
from poincon.ui.components import Empty, Link, Pagination
from poincon.ui.language import language
from poincon.ui.moments import before_words, day_and_hour, time_left
from poincon.workflow.refusals import Refusal

if TYPE_CHECKING:
    from poincon.dossiers.querysets import ListedDossier

PAGE_SIZE = 25


@signed_in_page
@require_GET
def own_list(request: SignedInRequest) -> HttpResponse:
    """The dossiers of the person's structures, and the campaigns in which they may open one."""
    own = Dossier.objects.of_structures_of(request.person, request.day).with_context()
    ordered = own.with_waiting(request.person, request.now).order_by(
        "waiting", F("due_at").asc(nulls_last=True), "-changed_at", "number"
    )
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    organisations = _organisations(request)
    context = {
        "dossiers": [_card(dossier, request) for dossier in page.object_list],
        "pagination": _pagination(page.number, page.paginator.num_pages, page.paginator.count, request),
        "campaigns": _open_to(organisations, request) if organisations else [],
        "empty": _empty(request, organisations),
    }
    return render(request, "dossiers/list.html", context)


def _empty(request: SignedInRequest, organisations: list[Organisation]) -> Empty:
    """What an empty list says: to whoever may begin a dossier, to an official, to whoever acts for nobody."""
    if organisations:
        return Empty(_("Aucun dossier pour l’instant"), _("Vos dossiers seront ici dès que vous en aurez commencé un."))
    nobody = _("Vous n’agissez pour aucune structure")
    if request.person.memberships_on(request.day):
        return Empty(nobody, _("Les dossiers d’une structure sont ici pour les personnes qui en font partie."))
    return Empty(
        nobody,
        _("Demandez à une collègue de vous inviter, ou demandez un compte pour votre structure avec la même adresse."),
        Link(_("Demander un compte"), reverse("people:request_account")),
    )


def _organisations(request: SignedInRequest) -> list[Organisation]:
    memberships = request.person.memberships_on(request.day)
    return [
        membership.organisation
        for membership in memberships
        if membership.role in STRUCTURE_ROLES and membership.organisation is not None
    ]


def _open_to(organisations: list[Organisation], request: SignedInRequest) -> list[dict[str, Any]]:
    """Open campaigns in which one of these structures has no live dossier yet, the first to close first."""
    querysets = (Campaign.objects.open_at(request.now), Campaign.objects.extended_to(organisations, request.now))
    granted = Extension.objects.filter(organisation__in=organisations)
    campaigns = [
        campaign
        for queryset in querysets
        for campaign in queryset.with_version().prefetch_related(Prefetch("extensions", granted))
    ]
    live = Dossier.objects.exclude(state=State.WITHDRAWN).filter(organisation__in=organisations)
    pairs = set(live.values_list("campaign_id", "organisation_id"))
    rows = [
        {
            "campaign": campaign,
            "organisation": organisation,
            "closes": day_and_hour(campaign.closes_for(organisation.pk)),
            "left": time_left(campaign.closes_for(organisation.pk), request.now),
            **_applying(campaign, organisation),
        }
        for campaign in campaigns
        for organisation in {structure.pk: structure for structure in organisations}.values()
        if (campaign.pk, organisation.pk) not in pairs and campaign.is_open_for(organisation.pk, request.now)
    ]
    return sorted(rows, key=lambda row: row["campaign"].closes_for(row["organisation"].pk))


def _applying(campaign: Campaign, organisation: Organisation) -> dict[str, object]:
    """To whom the programme is reserved, if it is, and whether that structure is one of them."""
    programme = campaign.programme_version.package.programme
    return {
        "reserved": reserved_words(programme),
        "may_apply": bool(may_apply(organisation, programme)),
        "kind": kind_words(organisation, programme),
    }


def _card(dossier: ListedDossier, request: SignedInRequest) -> dict[str, object]:
    return {
        "dossier": dossier,
        "url": reverse("dossiers:show", args=[dossier.pk]),
        "state": state_words(State(dossier.state)),
        "waits": dossier.waiting <= Waiting.TO_SUBMIT,
        "expected": _expected(dossier, request),
        "changed": day_and_hour(dossier.changed_at),
    }


def _expected(dossier: ListedDossier, request: SignedInRequest) -> str:
    """What that dossier waits for from the structure, and by when; empty when it waits for nothing from it."""
    if dossier.state == State.TO_CORRECT and dossier.asked_due_at is not None and dossier.asked_count is not None:
        sentence = ngettext(
            "À compléter %(before)s : %(count)d point demandé", "À compléter %(before)s : %(count)d points demandés",
            dossier.asked_count,
        )  # fmt: skip
        return sentence % {"before": before_words(dossier.asked_due_at, request.now), "count": dossier.asked_count}
    if not State(dossier.state).is_prepared or not dossier.is_open(request.now):
        return ""
    figures = {"before": before_words(dossier.closes_at, request.now)}
    if dossier.waiting == Waiting.TO_DECIDE:
        return _("Votre validation est demandée. À déposer %(before)s") % figures
    return _("À déposer %(before)s") % figures


def _pagination(page: int, pages: int, count: int, request: HttpRequest) -> Pagination:
    counted = ngettext("%(count)d dossier", "%(count)d dossiers", count) % {"count": count}
    return Pagination(page, pages, counted, tuple((name, request.GET[name]) for name in request.GET))


def _opening_refused(request: SignedInRequest, refusal: Refusal, campaign: int) -> HttpResponse:
    return refused_page(request, refusal)


@ruled_page("dossiers.open")
@posted_only("dossiers:list")
@refusals_shown_by(_opening_refused)
def open_new(request: SignedInRequest, campaign: int) -> HttpResponseBase:
    """Open a dossier for one of the person's structures."""
    chosen = get_object_or_404(Campaign.objects.with_version(), pk=campaign)
    identifier = request.POST.get("organisation", "")
    organisation = next(
        (organisation for organisation in _organisations(request) if str(organisation.pk) == identifier), None
    )
    if organisation is None:
        raise Http404
    dossier = services.open_dossier(chosen, organisation, request.person, request.now)
    return HttpResponseRedirect(reverse("dossiers:show", args=[dossier.pk]))


@ruled_page("dossiers.visible")
@require_GET
def results(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Every outcome, each with its reason."""
    dossier = visible_dossier(request, pk)
    standing = standing_for(request.person, dossier, request.now)
    lines = OutcomeLines(standing, language(), lambda section: reverse("dossiers:section", args=[dossier.pk, section]))
    context = {
        "dossier": dossier,
        "tabs": all_tabs(request, dossier),
        "groups": lines.groups(),
        "charts": charts_of(standing, language(), lambda: previous(dossier)),
    }
    return render(request, "dossiers/results.html", context)


@ruled_page("dossiers.visible")
@require_GET
def document(request: SignedInRequest, pk: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """A document of a dossier that the person may see, as a download; or why its scan keeps it."""
    dossier = visible_dossier(request, pk)
    stored = get_object_or_404(StoredFile, pk__in=_readable(request, dossier, file))
    own = is_of_structure(request.person, dossier, request.now)
    return served(request, stored, own=own, back=reverse("dossiers:show", args=[dossier.pk]))


def _readable(request: SignedInRequest, dossier: Dossier, file: uuid.UUID) -> list[uuid.UUID]:
    """That document, if the person may read it: the structure whatever it gave, others what was once handed over."""
    if is_of_structure(request.person, dossier, request.now):
        return list(dossier.sheet.attachments.filter(file=file).values_list("file", flat=True)[:1])
    return [file] if was_frozen(dossier.sheet, file) else []
