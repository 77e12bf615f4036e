"""Requests for accounts, for those who handle a region: the list, one of them, accepting, refusing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from poincon.cahier.basics.identifiers import digits_of
from poincon.cahier.dossiers.kinds import REGIONS
from poincon.people.access import get_visible_or_404, refusals_shown_by, ruled_page
from poincon.people.accounts import requesting
from poincon.people.accounts.departing import heads
from poincon.people.accounts.duplicates import MOST, Duplicates, duplicates_of
from poincon.people.accounts.forms import NEW, AcceptForm, RefuseForm
from poincon.people.accounts.requesting import AlreadyDecided, Placement, decision_words
from poincon.people.enums import RequestState, Role
from poincon.people.models import AccountRequest, Organisation
from poincon.people.permissions import handles_accounts, handles_region
from poincon.people.querysets import AccountRequestQuerySet
from poincon.people.requests import SignedInRequest
from poincon.people.views.showing import CONFLICT, INVALID, done
from poincon.ui.components import (
    Empty,
    Filter,
    FilterOption,
    Filters,
    Notice,
    Pagination,
    SummaryList,
    SummaryRow,
)
from poincon.ui.forms import add_errors
from poincon.ui.moments import day_and_hour
from poincon.ui.notices import refused
from poincon.ui.text import search_words, siren_words
from poincon.workflow.refusals import Refusal

PAGE_SIZE = 25
_EVERY = "toutes"


@ruled_page("accounts.requests")
@require_GET
def requests(request: SignedInRequest) -> HttpResponse:
    """Those that the person decides on, the oldest that wait first."""
    if not handles_accounts(request.person, request.day):
        raise Http404
    visible = AccountRequest.objects.visible_to(request.person, request.day)
    account_requests, filters = _filtered(request, visible)
    page = Paginator(account_requests.order_by("made_at", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    parameters = tuple((name, request.GET[name]) for name in request.GET)
    text = _(
        "Les demandes de compte des structures de votre région seront ici. "
        "Vous acceptez, ou refusez en disant pourquoi."
    )
    context = {
        "rows": [_row(account_request) for account_request in page.object_list],
        "filters": filters,
        "pagination": Pagination(page.number, page.paginator.num_pages, filters.counted, parameters),
        "empty": Empty(_("Aucune demande"), text),
    }
    return render(request, "people/accounts/requests.html", context)


def _filtered(request: SignedInRequest, visible: AccountRequestQuerySet) -> tuple[AccountRequestQuerySet, Filters]:
    state = request.GET.get("etat", "") or RequestState.PENDING.value
    region, words = request.GET.get("region", ""), search_words(request.GET.get("q", ""))
    account_requests = visible
    if state in RequestState.values:
        account_requests = account_requests.filter(state=state)
    if region in REGIONS:
        account_requests = account_requests.filter(region=region)
    if words:
        named = Q(structure_name__icontains=words) | Q(full_name__icontains=words) | Q(email__icontains=words)
        account_requests = account_requests.filter(named | Q(siren=digits_of(words)))
    count = account_requests.count()
    filters = Filters(
        action=reverse("people:requests"),
        counted=ngettext("%(count)d demande", "%(count)d demandes", count) % {"count": count},
        filters=(_states(visible, state), *_regions(visible, region)),
        searched=words,
        search_label=_("Structure, personne, adresse ou SIREN"),
        clear=reverse("people:requests") if words or region or state != RequestState.PENDING else "",
    )
    return account_requests, filters


def _states(visible: AccountRequestQuerySet, chosen: str) -> Filter:
    counts = dict(visible.order_by().values_list("state").annotate(Count("pk")))
    words = {
        RequestState.PENDING: _("À examiner"),
        RequestState.ACCEPTED: _("Acceptées"),
        RequestState.REFUSED: _("Refusées"),
    }
    options = [
        FilterOption(state.value, word, chosen == state.value, counts.get(state.value, 0))
        for state, word in words.items()
    ]
    options.append(FilterOption(_EVERY, _("Toutes"), chosen == _EVERY, sum(counts.values())))
    return Filter("etat", _("État"), tuple(options))


def _regions(visible: AccountRequestQuerySet, chosen: str) -> list[Filter]:
    """No choice where there is only one."""
    regions = sorted(set(visible.order_by().values_list("region", flat=True)), key=lambda code: REGIONS[code])
    if len(regions) < 2:
        return []
    options = [FilterOption("", _("Toutes les régions"))]
    options += [FilterOption(code, REGIONS[code], chosen == code) for code in regions]
    return [Filter("region", _("Région"), tuple(options))]


def _row(account_request: AccountRequest) -> dict[str, Any]:
    return {
        "request": account_request,
        "url": reverse("people:request", args=[account_request.pk]),
        "region": REGIONS[account_request.region],
        "made": day_and_hour(account_request.made_at),
        "siren": siren_words(account_request.siren),
    }


# one request


@ruled_page("accounts.requests")
@require_GET
def show(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What is asked, what is already there, and the decision."""
    return _show(request, _visible(request, pk))


def _refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    """What was decided meanwhile; or the form again, and why it is not accepted."""
    if isinstance(refusal, AlreadyDecided):
        return _too_late(request, refusal.request)
    account_request = _visible(request, pk)
    form, notice = _accept_form(request, account_request), refused(refusal.reason)
    return _show(request, account_request, accepting=form, notice=notice, status=refusal.status)


def _accept_form(request: SignedInRequest, account_request: AccountRequest) -> AcceptForm:
    candidates = _known(request, duplicates_of(account_request, request.person, request.day))
    return AcceptForm(
        request.POST, structures=[(str(organisation.pk), words) for organisation, words in candidates], initial={}
    )


@ruled_page("accounts.decide")
@require_POST
@refusals_shown_by(_refused)
def accept(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    account_request = _visible(request, pk)
    if not account_request.is_pending:
        return _too_late(request, account_request)
    form = _accept_form(request, account_request)
    if not form.is_valid():
        return _show(request, account_request, accepting=form, status=INVALID)
    try:
        requesting.accept(pk, _placement(request, form), request.person, now=request.now)
    except ValidationError as wrong:
        add_errors(form, wrong)
        return _show(request, account_request, accepting=form, status=INVALID)
    return done(request, reverse("people:request", args=[pk]), _("La demande est acceptée. La personne est prévenue."))


def _decided_meanwhile(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    if isinstance(refusal, AlreadyDecided):
        return _too_late(request, refusal.request)
    raise refusal


@ruled_page("accounts.decide")
@require_POST
@refusals_shown_by(_decided_meanwhile)
def refuse(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    account_request = _visible(request, pk)
    if not account_request.is_pending:
        return _too_late(request, account_request)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _show(request, account_request, refusing=form, status=INVALID)
    try:
        requesting.refuse(pk, form.cleaned_data["reason"], request.person, now=request.now)
    except ValidationError as wrong:
        add_errors(form, wrong)
        return _show(request, account_request, refusing=form, status=INVALID)
    return done(
        request, reverse("people:request", args=[pk]), _("La demande est refusée. La personne reçoit le motif.")
    )


def _visible(request: SignedInRequest, pk: uuid.UUID) -> AccountRequest:
    visible = AccountRequest.objects.visible_to(request.person, request.day)
    return get_visible_or_404(visible.select_related("decided_by", "organisation", "person"), pk=pk)


def _placement(request: SignedInRequest, form: AcceptForm) -> Placement:
    answers, identifiers = form.cleaned_data, request.POST.getlist("seen")
    chosen = answers["organisation"]
    return Placement(
        role=Role(answers["role"]),
        organisation=None if chosen == NEW else uuid.UUID(chosen),
        parent=uuid.UUID(answers["parent"]) if answers["parent"] and chosen == NEW else None,
        name=answers["name"],
        siren=answers["siren"],
        city=answers["city"],
        shown_organisations=frozenset(
            uuid.UUID(identifier) for identifier in identifiers if _is_identifier(identifier)
        ),
    )


def _is_identifier(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _too_late(request: SignedInRequest, account_request: AccountRequest) -> HttpResponse:
    """Nothing was doubled: the page says what was decided, and by whom. One's own second click finds the first done."""
    if account_request.decided_by_id == request.person.pk:
        return HttpResponseRedirect(reverse("people:request", args=[account_request.pk]))
    return _show(request, account_request, notice=refused(decision_words(account_request)), status=CONFLICT)


def _show(
    request: SignedInRequest,
    account_request: AccountRequest,
    *,
    accepting: AcceptForm | None = None,
    refusing: RefuseForm | None = None,
    notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:
    form = accepting or refusing
    context: dict[str, Any] = {
        "asked": account_request,
        "summary": _summary(account_request),
        "decision": "" if account_request.is_pending else decision_words(account_request),
        "notice": notice,
        "errors": form.error_links() if form else [],
    }
    if account_request.is_pending:
        context |= _choices(request, account_request, accepting, refusing)
    return render(request, "people/accounts/request.html", context, status=status)


def _choices(
    request: SignedInRequest, account_request: AccountRequest, accepting: AcceptForm | None, refusing: RefuseForm | None
) -> dict[str, Any]:
    duplicates = duplicates_of(account_request, request.person, request.day)
    candidates = _known(request, duplicates)
    same = [duplicate.organisation for duplicate in duplicates.organisations if duplicate.same_siren]
    sirens = {account_request.siren, digits_of(search_words(request.POST.get("siren", "")))}
    initial = {
        "organisation": str(same[0].pk) if len(same) == 1 else "" if candidates else NEW,
        "name": account_request.structure_name,
        "siren": account_request.siren,
        "city": account_request.city,
        "role": account_request.role,
    }
    form = accepting or AcceptForm(
        None, structures=[(str(organisation.pk), words) for organisation, words in candidates], initial=initial
    )
    person = duplicates.person
    return {
        "accepting": form,
        "new_fields": [form[name] for name in ("name", "siren", "city", "parent")],
        "refusing": refusing or RefuseForm(),
        "refusing_open": refusing is not None,
        "seen": list(Organisation.objects.filter(siren__in=sirens).values_list("pk", flat=True)),
        "searched": search_words(request.GET.get("structure", "")),
        "elsewhere": [REGIONS[code] for code in duplicates.elsewhere],
        "others": [_row(account_request) for account_request in duplicates.requests],
        "known_person": _known_person(request, person) if person else None,
        "may_decide": bool(handles_region(request.person, account_request.region, request.day)),
    }


def _known(request: SignedInRequest, duplicates: Duplicates) -> list[tuple[Organisation, str]]:
    """The structures to choose from, each with what tells it: those that may be the same, then those looked for."""
    same, like = _("même SIREN"), _("nom proche")
    alike = [(duplicate.organisation, same if duplicate.same_siren else like) for duplicate in duplicates.organisations]
    there = {organisation.pk for organisation, _why in alike}
    more = [(organisation, "") for organisation in _looked_for(request) if organisation.pk not in there]
    return [
        (organisation, _described(organisation, why, request))
        for organisation, why in [*alike, *more]
        if handles_region(request.person, organisation.region, request.day)
    ]


def _looked_for(request: SignedInRequest) -> Sequence[Organisation]:
    """By name or SIREN; a structure that was chosen, or has the SIREN that was typed, is still there."""
    words = search_words(request.GET.get("structure", ""))
    visible = Organisation.objects.visible_to(request.person, request.day)
    if words:
        return list(visible.filter(Q(name__icontains=words) | Q(siren=digits_of(words))).order_by("name", "pk")[:MOST])
    chosen = [
        identifier for name in ("organisation", "parent") if _is_identifier(identifier := request.POST.get(name, ""))
    ]
    typed = digits_of(search_words(request.POST.get("siren", "")))
    return list(visible.filter(Q(pk__in=chosen) | Q(siren=typed)).order_by("name", "pk")[: 2 * MOST])


def _described(organisation: Organisation, why: str, request: SignedInRequest) -> str:
    lead = ", ".join(person.full_name for person in heads(organisation, request.now))
    parts = [organisation.name, siren_words(organisation.siren), organisation.city, why]
    if lead:
        parts.append(_("dirigée par %(who)s") % {"who": lead})
    return " · ".join(part for part in parts if part)


def _known_person(request: SignedInRequest, person: Any) -> dict[str, Any]:
    """Who has that address already: their structures, as far as the reader sees them."""
    visible = set(Organisation.objects.visible_to(request.person, request.day).values_list("pk", flat=True))
    memberships = [
        membership for membership in person.memberships_on(request.day) if membership.organisation_id in visible
    ]
    return {
        "name": person.full_name,
        "active": person.is_active,
        "roles": [
            f"{membership.organisation.name} : {membership.get_role_display()}"
            for membership in memberships
            if membership.organisation
        ],
    }


def _summary(account_request: AccountRequest) -> SummaryList:
    rows = [
        SummaryRow(_("Nom de la personne"), account_request.full_name),
        SummaryRow(_("Adresse électronique"), account_request.email),
        SummaryRow(_("Fonction"), account_request.position),
        SummaryRow(_("Rôle demandé"), str(account_request.get_role_display()).capitalize()),
        SummaryRow(_("Structure"), account_request.structure_name),
        SummaryRow(_("Numéro SIREN"), siren_words(account_request.siren)),
        SummaryRow(_("Commune"), account_request.city),
        SummaryRow(_("Région"), account_request.get_region_display()),
        SummaryRow(_("Nature de la structure"), account_request.get_kind_display()),
        SummaryRow(_("Message"), account_request.message),
        SummaryRow(_("Demande faite le"), day_and_hour(account_request.made_at)),
    ]
    if account_request.reason:
        rows.append(SummaryRow(_("Motif du refus"), account_request.reason))
    return SummaryList(_("Ce qui est demandé"), tuple(rows))
