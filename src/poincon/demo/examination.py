"""What follows a submission, from `data/examinations.yaml`: each step there names its verb.

assign: NAME                             who handles the dossier from now on
note: TEXT                               between officials
write: TEXT, document: {name, title}     to the other side, once its messages were read
prepare: POINTS                          {section, name, text} of a request that is not sent
ask: {message, points: POINTS}           a request of changes; its reminder follows in time
save: {section: {name: value}}           what the structure changes;  attach: {name: file}
say: {name: text}                        what it answers to a point;  resubmit: oui
complete: oui                            then  retain: {rule, verdict, reason},  confirm: oui,  admit: oui
close: oui                               by its letter
withdraw: REASON
open: oui                                the pages of an official are open
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from poincon.admissibility import completeness, letters, prerequisites
from poincon.admissibility.deciding import snapshot_of
from poincon.admissibility.enums import Verdict
from poincon.casework import assignments
from poincon.correspondence import exchanges
from poincon.demo import world
from poincon.demo.agenda import Agenda, moment_of
from poincon.demo.cast import Cast
from poincon.demo.documents import make
from poincon.dossiers import changes, reminders, saving, services
from poincon.dossiers.enums import Event
from poincon.dossiers.models import ChangeItem, Dossier
from poincon.dossiers.official_pages import who_is_on
from poincon.dossiers.withdrawal import withdraw
from poincon.people.models import Person
from poincon.sheets.answers import named
from poincon.sheets.models import SectionAnswers

_REMINDED = timedelta(minutes=20)
"""How long after its time a reminder leaves: reminders are looked for every hour."""


class Examinations:
    """What happened to submitted dossiers, by their keys: `ACRONYM/programme`."""

    def __init__(self, cast: Cast, dossiers: dict[str, Dossier], agenda: Agenda) -> None:
        self.cast, self.dossiers, self.agenda = cast, dossiers, agenda

    def plan(self) -> None:
        for each in world.read("examinations"):
            examination = Examination(self.dossiers[each["dossier"]], each["dossier"], self.cast, self.agenda)
            for step in each["steps"]:
                self.agenda.add(moment_of(step, self.agenda.now), partial(examination.perform, step))


class Examination:
    """The steps of one dossier. It is read again at each: others wrote meanwhile."""

    def __init__(self, dossier: Dossier, key: str, cast: Cast, agenda: Agenda) -> None:
        self.pk, self.key, self.cast, self.agenda = dossier.pk, key, cast, agenda
        self.reference = dossier.sheet.reference_year

    def perform(self, step: dict[str, Any], at: datetime) -> None:
        for verb, act in _VERBS.items():
            if verb in step:
                act(self, step, self.person(step["by"]), at)

    @property
    def dossier(self) -> Dossier:
        return Dossier.objects.with_context().get(pk=self.pk)

    @property
    def seen(self) -> str:
        return snapshot_of(self.dossier).digest

    def person(self, name: str) -> Person:
        actors = self.cast.structures[self.key.partition("/")[0]]
        own = {"head": actors.head, "editor": actors.editor}
        return own.get(name) or self.cast.officials[name]

    def named(self, name: str) -> str:
        return name.format(reference=self.reference)


def _assign(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    fingerprint = assignments.handling(examination.dossier, at).seen
    assignments.assign(examination.pk, examination.person(step["assign"]), actor, at, shown_assignment=fingerprint)


def _open(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    who_is_on(examination.dossier, actor, at)


# exchanges


def _note(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    exchanges.add_note(examination.pk, step["note"], actor, at)


def _read(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    exchanges.mark_read(examination.dossier, actor, list(exchanges.messages_of(examination.dossier)))


def _write(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    _read(examination, step, actor, at)
    dossier, document = examination.dossier, step.get("document")
    uploads = [_document(document["name"], document["title"], dossier)] if document else []
    exchanges.send(examination.pk, step["write"], uploads, actor, at)


def _document(name: str, title: str, dossier: Dossier) -> SimpleUploadedFile:
    about = [dossier.organisation.name, dossier.number]
    return SimpleUploadedFile(name, make(name.rpartition(".")[2], title, about))


# completeness


def _prepare(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    _points(examination, step["prepare"], actor, at)


def _points(examination: Examination, points: list[dict[str, str]], actor: Person, at: datetime) -> None:
    allowed = completeness.may(Event.ASK_CHANGES, actor, examination.dossier, at)
    for point in points:
        name = examination.named(point["name"])
        changes.prepare_item(examination.pk, point["section"], name, point["text"], actor, at, allowed=allowed)


def _ask(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    plan = step["ask"]
    _points(examination, plan["points"], actor, at)
    allowed = completeness.may(Event.ASK_CHANGES, actor, examination.dossier, at)
    request = changes.ask(examination.pk, plan["message"], None, actor, at, allowed=allowed)
    assert request.due_at is not None
    days = examination.dossier.package.programme.days("rappel_avant_echeance")
    examination.agenda.add(request.due_at - timedelta(days=days) + _REMINDED, reminders.remind)


def _complete(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    completeness.declare_complete(examination.pk, "", digest=examination.seen, actor=actor, now=at)


# what the structure does meanwhile


def _save(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    for section, answers in step["save"].items():
        row = SectionAnswers.objects.get(sheet__dossier=examination.pk, section=section)
        texts = {examination.named(name): examination.named(value) for name, value in answers.items()}
        saving.save_section(
            examination.pk, section, row.version, named(texts, examination.dossier.package.programme), actor, at
        )


def _attach(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    dossier = examination.dossier
    for name, file_name in step["attach"].items():
        field = services.file_field(dossier, examination.named(name))
        assert field is not None
        services.attach(examination.pk, examination.named(name), _document(file_name, field.label, dossier), actor, at)


def _say(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    for name, answer in step["say"].items():
        point = ChangeItem.objects.get(
            request__dossier=examination.pk, request__ended_at=None, name=examination.named(name)
        )
        changes.answer_item(point.pk, answer, actor, at)


def _resubmit(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    changes.resubmit(examination.pk, actor, at)


def _withdraw(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    withdraw(examination.pk, step["withdraw"], actor, at)


# prerequisites


def _retain(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    decision = step["retain"]
    verdict = Verdict(decision["verdict"])
    prerequisites.retain(
        examination.pk,
        decision["rule"],
        verdict,
        decision["reason"],
        version=0,
        digest=examination.seen,
        actor=actor,
        now=at,
    )


def _confirm(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    prerequisites.confirm_all(examination.pk, digest=examination.seen, actor=actor, now=at)


def _admit(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    prerequisites.admit(examination.pk, digest=examination.seen, actor=actor, now=at)


def _close(examination: Examination, step: dict[str, Any], actor: Person, at: datetime) -> None:
    letters.send(
        examination.pk, fingerprint=letters.draft(examination.dossier, actor, at).fingerprint, actor=actor, now=at
    )


_VERBS: dict[str, Callable[[Examination, dict[str, Any], Person, datetime], None]] = {
    "assign": _assign,
    "open": _open,
    "note": _note,
    "read": _read,
    "write": _write,
    "prepare": _prepare,
    "ask": _ask,
    "complete": _complete,
    "save": _save,
    "attach": _attach,
    "say": _say,
    "resubmit": _resubmit,
    "withdraw": _withdraw,
    "retain": _retain,
    "confirm": _confirm,
    "admit": _admit,
    "close": _close,
}
