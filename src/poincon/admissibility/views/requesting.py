"""Asking for changes: its points, prepared together; reading it again as it will be received; sending, taking back."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from poincon.admissibility.checklist import answered
from poincon.admissibility.completeness import ask, fingerprint_of, may, may_check, points_of
from poincon.admissibility.forms import ItemForm, RequestForm
from poincon.admissibility.preview import preview
from poincon.admissibility.views.examining import Opened, completeness_page
from poincon.cahier.basics.characters import is_blank, visible_text
from poincon.cahier.explanation import Names
from poincon.dossiers import changes, clock
from poincon.dossiers.enums import Event
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.dossiers.official_pages import frame, received_dossier
from poincon.dossiers.unlocking import label_of, open_request
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.ui.language import language
from poincon.ui.moments import PARIS, day_and_hour
from poincon.ui.widgets import html_id
from poincon.workflow.refusals import Outdated, Refusal, reason_of

NOON = time(12)
_OF_POINT = re.compile(r"texte-[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the request in preparation, as it can be changed. `anchor`: where it is on the checklist."""

    item: ChangeItem
    label: str
    anchor: str
    field: BoundField


@dataclass(frozen=True, slots=True)
class PointText:
    """The text of a point, as it was typed and as the page had shown it."""

    text: str
    shown: str

    @property
    def changed(self) -> bool:
        return _lines(self.text) != _lines(self.shown)


@dataclass(frozen=True, slots=True)
class TypedRequest:
    """What the page of a request sends, whichever of its buttons is pressed. `due`: None when it was left as it was."""

    message: str = ""
    due: datetime | None = None
    due_error: str = ""
    texts: dict[int, PointText] = field(default_factory=dict)

    @property
    def unsaved(self) -> bool:
        return bool(self.message.strip() or self.due or any(text.changed for text in self.texts.values()))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


# points, one by one


def _addition_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponse:
    dossier = received_dossier(request, pk)
    form = ItemForm(request.POST)
    if isinstance(refusal, changes.AlreadyAsked):
        form.add_error("texte", _already(refusal.item))
        return completeness_page(request, dossier, opened=Opened(form, refusal.item), status=refusal.status)
    form.add_error("texte", refusal.reason)
    opened = Opened(form)
    allowed = may(Event.ASK_CHANGES, request.person, dossier, request.now)
    return completeness_page(request, dossier, opened=opened, status=422 if allowed else _too_late(request, dossier))


@ruled_page("dossiers.received")
@posted_only("admissibility:completeness", "pk")
@refusals_shown_by(_addition_refused)
def add_item(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Add a point about an answer, or a whole section."""
    dossier = received_dossier(request, pk)
    answers = ItemForm(request.POST).answers
    section, name, text = (answers[part] for part in ("rubrique", "reponse", "texte"))
    allowed = may(Event.ASK_CHANGES, request.person, dossier, request.now)
    changes.prepare_item(dossier.pk, section, name, text, request.person, request.now, allowed=allowed)
    messages.success(request, _("Ce point est ajouté à la demande. Rien n’est envoyé pour l’instant."))
    return HttpResponseRedirect(f"{reverse('admissibility:completeness', args=[pk])}#{_anchor(section, name)}")


@ruled_page("dossiers.received")
@posted_only("admissibility:request", "pk")
def edit_item(request: SignedInRequest, pk: uuid.UUID, item: int) -> HttpResponseBase:
    """Change the text of a point, or take it out. What else was typed on the page stays there."""
    dossier = received_dossier(request, pk)
    point = ChangeItem.objects.filter(request__dossier=dossier, pk=item).first()
    typed = _typed(request, dossier)
    alone = ItemForm(request.POST).answers
    mine = typed.texts.pop(item, PointText(alone["texte"], alone["vu"]))
    allowed = may(Event.ASK_CHANGES, request.person, dossier, request.now)
    if point is None:
        message = _("Ce point n’est plus dans la demande : quelqu’un l’a retiré.")
        return _request_page(
            request, dossier, typed, refusal=message, lost=mine.text, status=_too_late(request, dossier)
        )
    try:
        if "retirer" in request.POST:
            changes.remove_item(point.pk, request.person, request.now, allowed=allowed)
            messages.success(request, _("Ce point est retiré de la demande."))
        else:
            changes.edit_item(point.pk, mine.text, request.person, request.now, allowed=allowed, shown=mine.shown)
            messages.success(request, _("Le texte de ce point est changé."))
    except Refusal as refusal:
        if not allowed:
            status = _too_late(request, dossier)
            return _request_page(request, dossier, typed, refusal=refusal.reason, lost=mine.text, status=status)
        typed.texts[point.pk] = mine
        reason, status = _of_a_point(refusal)
        return _request_page(request, dossier, typed, wrong={point.pk: reason}, status=status)
    if typed.unsaved:
        return _request_page(request, dossier, typed)
    return HttpResponseRedirect(f"{reverse('admissibility:request', args=[pk])}#point-{point.pk}")


def _too_late(request: SignedInRequest, dossier: Dossier) -> int:
    """409 for whoever might have a moment earlier or later, 403 for whoever may not at all."""
    return 409 if may_check(request.person, dossier, request.now) else 403


def _already(item: ChangeItem) -> str:
    """Both texts are then on the page: theirs in this sentence, the other one in the field."""
    return _("%(who)s a déjà écrit ici : « %(text)s ». Votre texte n’est pas enregistré ; le voici.") % {
        "who": item.added_by.full_name,
        "text": item.text,
    }


def _of_a_point(refusal: Refusal) -> tuple[str, int]:
    """What is said beside a text that could not be kept, and with which status."""
    return (_already(refusal.item), 409) if isinstance(refusal, changes.TextChanged) else (refusal.reason, 422)


def _anchor(section: str, name: str) -> str:
    return html_id(name) if name else f"rubrique-{section}"


# the request as a whole


@ruled_page("dossiers.received")
@require_http_methods(["GET", "POST"])
def request_for_changes(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The request in preparation: its points, its message, its date; then as it will be received; then sent."""
    dossier = received_dossier(request, pk)
    if request.method == "GET":
        return _request_page(request, dossier)
    typed = _typed(request, dossier)
    step = request.POST.get("etape", "")
    if typed.due_error:
        return _request_page(request, dossier, typed, status=422)
    if step == "envoyer":
        return _send(request, dossier, typed)
    if step == "relire":
        return _reread(request, dossier, typed)
    return _request_page(request, dossier, typed)


def _typed(request: SignedInRequest, dossier: Dossier) -> TypedRequest:
    numbers = [name.removeprefix("texte-") for name in request.POST if _OF_POINT.fullmatch(name)]
    answers = RequestForm(request.POST, dict.fromkeys(numbers, "")).answers
    texts = {int(number): PointText(answers[f"texte-{number}"], answers[f"vu-{number}"]) for number in numbers}
    due, wrong = _due(answers["echeance"], dossier, request.now)
    is_default = due == clock.due_for(dossier, request.now)
    return TypedRequest(answers["message"], None if is_default else due, wrong, texts)


def _reread(request: SignedInRequest, dossier: Dossier, typed: TypedRequest) -> HttpResponseBase:
    """What was typed in the points is kept before the request is shown as it will be received: none of it is lost."""
    allowed = may(Event.ASK_CHANGES, request.person, dossier, request.now)
    wrong: dict[int, str] = {}
    status = 200
    there = {point.pk for point in points_of(dossier)}
    for key, text in typed.texts.items():
        if not text.changed:
            continue
        if key not in there:
            message = _("Ce point n’est plus dans la demande : quelqu’un l’a retiré.")
            return _request_page(request, dossier, typed, refusal=message, lost=text.text, status=409)
        try:
            changes.edit_item(key, text.text, request.person, request.now, allowed=allowed, shown=text.shown)
        except Refusal as refusal:
            wrong[key], status = _of_a_point(refusal)
    if wrong:
        return _request_page(request, dossier, typed, wrong=wrong, status=status)
    return _request_page(request, dossier, typed, reread=True)


def _send(request: SignedInRequest, dossier: Dossier, typed: TypedRequest) -> HttpResponseBase:
    try:
        fingerprint = request.POST.get("points", "")
        ask(dossier.pk, typed.message, typed.due, fingerprint=fingerprint, actor=request.person, now=request.now)
    except Refusal as refusal:
        outdated = isinstance(refusal, Outdated)
        status = refusal.status if outdated else _too_late(request, dossier)
        return _request_page(request, dossier, typed, refusal=refusal.reason, reread=outdated, status=status)
    messages.success(request, _("La demande de compléments est envoyée à la structure."))
    return HttpResponseRedirect(reverse("admissibility:show", args=[dossier.pk]))


def _request_page(
    request: SignedInRequest,
    dossier: Dossier,
    typed: TypedRequest | None = None,
    *,
    refusal: str = "",
    lost: str = "",
    reread: bool = False,
    wrong: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    typed = typed or TypedRequest()
    dossier = received_dossier(request, dossier.pk)
    items = points_of(dossier)
    least = clock.due_for(dossier, request.now)
    until = max(typed.due or least, least)
    allowed = may(Event.ASK_CHANGES, request.person, dossier, request.now)
    form = _shown(dossier, typed, wrong or {}, items, least, until)
    sent = open_request(dossier)
    context = {
        **frame(request, dossier),
        "form": form,
        "points": [_point(item, form) for item in items],
        "errors": form.error_links(),
        "refusal": refusal,
        "lost": lost or (typed.message if not allowed else ""),
        "closed": reason_of(allowed),
        "due_words": day_and_hour(until),
        "seen": fingerprint_of(items),
        "preview": preview(dossier, items, typed.message, until, language()) if reread and items and allowed else None,
        "sent": _past(sent, dossier) if sent is not None else None,
        "may_take_back": bool(may(Event.TAKE_BACK, request.person, dossier, request.now)),
    }
    return render(request, "admissibility/request.html", context, status=status)


def _shown(
    dossier: Dossier,
    typed: TypedRequest,
    wrong: dict[int, str],
    items: list[ChangeItem],
    least: datetime,
    until: datetime,
) -> RequestForm:
    """The form with what was typed where that differs or is wrong, else with what is there now."""
    names = Names(dossier.package.programme, language())
    data = {"message": typed.message, "echeance": _day(until)}
    for item in items:
        text = typed.texts.get(item.pk)
        is_typed = text is not None and (text.changed or item.pk in wrong)
        data[f"texte-{item.pk}"] = text.text if text is not None and is_typed else item.text
    labels = {str(item.pk): _capital(label_of(item, names)) for item in items}
    form = RequestForm(data, labels, least=_day(least), least_words=day_and_hour(least))
    messages_of = {"echeance": typed.due_error, **{f"texte-{number}": reason for number, reason in wrong.items()}}
    for name, message in messages_of.items():
        if message and name in form.fields:
            form.add_error(name, message)
    return form


def _point(item: ChangeItem, form: RequestForm) -> Point:
    return Point(item, form.points[str(item.pk)], _anchor(item.section, item.name), form[f"texte-{item.pk}"])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(moment: datetime) -> str:
    return f"{timezone.localdate(moment):%Y-%m-%d}"


def _due(text: str, dossier: Dossier, now: datetime) -> tuple[datetime, str]:
    """The day that was chosen, and what is wrong with it; without any, what the clock leaves."""
    least = clock.due_for(dossier, now)
    if is_blank(text):
        return least, ""
    try:
        chosen = datetime.combine(date.fromisoformat(visible_text(text)), NOON, PARIS)
    except ValueError:
        return least, _("Cette date n’en est pas une. Exemple : %(example)s.") % {
            "example": timezone.localdate(least).isoformat()
        }
    until = clock.end_of_its_day(chosen)
    if until < least:
        sentence = _("Cette échéance est trop proche : la structure a au moins jusqu’au %(when)s.")
        return least, sentence % {"when": day_and_hour(least)}
    if until > now + timedelta(days=366):
        return least, _("Cette échéance est à plus d’un an : choisissez une date plus proche.")
    return until, ""


# those that were sent


@ruled_page("dossiers.received")
@require_GET
def past_request(request: SignedInRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """A request that was sent: what it asked, and what the structure changed."""
    dossier = received_dossier(request, pk)
    sent = dossier.change_requests.filter(sent_at__isnull=False)
    change_request = get_object_or_404(
        sent.select_related("before", "after", "sent_by").prefetch_related("items"), pk=number
    )
    return render(
        request, "admissibility/past_request.html", {**frame(request, dossier), "past": _past(change_request, dossier)}
    )


def _past(request: ChangeRequest, dossier: Dossier) -> dict[str, Any]:
    """A request that was sent, in words."""
    if request.sent_at is None or request.due_at is None or request.sent_by is None:
        raise Http404
    return {
        "request": request,
        "sent": day_and_hour(request.sent_at),
        "by": request.sent_by.full_name,
        "due": day_and_hour(request.due_at),
        "ended": day_and_hour(request.ended_at) if request.ended_at else "",
        "taken_back": request.ended_at is not None and request.after_id is None,
        "lines": answered(request, dossier, language()),
    }
