"""Pages that several views of accounts share: a form alone, a question before an act, a page that says one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from poincon.ui.components import Confirm, ErrorLink, Link, Notice
from poincon.ui.forms import PageForm
from poincon.ui.moments import day_and_hour
from poincon.ui.notices import refused

INVALID, REFUSED, CONFLICT, GONE, TOO_MANY = 422, 403, 409, 410, 429


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that is one form. `back`: where one comes from, above the title; `cancel`: beside the button."""

    title: str
    button: str
    back: Link | None = None
    lead: str = ""
    notice: Notice | None = None
    cancel: Link | None = None
    after: Sequence[Link] = field(default_factory=tuple)

    def response(self, request: HttpRequest, form: PageForm, status: int = 200) -> HttpResponse:
        context = {"page": self, "form": form, "errors": form.error_links()}
        return render(request, "people/accounts/form.html", context, status=status)


def question(
    request: HttpRequest,
    confirm: Confirm,
    *,
    back: Link,
    facts: Sequence[str] = (),
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """What somebody is about to do, and what follows from it; `refusal` when it could not be done."""
    notice = refused(refusal) if refusal else None
    context = {
        "question": confirm.title,
        "confirm": replace(confirm, title=_("Ce qui s’ensuit")),
        "back": back,
        "facts": facts,
        "notice": notice,
        "errors": [ErrorLink(message, "champ-confirmation") for message in confirm.errors],
    }
    return render(request, "people/accounts/question.html", context, status=status)


def said(
    request: HttpRequest, title: str, paragraphs: Sequence[str], links: Sequence[Link] = (), *, status: int = 200
) -> HttpResponse:
    """A page that says one thing, and where to go from there."""
    context: dict[str, Any] = {"said_title": title, "paragraphs": paragraphs, "links": links}
    return render(request, "people/accounts/said.html", context, status=status)


def done(request: HttpRequest, address: str, words: str) -> HttpResponseRedirect:
    """To the page that shows what was done, with a word about it."""
    messages.success(request, words)
    return HttpResponseRedirect(address)


def too_many(until: Any) -> Notice:
    text = _("Réessayez à partir du %(when)s. Ce que vous avez écrit est gardé sur cette page.")
    return refused(_("Trop de demandes en peu de temps"), text % {"when": day_and_hour(until)})
