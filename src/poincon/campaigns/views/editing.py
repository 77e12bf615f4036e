"""Preparing a campaign, and changing one."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from poincon.campaigns import changes, services
from poincon.campaigns.forms import TITLE, YEAR, CampaignForm, input_of
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.campaigns.permissions import require_runner, visible_campaign
from poincon.campaigns.services import AlreadyThere, NotThisChange
from poincon.campaigns.views.common import names_of, visible_versions
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Empty, Link, Notice
from poincon.ui.language import language
from poincon.ui.notices import refused
from poincon.workflow.refusals import NotAllowed, Outdated, Refusal


@ruled_page("campaigns.run")
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponseBase:
    """Choose a version, then say when and with which figures."""
    require_runner(request)
    chosen = request.POST.get("version") or request.GET.get("version", "")
    versions = visible_versions(request)
    if not chosen and request.method == "GET":
        return _choice(request, versions)
    version = next((candidate for candidate in versions if candidate.digest == chosen), None)
    if version is None:
        raise Http404
    if request.method == "GET":
        return _new_page(request, version, CampaignForm(version, language(), year=request.day.year))
    form = CampaignForm(version, language(), request.POST, year=request.day.year)
    values = form.values()
    if values is None:
        return _new_page(request, version, form, status=422)
    try:
        campaign = services.prepare_campaign(version, values, actor=request.person, now=request.now)
    except AlreadyThere as there:
        return HttpResponseRedirect(f"{reverse('campaigns:show', args=[there.campaign.pk])}?fait=deja")
    except NotAllowed as refusal:
        return _new_page(request, version, form, notice=refused(refusal.reason), status=refusal.status)
    return HttpResponseRedirect(f"{reverse('campaigns:show', args=[campaign.pk])}?fait=preparee")


def _choice(request: SignedInRequest, versions: list[ProgrammeVersion]) -> HttpResponse:
    install = Link(_("Installer un programme"), reverse("campaigns:programmes"))
    context = {
        "rows": [
            {
                "version": version,
                "title": names_of(version).title(),
                "url": f"{reverse('campaigns:new')}?version={version.digest}",
                "latest": latest,
            }
            for version, latest in _with_latest(versions)
        ],
        "install": install,
        "empty": Empty(
            _("Aucun programme installé"),
            _("Une campagne ouvre une version installée d’un programme : installez-en une d’abord."),
            install,
        ),
    }
    return render(request, "campaigns/choose_version.html", context)


def _with_latest(versions: list[ProgrammeVersion]) -> list[tuple[ProgrammeVersion, bool]]:
    """Each version, and whether it is the last installed of its programme (they come in that order)."""
    programmes: set[str] = set()
    pairs = []
    for version in versions:
        pairs.append((version, version.programme not in programmes))
        programmes.add(version.programme)
    return pairs


def _new_page(
    request: SignedInRequest,
    version: ProgrammeVersion,
    form: CampaignForm,
    *,
    notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "errors": form.error_links(),
        "version": version,
        "programme_title": names_of(version).title(),
        "notice": notice,
        "action": reverse("campaigns:new"),
        "cancel": Link(_("Revenir aux campagnes"), reverse("campaigns:list")),
        "seen": "",
        "saved": (),
        "asks_reason": False,
        "campaign": None,
    }
    return render(request, "campaigns/form.html", context, status=status)


def _change_refused(request: SignedInRequest, refusal: Refusal, pk: int) -> HttpResponse:
    campaign = visible_campaign(request, pk)
    form = CampaignForm(campaign.programme_version, language(), request.POST, campaign)
    form.full_clean()
    if isinstance(refusal, Outdated):
        return _changed_meanwhile(request, campaign, form, refusal)
    if not isinstance(refusal, NotThisChange):
        return _edit_page(request, campaign, form, notice=refused(refusal.reason), status=refusal.status)
    for name, reason in refusal.ruling.refused.items():
        form.wrong(input_of(name), reason)
    if refusal.ruling.needs_reason and not form.reason:
        form.check_reason(required=True)
    return _edit_page(request, campaign, form, status=refusal.status)


@ruled_page("campaigns.run")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_change_refused)
def edit(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Change dates and figures; what had been announced moves with a reason, and never to an instant that is past."""
    campaign = visible_campaign(request, pk)
    version = campaign.programme_version
    if request.method == "GET":
        return _edit_page(request, campaign, CampaignForm(version, language(), campaign=campaign))
    form = CampaignForm(version, language(), request.POST, campaign)
    values = form.values()
    form.check_reason(required=False)
    if values is None or form.errors:
        return _edit_page(request, campaign, form, status=422)
    services.change_campaign(
        campaign.pk, values, fingerprint=form.seen, reason=form.reason, actor=request.person, now=request.now
    )
    return HttpResponseRedirect(f"{reverse('campaigns:show', args=[campaign.pk])}?fait=modifiee")


def _changed_meanwhile(
    request: SignedInRequest, campaign: Campaign, form: CampaignForm, refusal: Outdated
) -> HttpResponse:
    """What was typed, and beside it what somebody else has saved: sending the form again is choosing one's own."""
    return _edit_page(
        request,
        campaign,
        form,
        notice=refused(_("Deux personnes changent cette campagne"), refusal.reason),
        fingerprint=changes.fingerprint(campaign),
        saved=CampaignForm(campaign.programme_version, language(), campaign=campaign),
        status=refusal.status,
    )


def _edit_page(
    request: SignedInRequest,
    campaign: Campaign,
    form: CampaignForm,
    *,
    notice: Notice | None = None,
    fingerprint: str = "",
    saved: CampaignForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "errors": form.error_links(),
        "version": campaign.programme_version,
        "programme_title": names_of(campaign.programme_version).title(),
        "notice": notice,
        "action": reverse("campaigns:edit", args=[campaign.pk]),
        "cancel": Link(_("Revenir à la campagne"), reverse("campaigns:show", args=[campaign.pk])),
        "seen": fingerprint or form.seen,
        "saved": _saved(form, saved) if saved is not None else (),
        "asks_reason": campaign.state != Campaign.State.DRAFT,
        "campaign": campaign,
    }
    return render(request, "campaigns/form.html", context, status=status)


def _saved(typed: CampaignForm, saved: CampaignForm) -> list[tuple[str, str, str]]:
    """What differs between the two: its name, what was typed, what is saved."""
    pairs: list[tuple[str, str, str]] = []
    for name in (TITLE, YEAR):
        pairs += _lines(str(typed[name].label), str(typed[name].value() or ""), str(saved[name].value() or ""))
    for mine, theirs in zip(typed.instants, saved.instants, strict=True):
        pairs += _lines(mine.title, mine.text, theirs.text)
    for mine_figure, theirs_figure in zip(typed.figures, saved.figures, strict=True):
        pairs += _lines(mine_figure.label, mine_figure.value, theirs_figure.value)
    return pairs


def _lines(label: str, mine: str, theirs: str) -> list[tuple[str, str, str]]:
    return [(label, mine or _("rien"), theirs or _("rien"))] if mine != theirs else []
