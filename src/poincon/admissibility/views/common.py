"""What the pages of an examination share: what is told when somebody was quicker, and documents."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.admissibility.deciding import last_of
from poincon.dossiers.enums import Event, State
from poincon.dossiers.models import Dossier, Transition
from poincon.dossiers.official_pages import frame, received_dossier
from poincon.files.models import StoredFile
from poincon.people.requests import SignedInRequest
from poincon.ui.components import DocumentItem
from poincon.ui.language import language
from poincon.ui.moments import day_and_hour
from poincon.ui.text import size_words
from poincon.workflow.moves import NotThatWay


def overtaken(
    request: SignedInRequest, pk: uuid.UUID, error: NotThatWay, *, leads_to: str = "show", typed: str = ""
) -> HttpResponseBase:
    """Nothing was done: the dossier had moved meanwhile.

    A button pressed twice is sent where the first press led, `leads_to`: a browser shows what the last press brought.
    """
    dossier = received_dossier(request, pk)
    last = dossier.transitions.select_related("actor").last()
    same = last_of(dossier, Event(error.event))
    if same is not None and last is not None and same.actor_id == request.person.pk and same.made_at == last.made_at:
        return HttpResponseRedirect(reverse(f"admissibility:{leads_to}", args=[pk]))
    home = reverse("admissibility:show", args=[pk])
    context = {**frame(request, dossier), "told": _meanwhile(last, dossier), "typed": typed, "home": home}
    return render(request, "admissibility/overtaken.html", context, status=409)


def _meanwhile(last: Transition | None, dossier: Dossier) -> str:
    if last is None:
        return _("Ce dossier est « %(state)s ».") % {"state": State(dossier.state).label}
    return _("Ce dossier est « %(state)s » depuis le %(when)s (%(event)s, par %(who)s).") % {
        "state": State(dossier.state).label,
        "when": day_and_hour(last.made_at),
        "event": str(last.get_event_display()),
        "who": last.actor.full_name,
    }


def document_item(file: StoredFile, url: str, label: str = "", state: str = "") -> DocumentItem:
    """A stored file as lists of documents show it."""
    received: datetime | None = file.uploaded_at  # None: it is no longer stored, and its snapshot tells the rest
    return DocumentItem(
        file.name,
        url,
        size=size_words(file.size, language()),
        date=day_and_hour(received) if received is not None else "",
        digest=f"sha256:{file.digest}",
        label=label,
        state=state,
    )
