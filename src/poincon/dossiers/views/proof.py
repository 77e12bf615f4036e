"""Receipts: the proof of each submission."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from poincon.cahier.explanation import Names
from poincon.dossiers import receipts
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.permissions import visible_dossier
from poincon.dossiers.standing import standing_of
from poincon.dossiers.tabs import all_tabs
from poincon.dossiers.views.common import documents_of
from poincon.files.names import attachment
from poincon.people.access import ruled_page
from poincon.people.requests import SignedInRequest
from poincon.sheets.models import Snapshot
from poincon.ui.language import language
from poincon.ui.moments import day_and_hour


def _snapshot(request: SignedInRequest, dossier: Dossier) -> Snapshot:
    """The last one, or that of the submission whose number is asked (`depot`, from 1). Raises `Http404`."""
    submissions = list(dossier.sheet.snapshots.select_related("made_by"))
    text = request.GET.get("depot", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else len(submissions)
    if not 1 <= number <= len(submissions):
        raise Http404
    return submissions[number - 1]


@ruled_page("dossiers.visible")
@require_GET
def receipt(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The proof of a submission, and what happens next."""
    dossier = visible_dossier(request, pk)
    snapshot = _snapshot(request, dossier)
    standing = standing_of(snapshot, dossier)
    submissions = list(dossier.sheet.snapshots.all())
    number = [submission.pk for submission in submissions].index(snapshot.pk) + 1
    context = {
        "dossier": dossier,
        "tabs": all_tabs(request, dossier),
        "snapshot": snapshot,
        "submitted": day_and_hour(snapshot.made_at),
        "last": number == len(submissions),
        "waiting": dossier.state == State.SUBMITTED,
        "others": [
            {"number": place, "when": day_and_hour(submission.made_at)}
            for place, submission in enumerate(submissions, start=1)
            if submission.pk != snapshot.pk
        ],
        "programme_title": Names(standing.package.programme, language()).title(),
        "programme_digest": standing.package.digest,
        "documents": documents_of(dossier, standing, request.now),
        "pdf": f"{reverse('dossiers:receipt_pdf', args=[dossier.pk])}?depot={number}",
    }
    return render(request, "dossiers/receipt.html", context)


@ruled_page("dossiers.visible")
@require_GET
def receipt_pdf(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The receipt as an accessible PDF."""
    dossier = visible_dossier(request, pk)
    snapshot = _snapshot(request, dossier)
    content = receipts.pdf(dossier, snapshot, standing_of(snapshot, dossier), language())
    name = _("récépissé-%(number)s.pdf") % {"number": dossier.number}
    headers = {"Content-Disposition": attachment(name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
