"""What the pages of a dossier share."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from poincon.cahier.explanation import Names
from poincon.cahier.model import Programme, Section
from poincon.dossiers.models import Dossier
from poincon.files.serving import state_words
from poincon.people.requests import SignedInRequest
from poincon.sheets.answers import by_text
from poincon.sheets.standing import Standing
from poincon.ui.components import DocumentItem
from poincon.ui.language import language
from poincon.ui.text import size_words
from poincon.workflow.refusals import Refusal


def refused_page(request: SignedInRequest, refusal: Refusal) -> HttpResponse:
    """A page that says why, for an act that has no page of its own to come back to."""
    return render(request, "dossiers/refused.html", {"reason": refusal.reason}, status=refusal.status)


def names_of(standing: Standing) -> Names:
    return Names(standing.package.programme, language())


def section_of(programme: Programme, identifier: str) -> Section:
    """The section of that name. Raises `Http404`."""
    for section in programme.sections:
        if section.id == identifier:
            return section
    raise Http404


def documents_of(dossier: Dossier, standing: Standing, now: datetime) -> list[DocumentItem]:
    """The documents of a dossier, as it is read."""
    names, labelled = names_of(standing), by_text(standing.shown_documents)
    return [
        DocumentItem(
            attachment.file.name,
            reverse("dossiers:file", args=[dossier.pk, attachment.file_id]),
            size=size_words(attachment.file.size, language()),
            digest=f"sha256:{attachment.file.digest}",
            label=names.path(attachment.name) if attachment.name in labelled else attachment.name,
            state=state_words(attachment.file, now),
        )
        for attachment in standing.shown_attachments
    ]
