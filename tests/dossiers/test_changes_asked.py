"""Asking for changes, point by point: prepared by several, sent once, with the time that is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from poincon.dossiers import changes
from poincon.dossiers.changes import AlreadyAsked, TextChanged
from poincon.dossiers.enums import Event, State
from poincon.dossiers.lifecycle import move
from poincon.dossiers.mail_kinds import CHANGES_ASKED
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier, Transition
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.people.models import Person
from poincon.workflow.refusals import Allowed, NotAllowed, Refused
from tests.dossiers.asking import SEVERAL_ROWS, prepare, send, submitted
from tests.dossiers.factories import (
    Structure,
    asked,
    campaign,
    conditional_folder,
    dossier,
    officer,
    prepared,
    programme,
    reread,
    save,
    structure,
)
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(ours: Structure) -> Dossier:
    return submitted(ours, answers=SEVERAL_ROWS)


# preparing


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("etal", "loyer"),
        ("etal", "annees.2021.ventes"),
        ("etal", "annees.2020.ventes"),
        ("etal", "depenses"),
        ("etal", "plan"),
        ("etal", "services"),
        ("accueil", "autre"),
        ("accueil", ""),
    ],
)
def test_a_point_names_an_answer_or_a_whole_section(
    submission: Dossier, examiner: Person, section: str, name: str
) -> None:
    item = prepare(submission, examiner, section, name)
    assert (item.section, item.name, item.added_by) == (section, name, examiner)
    act = Act.objects.get(event="change_prepared")
    assert act.details == {"item": item.pk, "request": item.request_id, "section": section, "name": name}


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("etal", "inconnu"),
        ("accueil", "loyer"),
        ("etal", "annees.2021.loyer"),
        ("etal", "ventes"),
        ("etal", "annees.1999.ventes"),
        ("etal", "annees.2030.ventes"),
        ("etal", "depenses[0].montant"),
        ("etal", "depenses[]"),
        ("accueil", "autre.reponse"),
        ("nulle_part", ""),
        ("", ""),
        ("", "loyer"),
    ],
)
def test_a_point_names_what_the_form_asks_and_nothing_else(
    submission: Dossier, examiner: Person, section: str, name: str
) -> None:
    with pytest.raises(NotAllowed, match="Cette r"):
        prepare(submission, examiner, section, name)
    assert not ChangeRequest.objects.exists()


def test_what_is_hidden_is_not_asked(ours: Structure, examiner: Person) -> None:
    submission = dossier(ours, campaign(programme(conditional_folder())), submitted=True)
    with pytest.raises(NotAllowed, match="pas demandée à cette structure"):
        changes.prepare_item(reread(submission).pk, "etal", "horaires", "x", examiner, NOW, allowed=Allowed())


def test_a_request_is_prepared_by_several_officials(submission: Dossier, examiner: Person) -> None:
    other = officer()
    prepare(submission, examiner, "etal", "loyer")
    prepare(submission, other, "accueil")
    request = ChangeRequest.objects.get()
    assert request.prepared_by == examiner
    assert [item.added_by for item in request.items.all()] == [other, examiner]
    assert changes.in_preparation(submission) == request
    assert reread(submission).state == State.SUBMITTED


def test_the_same_point_twice_is_one_and_another_text_is_not_lost(submission: Dossier, examiner: Person) -> None:
    first = prepare(submission, examiner, "etal", "loyer", "Un bail.")
    assert prepare(submission, officer(), "etal", "loyer", " Un bail.\r\n") == first
    with pytest.raises(AlreadyAsked) as refused:
        prepare(submission, officer(), "etal", "loyer", "Une quittance.")
    assert (refused.value.item, ChangeItem.objects.get().text) == (first, "Un bail.")
    assert prepare(submission, examiner, "etal").name == ""  # the whole section is another point


def test_a_text_is_changed_by_who_read_it(submission: Dossier, examiner: Person) -> None:
    item = prepare(submission, examiner, "etal", "loyer", "Un bail.")
    changes.edit_item(item.pk, "Le bail.", examiner, NOW, allowed=Allowed(), shown="Un bail.")
    with pytest.raises(TextChanged) as refused:
        changes.edit_item(item.pk, "Une quittance.", officer(), NOW, allowed=Allowed(), shown="Un bail.")
    assert refused.value.item.text == "Le bail."
    changes.edit_item(item.pk, "Le bail.", officer(), NOW, allowed=Allowed(), shown="Un bail.")
    assert Act.objects.filter(event="change_reworded").count() == 1


def test_a_point_is_taken_out_once(submission: Dossier, examiner: Person) -> None:
    item = prepare(submission, examiner, "etal", "loyer")
    changes.remove_item(item.pk, examiner, NOW, allowed=Allowed())
    changes.remove_item(item.pk, examiner, NOW, allowed=Allowed())
    assert (ChangeItem.objects.count(), Act.objects.filter(event="change_dropped").count()) == (0, 1)
    with pytest.raises(NotAllowed, match="n’est plus dans la demande"):
        changes.edit_item(item.pk, "x", examiner, NOW, allowed=Allowed())


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 2001])
def test_a_point_says_something_and_not_too_much(submission: Dossier, examiner: Person, text: str) -> None:
    with pytest.raises(NotAllowed):
        prepare(submission, examiner, "etal", "loyer", text)
    item = prepare(submission, examiner, "etal", "loyer")
    with pytest.raises(NotAllowed):
        changes.edit_item(item.pk, text, examiner, NOW, allowed=Allowed())


def test_the_decision_of_the_other_room_is_obeyed(submission: Dossier, examiner: Person) -> None:
    item, no = prepare(submission, examiner, "etal", "loyer"), Refused("non et non")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: changes.prepare_item(submission.pk, "etal", "nom", "x", examiner, NOW, allowed=no),
        lambda: changes.edit_item(item.pk, "x", examiner, NOW, allowed=no),
        lambda: changes.remove_item(item.pk, examiner, NOW, allowed=no),
        lambda: changes.ask(submission.pk, "", None, examiner, NOW, allowed=no),
        lambda: changes.take_back(submission.pk, "x", examiner, NOW, allowed=no),
    )
    for refused in attempts:
        with pytest.raises(NotAllowed, match="non et non"):
            refused()
    assert reread(submission).state == State.SUBMITTED


def test_a_request_is_prepared_while_the_authority_holds_the_dossier(ours: Structure, examiner: Person) -> None:
    draft = dossier(ours)
    with pytest.raises(NotAllowed, match="en préparation"):
        prepare(draft, examiner, "etal", "loyer")
    sent = dossier(structure(), draft.campaign, submitted=True)
    move(reread(sent), Event.DECLARE_COMPLETE, examiner, NOW)
    with pytest.raises(NotAllowed, match="complet"):
        prepare(sent, examiner, "etal", "loyer")


# asking


def test_asking_sends_what_was_prepared(submission: Dossier, examiner: Person, ours: Structure) -> None:
    prepare(submission, examiner, "etal", "loyer", "Un\nbail.")
    prepare(submission, examiner, "accueil", "", "Toute la rubrique.")
    request = send(submission, examiner, "Bonjour,\r\nmerci.")
    before = submission.sheet.snapshots.get()
    assert (reread(submission).state, request.sent_at, request.sent_by) == (State.TO_CORRECT, NOW, examiner)
    assert (request.message, request.before) == ("Bonjour,\nmerci.", before)
    assert request.due_at == datetime(2027, 3, 30, 21, 59, tzinfo=UTC)  # fifteen days, to 23:59 in Paris
    act = Act.objects.get(event="changes_asked")
    assert act.details["asked"] == [{"section": "accueil", "name": ""}, {"section": "etal", "name": "loyer"}]
    assert "bail" not in str(act.details)
    mails = Mail.objects.filter(kind=CHANGES_ASKED.id)
    assert {mail.person for mail in mails} == {ours.head, ours.editor}
    listed = next(paragraph for paragraph in mails[0].paragraphs if isinstance(paragraph, list))
    assert listed == ["Toute la rubrique « accueil » : Toute la rubrique.", "Loyer : Un bail."]
    assert any("merci." in str(paragraph) for paragraph in mails[0].paragraphs)


def test_a_double_click_asks_once(submission: Dossier, examiner: Person) -> None:
    prepare(submission, examiner, "etal", "loyer")
    first = send(submission, examiner, "merci")
    assert send(submission, examiner, "merci") == first
    assert Transition.objects.filter(event=Event.ASK_CHANGES).count() == 1
    assert Mail.objects.filter(kind=CHANGES_ASKED.id).count() == 2
    for other, message in ((officer(), "merci"), (examiner, "autre chose")):
        with pytest.raises(NotAllowed, match="à compléter"):
            send(submission, other, message)


def test_an_empty_request_is_not_sent(submission: Dossier, examiner: Person) -> None:
    with pytest.raises(NotAllowed, match="vide"):
        send(submission, examiner)
    changes.remove_item(prepare(submission, examiner, "etal", "loyer").pk, examiner, NOW, allowed=Allowed())
    with pytest.raises(NotAllowed, match="vide"):
        send(submission, examiner)
    assert reread(submission).state == State.SUBMITTED


def test_what_was_sent_is_not_prepared_any_more(submission: Dossier, examiner: Person) -> None:
    (item,) = prepared(submission, examiner)
    send(submission, examiner)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: prepare(submission, examiner, "etal", "nom"),
        lambda: changes.edit_item(item.pk, "x", examiner, NOW, allowed=Allowed()),
        lambda: changes.remove_item(item.pk, examiner, NOW, allowed=Allowed()),
    )
    for refused in attempts:
        with pytest.raises(NotAllowed):
            refused()


def test_an_official_gives_more_time_and_never_less(submission: Dossier, examiner: Person) -> None:
    prepare(submission, examiner, "etal", "loyer")
    with pytest.raises(NotAllowed, match="30/03/2027"):
        send(submission, examiner, due_at=NOW + timedelta(days=14))
    request = send(submission, examiner, due_at=NOW + timedelta(days=40))
    assert request.due_at == datetime(2027, 4, 24, 21, 59, tzinfo=UTC)


def test_a_second_request_leaves_what_remains(submission: Dossier, examiner: Person, ours: Structure) -> None:
    """Asked on the 15th, answered on the 18th; asked again on the 25th: twelve days are left."""
    asked(submission, examiner)
    save_at = NOW + timedelta(days=3)
    save(submission, 1, {"loyer": "11"}, ours.editor)
    changes.resubmit(submission.pk, ours.head, save_at)
    again = asked(submission, examiner, now=NOW + timedelta(days=10))
    assert again.due_at == datetime(2027, 4, 6, 21, 59, tzinfo=UTC)
