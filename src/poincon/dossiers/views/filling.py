"""A section: its form, its saves, its documents, its notes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from poincon.cahier.model import Section
from poincon.dossiers import saving, services
from poincon.dossiers.enums import State
from poincon.dossiers.forms import CommentForm
from poincon.dossiers.models import ChangeItem, Dossier
from poincon.dossiers.permissions import is_of_structure, may_edit, visible_dossier
from poincon.dossiers.standing import standing, standing_for
from poincon.dossiers.unlocking import Unlocked, open_request, unlocked
from poincon.dossiers.views.common import names_of, refused_page, section_of
from poincon.files.services import FileRefused
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.sheets import posting
from poincon.sheets.answers import Changes, by_text
from poincon.sheets.colleagues import notice_presence
from poincon.sheets.conflicts import conflict_json, conflict_words
from poincon.sheets.outcomes import OutcomeGroup, OutcomeLines, rules_of_section
from poincon.sheets.printing import unprintable
from poincon.sheets.saving import Saved
from poincon.sheets.section_form import SectionPage, questions
from poincon.sheets.standing import Standing
from poincon.sheets.summary import others_part
from poincon.sheets.versions import stale_pages
from poincon.sheets.versions.pages import version_posted
from poincon.ui.components import SectionForm
from poincon.ui.language import language
from poincon.ui.moments import day_and_hour, hour
from poincon.ui.widgets import html_id
from poincon.workflow.refusals import Decision, Refusal, Refused


@ruled_page("dossiers.section")
@require_http_methods(["GET", "POST"])
def section_page(request: SignedInRequest, pk: uuid.UUID, section: str) -> HttpResponseBase:
    """The form of a section; posted whole when there is no JavaScript. Read-only for whoever may only read."""
    dossier = visible_dossier(request, pk)
    if request.method == "POST":
        return _posted(request, dossier, section)
    return _page(request, dossier, section)


def _posted(request: SignedInRequest, dossier: Dossier, identifier: str) -> HttpResponseBase:
    made_under = version_posted(request, dossier.sheet)
    section = section_of(made_under.package.programme, identifier)
    posted = posting.from_form(request, section, made_under.package.programme, language())
    address = reverse("dossiers:section", args=[dossier.pk, section.id])
    try:
        saved = saving.save_section(
            dossier.pk, section.id, posted.version, posted.changes, request.person, request.now, page=made_under.pk
        )
        documents = _documents(request, dossier)
        if posted.action == "ajouter_ligne":
            saving.add_row(dossier.pk, section.id, posted.table, request.person, request.now)
        elif posted.action == "retirer_ligne":
            row = (posted.table, posted.index)
            saving.remove_row(dossier.pk, section.id, posted.version, *row, request.person, request.now)
        elif posted.action == "retirer_document":
            services.detach(dossier.pk, posted.target, request.person, request.now)
    except Refusal as error:
        if not _is_asked(dossier, section.id):
            return refused_page(request, error)
        return _page(request, dossier, section.id, typed=posted.changes, refusal=error.reason, status=403)
    shown = _shown_after(dossier, section.id, saved)
    if saved.conflicts or documents.refused:
        status = 409 if saved.conflicts else 422
        return _page(request, dossier, shown, saved=saved, documents=documents, status=status)
    if not _is_asked(dossier, section.id):  # its page is of a version that the dossier has left
        return HttpResponseRedirect(reverse("adoption:set_aside", args=[dossier.pk]))
    if posted.action:
        return HttpResponseRedirect(f"{address}#{_anchor(posted.target)}")
    if "continuer" in request.POST and not saved.aside and not documents.withdrawn:
        return HttpResponseRedirect(reverse("dossiers:show", args=[dossier.pk]))
    return _page(request, dossier, section.id, saved=saved, documents=documents, just_saved=True)


def _is_asked(dossier: Dossier, identifier: str) -> bool:
    return any(section.id == identifier for section in dossier.package.programme.sections)


def _shown_after(dossier: Dossier, section: str, saved: Saved) -> str:
    """The section to show: that which was posted, or, when it is no more, that of a conflict."""
    if _is_asked(dossier, section) or not saved.conflicts:
        return section
    return saved.conflicts[0].name.section


def _anchor(target: str) -> str:
    return html_id(target)


@dataclass(frozen=True, slots=True)
class _Documents:
    """What came with a form, by input name: those refused, with the reason; why others had been declared absent."""

    refused: dict[str, str] = field(default_factory=dict)
    withdrawn: dict[str, str] = field(default_factory=dict)


def _documents(request: SignedInRequest, dossier: Dossier) -> _Documents:
    """Take the documents that came with the form."""
    documents = _Documents()
    for name, upload in request.FILES.items():
        if not isinstance(upload, UploadedFile):
            continue
        try:
            attached = services.attach(dossier.pk, name, upload, request.person, request.now)
        except FileRefused as refusal:
            documents.refused[name] = refusal.reason
        else:
            if attached.withdrawn:
                documents.withdrawn[name] = attached.withdrawn
    return documents


def _page(
    request: SignedInRequest,
    dossier: Dossier,
    identifier: str,
    *,
    saved: Saved | None = None,
    typed: Changes | None = None,
    documents: _Documents | None = None,
    refusal: str = "",
    just_saved: bool = False,
    status: int = 200,
) -> HttpResponse:
    dossier = Dossier.objects.with_context().get(pk=dossier.pk)  # as it is since the save
    standing = standing_for(request.person, dossier, request.now)
    section = section_of(standing.package.programme, identifier)
    if not standing.asks(section) and not (saved and saved.conflicts):
        return _not_asked(request, dossier, standing, section, refusal=refusal, just_saved=just_saved, status=status)
    decision = may_edit(request.person, dossier, request.now)
    open_here = _opened(dossier, section, decision)
    items = _asked_here(dossier, section)
    page = SectionPage(
        standing,
        section,
        language(),
        typed or {},
        documents.refused if documents else {},
        file_url=lambda file: reverse("dossiers:file", args=[dossier.pk, file]),
        opens=lambda name: open_here is not None and open_here.allows(name),
        now=request.now,
        remarks={item.name: item.text for item in items},
    )
    context = {
        "dossier": dossier,
        **_placed(dossier, standing, section),
        "form": _form(request, dossier, standing, section),
        "blocks": page.blocks(),
        "errors": page.error_links(),
        "editable": open_here is not None,
        "partial": open_here is not None and not open_here.everything,
        "asked": [_asked_line(item, standing) for item in items],
        "refusal": refusal or _why_closed(request, dossier, decision, open_here),
        "others": _others(request, dossier, section, decision),
        "just_saved": just_saved,
        **_became(standing, saved, documents),
        "groups": _outcomes(dossier, standing, section),
        **_notes(request, dossier, section),
        "may_comment": bool(decision),
    }
    return render(request, "dossiers/section.html", context, status=status)


def _not_asked(
    request: SignedInRequest,
    dossier: Dossier,
    standing: Standing,
    section: Section,
    *,
    refusal: str,
    just_saved: bool,
    status: int,
) -> HttpResponse:
    """A section that other answers hide, or that others fill: its address still answers."""
    context = {
        "dossier": dossier,
        "section_title": names_of(standing).section(section),
        "own": is_of_structure(request.person, dossier, request.now),
        "others": others_part(standing, language(), section),
        "refusal": refusal,
        "just_saved": just_saved,
        "home": reverse("dossiers:show", args=[dossier.pk]),
    }
    return render(request, "dossiers/not_asked.html", context, status=status)


def _became(standing: Standing, saved: Saved | None, documents: _Documents | None) -> dict[str, Any]:
    """What became of a save, beyond what was written; of documents that had been declared absent, why."""
    names, withdrawn = names_of(standing), documents.withdrawn if documents else {}
    return {
        "conflicts": [conflict_words(standing, conflict) for conflict in (saved.conflicts if saved else ())],
        "withdrawn": [{"label": names.path(name), "reason": reason} for name, reason in withdrawn.items()],
        "aside": stale_pages.aside_words(saved.aside) if saved else "",
    }


def _opened(dossier: Dossier, section: Section, decision: Decision) -> Unlocked | None:
    """What may be written here; None when nothing of this section may."""
    open_ = unlocked(dossier) if decision else None
    return open_ if open_ is not None and open_.touches(section.id) else None


def _others(request: SignedInRequest, dossier: Dossier, section: Section, decision: Decision) -> list[str]:
    """Who else has the section open, for whoever may write."""
    presences = notice_presence(dossier.sheet, section.id, request.person, request.now) if decision else []
    return [presence.person.full_name for presence in presences]


def _asked_here(dossier: Dossier, section: Section) -> list[ChangeItem]:
    """What an official asks in this section, for whoever answers and for whoever asked."""
    request = open_request(dossier) if dossier.state == State.TO_CORRECT else None
    return [item for item in request.items.all() if item.section == section.id] if request is not None else []


def _asked_line(item: ChangeItem, standing: Standing) -> dict[str, str]:
    """A point, with the place of its field in the page; a whole section has none."""
    names = names_of(standing)
    return {
        "label": names.path(item.name) if item.name else _("Toute la rubrique"),
        "anchor": html_id(item.name) if item.name else "",
        "text": item.text,
    }


def _form(request: SignedInRequest, dossier: Dossier, standing: Standing, section: Section) -> SectionForm:
    """What the section's form needs to be saved as a person types."""
    row = standing.sections.get(section.id)
    address = reverse("dossiers:section", args=[dossier.pk, section.id])
    return SectionForm(
        save_url=reverse("dossiers:save", args=[dossier.pk, section.id]),
        draft_key=f"{dossier.pk}/{section.id}/{request.person.pk}",
        version=row.version if row else 0,
        saved=_saved_words(request, standing, section),
        sign_in_url=f"{reverse('people:sign_in')}?next={address}",
        programme=dossier.sheet.programme_version_id,
        questions=questions(standing, section),
    )


def _saved_words(request: SignedInRequest, standing: Standing, section: Section) -> str:
    """When something of the section was last kept, its documents included; with the day, once it is another day."""
    row = standing.sections.get(section.id)
    moments = [row.updated_at] if row else []
    moments += [
        document.added_at
        for name, document in standing.documents.items()
        if name.section == section.id and name.row is None
    ]
    instants = [moment for moment in moments if moment is not None]
    if not instants:
        return ""
    last = max(instants)
    if timezone.localdate(last) == request.day:
        return _("Enregistré à %(hour)s") % {"hour": hour(last)}
    return _("Enregistré le %(when)s") % {"when": day_and_hour(last)}


def _placed(dossier: Dossier, standing: Standing, section: Section) -> dict[str, Any]:
    """The section among its neighbours."""
    names = names_of(standing)
    sections = [each for each in standing.package.programme.sections if standing.asks(each) or each is section]
    place = sections.index(section)
    return {
        "section_title": names.section(section),
        "section_help": names.text(f"rubriques.{section.id}.aide", section.help),
        "place": place + 1,
        "total": len(sections),
        "home": reverse("dossiers:show", args=[dossier.pk]),
        "previous": _neighbour(dossier, standing, sections, place - 1),
        "following": _neighbour(dossier, standing, sections, place + 1),
    }


def _notes(request: SignedInRequest, dossier: Dossier, section: Section) -> dict[str, Any]:
    """Notes of the section, and the form of one more: for the structure, and for nobody else."""
    notes = dossier.sheet.comments.filter(section=section.id).select_related("author")
    own = is_of_structure(request.person, dossier, request.now)
    return {
        "comments": [{"note": note, "when": day_and_hour(note.made_at)} for note in notes] if own else [],
        "commenting": CommentForm(),
        "comment_url": reverse("dossiers:comment", args=[dossier.pk, section.id]),
    }


def _why_closed(request: SignedInRequest, dossier: Dossier, decision: Decision, opened: Unlocked | None) -> str:
    """Why somebody of the structure cannot write here; whoever only reads is told nothing."""
    if not is_of_structure(request.person, dossier, request.now):
        return ""
    if isinstance(decision, Refused):
        return decision.reason
    return "" if opened is not None else _("Rien ne vous est demandé dans cette rubrique : elle se lit seulement.")


def _neighbour(dossier: Dossier, standing: Standing, sections: list[Section], place: int) -> dict[str, str] | None:
    if not 0 <= place < len(sections):
        return None
    section = sections[place]
    title = names_of(standing).section(section)
    return {"title": title, "url": reverse("dossiers:section", args=[dossier.pk, section.id])}


def _outcomes(dossier: Dossier, standing: Standing, section: Section) -> list[OutcomeGroup]:
    lines = OutcomeLines(
        standing, language(), lambda identifier: reverse("dossiers:section", args=[dossier.pk, identifier])
    )
    return lines.groups(rules_of_section(standing.package.rulebook, section.id))


def _save_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID, section: str) -> JsonResponse:
    return JsonResponse({"error": "closed", "message": refusal.reason}, status=refusal.status)


@ruled_page("dossiers.section")
@require_POST
@refusals_shown_by(_save_refused)
def save(request: SignedInRequest, pk: uuid.UUID, section: str) -> JsonResponse:
    """An autosave: what became of it, and the outcomes as they now are."""
    dossier = visible_dossier(request, pk)
    made_under = version_posted(request, dossier.sheet)
    current_section = section_of(made_under.package.programme, section)
    try:
        posted = posting.from_json(request, made_under.package.programme, language())
    except posting.Malformed:
        stale = _("Cette page n’est plus à jour. Vos réponses sont gardées sur cet appareil : rechargez-la.")
        return JsonResponse({"error": "malformed", "message": stale}, status=400)
    saved, current = saving.save_and_read(
        dossier.pk, current_section.id, posted.version, posted.changes, request.person, request.now, page=made_under.pk
    )
    after = standing(current, request.now)
    notice_presence(dossier.sheet, current_section.id, request.person, request.now)
    if saved.conflicts:
        conflicts = [conflict_json(after, conflict) for conflict in saved.conflicts]
        return JsonResponse({"conflicts": conflicts, "version": saved.version}, status=409)
    groups = _outcomes(dossier, after, current_section)
    html = render_to_string("dossiers/_outcomes.html", {"groups": groups}, request)
    rights = cache(lambda: unlocked(current))  # read again only where there is something to say
    printing = unprintable(after, language(), lambda name: rights().allows(name), section=current_section.id)
    answer: dict[str, Any] = {
        "version": saved.version,
        "saved_at": hour(saved.at),
        "outcomes_html": html,
        "unprintable": by_text(printing),
        "questions": questions(after, current_section),
    }
    if saved.aside:
        answer["message"] = stale_pages.aside_words(saved.aside)
    return JsonResponse(answer)


def _comment_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID, section: str) -> HttpResponse:
    return _page(request, visible_dossier(request, pk), section, refusal=refusal.reason, status=refusal.status)


@ruled_page("dossiers.section")
@posted_only("dossiers:section", "pk", "section")
@refusals_shown_by(_comment_refused)
def comment(request: SignedInRequest, pk: uuid.UUID, section: str) -> HttpResponseBase:
    """Leave a note for colleagues."""
    dossier = visible_dossier(request, pk)
    current_section = section_of(dossier.package.programme, section)
    text = CommentForm(request.POST).answers["texte"]
    services.comment(dossier.pk, current_section.id, text, request.person, request.now)
    return HttpResponseRedirect(reverse("dossiers:section", args=[dossier.pk, current_section.id]) + "#notes")
