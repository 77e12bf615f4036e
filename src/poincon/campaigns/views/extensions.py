"""More time for one structure: find it, say until when and why."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from poincon.cahier.basics.identifiers import digits_of
from poincon.cahier.dossiers.kinds import REGIONS
from poincon.campaigns.extending import grant_extension, why_not
from poincon.campaigns.forms import REASON, UNTIL, ExtensionForm
from poincon.campaigns.models import Campaign, Extension
from poincon.campaigns.permissions import can_extend, visible_campaign
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.models import Organisation
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Empty, Filters, Pagination
from poincon.ui.instants import DAY, HOUR
from poincon.ui.moments import day_and_hour
from poincon.ui.notices import done, refused
from poincon.ui.text import search_words, siren_words
from poincon.workflow.refusals import Refusal, Refused

PAGE_SIZE = 20


def _not_granted(request: SignedInRequest, refusal: Refusal, pk: int) -> HttpResponse:
    form, notice = ExtensionForm(request.POST), refused(refusal.reason)
    chosen = _chosen(request, form.answers["structure"])
    return _page(request, visible_campaign(request, pk), chosen, form=form, notice=notice, status=refusal.status)


@ruled_page("campaigns.extend")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_not_granted)
def extensions(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Those already granted, a search for a structure, and the form once one is chosen."""
    campaign = visible_campaign(request, pk)
    if request.method == "POST":
        return _granted(request, campaign)
    notice = done(_("Le délai est accordé, et la structure est prévenue."), "") if "fait" in request.GET else None
    return _page(request, campaign, _chosen(request, request.GET.get("structure", "")), notice=notice)


def _chosen(request: SignedInRequest, identifier: str) -> Organisation | None:
    """The structure of that identifier, if the person may see it."""
    try:
        key = uuid.UUID(identifier)
    except ValueError:
        return None
    return Organisation.objects.visible_to(request.person, request.day).filter(pk=key).first()


def _granted(request: SignedInRequest, campaign: Campaign) -> HttpResponseBase:
    form = ExtensionForm(request.POST)
    valid, reason = form.is_valid(), str(form.cleaned_data.get(REASON, ""))
    chosen = _chosen(request, form.cleaned_data["structure"])
    if chosen is None:
        notice = refused(_("Cherchez d’abord la structure, puis choisissez-la."))
        return _page(request, campaign, None, notice=notice, status=422)
    if form.until is not None and valid:
        duplicate = campaign.extensions.filter(organisation=chosen, until=form.until).exists()
        wrong_instant = "" if duplicate else why_not(campaign, chosen, form.until, reason, request.now)
        if wrong_instant:
            form.add_error(f"{UNTIL}.{DAY}", wrong_instant)
    if form.errors or form.until is None:
        return _page(request, campaign, chosen, form=form, status=422)
    grant_extension(campaign.pk, chosen, form.until, reason, actor=request.person, now=request.now)
    return HttpResponseRedirect(f"{reverse('campaigns:extensions', args=[campaign.pk])}?fait=1")


def _page(
    request: SignedInRequest,
    campaign: Campaign,
    chosen: Organisation | None,
    *,
    notice: Any = None,
    form: ExtensionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    allowed = can_extend(request.person, campaign.programme_version.programme, request.day)
    searched = search_words(request.GET.get("q", ""))
    form = form or ExtensionForm()
    granted = campaign.extensions.select_related("organisation", "granted_by").order_by("-granted_at", "-pk")
    page = Paginator(granted, PAGE_SIZE).get_page(request.GET.get("page"))
    counted = ngettext("%(count)d délai accordé", "%(count)d délais accordés", page.paginator.count)
    context = {
        "campaign": campaign,
        "closes": day_and_hour(campaign.closes_at),
        "notice": notice,
        "may_extend": bool(allowed),
        "why_not": allowed.reason if isinstance(allowed, Refused) else "",
        "search": Filters(
            reverse("campaigns:extensions", args=[campaign.pk]),
            _found_words(request, searched),
            searched=searched,
            search_label=_("Nom ou SIREN de la structure"),
        ),
        "searched": searched,
        "found": _results(request, campaign, searched) if searched and allowed else [],
        "chosen": chosen if allowed else None,
        "chosen_siren": siren_words(chosen.siren) if chosen else "",
        "chosen_until": day_and_hour(campaign.closes_for(chosen.pk)) if chosen else "",
        "form": form,
        "instant": [form[f"{UNTIL}.{part}"] for part in (DAY, HOUR)],
        "errors": form.error_links(),
        "rows": [_row(extension) for extension in page.object_list],
        "pagination": Pagination(page.number, page.paginator.num_pages, counted % {"count": page.paginator.count}),
        "empty": Empty(
            _("Aucun délai accordé"),
            _(
                "Toutes les structures ont la même clôture. Les délais accordés à l’une d’elles seront ici, "
                "avec leur motif."
            ),
        ),
    }
    return render(request, "campaigns/extensions.html", context, status=status)


def _row(extension: Extension) -> dict[str, Any]:
    return {
        "organisation": extension.organisation,
        "until": day_and_hour(extension.until),
        "reason": extension.reason,
        "granted": day_and_hour(extension.granted_at),
        "by": extension.granted_by.full_name,
    }


def _matching(request: SignedInRequest, searched: str) -> QuerySet[Organisation]:
    digits = digits_of(searched)
    condition = Q(name__icontains=searched)
    if digits.isascii() and digits.isdigit():
        condition |= Q(siren__startswith=digits)
    return Organisation.objects.visible_to(request.person, request.day).filter(condition).order_by("name", "pk")


def _found_words(request: SignedInRequest, searched: str) -> str:
    if not searched:
        return ""
    count = _matching(request, searched).count()
    sentence = ngettext("%(count)d structure trouvée", "%(count)d structures trouvées", count) % {"count": count}
    more = _("Précisez pour les voir toutes.")
    return sentence if count <= PAGE_SIZE else f"{sentence}. {more}"


def _results(request: SignedInRequest, campaign: Campaign, searched: str) -> list[dict[str, Any]]:
    address = reverse("campaigns:extensions", args=[campaign.pk])
    return [
        {
            "organisation": organisation,
            "siren": siren_words(organisation.siren),
            "region": REGIONS.get(organisation.region, organisation.region),
            "url": f"{address}?structure={organisation.pk}#prolonger",
            "until": day_and_hour(campaign.closes_for(organisation.pk)),
        }
        for organisation in _matching(request, searched)[:PAGE_SIZE]
    ]
