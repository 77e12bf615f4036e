"""Taking a new version of a programme: dry run, adoption; and, for a structure, what was set aside."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.campaigns.permissions import visible_campaign
from poincon.dossiers.adoption import adopting, dry_runs
from poincon.dossiers.adoption.dry_runs import Report, ReportLine, report_of, staleness
from poincon.dossiers.adoption.report_words import Teller, by_area, differences
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier, DryRun
from poincon.dossiers.permissions import is_of_structure, visible_dossier
from poincon.dossiers.tabs import all_tabs
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.sheets.models import Attachment, SetAsideAnswer
from poincon.sheets.versions.words import read_set_aside, value_words
from poincon.ui.components import (
    Confirm,
    Empty,
    Filter,
    FilterOption,
    Filters,
    Link,
    Notice,
    NoticeKind,
    Pagination,
)
from poincon.ui.language import language
from poincon.ui.moments import day_and_hour
from poincon.ui.notices import done, refused
from poincon.workflow.refusals import Refusal

PAGE_SIZE = 25
SHOWN_RUNS = 10


# choosing a version


def _choice_refused(request: SignedInRequest, refusal: Refusal, pk: int) -> HttpResponse:
    campaign = visible_campaign(request, pk)
    return _choice(request, campaign, notice=refused(refusal.reason), status=refusal.status)


@ruled_page("campaigns.run")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_choice_refused)
def choose(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The other versions installed, each with what it changes; posted, the dry run of one of them."""
    campaign = visible_campaign(request, pk)
    if request.method == "GET":
        return _choice(request, campaign)
    version = get_object_or_404(_versions(request, campaign), pk=request.POST.get("version", ""))
    run = dry_runs.ask_dry_run(campaign.pk, version, actor=request.person, now=request.now)
    return HttpResponseRedirect(_address(run))


def _versions(request: SignedInRequest, campaign: Campaign) -> Any:
    current = campaign.programme_version
    versions = ProgrammeVersion.objects.run_by(request.person, request.day).filter(programme=current.programme)
    return versions.exclude(pk=current.pk).order_by("-installed_at", "-pk")


def _choice(
    request: SignedInRequest, campaign: Campaign, *, notice: Notice | None = None, status: int = 200
) -> HttpResponse:
    current = campaign.programme_version
    runs = campaign.dry_runs.select_related("version", "asked_by").defer("content", "version__files")
    context = {
        "campaign": campaign,
        "current": current,
        "notice": notice,
        "versions": [
            {
                "version": version,
                "installed": day_and_hour(version.installed_at),
                "areas": by_area(differences(current, version), language()),
                "count": len(differences(current, version)),
            }
            for version in _versions(request, campaign)
        ],
        "runs": [_run_row(run, campaign) for run in runs[:SHOWN_RUNS]],
        "behind": adopting.behind(campaign).count(),
        "empty": Empty(
            _("Aucune autre version installée"),
            _("Installez d’abord la nouvelle version de ce programme : vous pourrez alors voir ce qu’elle changerait."),
            Link(_("Installer une version"), reverse("campaigns:programmes")),
        ),
    }
    return render(request, "dossiers/adoption/choose.html", context, status=status)


def _run_row(run: DryRun, campaign: Campaign) -> dict[str, Any]:
    if run.adopted_at is not None:
        state = _("adoptée")
    elif run.state == DryRun.State.DONE and run.against_id != campaign.programme_version_id:
        state = _("dépassé")
    else:
        state = str(run.get_state_display())
    return {
        "url": _address(run),
        "version": run.version.version,
        "asked": day_and_hour(run.asked_at),
        "by": run.asked_by.full_name,
        "state": state,
    }


def _address(run: DryRun) -> str:
    return reverse("adoption:dry_run", args=[run.campaign_id, run.pk])


# the dry run


def _visible_run(request: SignedInRequest, pk: int, run: int) -> tuple[Campaign, DryRun]:
    campaign = visible_campaign(request, pk)
    runs = campaign.dry_runs.select_related("version", "against", "asked_by", "adopted_by")
    return campaign, get_object_or_404(runs, pk=run)


@ruled_page("campaigns.run")
@require_GET
def dry_run(request: SignedInRequest, pk: int, run: int) -> HttpResponse:
    """How far it is, then its result."""
    campaign, visible_run = _visible_run(request, pk, run)
    notice = done(_("La campagne passe à cette version.")) if "fait" in request.GET and visible_run.adopted_at else None
    return _run_page(request, campaign, visible_run, notice=notice)


def _run_page(
    request: SignedInRequest,
    campaign: Campaign,
    run: DryRun,
    *,
    notice: Notice | None = None,
    unticked: bool = False,
    status: int = 200,
) -> HttpResponse:
    looked_at, total = dry_runs.progress_of(run)
    context: dict[str, Any] = {
        "campaign": campaign,
        "run": run,
        "old": run.against,
        "new": run.version,
        "asked": day_and_hour(run.asked_at),
        "notice": notice,
        "running": run.state == DryRun.State.RUNNING,
        "failed": run.state == DryRun.State.FAILED,
        "looked_at": looked_at,
        "total": total,
        "again": reverse("adoption:version", args=[campaign.pk]),
        "here": _address(run),
        "adopted": day_and_hour(run.adopted_at) if run.adopted_at else "",
        "behind": adopting.behind(campaign).count() if run.adopted_at else 0,
        "report": None,
    }
    if run.state == DryRun.State.DONE:
        context |= _result(request, campaign, run, unticked=unticked)
    return render(request, "dossiers/adoption/dry_run.html", context, status=status)


def _result(request: SignedInRequest, campaign: Campaign, run: DryRun, *, unticked: bool) -> dict[str, Any]:
    report = report_of(run)
    teller = Teller(report, language())
    stale = staleness(run, campaign)
    rule, side = request.GET.get("resultat", ""), request.GET.get("dossiers", "")
    lines = [line for line in report.lines if _is_chosen(line, rule, side)]
    visible = Dossier.objects.visible_to(request.person, request.day).filter(campaign=campaign)
    readable = set(visible.values_list("pk", flat=True))
    unread = Dossier.objects.filter(campaign=campaign, submitted_at__isnull=False).exclude(pk__in=visible).count()
    shown = [line for line in lines if line.dossier in readable]
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    counted = ngettext("%(count)d dossier concerné", "%(count)d dossiers concernés", len(lines)) % {"count": len(lines)}
    outcomes = teller.outcomes()
    return {
        "report": report,
        "outcomes": outcomes,
        "values": teller.values(unread),
        "left": teller.left(),
        "required": teller.required(),
        "incomplete": _incomplete(report),
        "compared_with": teller.compared_with(),
        "areas": by_area(teller.differences, language()),
        "differences": len(teller.differences),
        "stale": _stale_notice(run, stale, campaign) if not run.adopted_at else None,
        "filters": _filters(run, _rules(report, teller), rule, side, counted),
        "dossiers": teller.dossiers(list(page.object_list), visible),
        "unreadable": len(lines) - len(shown),
        "pagination": Pagination(page.number, page.paginator.num_pages, counted, _query(request)),
        "states": _states(report),
        "confirm": _confirm(run, report, unticked=unticked) if not run.adopted_at and not stale.superseded else None,
    }


def _is_chosen(line: ReportLine, rule: str, side: str) -> bool:
    if rule and rule not in line.rules:
        return False
    if side == "incomplets":
        return bool(line.lacking)
    if side == "suivent":
        return line.follows
    if side == "gardent":
        return not line.follows
    return not (side == "mises-de-cote" and not line.leftovers)


def _rules(report: Report, teller: Teller) -> list[tuple[str, str, int]]:
    """The rules whose outcome changes: identifier, label, dossiers."""
    counts = Counter(rule for line in report.lines for rule in line.rules)
    return [(rule, teller.label(rule), counts[rule]) for rule in teller.in_order(counts)]


def _incomplete(report: Report) -> dict[str, int]:
    """How many dossiers lack nothing under their version, and something under this one, by what becomes of them."""
    following = sum(count for state, count in report.incomplete.items() if State(state).is_prepared)
    return {"following": following, "keeping": sum(report.incomplete.values()) - following}


def _states(report: Report) -> list[tuple[str, int]]:
    return [(str(state.label), report.states[state.value]) for state in State if state.value in report.states]


def _query(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    return tuple((name, request.GET[name]) for name in request.GET)


def _filters(run: DryRun, changed: list[tuple[str, str, int]], rule: str, side: str, counted: str) -> Filters:
    rules = [FilterOption("", _("Tous les résultats"))]
    rules += [FilterOption(name, label, name == rule, count) for name, label, count in changed]
    sides = [
        ("", _("Tous les dossiers")),
        ("suivent", _("En préparation : suivraient")),
        ("gardent", _("Déposés : gardent leur version")),
        ("mises-de-cote", _("Avec des réponses mises de côté")),
        ("incomplets", _("Avec des réponses à donner en plus")),
    ]
    options = tuple(FilterOption(value, label, value == side) for value, label in sides)
    return Filters(
        _address(run),
        counted,
        (Filter("resultat", _("Résultat qui change"), tuple(rules)), Filter("dossiers", _("Dossiers"), options)),
        clear=_address(run) if rule or side else "",
    )


def _stale_notice(run: DryRun, stale: dry_runs.Staleness, campaign: Campaign) -> Notice | None:
    """What this dry run does not know."""
    again = Link(_("Refaire un essai"), reverse("adoption:version", args=[campaign.pk]))
    if stale.superseded:
        sentence = _(
            "La campagne a pris une autre version depuis cet essai : il ne dit plus rien, et ne peut plus servir."
        )
        return Notice(NoticeKind.WARNING, _("Essai dépassé"), sentence, again)
    parts = []
    if stale.dossiers:
        sentence = ngettext(
            "%(count)d dossier a changé depuis cet essai.",
            "%(count)d dossiers ont changé depuis cet essai.",
            stale.dossiers,
        )
        parts.append(sentence % {"count": stale.dossiers})
    if stale.figures:
        parts.append(_("Les chiffres de la campagne ont changé depuis cet essai."))
    return Notice(NoticeKind.WARNING, _("Cet essai n’est plus à jour"), " ".join(parts), again) if parts else None


def _confirm(run: DryRun, report: Report, *, unticked: bool) -> Confirm:
    leaving = sum(1 for line in report.lines if line.follows and line.leftovers)
    following, keeping = report.following, report.total - report.following
    incomplete = _incomplete(report)["following"]
    parts = [
        ngettext(
            "%(count)d dossier en préparation passera à la version %(version)s.",
            "%(count)d dossiers en préparation passeront à la version %(version)s.",
            following,
        ),
        ngettext(
            "%(leaving)d d’entre eux aura des réponses mises de côté, que sa structure continuera de voir.",
            "%(leaving)d d’entre eux auront des réponses mises de côté, que leurs structures continueront de voir.",
            leaving,
        ) if leaving else "",
        ngettext(
            "%(incomplete)d d’entre eux ne manque de rien aujourd’hui et aura une réponse obligatoire à donner.",
            "%(incomplete)d d’entre eux ne manquent de rien aujourd’hui et auront une réponse obligatoire à donner.",
            incomplete,
        ) if incomplete else "",
        ngettext(
            "%(keeping)d dossier déposé gardera la version sous laquelle il l’a été.",
            "%(keeping)d dossiers déposés garderont la version sous laquelle ils l’ont été.",
            keeping,
        ) if keeping else "",
        _("Un dossier déjà validé par sa direction revient en préparation si cette version y change quelque chose."),
        _("Les structures seront prévenues. On ne revient en arrière qu’en adoptant de nouveau l’ancienne version."),
    ]  # fmt: skip
    figures = {
        "count": following,
        "version": run.version.version,
        "leaving": leaving,
        "incomplete": incomplete,
        "keeping": keeping,
    }
    return Confirm(
        title=_("Adopter la version %(version)s") % figures,
        consequence=" ".join(part % figures for part in parts if part),
        button=_("Adopter cette version"),
        action=reverse("adoption:adopt", args=[run.campaign_id, run.pk]),
        cancel=Link(_("Revenir à la campagne"), reverse("campaigns:show", args=[run.campaign_id])),
        statement=_("J’ai lu ce que cette version change."),
        errors=(_("Cochez cette case pour adopter."),) if unticked else (),
    )


def _adoption_refused(request: SignedInRequest, refusal: Refusal, pk: int, run: int) -> HttpResponse:
    notice = refused(refusal.reason)
    return _run_page(request, *_visible_run(request, pk, run), notice=notice, status=refusal.status)


@ruled_page("campaigns.run")
@posted_only("adoption:dry_run", "pk", "run")
@refusals_shown_by(_adoption_refused)
def adopt(request: SignedInRequest, pk: int, run: int) -> HttpResponseBase:
    """The campaign takes the version."""
    campaign, visible_run = _visible_run(request, pk, run)
    if "confirmation" not in request.POST and visible_run.adopted_at is None:
        return _run_page(request, campaign, visible_run, unticked=True, status=422)
    adopting.adopt(visible_run.pk, actor=request.person, now=request.now)
    return HttpResponseRedirect(f"{_address(visible_run)}?fait=1")


# what was set aside


@ruled_page("dossiers.own")
@require_GET
def set_aside(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """For the structure: answers and documents that its version no longer asks for, and notes of sections that went."""
    dossier = visible_dossier(request, pk)
    if not is_of_structure(request.person, dossier, request.now):
        raise Http404
    read_set_aside(dossier.sheet)
    rows = list(dossier.sheet.set_aside.all())
    removed = {
        (attachment.name, attachment.removed_at): attachment
        for attachment in dossier.sheet.attachments.filter(removed_at__isnull=False)
    }
    sections = {section.id for section in dossier.package.programme.sections}
    context = {
        "dossier": dossier,
        "tabs": all_tabs(request, dossier),
        "version": dossier.sheet.programme_version.version,
        "rows": [_kept_row(answer, dossier, removed.get((answer.name, answer.set_aside_at))) for answer in rows],
        "comments": dossier.sheet.comments.exclude(section__in=sections).select_related("author"),
        "empty": Empty(
            _("Rien n’est mis de côté"),
            _("Si le programme change de version, les réponses qu’il ne demande plus seront gardées ici."),
        ),
    }
    return render(request, "dossiers/adoption/set_aside.html", context)


def _kept_row(answer: SetAsideAnswer, dossier: Dossier, document: Attachment | None) -> dict[str, Any]:
    return {
        "label": answer.label or answer.name,
        "value": value_words(answer),
        "url": reverse("dossiers:file", args=[dossier.pk, document.file_id]) if document else "",
        "version": answer.asked_by.version,
        "when": day_and_hour(answer.set_aside_at),
    }
