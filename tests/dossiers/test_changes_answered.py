"""What was asked is answered, or taken back: both snapshots kept, nothing lost, nothing more unlocked."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from poincon.dossiers import changes, validation
from poincon.dossiers.changes import NotAnswered, TextChanged
from poincon.dossiers.enums import Event, State
from poincon.dossiers.mail_kinds import SUBMISSION_RECEIVED
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier, Transition
from poincon.dossiers.saving import add_row, remove_row
from poincon.dossiers.services import NotComplete
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.sheets.models import Attachment, Snapshot
from poincon.workflow.refusals import Allowed, NotAllowed
from tests.dossiers.asking import LATER, SEVERAL_ROWS, submitted
from tests.dossiers.factories import (
    PDF,
    Structure,
    asked,
    campaign,
    document,
    dossier,
    kept,
    name_in,
    reread,
    save,
    save_typed,
    structure,
)
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(ours: Structure) -> Dossier:
    return submitted(ours, answers=SEVERAL_ROWS)


# answering


def test_resubmitting_keeps_both_snapshots(submission: Dossier, examiner: Person, ours: Structure) -> None:
    request = asked(submission, examiner)
    first = submission.sheet.snapshots.get()
    save(submission, 1, {"loyer": "11"}, ours.editor)
    second = changes.resubmit(submission.pk, ours.head, LATER)
    request = ChangeRequest.objects.get(pk=request.pk)
    assert list(submission.sheet.snapshots.all()) == [first, second]
    assert (request.before, request.after, request.ended_at) == (first, second, LATER)
    sent = reread(submission)
    assert (sent.state, sent.submitted_at) == (State.SUBMITTED, NOW)
    assert json.loads(first.content)["answers"]["loyer"] == "10"
    content = json.loads(second.content)
    assert content["answers"]["loyer"] == "11"
    assert content["request"] == [{"section": "etal", "name": "loyer", "text": "Revoyez loyer.", "answer": ""}]
    act = Act.objects.get(event="changes_submitted")
    assert act.details == {"request": request.pk, "snapshot": second.digest, "changed": ["loyer"], "put_back": []}
    receipts = Mail.objects.filter(kind=SUBMISSION_RECEIVED.id)
    assert {mail.occasion for mail in receipts} == {first.digest, second.digest}
    assert receipts.count() == 4


def test_resubmitting_twice_gives_the_first_snapshot(submission: Dossier, examiner: Person, ours: Structure) -> None:
    asked(submission, examiner)
    save(submission, 1, {"loyer": "11"}, ours.editor)
    first = changes.resubmit(submission.pk, ours.head, LATER)
    assert changes.resubmit(submission.pk, ours.head, LATER + timedelta(hours=1)) == first
    assert (Snapshot.objects.count(), Transition.objects.filter(event=Event.RESUBMIT).count()) == (2, 1)


def test_each_point_is_changed_or_answered(submission: Dossier, examiner: Person, ours: Structure) -> None:
    asked(submission, examiner, ("etal", "loyer"), ("etal", "plan"), ("accueil", ""))
    with pytest.raises(NotAnswered) as refused:
        changes.resubmit(submission.pk, ours.head, LATER)
    assert [(item.section, item.name) for item in refused.value.items] == [
        ("accueil", ""),
        ("etal", "loyer"),
        ("etal", "plan"),
    ]
    save(submission, 1, {"accueil_2": "+"}, ours.editor, "accueil")
    document(submission, ours.editor, content=PDF + b"nouveau")
    (loyer,) = ChangeItem.objects.filter(name="loyer")
    changes.answer_item(loyer.pk, " Le loyer est\r\njuste. ", ours.editor, LATER)
    second = changes.resubmit(submission.pk, ours.head, LATER)
    assert ChangeItem.objects.get(name="loyer").answer == "Le loyer est\njuste."
    assert "Le loyer est\\njuste." in second.content
    assert "juste" not in str(Act.objects.values_list("details", flat=True))


def test_the_same_document_again_changes_nothing(submission: Dossier, examiner: Person, ours: Structure) -> None:
    asked(submission, examiner, ("etal", "plan"))
    document(submission, ours.editor)
    with pytest.raises(NotAnswered):
        changes.resubmit(submission.pk, ours.head, LATER)


def test_two_colleagues_who_answer_a_point_do_not_overwrite_each_other(
    submission: Dossier, examiner: Person, ours: Structure
) -> None:
    item = asked(submission, examiner).items.get()
    changes.answer_item(item.pk, "Non.", ours.editor, LATER, shown="")
    with pytest.raises(TextChanged) as refused:
        changes.answer_item(item.pk, "Si.", ours.head, LATER, shown="")
    assert refused.value.item.answer == "Non."
    changes.answer_item(item.pk, "Si.", ours.head, LATER, shown="Non.")
    with pytest.raises(NotAllowed, match="2000"):
        changes.answer_item(item.pk, "a" * 2001, ours.head, LATER)
    assert ChangeItem.objects.get().answer == "Si."


def test_the_direction_resubmits_and_nobody_else(submission: Dossier, examiner: Person, ours: Structure) -> None:
    asked(submission, examiner)
    save(submission, 1, {"loyer": "11"}, ours.editor)
    with pytest.raises(NotAllowed, match="Seule la direction"):
        changes.resubmit(submission.pk, ours.editor, LATER)
    for stranger in (structure().head, examiner, person((Role.MINISTRY, None)), person()):
        with pytest.raises(NotAllowed, match="Seules les personnes"):
            changes.resubmit(submission.pk, stranger, LATER)
    item = ChangeItem.objects.get()
    for stranger in (structure().head, examiner, person()):
        with pytest.raises(NotAllowed, match="Seules les personnes"):
            changes.answer_item(item.pk, "x", stranger, LATER)
    validation.ask_validation(submission.pk, ours.editor, LATER)
    assert (reread(submission).state, validation.validation_asked(submission) is not None) == (State.TO_CORRECT, True)
    assert changes.resubmit(submission.pk, ours.head, LATER).made_by == ours.head


def test_no_deadline_stops_an_answer(ours: Structure, examiner: Person) -> None:
    """Neither that of the campaign, nor the one that the request gave."""
    into = campaign(closes_at=NOW + timedelta(days=1))
    submission = dossier(ours, into, submitted=True)
    request = asked(submission, examiner)
    assert request.due_at is not None
    late = request.due_at + timedelta(days=30)
    assert into.closes_at < late
    save_typed(submission.pk, "etal", 1, {"loyer": "11"}, ours.editor, late)
    assert changes.resubmit(submission.pk, ours.head, late).made_at == late


def test_an_incomplete_answer_is_not_sent(submission: Dossier, examiner: Person, ours: Structure) -> None:
    asked(submission, examiner, ("etal", "nom"), ("etal", "loyer"))
    save(submission, 1, {"nom": None}, ours.editor)
    with pytest.raises(NotComplete) as refused:
        changes.resubmit(submission.pk, ours.head, LATER)
    assert [state.path for state in refused.value.standing.lacking] == ["nom"]
    save(submission, 2, {"nom": "Chez Paule", "loyer": "douze"}, ours.editor)
    with pytest.raises(NotComplete) as unreadable:
        changes.resubmit(submission.pk, ours.head, LATER)
    assert list(unreadable.value.standing.problems) == ["loyer"]


# taking back


def test_taking_back_restores_what_had_been_submitted(submission: Dossier, examiner: Person, ours: Structure) -> None:
    before = kept(submission)
    request = asked(submission, examiner, ("etal", ""))
    plan = submission.sheet.attachments.get()
    save(submission, 1, {"loyer": "11", "slogan": "Frais !", "annees.2021.ventes": None}, ours.editor)
    add_row(submission.pk, "etal", name_in(submission, "depenses"), ours.editor, NOW)
    remove_row(submission.pk, "etal", 3, name_in(submission, "depenses"), 0, ours.editor, NOW)
    replaced = document(submission, ours.editor, content=PDF + b"nouveau")
    changes.take_back(submission.pk, "Demandé par erreur.", examiner, LATER, allowed=Allowed())
    again = reread(submission)
    assert (again.state, kept(submission)) == (State.SUBMITTED, before)
    current = submission.sheet.attachments.get(removed_at__isnull=True)
    assert (current.name, current.file) == ("plan", plan.file)
    assert Attachment.objects.get(pk=replaced.pk).removed_at == LATER
    request = ChangeRequest.objects.get(pk=request.pk)
    assert (request.ended_at, request.after) == (LATER, None)
    assert request.unsent["answers"]["loyer"] == "11"
    assert request.unsent["answers"]["slogan"] == "Frais !"
    assert request.unsent["answers"]["annees.2021.ventes"] is None
    assert request.unsent["documents"]["plan"]["digest"] == replaced.file.digest
    last = Transition.objects.filter(dossier=submission).last()
    assert last is not None
    assert (last.event, last.reason) == (Event.TAKE_BACK, "Demandé par erreur.")
    act = Act.objects.get(event="changes_taken_back")
    assert set(act.details["put_aside"]) >= {"loyer", "slogan", "plan"}
    assert "erreur" not in str(act.details)


def test_what_was_typed_stays_in_the_revisions(submission: Dossier, examiner: Person, ours: Structure) -> None:
    asked(submission, examiner)
    save(submission, 1, {"loyer": "11"}, ours.editor)
    changes.take_back(submission.pk, "x", examiner, LATER, allowed=Allowed())
    row = submission.sheet.sections.get(section="etal")
    last = row.revisions.last()
    assert last is not None
    assert (row.version, last.version, last.previous, last.made_by) == (3, 3, {"loyer": "11"}, examiner)
    assert row.updated_by == ours.editor  # an official wrote nothing in it


def test_taking_back_an_untouched_request_writes_nothing(submission: Dossier, examiner: Person) -> None:
    asked(submission, examiner)
    changes.take_back(submission.pk, "x", examiner, LATER, allowed=Allowed())
    assert (submission.sheet.sections.get(section="etal").version, submission.sheet.attachments.count()) == (1, 1)
    assert ChangeRequest.objects.get().unsent == {"answers": {}, "documents": {}}


def test_taking_back_twice_is_once_and_says_why(submission: Dossier, examiner: Person) -> None:
    asked(submission, examiner)
    with pytest.raises(NotAllowed, match="vide"):
        changes.take_back(submission.pk, " ", examiner, LATER, allowed=Allowed())
    changes.take_back(submission.pk, "un", examiner, LATER, allowed=Allowed())
    changes.take_back(submission.pk, "deux", examiner, LATER, allowed=Allowed())
    assert Transition.objects.filter(event=Event.TAKE_BACK).get().reason == "un"


def test_after_it_was_taken_back_another_request_may_be_sent(
    submission: Dossier, examiner: Person, ours: Structure
) -> None:
    asked(submission, examiner)
    changes.take_back(submission.pk, "x", examiner, LATER, allowed=Allowed())
    again = asked(submission, examiner, ("etal", "nom"), now=LATER)
    assert again.before == submission.sheet.snapshots.get()
    save(submission, 1, {"nom": "Chez Paule"}, ours.editor)
    changes.resubmit(submission.pk, ours.head, LATER)
    assert ChangeRequest.objects.count() == 2
    with pytest.raises(NotAllowed, match="« déposé »"):
        changes.take_back(submission.pk, "x", examiner, LATER, allowed=Allowed())
