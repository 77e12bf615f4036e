"""A form that arrives when its sender is no longer signed in, or signed in since: what it holds is not lost.

The server keeps nothing. The page that answers carries what was typed, shows it, and sends it again on request. Only
a form of our own pages is given back so: one that another site forged would be a click away from being accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_CSRF_FIELD = "csrfmiddlewaretoken"
_NEVER_SHOWN = "password"
"""Part of the names of fields that are never written in a page again."""
_CODE = "code"
"""The name of the field of a second proof: a recovery code stays good until it has served."""


@dataclass(frozen=True, slots=True)
class HeldForm:
    """What was posted: names and texts, in their order; `documents` are the names of files, which no page can hold."""

    address: str
    fields: tuple[tuple[str, str], ...]
    documents: tuple[str, ...]

    @property
    def writing(self) -> tuple[str, ...]:
        """What somebody wrote in words, as far as one can tell: to be read again, and copied."""
        return tuple(text for _name, text in self.fields if len(text.split()) > 1)


def held_form(request: HttpRequest) -> HeldForm | None:
    """The form of this request, when there is something to give back and its page was ours."""
    if request.method != "POST" or not _is_ours(request) or any(map(_is_secret, request.POST)):
        return None
    fields = tuple((name, text) for name, texts in request.POST.lists() if name != _CSRF_FIELD for text in texts)
    documents = tuple(str(file.name) for _name, files in request.FILES.lists() for file in files)
    return HeldForm(request.get_full_path(), fields, documents) if fields or documents else None


def held_form_page(request: HttpRequest, form: HeldForm) -> HttpResponse:
    """Nothing was done; here is what was sent, to send again once signed in."""
    response = render(request, "people/held_form.html", {"held": form}, status=403)
    response["Cache-Control"] = "private, no-store"
    return response


def _is_secret(name: str) -> bool:
    return _NEVER_SHOWN in name or name == _CODE


def _is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this platform sent the form. Browsers say it for each form they post."""
    origin = request.headers.get("Origin", "")
    here = f"{request.scheme}://{request.get_host()}"
    return origin == here or (bool(urlsplit(origin).netloc) and origin in settings.CSRF_TRUSTED_ORIGINS)
