"""Asking for an account, from the public pages. What is answered never tells whether an account exists."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.people.access import public_page
from poincon.people.accounts import directory, requesting
from poincon.people.accounts.directory import Listed, NoAnswer
from poincon.people.accounts.forms import AccountRequestForm
from poincon.people.accounts.requesting import Asked
from poincon.people.attempts import ASKING_FOR_AN_ACCOUNT, SEARCHING_A_STRUCTURE, wait_until
from poincon.people.authentication.signing_in import client_address
from poincon.people.enums import Role
from poincon.people.requests import PageRequest
from poincon.people.views.showing import INVALID, TOO_MANY, said, too_many
from poincon.ui.components import Link, Notice, NoticeKind
from poincon.ui.forms import add_errors
from poincon.ui.language import language

_SEARCH = "chercher"


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_account(plain: HttpRequest) -> HttpResponse:
    """The form, filled by hand or with what the directory says of that SIREN."""
    request = cast(PageRequest, plain)
    if request.method != "POST":
        return _page(request, AccountRequestForm(initial=_who_asks(request)))
    if _SEARCH in request.POST and directory.is_on():
        return _search(request)
    form = AccountRequestForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=INVALID)
    return _ask(request, form)


def _who_asks(request: PageRequest) -> dict[str, str]:
    if request.person is None:
        return {}
    return {"full_name": request.person.full_name, "email": request.person.email}


def _page(
    request: PageRequest,
    form: AccountRequestForm,
    *,
    notice: Notice | None = None,
    structure_notice: Notice | None = None,
    status: int = 200,
) -> HttpResponse:
    """`structure_notice`: what is said where the structure is asked."""
    about = ("full_name", "email", "position", "role")
    structure = ("structure_name", "city", "region", "kind", "message")
    context = {
        "form": form,
        "errors": form.error_links(),
        "notice": notice,
        "found": structure_notice,
        "about": [form[name] for name in about],
        "siren": form["siren"],
        "structure": [form[name] for name in structure],
        "search": "people/accounts/_search.html" if directory.is_on() else "",
    }
    return render(request, "people/accounts/request_account.html", context, status=status)


def _ask(request: PageRequest, form: AccountRequestForm) -> HttpResponse:
    answers = form.cleaned_data
    address = client_address(request, settings.PROXIES)
    until = wait_until("account_request", ASKING_FOR_AN_ACCOUNT, request.now, address=address, email=answers["email"])
    if until is not None:
        return _page(request, form, notice=too_many(until), status=TOO_MANY)
    application = Asked(**{**answers, "role": Role(answers["role"]), "language": language()})
    try:
        requesting.ask(application, now=request.now, actor=request.person)
    except ValidationError as wrong:
        add_errors(form, wrong)
        return _page(request, form, status=INVALID)
    return HttpResponseRedirect(reverse("people:request_sent"))


@public_page
@require_GET
def request_sent(request: HttpRequest) -> HttpResponse:
    """The same for everybody."""
    return said(
        request,
        _("Votre demande est envoyée"),
        [
            _("Un message vient de partir à l’adresse que vous avez donnée. S’il n’arrive pas, regardez les courriers "
              "indésirables, puis vérifiez l’adresse en faisant une nouvelle demande."),
            _("Le service de la région examine la demande. Il accepte, et vous recevrez un lien pour choisir votre mot "
              "de passe ; ou il refuse, et vous saurez pourquoi."),
        ],
        [Link(_("Revenir à l’accueil"), reverse("home"))],
    )  # fmt: skip


# the directory


def _search(request: PageRequest) -> HttpResponse:
    """Fill in what the directory knows; whatever it answers, nothing that was typed is lost."""
    siren, form = _siren_alone(request.POST)
    if form.errors:
        return _page(request, form, status=INVALID)
    address = client_address(request, settings.PROXIES)
    until = wait_until("directory", SEARCHING_A_STRUCTURE, request.now, address=address)
    if until is not None:
        return _page(request, form, structure_notice=too_many(until), status=TOO_MANY)
    try:
        listed = directory.look_up(siren)
    except NoAnswer:
        return _page(
            request, form, structure_notice=_by_hand(_("L’annuaire ne répond pas : écrivez le nom vous-même."))
        )
    if listed is None:
        text = _("L’annuaire ne connaît pas ce numéro. Vérifiez-le, ou écrivez le nom vous-même.")
        return _page(request, form, structure_notice=_by_hand(text))
    return _page(request, _filled(request.POST, listed), structure_notice=_found(request.POST, listed))


def _siren_alone(typed: QueryDict) -> tuple[str, AccountRequestForm]:
    """The form as it was typed, with the errors of its SIREN and no other: the rest is not finished."""
    form = AccountRequestForm(typed)
    form.is_valid()
    for name in [name for name in form.errors if name != "siren"]:
        del form.errors[name]
    return form.cleaned_data.get("siren", ""), form


def _filled(typed: QueryDict, listed: Listed) -> AccountRequestForm:
    data = typed.copy()
    for name, value in _values(listed).items():
        if value:
            data[name] = value
    return _siren_alone(data)[1]


def _values(listed: Listed) -> dict[str, str]:
    return {"structure_name": listed.name, "city": listed.city, "region": listed.region}


def _found(typed: QueryDict, listed: Listed) -> Notice:
    """What was filled in, and what it took the place of."""
    replaced = [
        REGIONS.get(typed.get(name, ""), typed.get(name, "")).strip()
        for name, value in _values(listed).items()
        if value and typed.get(name, "").strip() not in ("", value)
    ]
    text = _("Vérifiez le nom, la commune et la région ci-dessous ; vous pouvez les changer.")
    if replaced:
        text += " " + _("Vous aviez écrit : %(before)s.") % {"before": ", ".join(replaced)}
    return Notice(NoticeKind.SUCCESS, _("Trouvée : %(name)s") % {"name": listed.name}, text, announced=True)


def _by_hand(text: str) -> Notice:
    return Notice(NoticeKind.WARNING, text, announced=True)
