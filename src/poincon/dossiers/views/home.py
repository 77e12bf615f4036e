"""The home of a dossier: where it is, whose turn it is, its sections, its documents, what happened."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from poincon.dossiers.clock import clock
from poincon.dossiers.enums import OWN_EVENTS, Event, State
from poincon.dossiers.models import Dossier, Transition
from poincon.dossiers.permissions import (
    decides,
    is_of_structure,
    may_edit,
    may_reopen,
    may_submit,
    may_withdraw,
    visible_dossier,
)
from poincon.dossiers.querysets import read_history
from poincon.dossiers.standing import standing_for
from poincon.dossiers.standing_words import situation
from poincon.dossiers.tabs import all_tabs
from poincon.dossiers.unlocking import Unlocked, unlocked
from poincon.dossiers.views.common import documents_of, names_of
from poincon.people.access import ruled_page
from poincon.people.requests import SignedInRequest
from poincon.sheets.enums import SectionState
from poincon.sheets.standing import Standing
from poincon.sheets.versions.words import read_set_aside, value_words
from poincon.ui.components import DocumentItem, SummaryRow, Task, TaskList, TaskState, TimelineEntry
from poincon.ui.links import declared_links
from poincon.ui.moments import day_and_hour

_TASK_STATES = {
    SectionState.TO_START: TaskState.TO_START,
    SectionState.OPTIONAL: TaskState.OPTIONAL,
    SectionState.IN_PROGRESS: TaskState.IN_PROGRESS,
    SectionState.COMPLETE: TaskState.COMPLETE,
    SectionState.TO_CORRECT: TaskState.TO_CORRECT,
}


@ruled_page("dossiers.visible")
@require_GET
def show(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Where it stands, and what is expected."""
    dossier = visible_dossier(request, pk, "created_by", "validated_by")
    read_history(dossier)
    standing = standing_for(request.person, dossier, request.now)
    own = is_of_structure(request.person, dossier, request.now)
    if own:
        read_set_aside(dossier.sheet)
    tasks = _tasks(dossier, standing, request)
    goes_on = not standing.may_be_submitted and may_edit(request.person, dossier, request.now)
    context = {
        "dossier": dossier,
        "tabs": all_tabs(request, dossier),
        "programme_title": names_of(standing).title(),
        "situation": situation(dossier, standing, request.now, own=own),
        "own": own,
        "tasks": tasks,
        "next_section": _next(tasks) if goes_on else None,
        "links": declared_links(settings.DOSSIER_LINKS, request, dossier),
        **_possible(request, dossier),
        "documents": documents_of(dossier, standing, request.now),
        "set_aside": _set_aside(dossier) if own else [],
        "acts": _acts(dossier, own=own) + _upcoming(dossier, request),
    }
    return render(request, "dossiers/show.html", context)


def _possible(request: SignedInRequest, dossier: Dossier) -> dict[str, object]:
    """What the person may do from here."""
    person, now = request.person, request.now
    return {
        "submission": may_submit(person, dossier, now),
        "reopening": bool(may_reopen(person, dossier, now)),
        "withdrawal": bool(may_withdraw(person, dossier, now)),
        "deciding": decides(person, dossier, now),
    }


# sections


def _tasks(dossier: Dossier, standing: Standing, request: SignedInRequest) -> TaskList:
    names = names_of(standing)
    open_ = unlocked(dossier) if may_edit(request.person, dossier, request.now) else None
    tasks = []
    for section in standing.asked_sections:
        state = _TASK_STATES[standing.section_state(section)]
        points = sum(item.section == section.id for item in open_.items) if open_ is not None else 0
        url = reverse("dossiers:section", args=[dossier.pk, section.id])
        detail = _detail(standing, section.id, open_, points)
        tasks.append(
            Task(
                names.section(section),
                url,
                TaskState.TO_CORRECT if points else state,
                detail,
                _editor(standing, section.id),
            )
        )
    return TaskList(tuple(tasks))


def _next(tasks: TaskList) -> Task | None:
    """Where to go on: the first section that still asks for something."""
    final_states = (TaskState.COMPLETE, TaskState.OPTIONAL)
    return next((task for task in tasks.tasks if task.state not in final_states), None)


def _detail(standing: Standing, section: str, opened: Unlocked | None, points: int) -> str:
    """What is missing, or asked, in a section that may be written in."""
    if points:
        return ngettext("%(count)d point demandé", "%(count)d points demandés", points) % {"count": points}
    lacking = sum(state.lacking for state in standing.fields_of(section))
    if opened is None or not lacking:
        return ""
    sentence = ngettext("%(count)d réponse obligatoire manque", "%(count)d réponses obligatoires manquent", lacking)
    return sentence % {"count": lacking}


def _editor(standing: Standing, section: str) -> str:
    """Who wrote last; a dossier read from what was handed over does not say."""
    row = standing.sections.get(section)
    if row is None or row.updated_by is None or row.updated_at is None:
        return ""
    return _("Modifiée par %(who)s le %(when)s") % {
        "who": row.updated_by.full_name,
        "when": day_and_hour(row.updated_at),
    }


# answers set aside


def _set_aside(dossier: Dossier) -> list[SummaryRow]:
    """What a later version of the programme no longer asks for: kept, with what it was the answer to."""
    return [SummaryRow(answer.label or answer.name, value_words(answer)) for answer in dossier.sheet.set_aside.all()]


# what happened


def _acts(dossier: Dossier, *, own: bool) -> list[TimelineEntry]:
    """Every move with its author and its reason; what passes between the people of the structure is for them."""
    opened = TimelineEntry(
        _("Dossier ouvert"),
        dossier.created_at.isoformat(),
        day_and_hour(dossier.created_at),
        dossier.created_by.full_name,
    )
    handed_over = 0
    acts = [opened]
    for transition in dossier.transitions.all():
        handed_over += transition.event in (Event.SUBMIT, Event.RESUBMIT)
        if own or transition.event not in OWN_EVENTS:
            acts.append(_act(transition, dossier, handed_over))
    return acts


def _act(transition: Transition, dossier: Dossier, number: int) -> TimelineEntry:
    title = str(transition.get_event_display())
    receipt = None
    if transition.event in (Event.SUBMIT, Event.RESUBMIT):
        address = reverse("dossiers:receipt_pdf", args=[dossier.pk])
        receipt = DocumentItem(_("Récépissé (PDF)"), f"{address}?depot={number}")
    return TimelineEntry(
        title[:1].upper() + title[1:],
        transition.made_at.isoformat(),
        day_and_hour(transition.made_at),
        transition.actor.full_name,
        transition.reason,
        receipt,
    )


def _upcoming(dossier: Dossier, request: SignedInRequest) -> list[TimelineEntry]:
    """By when an answer is due."""
    due = clock(dossier, request.now).due_at if dossier.state == State.TO_CORRECT else None
    if due is None or due <= request.now:
        return []
    return [TimelineEntry(_("Échéance pour compléter le dossier"), due.isoformat(), day_and_hour(due), upcoming=True)]
