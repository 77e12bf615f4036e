"""Persons, for whoever administers the platform: finding one, opening an official's account, closing, erasing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.cahier.loading.library import list_packages
from poincon.people import services
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.accounts import administering, erasing
from poincon.people.accounts.departing import only_lead_of
from poincon.people.accounts.forms import OfficialForm, RoleForm
from poincon.people.enums import Language, Role
from poincon.people.memberships import holding
from poincon.people.models import Membership, Person
from poincon.people.permissions import can_administer
from poincon.people.requests import SignedInRequest
from poincon.people.views.showing import INVALID, REFUSED, FormPage, done, question
from poincon.ui.components import Confirm, Empty, Filter, FilterOption, Filters, Link, Notice, Pagination
from poincon.ui.forms import add_errors
from poincon.ui.links import declared_links
from poincon.ui.moments import day_and_hour, day_words
from poincon.ui.notices import refused
from poincon.ui.text import search_words
from poincon.workflow.refusals import NotAllowed, Refusal

PAGE_SIZE = 50
_GET_OR_POST = ["GET", "HEAD", "POST"]
_OPEN, _CLOSED, _ERASED = "ouverts", "fermes", "effaces"


def _administers_or_404(request: SignedInRequest) -> None:
    """To the others, these pages are not there."""
    if not can_administer(request.person, request.day):
        raise Http404


@ruled_page("administration.persons")
@require_GET
def persons(request: SignedInRequest) -> HttpResponse:
    _administers_or_404(request)
    selection, filters = _filtered(request)
    page = Paginator(selection.order_by("full_name", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    parameters = tuple((name, request.GET[name]) for name in request.GET)
    context = {
        "rows": [_row(person, request) for person in page.object_list],
        "filters": filters,
        "pagination": Pagination(page.number, page.paginator.num_pages, filters.counted, parameters),
        "empty": Empty(_("Personne"), _("Personne ne correspond à cette recherche. Effacez les filtres.")),
    }
    return render(request, "people/accounts/persons.html", context)


def _filtered(request: SignedInRequest) -> tuple[QuerySet[Person], Filters]:
    words, role = search_words(request.GET.get("q", "")), request.GET.get("role", "")
    state = request.GET.get("etat", "") or _OPEN
    persons = Person.objects.prefetch_related("memberships__organisation").filter(**_STATES.get(state, {}))
    if words:
        persons = persons.filter(Q(full_name__icontains=words) | Q(email__icontains=words))
    if role in Role.values:
        persons = persons.filter(pk__in=holding(request.day).filter(role=role).values("person"))
    count = persons.count()
    states = {_OPEN: _("Comptes ouverts"), _CLOSED: _("Comptes fermés"), _ERASED: _("Personnes effacées")}
    roles = [FilterOption("", _("Tous les rôles"))]
    roles += [FilterOption(choice.value, str(choice.label).capitalize(), role == choice.value) for choice in Role]
    filters = Filters(
        action=reverse("people:persons"),
        counted=ngettext("%(count)d personne", "%(count)d personnes", count) % {"count": count},
        filters=(
            Filter("role", _("Rôle"), tuple(roles)),
            Filter("etat", _("État"), tuple(FilterOption(key, word, state == key) for key, word in states.items())),
        ),
        searched=words,
        search_label=_("Nom ou adresse électronique"),
        clear=reverse("people:persons") if words or role or state != _OPEN else "",
    )
    return persons, filters


_STATES: dict[str, dict[str, bool]] = {
    _OPEN: {"is_active": True},
    _CLOSED: {"is_active": False, "erased_at__isnull": True},
    _ERASED: {"erased_at__isnull": False},
}


def _row(person: Person, request: SignedInRequest) -> dict[str, Any]:
    return {
        "person": person,
        "url": reverse("people:person", args=[person.pk]),
        "roles": [_scope_words(membership) for membership in person.memberships_on(request.day)],
    }


def _scope_words(membership: Membership) -> str:
    """« Instruit pour une région · Bretagne »."""
    scope = membership.organisation.name if membership.organisation else REGIONS.get(membership.region, "")
    parts = [str(membership.get_role_display()).capitalize(), scope, membership.programme]
    return " · ".join(part for part in parts if part)


@ruled_page("administration.persons")
@require_http_methods(_GET_OR_POST)
def new_official(request: SignedInRequest) -> HttpResponse:
    _administers_or_404(request)
    page = FormPage(
        title=_("Inscrire une personne"),
        lead=_("Pour qui agit au nom d’une administration, ou qui expertise. Les structures demandent leurs comptes."),
        button=_("Inscrire et prévenir cette personne"),
        back=Link(_("Personnes"), reverse("people:persons")),
        cancel=Link(_("Ne rien faire"), reverse("people:persons")),
    )
    if request.method != "POST":
        initial = {"language": Language.FRENCH.value}
        return page.response(request, OfficialForm(programmes=_programmes(), initial=initial))
    form = OfficialForm(request.POST, programmes=_programmes())
    if not form.is_valid():
        return page.response(request, form, INVALID)
    answers = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
    try:
        official = administering.register_official(request.person, **answers, now=request.now)
    except NotAllowed as refusal:
        form.add_error("email", refusal.reason)
        return page.response(request, form, INVALID)
    except ValidationError as wrong:
        add_errors(form, wrong, otherwise="region")
        return page.response(request, form, INVALID)
    words = _("Le compte de %(who)s est ouvert. Un lien pour choisir un mot de passe part à son adresse.")
    return done(request, reverse("people:person", args=[official.pk]), words % {"who": official.full_name})


def _programmes() -> list[tuple[str, str]]:
    """Those that come with the platform, and those that somebody deals with already."""
    used = Membership.objects.exclude(programme="").order_by().values_list("programme", flat=True).distinct()
    return [(name, name) for name in sorted({folder.name for folder in list_packages()} | set(used))]


# one person


@ruled_page("administration.persons")
@require_GET
def person(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    return _person_page(request, _found(request, pk))


def _found(request: SignedInRequest, pk: uuid.UUID) -> Person:
    _administers_or_404(request)
    return get_object_or_404(Person.objects.prefetch_related("memberships__organisation"), pk=pk)


def _person_page(
    request: SignedInRequest,
    person: Person,
    *,
    giving: RoleForm | None = None,
    notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = [_membership(membership, request) for membership in person.memberships.all()]
    context = {
        "found": person,
        "now_held": [row for row in rows if row["holds"]],
        "over": [row for row in rows if not row["holds"]],
        "giving": giving or RoleForm(programmes=_programmes()),
        "errors": giving.error_links() if giving else [],
        "erased": day_and_hour(person.erased_at) if person.erased_at else "",
        "last_login": day_and_hour(person.last_login) if person.last_login else "",
        "notice": notice,
        "myself": person == request.person,
        "links": declared_links(settings.PERSON_LINKS, request, person),
    }
    return render(request, "people/accounts/person.html", context, status=status)


def _membership(membership: Membership, request: SignedInRequest) -> dict[str, Any]:
    over = membership.ends is not None and membership.ends < request.day
    return {
        "words": _scope_words(membership),
        "starts": day_words(membership.starts),
        "ends": day_words(membership.ends) if membership.ends else "",
        "ended_at": day_and_hour(membership.ended_at) if membership.ended_at else "",
        "holds": not over,
        "end_url": reverse("people:end_role", args=[membership.person_id, membership.pk]),
    }


@ruled_page("administration.persons")
@require_POST
def give_role(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    person = _found(request, pk)
    form = RoleForm(request.POST, programmes=_programmes())
    if not form.is_valid():
        return _person_page(request, person, giving=form, status=INVALID)
    if not person.is_active:
        notice = refused(_("Ce compte est fermé : rouvrez-le d’abord."))
        return _person_page(request, person, giving=form, notice=notice, status=REFUSED)
    answers = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
    try:
        services.give_role(request.person, person, **answers, starts=request.day, now=request.now)
    except ValidationError as wrong:
        add_errors(form, wrong, otherwise="region")
        return _person_page(request, person, giving=form, status=INVALID)
    return done(request, reverse("people:person", args=[pk]), _("Le rôle est donné."))


@ruled_page("administration.persons")
@require_http_methods(_GET_OR_POST)
def end_role(request: SignedInRequest, pk: uuid.UUID, membership: int) -> HttpResponse:
    person = _found(request, pk)
    ending_membership = next((row for row in person.memberships.all() if row.pk == membership), None)
    if ending_membership is None:
        raise Http404
    facts = []
    if ending_membership.role == Role.STRUCTURE_HEAD:
        facts = [
            fact
            for fact, organisation in _lead_facts(person, request)
            if organisation == ending_membership.organisation_id
        ]
    return _act(
        request,
        person,
        lambda: services.end_role_now(request.person, ending_membership, now=request.now),
        Confirm(
            title=_("Mettre fin au rôle de %(who)s") % {"who": person.full_name},
            consequence=_("« %(role)s » : ce rôle cesse tout de suite, à la prochaine page que cette personne ouvrira.")
            % {"role": _scope_words(ending_membership)},
            button=_("Mettre fin à ce rôle"),
            action=reverse("people:end_role", args=[pk, membership]),
            cancel=Link(_("Ne rien changer"), reverse("people:person", args=[pk])),
            danger=True,
        ),
        _("Le rôle est terminé."),
        facts,
    )


@ruled_page("administration.persons")
@require_http_methods(_GET_OR_POST)
def deactivate(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    person = _found(request, pk)
    return _act(
        request,
        person,
        lambda: administering.deactivate(request.person, person, now=request.now),
        Confirm(
            title=_("Fermer le compte de %(who)s") % {"who": person.full_name},
            consequence=_(
                "Cette personne ne pourra plus se connecter, et ses connexions ouvertes s’arrêtent tout de suite. "
                "Ses rôles restent : vous pourrez rouvrir son compte."
            ),
            button=_("Fermer le compte"),
            action=reverse("people:deactivate", args=[pk]),
            cancel=Link(_("Ne rien changer"), reverse("people:person", args=[pk])),
            danger=True,
        ),
        _("Le compte est fermé."),
        [fact for fact, _organisation in _lead_facts(person, request)],
    )


def _refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    """The person's page says why nothing was done."""
    return _person_page(request, _found(request, pk), notice=refused(refusal.reason), status=refusal.status)


@ruled_page("administration.persons")
@require_POST
@refusals_shown_by(_refused)
def reactivate(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    person = _found(request, pk)
    administering.reactivate(request.person, person, now=request.now)
    return done(request, reverse("people:person", args=[pk]), _("Le compte est rouvert."))


@ruled_page("administration.persons")
@require_POST
@refusals_shown_by(_refused)
def send_link(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    person = _found(request, pk)
    administering.send_link(request.person, person, now=request.now)
    return done(request, reverse("people:person", args=[pk]), _("Un lien pour choisir un mot de passe lui est envoyé."))


@ruled_page("administration.persons")
@require_http_methods(_GET_OR_POST)
def erase(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """At the person's own request. What it leaves without anybody is said before."""
    person = _found(request, pk)
    return _act(
        request,
        person,
        lambda: erasing.erase(request.person, person, now=request.now),
        Confirm(
            title=_("Effacer %(who)s") % {"who": person.full_name},
            consequence=_(
                "Son nom, son adresse, son mot de passe, ses preuves d’identité, ses connexions et ses demandes sont "
                "effacés ; ses rôles cessent. Ce que cette personne a fait reste prouvé, sans dire qui elle était. "
                "Cela ne peut pas être annulé."
            ),
            button=_("Effacer cette personne"),
            action=reverse("people:erase", args=[pk]),
            cancel=Link(_("Ne rien effacer"), reverse("people:person", args=[pk])),
            danger=True,
            statement=_("Cette personne l’a demandé, et je l’ai vérifié."),
        ),
        _("Cette personne est effacée."),
        [fact for fact, _organisation in _lead_facts(person, request)],
    )


def _lead_facts(person: Person, request: SignedInRequest) -> list[tuple[str, uuid.UUID]]:
    """What would be left without anybody to lead it, and who remains there."""
    facts = []
    for organisation, colleagues in only_lead_of(person, request.now):
        names = {"name": organisation.name, "who": ", ".join(colleague.full_name for colleague in colleagues)}
        words = (
            _("« %(name)s » n’aura plus personne pour la diriger. Il y reste : %(who)s.")
            if colleagues
            else _("« %(name)s » n’aura plus personne.")
        )
        facts.append((words % names, organisation.pk))
    return facts


def _act(
    request: SignedInRequest,
    person: Person,
    act: Callable[[], object],
    confirm: Confirm,
    words: str,
    facts: list[str],
) -> HttpResponse:
    """Ask, then do it; what prevents it is said on the same page."""
    back = Link(person.full_name, reverse("people:person", args=[person.pk]))
    if request.method != "POST":
        return question(request, confirm, back=back, facts=facts)
    if confirm.statement and "confirmation" not in request.POST:
        unticked = replace(confirm, errors=(_("Cochez cette case pour continuer."),))
        return question(request, unticked, back=back, facts=facts, status=INVALID)
    try:
        act()
    except Refusal as refusal:
        return question(request, confirm, back=back, facts=facts, refusal=refusal.reason, status=refusal.status)
    return done(request, reverse("people:person", args=[person.pk]), words)
