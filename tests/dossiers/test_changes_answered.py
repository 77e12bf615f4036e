"""What was asked is answered, or taken back: both snapshots kept, nothing lost, nothing more unlocked."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from poincon.dossiers import changes, validation
from poincon.dossiers.changes import NotAnswered, TextChanged
from poincon.dossiers.enums import Event, State
from poincon.dossiers.mail_kinds import SUBMISSION_RECEIVED
from poincon.dossiers.models import Attachment, ChangeItem, ChangeRequest, Dossier, Snapshot, Transition
from poincon.dossiers.saving import add_row, remove_row
from poincon.dossiers.services import NotComplete
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.people.enums import Role
from poincon.people.models import Person
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
def made(ours: Structure) -> Dossier:
    return submitted(ours, answers=SEVERAL_ROWS)


# answering


def test_resubmitting_keeps_both_snapshots(made: Dossier, examiner: Person, ours: Structure) -> None:
    request = asked(made, examiner)
    first = made.snapshots.get()
    save(made, 1, {"loyer": "11"}, ours.editor)
    second = changes.resubmit(made.pk, ours.head, LATER)
    done = ChangeRequest.objects.get(pk=request.pk)
    assert list(made.snapshots.all()) == [first, second]
    assert (done.before, done.after, done.ended_at) == (first, second, LATER)
    sent = reread(made)
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


def test_resubmitting_twice_gives_the_first_snapshot(made: Dossier, examiner: Person, ours: Structure) -> None:
    asked(made, examiner)
    save(made, 1, {"loyer": "11"}, ours.editor)
    first = changes.resubmit(made.pk, ours.head, LATER)
    assert changes.resubmit(made.pk, ours.head, LATER + timedelta(hours=1)) == first
    assert (Snapshot.objects.count(), Transition.objects.filter(event=Event.RESUBMIT).count()) == (2, 1)


def test_each_point_is_changed_or_answered(made: Dossier, examiner: Person, ours: Structure) -> None:
    asked(made, examiner, ("etal", "loyer"), ("etal", "plan"), ("accueil", ""))
    with pytest.raises(NotAnswered) as refused:
        changes.resubmit(made.pk, ours.head, LATER)
    assert [(one.section, one.name) for one in refused.value.items] == [
        ("accueil", ""),
        ("etal", "loyer"),
        ("etal", "plan"),
    ]
    save(made, 1, {"accueil_2": "+"}, ours.editor, "accueil")
    document(made, ours.editor, content=PDF + b"nouveau")
    (loyer,) = ChangeItem.objects.filter(name="loyer")
    changes.answer_item(loyer.pk, " Le loyer est\r\njuste. ", ours.editor, LATER)
    second = changes.resubmit(made.pk, ours.head, LATER)
    assert ChangeItem.objects.get(name="loyer").answer == "Le loyer est\njuste."
    assert "Le loyer est\\njuste." in second.content
    assert "juste" not in str(Act.objects.values_list("details", flat=True))


def test_the_same_document_again_changes_nothing(made: Dossier, examiner: Person, ours: Structure) -> None:
    asked(made, examiner, ("etal", "plan"))
    document(made, ours.editor)
    with pytest.raises(NotAnswered):
        changes.resubmit(made.pk, ours.head, LATER)


def test_two_colleagues_who_answer_a_point_do_not_overwrite_each_other(
    made: Dossier, examiner: Person, ours: Structure
) -> None:
    item = asked(made, examiner).items.get()
    changes.answer_item(item.pk, "Non.", ours.editor, LATER, shown="")
    with pytest.raises(TextChanged) as refused:
        changes.answer_item(item.pk, "Si.", ours.head, LATER, shown="")
    assert refused.value.item.answer == "Non."
    changes.answer_item(item.pk, "Si.", ours.head, LATER, shown="Non.")
    with pytest.raises(NotAllowed, match="2000"):
        changes.answer_item(item.pk, "a" * 2001, ours.head, LATER)
    assert ChangeItem.objects.get().answer == "Si."


def test_the_direction_resubmits_and_nobody_else(made: Dossier, examiner: Person, ours: Structure) -> None:
    asked(made, examiner)
    save(made, 1, {"loyer": "11"}, ours.editor)
    with pytest.raises(NotAllowed, match="Seule la direction"):
        changes.resubmit(made.pk, ours.editor, LATER)
    for stranger in (structure().head, examiner, person((Role.MINISTRY, None)), person()):
        with pytest.raises(NotAllowed, match="Seules les personnes"):
            changes.resubmit(made.pk, stranger, LATER)
    item = ChangeItem.objects.get()
    for stranger in (structure().head, examiner, person()):
        with pytest.raises(NotAllowed, match="Seules les personnes"):
            changes.answer_item(item.pk, "x", stranger, LATER)
    validation.ask_validation(made.pk, ours.editor, LATER)
    assert (reread(made).state, validation.validation_asked(made) is not None) == (State.TO_CORRECT, True)
    assert changes.resubmit(made.pk, ours.head, LATER).made_by == ours.head


def test_no_deadline_stops_an_answer(ours: Structure, examiner: Person) -> None:
    """Neither that of the campaign, nor the one that the request gave."""
    into = campaign(closes_at=NOW + timedelta(days=1))
    made = dossier(ours, into, submitted=True)
    request = asked(made, examiner)
    assert request.due_at is not None
    late = request.due_at + timedelta(days=30)
    assert into.closes_at < late
    save_typed(made.pk, "etal", 1, {"loyer": "11"}, ours.editor, late)
    assert changes.resubmit(made.pk, ours.head, late).made_at == late


def test_an_incomplete_answer_is_not_sent(made: Dossier, examiner: Person, ours: Structure) -> None:
    asked(made, examiner, ("etal", "nom"), ("etal", "loyer"))
    save(made, 1, {"nom": None}, ours.editor)
    with pytest.raises(NotComplete) as refused:
        changes.resubmit(made.pk, ours.head, LATER)
    assert [one.path for one in refused.value.standing.lacking] == ["nom"]
    save(made, 2, {"nom": "Chez Paule", "loyer": "douze"}, ours.editor)
    with pytest.raises(NotComplete) as unreadable:
        changes.resubmit(made.pk, ours.head, LATER)
    assert list(unreadable.value.standing.problems) == ["loyer"]


# taking back


def test_taking_back_restores_what_had_been_submitted(made: Dossier, examiner: Person, ours: Structure) -> None:
    before = kept(made)
    request = asked(made, examiner, ("etal", ""))
    plan = made.attachments.get()
    save(made, 1, {"loyer": "11", "slogan": "Frais !", "annees.2021.ventes": None}, ours.editor)
    add_row(made.pk, "etal", name_in(made, "depenses"), ours.editor, NOW)
    remove_row(made.pk, "etal", 3, name_in(made, "depenses"), 0, ours.editor, NOW)
    replaced = document(made, ours.editor, content=PDF + b"nouveau")
    changes.take_back(made.pk, "Demandé par erreur.", examiner, LATER, allowed=Allowed())
    again = reread(made)
    assert (again.state, kept(made)) == (State.SUBMITTED, before)
    current = made.attachments.get(removed_at__isnull=True)
    assert (current.name, current.file) == ("plan", plan.file)
    assert Attachment.objects.get(pk=replaced.pk).removed_at == LATER
    done = ChangeRequest.objects.get(pk=request.pk)
    assert (done.ended_at, done.after) == (LATER, None)
    assert done.unsent["answers"]["loyer"] == "11"
    assert done.unsent["answers"]["slogan"] == "Frais !"
    assert done.unsent["answers"]["annees.2021.ventes"] is None
    assert done.unsent["documents"]["plan"]["digest"] == replaced.file.digest
    last = Transition.objects.filter(dossier=made).last()
    assert last is not None
    assert (last.event, last.reason) == (Event.TAKE_BACK, "Demandé par erreur.")
    act = Act.objects.get(event="changes_taken_back")
    assert set(act.details["put_aside"]) >= {"loyer", "slogan", "plan"}
    assert "erreur" not in str(act.details)


def test_what_was_typed_stays_in_the_revisions(made: Dossier, examiner: Person, ours: Structure) -> None:
    asked(made, examiner)
    save(made, 1, {"loyer": "11"}, ours.editor)
    changes.take_back(made.pk, "x", examiner, LATER, allowed=Allowed())
    row = made.sections.get(section="etal")
    last = row.revisions.last()
    assert last is not None
    assert (row.version, last.version, last.previous, last.made_by) == (3, 3, {"loyer": "11"}, examiner)
    assert row.updated_by == ours.editor  # an official wrote nothing in it


def test_taking_back_an_untouched_request_writes_nothing(made: Dossier, examiner: Person) -> None:
    asked(made, examiner)
    changes.take_back(made.pk, "x", examiner, LATER, allowed=Allowed())
    assert (made.sections.get(section="etal").version, made.attachments.count()) == (1, 1)
    assert ChangeRequest.objects.get().unsent == {"answers": {}, "documents": {}}


def test_taking_back_twice_is_once_and_says_why(made: Dossier, examiner: Person) -> None:
    asked(made, examiner)
    with pytest.raises(NotAllowed, match="vide"):
        changes.take_back(made.pk, " ", examiner, LATER, allowed=Allowed())
    changes.take_back(made.pk, "un", examiner, LATER, allowed=Allowed())
    changes.take_back(made.pk, "deux", examiner, LATER, allowed=Allowed())
    assert Transition.objects.filter(event=Event.TAKE_BACK).get().reason == "un"


def test_after_it_was_taken_back_another_request_may_be_sent(made: Dossier, examiner: Person, ours: Structure) -> None:
    asked(made, examiner)
    changes.take_back(made.pk, "x", examiner, LATER, allowed=Allowed())
    again = asked(made, examiner, ("etal", "nom"), now=LATER)
    assert again.before == made.snapshots.get()
    save(made, 1, {"nom": "Chez Paule"}, ours.editor)
    changes.resubmit(made.pk, ours.head, LATER)
    assert ChangeRequest.objects.count() == 2
    with pytest.raises(NotAllowed, match="« déposé »"):
        changes.take_back(made.pk, "x", examiner, LATER, allowed=Allowed())
