"""The letter that closes a request: previewed here and as files, sent once, then downloaded by both sides."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from poincon.admissibility import letters
from poincon.admissibility.letters import Draft, file_name
from poincon.admissibility.views.common import overtaken
from poincon.admissibility.views.examining import letter_documents
from poincon.correspondence.letters import FORMATS, file_of, text_of
from poincon.correspondence.models import Letter
from poincon.dossiers.models import Dossier
from poincon.dossiers.official_pages import frame, received_dossier
from poincon.dossiers.permissions import visible_dossier
from poincon.files.names import attachment
from poincon.files.serving import served
from poincon.files.types import MEDIA_TYPES
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Confirm, DocumentItem, Link
from poincon.ui.documents.letter import blocks
from poincon.ui.documents.prose import Block
from poincon.ui.moments import day_and_hour
from poincon.workflow.moves import NotThatWay
from poincon.workflow.refusals import NotAllowed, Refusal, reason_of


def _refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponseBase:
    if isinstance(refusal, NotThatWay):
        return overtaken(request, pk, refusal, leads_to="outcome")
    dossier = received_dossier(request, pk)
    may_write = letters.may_write(request.person, dossier, request.now)
    return _page(request, dossier, refusal=refusal.reason, status=409 if may_write else refusal.status)


@ruled_page("dossiers.received")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_refused)
def letter(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The letter as it would be sent, then as it was. Sending asks that it be read again."""
    dossier = received_dossier(request, pk)
    if request.method == "GET":
        return _page(request, dossier)
    if "confirmation" not in request.POST and letters.may_write(request.person, dossier, request.now):
        return _page(request, dossier, unticked=True, status=422)
    letters.send(pk, fingerprint=request.POST.get("vu", ""), actor=request.person, now=request.now)
    messages.success(request, _("La lettre est envoyée. La demande est close, et la structure prévenue."))
    return HttpResponseRedirect(reverse("admissibility:outcome", args=[pk]))


def _page(
    request: SignedInRequest, dossier: Dossier, *, refusal: str = "", unticked: bool = False, status: int = 200
) -> HttpResponse:
    sent = letters.closing_letter(dossier)
    writing = letters.may_write(request.person, dossier, request.now)
    drawn, why = _drawn(request, dossier) if writing else (None, reason_of(writing))
    context = {
        **frame(request, dossier),
        "refusal": refusal,
        "closed": why if drawn is None and sent is None else "",
        "text": _text(drawn, sent),
        "sent": _sent(sent) if sent is not None else None,
        "documents": letter_documents(sent) if sent is not None else _drafts(dossier) if drawn is not None else [],
        "confirm": _confirm(dossier, drawn, unticked=unticked) if drawn is not None else None,
    }
    return render(request, "admissibility/letter.html", context, status=status)


def _drawn(request: SignedInRequest, dossier: Dossier) -> tuple[Draft | None, str]:
    """The letter as this person would send it, or why there is none."""
    try:
        return letters.draft(dossier, request.person, request.now), ""
    except NotAllowed as refused:
        return None, refused.reason


def _text(drawn: Draft | None, sent: Letter | None) -> list[Block]:
    if sent is not None:
        return text_of(sent)
    return list(blocks(drawn.document)) if drawn is not None else []


def _sent(sent: Letter) -> dict[str, Any]:
    return {"at": day_and_hour(sent.sent_at), "by": sent.sent_by.full_name}


def _drafts(dossier: Dossier) -> list[DocumentItem]:
    labels = {"pdf": _("Projet, en PDF"), "docx": _("Projet, en document de traitement de texte")}
    return [
        DocumentItem(
            _draft_name(dossier, ending), reverse("admissibility:letter_draft", args=[dossier.pk, ending]), label=label
        )
        for ending, label in labels.items()
    ]


def _draft_name(dossier: Dossier, ending: str) -> str:
    return _("projet-%(name)s.%(ending)s") % {"name": file_name(dossier), "ending": ending}


def _confirm(dossier: Dossier, drawn: Draft, *, unticked: bool) -> Confirm:
    return Confirm(
        title=_("Envoyer la lettre et clore la demande"),
        consequence=_(
            "La structure recevra cette lettre par courriel et la trouvera sur son dossier. La demande sera close : "
            "cette décision et cette lettre ne pourront plus être modifiées."
        ),
        button=_("Envoyer la lettre"),
        action=reverse("admissibility:letter", args=[dossier.pk]),
        cancel=Link(_("Revenir aux prérequis"), reverse("admissibility:prerequisites", args=[dossier.pk])),
        danger=True,
        statement=_("J’ai relu cette lettre."),
        hidden=(("vu", drawn.fingerprint),),
        errors=(_("Cochez cette case après avoir relu la lettre."),) if unticked else (),
    )


# files


@ruled_page("dossiers.received")
@require_GET
def draft_file(request: SignedInRequest, pk: uuid.UUID, ending: str) -> HttpResponse:
    """The letter as a file, before it is sent: it says that it is a draft."""
    dossier = received_dossier(request, pk)
    if ending not in FORMATS or not letters.may_write(request.person, dossier, request.now):
        raise Http404
    drawn, _why = _drawn(request, dossier)
    if drawn is None:
        raise Http404
    content = FORMATS[ending](drawn.document, request.now)
    headers = {
        "Content-Disposition": attachment(_draft_name(dossier, ending)),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=MEDIA_TYPES[ending], headers=headers)


@ruled_page("dossiers.visible")
@require_GET
def letter_file(request: SignedInRequest, pk: uuid.UUID, ending: str) -> HttpResponseBase:
    """A file of the letter that was sent, for the structure and for officials."""
    dossier = visible_dossier(request, pk)
    sent = letters.closing_letter(dossier)
    stored = file_of(sent, ending) if sent is not None else None
    if stored is None:
        raise Http404
    return served(request, stored, own=False, back=reverse("dossiers:show", args=[dossier.pk]))
