"""What was asked of a structure, what it answers, and what differs: one page, for both sides."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.forms import BoundField
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from poincon.dossiers import changes
from poincon.dossiers.clock import clock
from poincon.dossiers.enums import State
from poincon.dossiers.forms import AnswerForm
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.dossiers.permissions import is_of_structure, may_ask_validation, may_edit, may_resubmit, visible_dossier
from poincon.dossiers.standing import standing, standing_of
from poincon.dossiers.standing_words import asked_words, clock_words
from poincon.dossiers.tabs import all_tabs
from poincon.dossiers.unlocking import label_of
from poincon.dossiers.views.common import names_of
from poincon.dossiers.views.handing_over import lacking_links
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.sheets.answers import Name
from poincon.sheets.difference_lines import DifferenceLine, lines_of
from poincon.sheets.differences import changed_between, differences
from poincon.sheets.standing import Standing, standing_with
from poincon.ui.components import Confirm, ErrorLink, Link
from poincon.ui.language import language
from poincon.ui.moments import before_words, day_and_hour
from poincon.ui.widgets import html_id
from poincon.workflow.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Wrong:
    """What a form that was refused comes back with."""

    item: int = 0
    typed: str = ""
    """What was written, kept in its field."""
    item_error: str = ""
    theirs: str = ""
    """What somebody else wrote meanwhile."""
    refusal: str = ""
    unticked: bool = False
    silent: tuple[int, ...] = ()
    """Points of which nothing is said."""
    status: int = 200


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A point that was asked."""

    item: ChangeItem
    label: str
    url: str
    """Where to answer it; empty when it is not open, or not theirs."""
    answer: str
    changed: bool
    writable: bool = False
    error: str = ""
    theirs: str = ""
    typed: str = ""

    @property
    def field(self) -> BoundField:
        """What the structure says of it, with what is wrong with that."""
        form = AnswerForm({"reponse": self.typed}, number=self.item.pk, label=self.label)
        if self.error:
            form.add_error("reponse", self.error)
        return form["reponse"]

    @property
    def above(self) -> str:
        return "dossiers/_theirs.html" if self.theirs else ""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request that was sent, as either side reads it."""

    request: ChangeRequest
    sent: str
    by: str
    due: str
    outcome: str
    items: tuple[ItemLine, ...]
    difference: tuple[DifferenceLine, ...] | None
    """None: nothing was answered, or it is not theirs to read yet."""
    difference_title: str = ""
    unsent: tuple[DifferenceLine, ...] = ()
    receipts: tuple[Link, ...] = field(default=())


@ruled_page("dossiers.visible")
@require_GET
def page(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Every request that was sent, the last first."""
    return _page(request, visible_dossier(request, pk), Wrong())


def _page(request: SignedInRequest, dossier: Dossier, wrong: Wrong) -> HttpResponse:
    own = is_of_structure(request.person, dossier, request.now)
    sent = dossier.change_requests.filter(sent_at__isnull=False).select_related("before", "after", "sent_by")
    listed = list(sent.prefetch_related("items").order_by("-sent_at", "-id"))
    if not listed:
        raise Http404
    correcting = own and dossier.state == State.TO_CORRECT
    current = standing(dossier, request.now) if correcting else None
    lines = [_request_line(change_request, request, dossier, current, wrong, own=own) for change_request in listed]
    context = {
        "dossier": dossier,
        "tabs": all_tabs(request, dossier),
        "own": own,
        "requests": lines,
        "correcting": correcting,
        "clock": clock_words(clock(dossier, request.now)),
        "refusal": wrong.refusal,
        "silent": [_silent(line) for line in lines[0].items if line.item.pk in wrong.silent],
        **(_sending(request, dossier, current, wrong) if current is not None else _NOTHING_TO_SEND),
    }
    return render(request, "dossiers/changes.html", context, status=wrong.status)


_NOTHING_TO_SEND: dict[str, object] = {
    "lacking": [],
    "confirm": None,
    "asking": False,
    "asked": "",
    "resubmission": "",
}


def _sending(request: SignedInRequest, dossier: Dossier, standing: Standing, wrong: Wrong) -> dict[str, object]:
    """What the structure may do once it has answered."""
    decision = may_resubmit(request.person, dossier, request.now)
    sentence = asked_words(dossier)
    return {
        "lacking": lacking_links(dossier, standing),
        "confirm": _confirm(dossier, unticked=wrong.unticked) if decision and standing.may_be_submitted else None,
        "asking": not sentence and bool(may_ask_validation(request.person, dossier, request.now)),
        "asked": sentence,
        "resubmission": decision.reason if isinstance(decision, Refused) else "",
    }


def _confirm(dossier: Dossier, *, unticked: bool) -> Confirm:
    return Confirm(
        title=_("Déposer les compléments"),
        consequence=_(
            "Le service qui instruit recevra le dossier complété, et verra ce qui a changé. "
            "Vos réponses ne pourront plus être modifiées."
        ),
        button=_("Déposer les compléments"),
        action=reverse("dossiers:resubmit", args=[dossier.pk]),
        cancel=Link(_("Revenir au dossier"), reverse("dossiers:show", args=[dossier.pk])),
        statement=_("J’ai relu ces réponses et je certifie leur exactitude."),
        errors=(_("Cochez cette case pour déposer."),) if unticked else (),
    )


def _silent(line: ItemLine) -> ErrorLink:
    return ErrorLink(_("%(what)s : rien n’a changé, et rien n’est dit.") % {"what": line.label}, line.field.auto_id)


# a request


def _request_line(
    change_request: ChangeRequest,
    request: SignedInRequest,
    dossier: Dossier,
    current: Standing | None,
    wrong: Wrong,
    *,
    own: bool,
) -> RequestLine:
    """`current`: the work in progress, for the structure that corrects; None for everybody else."""
    assert change_request.sent_at is not None
    assert change_request.before is not None
    assert change_request.due_at is not None
    before = standing_of(change_request.before, dossier)
    after = standing_of(change_request.after, dossier) if change_request.after is not None else None
    if change_request.is_open and current is not None:
        after = current
    difference = _lines(change_request, before, after) if after is not None else None
    changed = changed_between(before, after) if after is not None else {}
    writable = change_request.is_open and current is not None and bool(may_edit(request.person, dossier, request.now))
    readable = own or change_request.after is not None  # what was answered and not handed over is the structure's
    items = tuple(
        _item_line(dossier, item, before, changed, wrong, writable=writable, readable=readable)
        for item in change_request.items.all()
    )
    unsent: tuple[DifferenceLine, ...] = ()
    if own and change_request.unsent:
        unsent = _lines(
            change_request,
            before,
            standing_with(before, change_request.unsent["answers"], change_request.unsent["documents"]),
        )
    return RequestLine(
        change_request,
        sent=day_and_hour(change_request.sent_at),
        by=change_request.sent_by.full_name if change_request.sent_by else "",
        due=before_words(change_request.due_at, request.now)
        if change_request.is_open
        else day_and_hour(change_request.due_at),
        outcome=_outcome(change_request, dossier),
        items=items,
        difference=difference,
        difference_title=_("Ce qui a changé")
        if change_request.after is not None
        else _("Ce que vous avez changé jusqu’ici"),
        unsent=unsent,
        receipts=_receipts(change_request, dossier),
    )


def _lines(change_request: ChangeRequest, before: Standing, after: Standing) -> tuple[DifferenceLine, ...]:
    items = [(item.section, item.name) for item in change_request.items.all()]

    def asks_for(section: str, base: str) -> bool:
        return (section, base) in items or (section, "") in items

    return lines_of(differences(before, after, language(), asks_for))


def _item_line(
    dossier: Dossier,
    item: ChangeItem,
    before: Standing,
    changed: Mapping[str, Name],
    wrong: Wrong,
    *,
    writable: bool,
    readable: bool,
) -> ItemLine:
    label = label_of(item, names_of(before))
    address = reverse("dossiers:section", args=[dossier.pk, item.section])
    line = ItemLine(
        item,
        label[:1].upper() + label[1:],
        (f"{address}#{html_id(item.name)}" if item.name else address) if writable else "",
        item.answer if readable else "",
        changed=item.name in changed if item.name else item.section in {name.section for name in changed.values()},
        writable=writable,
        typed=item.answer,
    )
    if item.pk == wrong.item:
        line = replace(line, error=wrong.item_error, theirs=wrong.theirs, typed=wrong.typed)
    if item.pk in wrong.silent:
        line = replace(line, error=_("Changez cette réponse, ou dites ici pourquoi elle ne change pas."))
    return line


def _outcome(change_request: ChangeRequest, dossier: Dossier) -> str:
    """What became of it, in words."""
    if change_request.ended_at is None:
        return _("En attente de la réponse de la structure.")
    when = {"when": day_and_hour(change_request.ended_at)}
    if change_request.after is not None:
        return _("Compléments déposés le %(when)s.") % when
    if dossier.state == State.WITHDRAWN and change_request.ended_at == dossier.changed_at:
        return _("Sans suite : la structure a retiré son dossier le %(when)s.") % when
    return _("Retirée par le service qui instruit le %(when)s.") % when


def _receipts(change_request: ChangeRequest, dossier: Dossier) -> tuple[Link, ...]:
    """The receipts of what had been submitted, and of what was in answer."""
    numbers = {
        snapshot: place for place, snapshot in enumerate(dossier.sheet.snapshots.values_list("pk", flat=True), 1)
    }
    address = reverse("dossiers:receipt", args=[dossier.pk])
    receipts = [
        (_("Récépissé du dépôt précédent"), change_request.before_id),
        (_("Récépissé des compléments"), change_request.after_id),
    ]
    return tuple(Link(label, f"{address}?depot={numbers[pk]}") for label, pk in receipts if pk is not None)


# the structure's answers


def _answer_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID, item: int) -> HttpResponse:
    typed = AnswerForm(request.POST).answers["reponse"]
    wrong = Wrong(item, typed, refusal.reason, refusal=refusal.reason, status=refusal.status)
    if isinstance(refusal, changes.TextChanged):
        both = _("Une autre personne vient d’écrire une réponse à ce point. La sienne est ici ; la vôtre est gardée.")
        wrong = replace(wrong, item_error=both, refusal="", theirs=refusal.item.answer)
    return _page(request, visible_dossier(request, pk), wrong)


@ruled_page("dossiers.changes")
@posted_only("dossiers:changes", "pk")
@refusals_shown_by(_answer_refused)
def answer(request: SignedInRequest, pk: uuid.UUID, item: int) -> HttpResponseBase:
    """Say something of a point."""
    dossier = visible_dossier(request, pk)
    change_item = ChangeItem.objects.filter(pk=item, request__dossier=dossier, request__sent_at__isnull=False).first()
    if change_item is None:
        raise Http404
    form = AnswerForm(request.POST)
    typed, shown = form.answers["reponse"], form["vue"].value()
    changes.answer_item(change_item.pk, typed, request.person, request.now, shown=shown)
    return HttpResponseRedirect(f"{reverse('dossiers:changes', args=[dossier.pk])}#point-{change_item.pk}")


def _resubmission_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    wrong = Wrong(refusal=refusal.reason, status=refusal.status)
    if isinstance(refusal, changes.NotAnswered):  # told beside each of them
        wrong = replace(wrong, refusal="", silent=tuple(item.pk for item in refusal.items))
    return _page(request, visible_dossier(request, pk), wrong)


@ruled_page("dossiers.changes")
@posted_only("dossiers:changes", "pk")
@refusals_shown_by(_resubmission_refused)
def resubmit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand the changes over, once."""
    dossier = visible_dossier(request, pk)
    if not dossier.change_requests.filter(sent_at__isnull=False).exists():
        raise Http404
    correcting = dossier.state == State.TO_CORRECT and may_resubmit(request.person, dossier, request.now)
    if "confirmation" not in request.POST and correcting:
        return _page(request, dossier, Wrong(unticked=True, status=422))
    changes.resubmit(dossier.pk, request.person, request.now)
    return HttpResponseRedirect(reverse("dossiers:receipt", args=[dossier.pk]))
