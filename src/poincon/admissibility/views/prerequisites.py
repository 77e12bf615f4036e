"""Prerequisites: each computed result, what is retained of it, then the conclusion; and what both sides read of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from poincon.admissibility import prerequisites
from poincon.admissibility.completeness import may
from poincon.admissibility.enums import Verdict
from poincon.admissibility.examination import Examination, Prerequisite, examine
from poincon.admissibility.forms import VerdictForm
from poincon.admissibility.letters import cited, closing_letter, may_write
from poincon.admissibility.tabs import CONCLUSIONS
from poincon.admissibility.views.common import overtaken
from poincon.admissibility.views.examining import letter_documents
from poincon.cahier.explanation.words import status_word
from poincon.cahier.model import Phase, RuleKind, Status
from poincon.correspondence.letters import text_of
from poincon.dossiers.enums import Event
from poincon.dossiers.instructing import actor_label
from poincon.dossiers.models import Dossier
from poincon.dossiers.official_pages import frame, received_dossier
from poincon.dossiers.permissions import is_of_structure, visible_dossier
from poincon.dossiers.tabs import all_tabs
from poincon.people.access import refusals_shown_by, ruled_page
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.sheets.outcomes import OutcomeLines
from poincon.ui.components import Confirm, ErrorLink, Link, OutcomeLine
from poincon.ui.language import language
from poincon.ui.moments import day_and_hour
from poincon.workflow.moves import NotThatWay
from poincon.workflow.refusals import Refusal, Unfit, reason_of, require

DECIDABLE = (Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class TypedVerdict:
    """What was posted about one prerequisite and could not be kept, with what somebody else kept meanwhile."""

    rule: str
    form: VerdictForm
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class VerdictChoice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PrerequisiteLine:
    """One prerequisite of the page: computed, retained, and the form to decide."""

    prerequisite: Prerequisite
    outcome: OutcomeLine
    article: str
    retained: str
    """The word of what is retained; empty while nobody decided."""
    mark: str
    by: str
    before: str
    choices: tuple[VerdictChoice, ...]
    form: VerdictForm
    open: bool
    conflict: str
    url: str

    @property
    def anchor(self) -> str:
        return f"prerequis-{self.prerequisite.id}"

    @property
    def confirmable(self) -> bool:
        """Whether one button says yes to the computation."""
        return self.prerequisite.retained is None and self.prerequisite.computed is not Verdict.UNDETERMINED


@ruled_page("dossiers.received")
@require_GET
def page(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Every prerequisite of the dossier as it was last handed over."""
    return _page(request, received_dossier(request, pk))


def _retaining_refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID, rule: str) -> HttpResponse:
    """What was typed is given back, with what is wrong beside it."""
    typed = TypedVerdict(rule, VerdictForm(request.POST, rule=rule))
    if isinstance(refusal, Unfit):
        typed.form.add_error("motif", refusal.reason)
    elif isinstance(refusal, prerequisites.DecidedMeanwhile):
        typed = replace(typed, conflict=refusal.reason)
    else:
        return _refused_page(request, pk, refusal, typed)
    return _page(request, received_dossier(request, pk), typed=typed, status=refusal.status)


@ruled_page("dossiers.received")
@posted_only("admissibility:prerequisites", "pk")
@refusals_shown_by(_retaining_refused)
def retain(request: SignedInRequest, pk: uuid.UUID, rule: str) -> HttpResponseBase:
    """Confirm the computation, or retain something else with a reason."""
    dossier = received_dossier(request, pk)
    answers = VerdictForm(request.POST, rule=rule).answers
    require(prerequisites.may_decide(request.person, dossier, request.now))
    if answers["retenu"] not in DECIDABLE:
        raise Unfit(_("Choisissez ce que vous retenez."))
    prerequisites.retain(
        pk,
        rule,
        Verdict(answers["retenu"]),
        answers["motif"],
        version=_number(answers["version"]),
        digest=answers["vu"],
        actor=request.person,
        now=request.now,
    )
    return HttpResponseRedirect(f"{reverse('admissibility:prerequisites', args=[pk])}#prerequis-{rule}")


def _refused(request: SignedInRequest, refusal: Refusal, pk: uuid.UUID) -> HttpResponseBase:
    if isinstance(refusal, NotThatWay):
        return overtaken(request, pk, refusal)
    return _refused_page(request, pk, refusal, None)


@ruled_page("dossiers.received")
@posted_only("admissibility:prerequisites", "pk")
@refusals_shown_by(_refused)
def confirm_all(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Confirm all that is computed and not decided yet."""
    received_dossier(request, pk)
    count = prerequisites.confirm_all(pk, digest=request.POST.get("vu", ""), actor=request.person, now=request.now)
    sentence = ngettext("%(count)d résultat est confirmé.", "%(count)d résultats sont confirmés.", count)
    messages.success(request, sentence % {"count": count})
    return HttpResponseRedirect(reverse("admissibility:prerequisites", args=[pk]))


@ruled_page("dossiers.received")
@posted_only("admissibility:prerequisites", "pk")
@refusals_shown_by(_refused)
def admit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Conclude: the dossier goes on to its evaluation."""
    received_dossier(request, pk)
    prerequisites.admit(pk, digest=request.POST.get("vu", ""), actor=request.person, now=request.now)
    messages.success(request, _("Le dossier est recevable. La structure en est prévenue."))
    return HttpResponseRedirect(reverse("admissibility:show", args=[pk]))


def _refused_page(
    request: SignedInRequest, pk: uuid.UUID, refusal: Refusal, typed: TypedVerdict | None
) -> HttpResponse:
    """403 for who may not; 409 for who might have, a moment earlier or later."""
    dossier = received_dossier(request, pk)
    examining = prerequisites.may_examine(request.person, dossier, request.now)
    return _page(request, dossier, typed=typed, refusal=refusal.reason, status=409 if examining else 403)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _page(
    request: SignedInRequest,
    dossier: Dossier,
    *,
    typed: TypedVerdict | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    dossier = received_dossier(request, dossier.pk)
    examination = examine(dossier)
    decision = prerequisites.may_decide(request.person, dossier, request.now)
    lines = [_line(prerequisite, examination, typed) for prerequisite in examination.prerequisites]
    writing = may_write(request.person, dossier, request.now)
    context = {
        **frame(request, dossier),
        "lines": lines,
        "deciding": bool(decision),
        "closed": reason_of(decision),
        "refusal": refusal,
        "lost": typed.form["motif"].value() if typed is not None and not decision else "",
        "errors": [
            ErrorLink(f"{line.outcome.label} – {link.message}", link.target)
            for line in lines
            for link in line.form.error_links()
        ],
        "confirmable": len(examination.confirmable),
        "pending": len(examination.pending),
        "holds": examination.holds,
        "stops": examination.stops,
        "seen": examination.snapshot.digest,
        "received": day_and_hour(examination.snapshot.made_at),
        "confirm": _confirm(examination) if decision and examination.holds else None,
        "may_write": bool(writing),
        "why_no_letter": reason_of(writing),
        "may_recheck": bool(may(Event.RECHECK, request.person, dossier, request.now)),
    }
    return render(request, "admissibility/prerequisites.html", context, status=status)


def _line(prerequisite: Prerequisite, examination: Examination, typed: TypedVerdict | None) -> PrerequisiteLine:
    mine = typed if typed is not None and typed.rule == prerequisite.id else None
    rule, check = prerequisite.result.checked.rule, prerequisite.check
    form = mine.form if mine is not None else VerdictForm(rule=prerequisite.id, reason=prerequisite.reason)
    chosen = (
        form.answers["retenu"] if mine is not None else (prerequisite.retained.value if prerequisite.retained else "")
    )
    return PrerequisiteLine(
        prerequisite,
        OutcomeLines(examination.standing, language()).line(prerequisite.result),
        cited(examination.standing.package.programme, rule.reference),
        str(prerequisite.retained.label) if prerequisite.retained is not None else "",
        prerequisite.retained.value if prerequisite.retained is not None else "",
        _("%(who)s, le %(when)s") % {"who": check.made_by.full_name, "when": day_and_hour(check.made_at)}
        if check
        else "",
        prerequisites.retained_words(prerequisite.before) if prerequisite.before is not None and check is None else "",
        tuple(VerdictChoice(each.value, str(each.label), each.value == chosen) for each in DECIDABLE),
        form,
        mine is not None or (prerequisite.retained is None and prerequisite.computed is Verdict.UNDETERMINED),
        mine.conflict if mine is not None else "",
        reverse("admissibility:retain", args=[examination.dossier.pk, prerequisite.id]),
    )


def _confirm(examination: Examination) -> Confirm:
    return Confirm(
        title=_("Déclarer le dossier recevable"),
        consequence=_(
            "Le dossier passe à l’évaluation. La structure sera prévenue par courriel, et lira ce que vous avez retenu "
            "de chaque prérequis. Cette décision ne pourra plus être modifiée."
        ),
        button=_("Déclarer le dossier recevable"),
        action=reverse("admissibility:admit", args=[examination.dossier.pk]),
        cancel=Link(_("Revenir au dossier"), reverse("admissibility:show", args=[examination.dossier.pk])),
        hidden=(("vu", examination.snapshot.digest),),
    )


# what both sides read


@ruled_page("dossiers.visible")
@require_GET
def outcome(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What was concluded, for the structure and for officials: nothing of it before it is."""
    dossier = visible_dossier(request, pk)
    conclusion = dossier.transitions.filter(event__in=CONCLUSIONS).last()
    letter = closing_letter(dossier) if conclusion is not None else None
    examination = examine(dossier) if conclusion is not None else None
    context = {
        "dossier": dossier,
        "tabs": all_tabs(request, dossier),
        "own": is_of_structure(request.person, dossier, request.now),
        "conclusion": conclusion,
        "concluded": day_and_hour(conclusion.made_at) if conclusion is not None else "",
        "lines": _retained(examination) if examination is not None else [],
        "by": _decided_by(examination) if examination is not None else "",
        "received": day_and_hour(examination.snapshot.made_at) if examination is not None else "",
        "documents": letter_documents(letter) if letter is not None else [],
        "text": text_of(letter) if letter is not None else [],
    }
    return render(request, "admissibility/outcome.html", context)


def _decided_by(examination: Examination) -> str:
    """Who decides on prerequisites: their part in the programme, and no name."""
    programme = examination.standing.package.programme
    stage = programme.stage_of(Phase.PREREQUISITES)
    return actor_label(programme, stage, language()) if stage is not None else ""


def _retained(examination: Examination) -> list[dict[str, Any]]:
    """Each prerequisite as it was retained, with the reason that was given and, of an override, what was computed."""
    programme = examination.standing.package.programme
    lines = OutcomeLines(examination.standing, language())
    rows = []
    for prerequisite in examination.prerequisites:
        verdict = prerequisite.retained or prerequisite.computed
        word = status_word(RuleKind.PREREQUISITE, Status(verdict.value), language())
        line = replace(lines.line(prerequisite.result), status=Status(verdict.value), word=word)
        rows.append(
            {
                "outcome": replace(line, source=cited(programme, prerequisite.result.checked.rule.reference)),
                "computed": str(prerequisite.computed.label) if prerequisite.computed is not verdict else "",
                "reason": prerequisite.reason,
                "at": day_and_hour(prerequisite.check.made_at) if prerequisite.check is not None else "",
            }
        )
    return rows
