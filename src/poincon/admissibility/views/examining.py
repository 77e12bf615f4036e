"""The official's home of a dossier, and the checklist of its completeness."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from poincon.admissibility.checklist import Answered, ChecklistEntry, Part, answered, checklist, last_answered
from poincon.admissibility.completeness import lacks, may, may_check
from poincon.admissibility.course import ExaminationCourse, course_of
from poincon.admissibility.deciding import snapshot_of
from poincon.admissibility.examination import Examination, examine
from poincon.admissibility.forms import ItemForm
from poincon.admissibility.letters import closing_letter
from poincon.admissibility.next_step import NextStep, next_step
from poincon.admissibility.views.common import document_item
from poincon.cahier.explanation import Names
from poincon.casework.assignments import handling, handling_words, may_handle
from poincon.correspondence.models import Letter
from poincon.dossiers import changes
from poincon.dossiers.enums import OWN_EVENTS, Event, State
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.dossiers.official_pages import frame, received_dossier
from poincon.dossiers.standing import standing_of
from poincon.dossiers.standing_words import situation
from poincon.dossiers.unlocking import open_request
from poincon.files.serving import state_words
from poincon.people.access import ruled_page
from poincon.people.requests import SignedInRequest
from poincon.sheets.differences import changed_between
from poincon.sheets.models import Attachment
from poincon.ui.components import DocumentItem, Link, TimelineEntry
from poincon.ui.language import language
from poincon.ui.moments import day_and_hour
from poincon.ui.widgets import html_id
from poincon.workflow.refusals import reason_of

# the official's home


@ruled_page("dossiers.received")
@require_GET
def show(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Where a dossier stands, who holds it, who handles it, and the one thing to do next."""
    dossier = received_dossier(request, pk)
    course = course_of(dossier.package.programme)
    examination = examine(dossier)
    requests = _requests(dossier)
    letter = closing_letter(dossier)
    context = {
        **frame(request, dossier),
        "programme_title": Names(dossier.package.programme, language()).title(),
        "situation": situation(dossier, examination.standing, request.now, own=False),
        **_handling(dossier, request),
        "next": _next(request, dossier, course, examination, requests),
        "prerequisites": _short(examination, course, dossier),
        "requests": [_line(change_request) for change_request in requests if change_request.sent_at is not None],
        "letter": _letter(letter),
        "acts": _acts(dossier, letter),
    }
    return render(request, "admissibility/show.html", context)


def _handling(dossier: Dossier, request: SignedInRequest) -> dict[str, Any]:
    """Who handles it, and whether the person may take it at once; of no matter once nothing is left to examine."""
    if not State(dossier.state).is_examined:
        return {"handling": "", "may_take": False}
    current, memberships = handling(dossier, request.now), request.person.memberships_on(request.day)
    may_take = current.officer is None and may_handle(request.person, memberships, dossier)
    return {"handling": handling_words(current, request.person), "may_take": may_take, "seen": current.seen}


def _requests(dossier: Dossier) -> list[ChangeRequest]:
    return list(dossier.change_requests.select_related("sent_by").prefetch_related("items"))


def _next(
    request: SignedInRequest,
    dossier: Dossier,
    course: ExaminationCourse,
    examination: Examination,
    requests: list[ChangeRequest],
) -> NextStep:
    preparing = next(
        (
            change_request
            for change_request in requests
            if change_request.sent_at is None and change_request.ended_at is None
        ),
        None,
    )
    count = len(preparing.items.all()) if preparing is not None else 0
    return next_step(request.person, dossier, course, examination, request.now, preparing=count)


def _short(examination: Examination, course: ExaminationCourse, dossier: Dossier) -> list[dict[str, str]]:
    """The prerequisites in a line each, once they are examined."""
    if not course.prerequisites or dossier.state in (State.TO_CORRECT, State.WITHDRAWN):
        return []
    if State(dossier.state) is State.SUBMITTED and course.completeness:
        return []
    names = Names(examination.standing.package.programme, language())
    lines = []
    for prerequisite in examination.prerequisites:
        verdict = prerequisite.retained or prerequisite.computed
        word = (
            str(verdict.label) if prerequisite.retained else _("%(word)s d’après le calcul") % {"word": verdict.label}
        )
        lines.append({"label": names.rule(prerequisite.result.checked.rule), "mark": verdict.value, "word": word})
    return lines


def _line(request: ChangeRequest) -> dict[str, Any]:
    assert request.sent_at is not None
    assert request.due_at is not None
    count = len(request.items.all())
    return {
        "url": reverse("admissibility:past_request", args=[request.dossier_id, request.pk]),
        "sent": day_and_hour(request.sent_at),
        "count": ngettext("%(count)d point", "%(count)d points", count) % {"count": count},
        "due": day_and_hour(request.due_at) if request.ended_at is None else "",
        "answered": day_and_hour(request.ended_at) if request.ended_at and request.after_id else "",
        "taken_back": day_and_hour(request.ended_at) if request.ended_at and not request.after_id else "",
    }


def _letter(letter: Letter | None) -> list[DocumentItem]:
    return letter_documents(letter) if letter is not None else []


def letter_documents(letter: Letter) -> list[DocumentItem]:
    """Both files of a letter that was sent."""
    return [
        document_item(file, reverse("admissibility:letter_file", args=[letter.subject_id, ending]))
        for ending, file in (("pdf", letter.pdf), ("docx", letter.docx))
    ]


def _acts(dossier: Dossier, letter: Letter | None) -> list[TimelineEntry]:
    """What happened since it was handed over, the last first; what passes inside the structure is its own."""
    transitions = dossier.transitions.exclude(event__in=OWN_EVENTS).select_related("actor").order_by("-made_at", "-pk")
    return [
        TimelineEntry(
            str(transition.get_event_display()).capitalize(),
            transition.made_at.isoformat(),
            day_and_hour(transition.made_at),
            transition.actor.full_name,
            transition.reason,
            letter_documents(letter)[0] if letter is not None and transition.event == Event.CLOSE else None,
        )
        for transition in transitions
    ]


# completeness


@dataclass(frozen=True, slots=True)
class Opened:
    """The form that is open on the checklist; `item`: the point that is already there, if there is one."""

    form: ItemForm
    item: ChangeItem | None = None

    @property
    def anchor(self) -> str:
        """Where on the checklist is the answer, or the section, that it is about."""
        name = self.form.answers["reponse"]
        return html_id(name) if name else f"rubrique-{self.form.answers['rubrique']}"


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry of the checklist as the page shows it: its documents can be downloaded."""

    entry: ChecklistEntry
    documents: tuple[DocumentItem, ...]


@ruled_page("dossiers.received")
@require_GET
def completeness(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything that was handed over, section by section; `?rubrique=…&reponse=…` opens the form of one answer."""
    opened = None
    if "rubrique" in request.GET:
        opened = Opened(ItemForm(request.GET))
    return completeness_page(request, received_dossier(request, pk), opened=opened)


def completeness_page(
    request: SignedInRequest, dossier: Dossier, *, opened: Opened | None = None, status: int = 200
) -> HttpResponse:
    snapshot = snapshot_of(dossier)
    standing = standing_of(snapshot, dossier)
    prepared = changes.in_preparation(dossier)
    items = list(prepared.items.select_related("added_by")) if prepared is not None else []
    last = last_answered(dossier)
    changed = set()
    if last is not None and last.before is not None and last.after_id == snapshot.pk:
        changed = set(changed_between(standing_of(last.before, dossier), standing))
    allowed = may(Event.ASK_CHANGES, request.person, dossier, request.now)
    errors = opened.form.error_links() if opened is not None else []
    parts = checklist(standing, language(), items, changed)
    context = {
        **frame(request, dossier),
        "snapshot": snapshot,
        "received": day_and_hour(snapshot.made_at),
        "parts": [(part, [_shown(entry, dossier, request.now) for entry in part.entries]) for part in parts],
        "attention": _attention(parts),
        "asking": bool(allowed),
        "closed": reason_of(may_check(request.person, dossier, request.now)) or reason_of(allowed),
        "opened": opened if allowed else None,
        "errors": errors if allowed else [],
        "refusal": "".join(link.message for link in errors) if not allowed else "",
        "lost": opened.form["texte"].value() or "" if opened is not None and not allowed else "",
        "count": len(items),
        "answer": _answer(last, dossier) if last is not None and last.after_id == snapshot.pk else None,
        "sent": open_request(dossier),
        "lacking": len(lacks(standing)),
        "may_complete": bool(may(Event.DECLARE_COMPLETE, request.person, dossier, request.now)),
        "may_recheck": bool(may(Event.RECHECK, request.person, dossier, request.now)),
    }
    return render(request, "admissibility/completeness.html", context, status=status)


def _shown(entry: ChecklistEntry, dossier: Dossier, now: datetime) -> Shown:
    return Shown(entry, tuple(_document(attachment, dossier, now) for attachment in entry.documents))


def _document(attachment: Attachment, dossier: Dossier, now: datetime) -> DocumentItem:
    url = reverse("dossiers:file", args=[dossier.pk, attachment.file_id])
    return document_item(attachment.file, url, state=state_words(attachment.file, now))


def _attention(parts: list[Part]) -> list[Link]:
    """What lacks or cannot be read, with where it is on the page."""
    return [
        Link(f"{entry.label} – {entry.word}", f"#{entry.anchor}")
        for part in parts
        for entry in part.entries
        if entry.wrong
    ]


def _answer(request: ChangeRequest, dossier: Dossier) -> dict[str, Any]:
    """What the structure made of the request that it answered last."""
    lines: list[Answered] = answered(request, dossier, language())
    assert request.ended_at is not None
    return {"at": day_and_hour(request.ended_at), "lines": lines}
