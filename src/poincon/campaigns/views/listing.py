"""The list of campaigns, and the page of each: where it stands, its calendar, what can be done now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from poincon.cahier.basics.numbers import parse_fraction
from poincon.cahier.explanation import Figures
from poincon.cahier.model import CalendarEffect
from poincon.campaigns import services
from poincon.campaigns.changes import instant_of
from poincon.campaigns.counts import counts_for
from poincon.campaigns.figures import told_figure
from poincon.campaigns.forms import milestone_of, other_milestones
from poincon.campaigns.models import Campaign, CampaignChange
from poincon.campaigns.permissions import can_extend, require_runner, visible_campaign
from poincon.campaigns.programme_values import reading_day, values_of
from poincon.campaigns.views.common import names_of, state_words, visible_versions
from poincon.campaigns.wording import milestone_words
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Confirm, Empty, Filter, FilterOption, Filters, Link, Notice, Pagination, TimelineEntry
from poincon.ui.language import language
from poincon.ui.links import declared_links
from poincon.ui.moments import day_and_hour
from poincon.ui.notices import done, refused
from poincon.workflow.refusals import Refusal

PAGE_SIZE = 25
DONE = {
    "preparee": gettext_lazy("La campagne est préparée. Les structures ne la voient pas encore."),
    "deja": gettext_lazy("Cette campagne existait déjà : la voici."),
    "ouverte": gettext_lazy("La campagne est ouverte."),
    "close": gettext_lazy("La campagne est close."),
    "modifiee": gettext_lazy("Les changements sont enregistrés."),
}
"""What is said after an act, by the word that the address then holds."""


@ruled_page("campaigns.run")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Every campaign that the person runs."""
    require_runner(request)
    campaigns = Campaign.objects.run_by(request.person, request.day).with_version()
    chosen = request.GET.get("etat", "")
    if chosen in Campaign.State.values:
        campaigns = campaigns.filter(state=chosen)
    page = Paginator(campaigns.order_by("-year", "title", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    counts = counts_for(request.person, request.day, list(page.object_list))
    total = ngettext("%(count)d campagne", "%(count)d campagnes", page.paginator.count) % {
        "count": page.paginator.count
    }
    context = {
        "rows": [
            {
                "campaign": campaign,
                "url": reverse("campaigns:show", args=[campaign.pk]),
                "version": campaign.programme_version,
                "state": state_words(campaign, request.now),
                "opens": day_and_hour(campaign.opens_at),
                "closes": day_and_hour(campaign.closes_at),
                "counts": counts.get(campaign.pk, ()),
            }
            for campaign in page.object_list
        ],
        "filters": _filters(chosen, total),
        "filtered": bool(chosen),
        "pagination": Pagination(page.number, page.paginator.num_pages, total, _query(request)),
        "empty": _empty(request, filtered=bool(chosen)),
    }
    return render(request, "campaigns/list.html", context)


def _filters(chosen: str, counted: str) -> Filters:
    options, states = [FilterOption("", _("Tous les états"))], Campaign.State.choices
    options += [FilterOption(value, str(label).capitalize(), chosen == value) for value, label in states]
    address = reverse("campaigns:list")
    return Filters(address, counted, (Filter("etat", _("État"), tuple(options)),), clear=address if chosen else "")


def _query(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    return tuple((name, request.GET[name]) for name in request.GET)


def _empty(request: SignedInRequest, *, filtered: bool) -> Empty:
    if filtered:
        return Empty(_("Aucune campagne dans cet état"), _("Choisissez un autre état, ou effacez le filtre."))
    if visible_versions(request):
        start = Link(_("Préparer une campagne"), reverse("campaigns:new"))
    else:
        start = Link(_("Installer un programme"), reverse("campaigns:programmes"))
    text = _("Vos campagnes seront ici : leur calendrier, et combien de dossiers vous avez reçus.")
    return Empty(_("Aucune campagne pour l’instant"), text, start)


@ruled_page("campaigns.run")
@require_GET
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One campaign, and what can be done with it now."""
    word = request.GET.get("fait", "")
    return _page(request, visible_campaign(request, pk), notice=done(str(DONE[word])) if word in DONE else None)


def _page(
    request: SignedInRequest, campaign: Campaign, *, notice: Notice | None = None, status: int = 200
) -> HttpResponse:
    version = campaign.programme_version
    programme, names = version.package.programme, names_of(version)
    over = campaign.state == Campaign.State.OPEN and campaign.closes_at <= request.now
    closable = campaign.state == Campaign.State.OPEN and bool(services.may_close(campaign, request.now))
    context = {
        "campaign": campaign,
        "version": version,
        "programme_title": names.title(),
        "state": state_words(campaign, request.now),
        "notice": notice,
        "acts": _calendar(campaign, request),
        "undated": [
            milestone_words(programme, milestone)
            for milestone in other_milestones(programme)
            if milestone.id not in campaign.calendar
        ],
        "values": values_of(campaign, names),
        "read_on": Figures(programme, language()).day(reading_day(campaign)),
        "links": declared_links(settings.CAMPAIGN_LINKS, request, campaign),
        "counts": counts_for(request.person, request.day, [campaign]).get(campaign.pk, ()),
        "is_draft": campaign.state == Campaign.State.DRAFT,
        "is_open": campaign.state == Campaign.State.OPEN,
        "over": over,
        "opening": _confirm_opening(campaign, request) if campaign.state == Campaign.State.DRAFT else None,
        "closing": _confirm_closing(campaign, over=over) if closable else None,
        "discarding": _confirm_discarding(campaign) if campaign.state == Campaign.State.DRAFT else None,
        "may_extend": bool(can_extend(request.person, version.programme, request.day)),
        "extensions": len({extension.organisation_id for extension in campaign.extensions.all()}),
        "changes": [
            _change(change) for change in campaign.changes.select_related("made_by").order_by("-made_at", "-pk")
        ],
    }
    return render(request, "campaigns/show.html", context, status=status)


def _calendar(campaign: Campaign, request: SignedInRequest) -> list[TimelineEntry]:
    """Every dated milestone, the first first."""
    programme = campaign.programme_version.package.programme
    labels = {milestone.id: milestone_words(programme, milestone) for milestone in programme.calendar}
    opening = milestone_of(programme, CalendarEffect.OPENING)
    closing = milestone_of(programme, CalendarEffect.CLOSING)
    dated = [(campaign.opens_at, milestone_words(programme, opening) if opening else _("Ouverture des dépôts"), "")]
    early = campaign.state == Campaign.State.CLOSED and campaign.closes_at > request.now
    if early:
        closing_text = _("La campagne a été close avant cette date : plus rien ne s’y dépose.")
    else:
        closing_text = _("À cet instant même, plus rien ne peut être enregistré ni déposé.")
    dated.append(
        (campaign.closes_at, milestone_words(programme, closing) if closing else _("Clôture des dépôts"), closing_text)
    )
    dated += [(instant_of(text), labels[name], "") for name, text in campaign.calendar.items() if name in labels]
    return [
        TimelineEntry(label, at.isoformat(), day_and_hour(at), text=text, upcoming=at > request.now and not early)
        for at, label, text in sorted(dated)
    ]


def _change(change: CampaignChange) -> dict[str, Any]:
    """What changed, in words: « Clôture des dépôts : du … au … »."""
    lines = [
        (
            _name_words(change.campaign, name),
            *(_value_words(change, name, values) for values in (change.before, change.after)),
        )
        for name in sorted(change.before.keys() | change.after.keys())
    ]
    return {
        "when": day_and_hour(change.made_at),
        "at": change.made_at.isoformat(),
        "by": change.made_by.full_name,
        "reason": change.reason,
        "lines": lines,
    }


def _name_words(campaign: Campaign, name: str) -> str:
    fixed = {
        "title": _("Titre"),
        "version": _("Version du programme"),
        "opens_at": _("Ouverture des dépôts"),
        "closes_at": _("Clôture des dépôts"),
    }
    if name in fixed:
        return fixed[name]
    head, _dot, identifier = name.partition(".")
    programme = campaign.programme_version.package.programme
    if head == "calendar":
        return next(
            (milestone_words(programme, milestone) for milestone in programme.calendar if milestone.id == identifier),
            identifier,
        )
    parameter = programme.parameter.get(identifier)
    return names_of(campaign.programme_version).parameter(parameter) if parameter else identifier


def _value_words(change: CampaignChange, name: str, values: dict[str, str]) -> str:
    text = values.get(name)
    if text is None:
        return _("rien")
    if name in ("opens_at", "closes_at") or name.startswith("calendar."):
        return day_and_hour(instant_of(text))
    version = change.campaign.programme_version
    parameter = version.package.programme.parameter.get(name.removeprefix("parameters."))
    value = parse_fraction(text)
    if name.startswith("parameters.") and parameter is not None and value is not None:
        return told_figure(parameter, value, version.package.programme, names_of(version))
    return text


# acts


def _confirm_opening(campaign: Campaign, request: SignedInRequest) -> Confirm:
    closes = day_and_hour(campaign.closes_at)
    if campaign.opens_at <= request.now:
        sentence = _("Les structures pourront commencer leur dossier tout de suite, et jusqu’au %(closes)s.")
    else:
        sentence = _("Les structures liront ce calendrier, et pourront commencer leur dossier le %(opens)s.")
    after = _("Une fois annoncée, la clôture ne pourra plus être avancée.")
    return Confirm(
        title=_("Ouvrir la campagne"),
        consequence=f"{sentence % {'opens': day_and_hour(campaign.opens_at), 'closes': closes}} {after}",
        button=_("Ouvrir la campagne"),
        action=reverse("campaigns:open", args=[campaign.pk]),
        cancel=Link(_("Modifier d’abord"), reverse("campaigns:edit", args=[campaign.pk])),
    )


def _confirm_closing(campaign: Campaign, *, over: bool) -> Confirm:
    if over:
        consequence = _(
            "Le délai est passé : plus rien ne se dépose. Clore la campagne fige aussi ses dates. Les délais accordés "
            "à des structures courent jusqu’à leur terme."
        )
    else:
        consequence = _(
            "Aucune structure n’a commencé de dossier : vous pouvez clore cette campagne avant sa date. Elle ne se "
            "rouvrira pas."
        )
    return Confirm(
        title=_("Clore la campagne"),
        consequence=consequence,
        button=_("Clore la campagne"),
        action=reverse("campaigns:close", args=[campaign.pk]),
        cancel=Link(_("Changer plutôt ses dates"), reverse("campaigns:edit", args=[campaign.pk])),
        danger=not over,
    )


def _confirm_discarding(campaign: Campaign) -> Confirm:
    return Confirm(
        title=_("Supprimer cette préparation"),
        consequence=_("Personne d’autre ne l’a vue. Ses dates et ses chiffres seront perdus."),
        button=_("Supprimer"),
        action=reverse("campaigns:discard", args=[campaign.pk]),
        cancel=Link(_("Revenir aux campagnes"), reverse("campaigns:list")),
        danger=True,
    )


def _refused(request: SignedInRequest, refusal: Refusal, pk: int) -> HttpResponse:
    """The campaign's page says why nothing was done."""
    return _page(request, visible_campaign(request, pk), notice=refused(refusal.reason), status=refusal.status)


def _after(pk: int, word: str) -> HttpResponseBase:
    return HttpResponseRedirect(f"{reverse('campaigns:show', args=[pk])}?fait={word}")


@ruled_page("campaigns.run")
@posted_only("campaigns:show", "pk")
@refusals_shown_by(_refused)
def open_(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Announce a prepared campaign."""
    visible_campaign(request, pk)
    services.open_prepared(pk, actor=request.person, now=request.now)
    return _after(pk, "ouverte")


@ruled_page("campaigns.run")
@posted_only("campaigns:show", "pk")
@refusals_shown_by(_refused)
def close(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Close a campaign whose deadline has passed."""
    visible_campaign(request, pk)
    services.close_campaign(pk, actor=request.person, now=request.now)
    return _after(pk, "close")


@ruled_page("campaigns.run")
@posted_only("campaigns:show", "pk")
@refusals_shown_by(_refused)
def discard(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Take a prepared campaign away."""
    visible_campaign(request, pk)
    services.discard_campaign(pk, actor=request.person, now=request.now)
    return HttpResponseRedirect(reverse("campaigns:list"))
