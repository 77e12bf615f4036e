"""Messages between a structure and those who examine its dossier; notes between officials."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from poincon.cahier.explanation import Names
from poincon.cahier.model import Template
from poincon.correspondence import exchanges, free_templates
from poincon.correspondence.exchanges import DocumentRefused, UnfitMessage
from poincon.correspondence.forms import MessageForm, ModelForm, NoteForm
from poincon.correspondence.models import DossierMessage
from poincon.dossiers.models import Dossier
from poincon.dossiers.official_pages import frame, present_words, received_dossier
from poincon.dossiers.permissions import is_of_structure, visible_dossier
from poincon.dossiers.tabs import all_tabs
from poincon.files.serving import served, state_words
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.requests import SignedInRequest
from poincon.ui.components import DocumentItem, Empty, ErrorLink, Pagination
from poincon.ui.language import language
from poincon.ui.moments import day_and_hour
from poincon.ui.text import size_words
from poincon.workflow.refusals import Refusal, Refused

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Said:
    """A message or a note, in words."""

    id: int
    author: str
    side: str
    """« pour le service qui instruit », « pour Centre des matériaux »."""
    mine: bool
    from_authority: bool
    at: str
    when: str
    text: str
    fresh: bool
    documents: list[DocumentItem]


# messages


def _message_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    dossier, form = visible_dossier(request, pk), MessageForm(request.POST)
    if not isinstance(refusal, UnfitMessage):
        return _messages_page(request, dossier, form=form, refusal=refusal.reason, status=refusal.status)
    if refusal.part in form.fields:
        form.add_error(refusal.part, refusal.reason)
        return _messages_page(request, dossier, form=form, status=refusal.status)
    again = isinstance(refusal, DocumentRefused) and bool(request.FILES.getlist("documents"))
    return _messages_page(
        request, dossier, form=form, documents_error=refusal.reason, again=again, status=refusal.status
    )


@ruled_page("dossiers.visible")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_message_refused)
def messages(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """What both sides wrote, the last first, and a form to write. The same address for both."""
    dossier = visible_dossier(request, pk)
    if request.method == "GET" or "partir" in request.POST:
        return _begun_page(request, dossier)
    text = MessageForm(request.POST).answers["texte"]
    exchanges.send(dossier.pk, text, request.FILES.getlist("documents"), request.person, request.now)
    flash.success(request, _("Votre message est envoyé."))
    return HttpResponseRedirect(reverse("correspondence:messages", args=[dossier.pk]))


def _begun_page(request: SignedInRequest, dossier: Dossier) -> HttpResponse:
    """The page, its form begun from the model that is asked for, if any, below what was typed already."""
    sent = request.GET if request.method == "GET" else request.POST
    typed = MessageForm(request.POST)["texte"].value() if request.method == "POST" else ""
    chosen = str(sent.get("modele", ""))
    offered = _offered(request, dossier)
    template = next((each for each in offered if each.id == chosen), None)
    begun = ""
    if template is not None:
        begun = free_templates.text_of(template, dossier, request.person, request.now, language())
    text = "\n\n".join(part for part in ((typed or "").rstrip(), begun) if part)
    refusal = _("Ce modèle n’est pas proposé pour ce dossier, là où il en est.") if chosen and template is None else ""
    form = MessageForm(initial={"texte": text})
    again = bool(request.FILES.getlist("documents"))
    return _messages_page(request, dossier, form=form, refusal=refusal, again=again, offered=offered, chosen=chosen)


def _offered(request: SignedInRequest, dossier: Dossier) -> list[Template]:
    """The models that the person may begin from: whoever may write to the structure, and is not of it."""
    if is_of_structure(request.person, dossier, request.now):
        return []
    may_write = exchanges.may_exchange(request.person, dossier, request.now)
    return free_templates.offered(dossier) if may_write else []


def _models(dossier: Dossier, offered: list[Template], chosen: str) -> ModelForm | None:
    names = Names(dossier.package.programme, language())
    choices = [(template.id, free_templates.label_of(template, names)) for template in offered]
    if not choices:
        return None
    return ModelForm([("", _("Choisissez un modèle")), *choices], initial={"modele": chosen})


def _messages_page(
    request: SignedInRequest,
    dossier: Dossier,
    *,
    form: MessageForm | None = None,
    refusal: str = "",
    documents_error: str = "",
    again: bool = False,
    offered: list[Template] | None = None,
    chosen: str = "",
    status: int = 200,
) -> HttpResponse:
    form = form or MessageForm()
    wrong_documents = [ErrorLink(documents_error, "champ-documents")] if documents_error else []
    own = is_of_structure(request.person, dossier, request.now)
    read = exchanges.read_until(dossier, request.person)
    paginator = Paginator(exchanges.messages_of(dossier), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    shown = list(page.object_list)
    decision = exchanges.may_exchange(request.person, dossier, request.now)
    context = {
        "dossier": dossier,
        "tabs": all_tabs(request, dossier),
        "own": own,
        "thread": [_message(message, request, read) for message in shown],
        "pagination": _pagination(page, paginator.count),
        "closed": decision.reason if isinstance(decision, Refused) else "",
        "form": form,
        "models": _models(dossier, _offered(request, dossier) if offered is None else offered, chosen),
        "refusal": refusal,
        "errors": [*form.error_links(), *wrong_documents],
        "documents_error": documents_error,
        "again": again,
        "formats": ", ".join(exchanges.FORMATS),
        "accept": ",".join(f".{ending}" for ending in exchanges.FORMATS),
        "most": exchanges.DOCUMENTS,
        "megabytes": exchanges.MEGABYTES,
        "present": [] if own else present_words(dossier, request),
        "empty": Empty(
            _("Aucun message pour l’instant"),
            _("Ce que la structure et le service qui instruit s’écrivent au sujet de ce dossier sera ici."),
        ),
    }
    response = render(request, "correspondence/messages.html", context, status=status)
    if page.number == 1:
        exchanges.mark_read(dossier, request.person, shown)
    return response


def _message(message: DossierMessage, request: SignedInRequest, read: datetime | None) -> Said:
    documents = [
        DocumentItem(
            attachment.file.name,
            reverse("correspondence:message_file", args=[message.dossier_id, attachment.file_id]),
            size=size_words(attachment.file.size, language()),
            state=state_words(attachment.file, request.now),
        )
        for attachment in message.attachments.all()
    ]
    mine = message.author_id == request.person.pk
    return Said(
        id=message.pk,
        author=message.author.full_name,
        side=_("service qui instruit") if message.from_authority else _("structure"),
        mine=mine,
        from_authority=message.from_authority,
        at=message.made_at.isoformat(),
        when=day_and_hour(message.made_at),
        text=message.text,
        fresh=not mine and (read is None or message.made_at > read),
        documents=documents,
    )


def _pagination(page: Page[Any], count: int) -> Pagination:
    counted = ngettext("%(count)d message", "%(count)d messages", count) % {"count": count}
    return Pagination(page.number, page.paginator.num_pages, counted)


@ruled_page("dossiers.visible")
@require_GET
def message_file(request: SignedInRequest, pk: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """A document that goes with a message of a dossier that one may see, as a download."""
    stored = exchanges.document_of(visible_dossier(request, pk), file)
    if stored is None:
        raise Http404
    own = stored.uploaded_by_id == request.person.pk
    return served(request, stored, own=own, back=reverse("correspondence:messages", args=[pk]))


# notes of officials


def _note_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    dossier, form = received_dossier(request, pk), NoteForm(request.POST)
    if isinstance(refusal, UnfitMessage):
        form.add_error("texte", refusal.reason)
        return _notes_page(request, dossier, form=form, status=refusal.status)
    return _notes_page(request, dossier, form=form, refusal=refusal.reason, status=refusal.status)


@ruled_page("dossiers.received")
@require_http_methods(["GET", "POST"])
@refusals_shown_by(_note_refused)
def notes(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """What officials tell each other. To the structure, this page does not exist."""
    dossier = received_dossier(request, pk)
    if request.method == "GET":
        return _notes_page(request, dossier)
    exchanges.add_note(dossier.pk, NoteForm(request.POST).answers["texte"], request.person, request.now)
    flash.success(request, _("Votre note est enregistrée."))
    return HttpResponseRedirect(reverse("correspondence:notes", args=[dossier.pk]))


def _notes_page(
    request: SignedInRequest,
    dossier: Dossier,
    *,
    form: NoteForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    form = form or NoteForm()
    paginator = Paginator(exchanges.notes_of(request.person, dossier, request.now), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    counted = ngettext("%(count)d note", "%(count)d notes", paginator.count) % {"count": paginator.count}
    context = {
        **frame(request, dossier),
        "thread": [
            Said(
                id=note.pk,
                author=note.author.full_name,
                side="",
                mine=note.author_id == request.person.pk,
                from_authority=True,
                at=note.made_at.isoformat(),
                when=day_and_hour(note.made_at),
                text=note.text,
                fresh=False,
                documents=[],
            )
            for note in page.object_list
        ],
        "pagination": Pagination(page.number, paginator.num_pages, counted),
        "form": form,
        "refusal": refusal,
        "errors": form.error_links(),
        "empty": Empty(_("Aucune note pour l’instant"), _("Ce que vous notez entre agents sur ce dossier sera ici.")),
    }
    return render(request, "correspondence/notes.html", context, status=status)
