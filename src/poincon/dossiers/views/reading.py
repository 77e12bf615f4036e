"""Lists, the dossier's home, its outcomes, its documents."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from poincon.campaigns.models import Campaign
from poincon.dossiers import services
from poincon.dossiers.enums import SectionState, State
from poincon.dossiers.models import Dossier
from poincon.dossiers.outcomes import OutcomeLines
from poincon.dossiers.permissions import is_of_structure, may_edit, may_submit
from poincon.dossiers.pictures import pictures
from poincon.dossiers.posting import storable
from poincon.dossiers.saving import NotAllowed
from poincon.dossiers.state import Standing, standing
from poincon.dossiers.views.common import day_and_hour, deadline, language, names_of, time_left, visible_dossier
from poincon.files.models import StoredFile
from poincon.files.services import attachment_response
from poincon.people.access import ruled_page, signed_in_page
from poincon.people.enums import RECEIVING_ROLES, STRUCTURE_ROLES
from poincon.people.models import Organisation
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Act, Empty, Filter, FilterOption, Filters, Pagination, Task, TaskList, TaskState

PAGE_SIZE = 25
_TASK_STATES = {
    SectionState.TO_START: TaskState.TO_START,
    SectionState.OPTIONAL: TaskState.OPTIONAL,
    SectionState.IN_PROGRESS: TaskState.IN_PROGRESS,
    SectionState.COMPLETE: TaskState.COMPLETE,
    SectionState.TO_CORRECT: TaskState.TO_CORRECT,
}


@signed_in_page
@require_GET
def own_list(request: SignedInRequest) -> HttpResponse:
    """The dossiers of the person's structures, and the campaigns in which they may open one."""
    own = Dossier.objects.of_structures_of(request.person, request.day).with_context()
    page = Paginator(own.order_by("-changed_at", "number"), PAGE_SIZE).get_page(request.GET.get("page"))
    organisations = _organisations(request)
    context = {
        "dossiers": [_card(dossier, request) for dossier in page.object_list],
        "pagination": _pagination(page.number, page.paginator.num_pages, page.paginator.count, request),
        "campaigns": _open_to(organisations, request) if organisations else [],
        "empty": Empty(
            _("Aucun dossier pour l’instant"), _("Vos dossiers seront ici dès que vous en aurez commencé un.")
        ),
    }
    return render(request, "dossiers/list.html", context)


def _organisations(request: SignedInRequest) -> list[Organisation]:
    memberships = request.person.memberships_on(request.day)
    return [one.organisation for one in memberships if one.role in STRUCTURE_ROLES and one.organisation is not None]


def _open_to(organisations: list[Organisation], request: SignedInRequest) -> list[dict[str, object]]:
    """Open campaigns in which one of these structures has no live dossier yet."""
    campaigns = list(Campaign.objects.open_at(request.now).select_related("programme_version"))
    live = Dossier.objects.exclude(state=State.WITHDRAWN).filter(organisation__in=organisations)
    taken = set(live.values_list("campaign_id", "organisation_id"))
    return [
        {
            "campaign": campaign,
            "organisation": organisation,
            "closes": day_and_hour(campaign.closes_at),
            "left": time_left(campaign.closes_at, request.now),
        }
        for campaign in campaigns
        for organisation in {one.pk: one for one in organisations}.values()
        if (campaign.pk, organisation.pk) not in taken
    ]


def _card(dossier: Dossier, request: SignedInRequest) -> dict[str, object]:
    open_now = dossier.is_draft and dossier.campaign.is_open(request.now)
    return {
        "dossier": dossier,
        "url": reverse("dossiers:show", args=[dossier.pk]),
        "deadline": deadline(dossier, request.now) if open_now else "",
        "changed": day_and_hour(dossier.changed_at),
    }


def _pagination(page: int, pages: int, count: int, request: HttpRequest) -> Pagination:
    counted = ngettext("%(count)d dossier", "%(count)d dossiers", count) % {"count": count}
    return Pagination(page, pages, counted, tuple((name, request.GET[name]) for name in request.GET))


@ruled_page("dossiers.open")
@require_POST
def open_new(request: SignedInRequest, campaign: int) -> HttpResponseBase:
    """Open a dossier for one of the person's structures."""
    chosen = get_object_or_404(Campaign.objects.select_related("programme_version"), pk=campaign)
    wanted = request.POST.get("organisation", "")
    organisation = next((one for one in _organisations(request) if str(one.pk) == wanted), None)
    if organisation is None:
        raise Http404
    try:
        dossier = services.open_dossier(chosen, organisation, request.person, request.now)
    except NotAllowed as refused:
        return render(request, "dossiers/refused.html", {"reason": refused.reason}, status=403)
    return HttpResponseRedirect(reverse("dossiers:show", args=[dossier.pk]))


@ruled_page("dossiers.region_list")
@require_GET
def region_list(request: SignedInRequest) -> HttpResponse:
    """The dossiers that the person's regions received."""
    if not request.person.roles_on(request.day) & RECEIVING_ROLES:
        raise Http404
    visible = Dossier.objects.received_by(request.person, request.day).with_context()
    campaigns = list(
        visible.values("campaign_id", "campaign__title").annotate(count=Count("pk")).order_by("-campaign__year")
    )
    searched, chosen = storable(request.GET.get("q", "")).strip()[:100], request.GET.get("campagne", "")
    found = visible
    if searched:
        found = found.filter(Q(organisation__name__icontains=searched) | Q(number__icontains=searched))
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        found = found.filter(campaign_id=int(chosen))
    page = Paginator(found.order_by("submitted_at", "number"), PAGE_SIZE).get_page(request.GET.get("page"))
    count = page.paginator.count
    options = [FilterOption("", _("Toutes les campagnes"))]
    options += [
        FilterOption(str(one["campaign_id"]), one["campaign__title"], chosen == str(one["campaign_id"]), one["count"])
        for one in campaigns
    ]
    filters = Filters(
        action=reverse("dossiers:region_list"),
        counted=ngettext("%(count)d dossier reçu", "%(count)d dossiers reçus", count) % {"count": count},
        filters=(Filter("campagne", _("Campagne"), tuple(options)),),
        searched=searched,
        search_label=_("Structure ou numéro"),
        clear=reverse("dossiers:region_list") if searched or chosen else "",
    )
    context = {
        "dossiers": [
            {"dossier": one, "url": reverse("dossiers:show", args=[one.pk]), "received": day_and_hour(one.submitted_at)}
            for one in page.object_list
            if one.submitted_at is not None
        ],
        "filters": filters,
        "pagination": _pagination(page.number, page.paginator.num_pages, count, request),
        "empty": Empty(
            _("Aucun dossier"), _("Les dossiers déposés dans votre région seront ici, le plus ancien d’abord.")
        ),
    }
    return render(request, "dossiers/region_list.html", context)


@ruled_page("dossiers.visible")
@require_GET
def show(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The dossier's home: where it stands, section by section, and what is expected."""
    dossier = visible_dossier(request, pk)
    where = standing(dossier)
    context = {
        "dossier": dossier,
        "programme_title": names_of(where).title(),
        "tasks": _tasks(where, request),
        "lacking": len(where.lacking),
        "problems": len(where.problems),
        "may_edit": bool(may_edit(request.person, dossier, request.now)),
        "submission": may_submit(request.person, dossier, request.now),
        "deadline": deadline(dossier, request.now),
        "acts": _acts(dossier),
    }
    return render(request, "dossiers/show.html", context)


def _tasks(where: Standing, request: SignedInRequest) -> TaskList:
    names, dossier = names_of(where), where.dossier
    tasks = []
    for section in where.package.programme.sections:
        row = where.sections.get(section.id)
        lacking = sum(state.lacking for state in where.fields_of(section.id))
        detail = ""
        if dossier.is_draft and lacking:
            said = ngettext("%(count)d réponse obligatoire manque", "%(count)d réponses obligatoires manquent", lacking)
            detail = said % {"count": lacking}
        editor = ""
        if row is not None and row.updated_by is not None and row.updated_at is not None:
            editor = _("Modifiée par %(who)s le %(when)s") % {
                "who": row.updated_by.full_name,
                "when": day_and_hour(row.updated_at),
            }
        url = reverse("dossiers:section", args=[dossier.pk, section.id])
        tasks.append(Task(names.section(section), url, _TASK_STATES[where.section_state(section)], detail, editor))
    closing = deadline(dossier, request.now) if dossier.is_draft else ""
    urgent = dossier.is_draft and (dossier.campaign.closes_at - request.now).days < 3
    return TaskList(tuple(tasks), closing, urgent)


def _acts(dossier: Dossier) -> list[Act]:
    acts = [
        Act(
            _("Dossier ouvert"),
            dossier.created_at.isoformat(),
            day_and_hour(dossier.created_at),
            dossier.created_by.full_name,
        )
    ]
    acts += [
        Act(
            str(one.get_event_display()).capitalize(),
            one.made_at.isoformat(),
            day_and_hour(one.made_at),
            one.actor.full_name,
            one.reason,
        )
        for one in dossier.transitions.select_related("actor")
    ]
    return acts


@ruled_page("dossiers.visible")
@require_GET
def results(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Every outcome, each with its reason."""
    dossier = visible_dossier(request, pk)
    where = standing(dossier)
    lines = OutcomeLines(where, language(), lambda section: reverse("dossiers:section", args=[dossier.pk, section]))
    return render(
        request,
        "dossiers/results.html",
        {"dossier": dossier, "groups": lines.groups(), "charts": pictures(where, language())},
    )


@ruled_page("dossiers.visible")
@require_GET
def document(request: SignedInRequest, pk: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """A document of a dossier that one may see, as a download."""
    dossier = visible_dossier(request, pk)
    given = dossier.attachments.filter(file=file)
    if not is_of_structure(request.person, dossier, request.now):
        given = given.filter(removed_at__isnull=True)
    stored = get_object_or_404(StoredFile, pk__in=given.values("file"))
    if stored.scan_state == "refused":
        raise Http404
    return attachment_response(stored)
