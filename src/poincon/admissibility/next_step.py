"""The one thing that an official does next with a dossier, or what they wait for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.admissibility.completeness import lacks, may_check
from poincon.admissibility.course import ExaminationCourse
from poincon.admissibility.examination import Examination
from poincon.admissibility.letters import may_write
from poincon.admissibility.prerequisites import may_examine
from poincon.dossiers.enums import Event, State
from poincon.dossiers.models import Dossier
from poincon.people.models import Person
from poincon.ui.components import Link
from poincon.workflow.refusals import Refused


@dataclass(frozen=True, slots=True)
class NextStep:
    """`action`: where to do it; None when there is nothing to do. `why_not`: whose turn it is instead."""

    text: str
    action: Link | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class _Situation:
    person: Person
    dossier: Dossier
    course: ExaminationCourse
    examination: Examination
    now: datetime
    preparing: int

    def link(self, label: str, route: str) -> Link:
        return Link(label, reverse(f"admissibility:{route}", args=[self.dossier.pk]))


def next_step(
    person: Person,
    dossier: Dossier,
    course: ExaminationCourse,
    examination: Examination,
    now: datetime,
    *,
    preparing: int,
) -> NextStep:
    """`preparing`: how many points the request in preparation has."""
    if course.nothing:
        return NextStep(_("Dans ce programme, le dépôt est la dernière étape : il n’y a rien à instruire."))
    situation = _Situation(person, dossier, course, examination, now, preparing)
    return _STEPS[State(dossier.state)](situation)


def _submitted(situation: _Situation) -> NextStep:
    if not situation.course.completeness:
        return _prerequisites(situation)
    decision = may_check(situation.person, situation.dossier, situation.now)
    if isinstance(decision, Refused):
        return NextStep(_("La complétude de ce dossier est à examiner."), why_not=decision.reason)
    if situation.preparing:
        sentence = ngettext(
            "Une demande de compléments est en préparation, avec %(count)d point. La structure n’en sait rien encore.",
            "Une demande de compléments est en préparation, avec %(count)d points. La structure n’en sait rien encore.",
            situation.preparing,
        )
        return NextStep(
            sentence % {"count": situation.preparing}, situation.link(_("Relire et envoyer la demande"), "request")
        )
    if situation.dossier.transitions.values_list("event", flat=True).last() == Event.RESUBMIT:
        text = _("La structure a répondu à votre demande : relisez ce qui a changé.")
        return NextStep(text, situation.link(_("Relire les compléments"), "completeness"))
    lacking = len(lacks(situation.examination.standing))
    sentence = ngettext(
        "Vérifiez que tout est là : %(count)d réponse obligatoire manque ou ne se lit pas.",
        "Vérifiez que tout est là : %(count)d réponses obligatoires manquent ou ne se lisent pas.",
        lacking,
    )
    text = (
        sentence % {"count": lacking} if lacking else _("Vérifiez que tout est là, et que les pièces sont les bonnes.")
    )
    return NextStep(text, situation.link(_("Examiner la complétude"), "completeness"))


def _to_correct(situation: _Situation) -> NextStep:
    return NextStep(
        _("La structure complète son dossier. Vous serez prévenu dès qu’elle aura déposé ses compléments."),
        situation.link(_("Voir ce qui est demandé"), "request"),
    )


def _prerequisites(situation: _Situation) -> NextStep:
    decision = may_examine(situation.person, situation.dossier, situation.now)
    if isinstance(decision, Refused):
        return NextStep(_("Les prérequis de ce dossier sont à examiner."), why_not=decision.reason)
    examination = situation.examination
    pending = len(examination.pending)
    if pending:
        sentence = ngettext(
            "Le dossier est complet. %(count)d prérequis est à confirmer.",
            "Le dossier est complet. %(count)d prérequis sont à confirmer.",
            pending,
        )
        return NextStep(sentence % {"count": pending}, situation.link(_("Examiner les prérequis"), "prerequisites"))
    if examination.holds:
        text = _("Tous les prérequis sont remplis ou sans objet : vous pouvez conclure.")
        return NextStep(text, situation.link(_("Déclarer le dossier recevable"), "prerequisites"))
    text = _("Un prérequis au moins n’est pas rempli : la demande se ferme par une lettre, que vous relisez d’abord.")
    writing = may_write(situation.person, situation.dossier, situation.now)
    if isinstance(writing, Refused):
        return NextStep(text, why_not=writing.reason)
    return NextStep(text, situation.link(_("Préparer la lettre"), "letter"))


def _admissible(situation: _Situation) -> NextStep:
    return NextStep(_("Ce dossier est recevable : l’instruction est terminée, il attend son évaluation."))


def _not_processed(situation: _Situation) -> NextStep:
    text = _("Cette demande n’est pas traitée : la structure a reçu la lettre, et le dossier est clos.")
    return NextStep(text, situation.link(_("Voir les suites"), "outcome"))


def _withdrawn(situation: _Situation) -> NextStep:
    return NextStep(_("La structure a retiré ce dossier : il n’y a plus rien à faire."))


_STEPS: dict[State, Callable[[_Situation], NextStep]] = {
    State.SUBMITTED: _submitted,
    State.TO_CORRECT: _to_correct,
    State.COMPLETE: _prerequisites,
    State.ADMISSIBLE: _admissible,
    State.NOT_PROCESSED: _not_processed,
    State.WITHDRAWN: _withdrawn,
}
"""A dossier that is prepared is nobody's to examine: no page of officials shows one."""
