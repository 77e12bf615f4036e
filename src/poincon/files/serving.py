"""Giving a document to whoever may read it: scanned before anybody but its sender opens it, and never once refused.

A content that is missing from the store is told in words, and noted (`files.contents`).

Whether the person may read it at all is decided before, by the room whose document it is.
"""

from __future__ import annotations

from datetime import datetime

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from poincon.files.contents import ContentMissing, note_missing, note_present
from poincon.files.models import ScanState, StoredFile
from poincon.files.scanning import LATE, has_scanner
from poincon.files.services import attachment_response
from poincon.people.models import Person
from poincon.people.requests import SignedInRequest

AGAIN_SECONDS = 30
"""When a page that says « dans quelques instants » may be asked again."""


def may_open(file: StoredFile, person: Person) -> bool:
    """As far as scanning goes. What was refused is opened by nobody, even once the scanner is gone."""
    if file.scan_state == ScanState.REFUSED:
        return False
    if file.scan_state in {ScanState.CLEAN, ScanState.MADE_HERE} or not has_scanner():
        return True
    return file.uploaded_by_id == person.pk


def served(request: SignedInRequest, file: StoredFile, *, own: bool, back: str) -> HttpResponseBase:
    """The document as a download, or a page that says why not yet, or not at all.

    `own`: the person is of the side that sent it, and can send another; `back`: where the page leads.
    """
    if may_open(file, request.person):
        return _given(request, file, own=own, back=back)
    state = ScanState(file.scan_state)
    waits = state is ScanState.PENDING
    context = {"file": file, "state": state.value, "late": waits and _is_late(file, request.now), "own": own}
    response = render(request, "files/not_given.html", {**context, "back": back}, status=409 if waits else 403)
    if waits:
        response["Retry-After"] = str(AGAIN_SECONDS)
    return response


def _given(request: SignedInRequest, file: StoredFile, *, own: bool, back: str) -> HttpResponseBase:
    """The content; or, when the store has it no more, a page that says so."""
    try:
        response = attachment_response(file)
    except ContentMissing:
        note_missing([file.digest], request.now)
        context = {"file": file, "state": "missing", "late": False, "own": own, "back": back}
        return render(request, "files/not_given.html", context, status=404)
    if file.missing_since is not None:
        note_present([file.digest])
    return response


def state_words(file: StoredFile, now: datetime) -> str:
    """What a list says of a document that is not as it should be; empty when there is nothing to say."""
    if file.missing_since is not None:
        return _("Contenu introuvable")
    if file.scan_state == ScanState.REFUSED:
        return _("Refusé par l’antivirus")
    if not has_scanner():
        return ""
    if file.scan_state == ScanState.UNSCANNED:
        return _("Analyse antivirus impossible")
    if file.scan_state == ScanState.PENDING:
        return _("Analyse antivirus en retard") if _is_late(file, now) else _("Analyse antivirus en cours")
    return ""


def _is_late(file: StoredFile, now: datetime) -> bool:
    received: datetime | None = file.uploaded_at  # None: it is no longer stored, and its snapshot tells the rest
    return received is not None and now - received >= LATE
