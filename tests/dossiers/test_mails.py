"""The audience of each mail, reminder and news of a dossier: once each, and never whoever may not see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from poincon.campaigns.models import Extension
from poincon.dossiers import changes, services, validation
from poincon.dossiers.audiences import people_of_structure
from poincon.dossiers.mail_kinds import (
    CHANGES_ASKED,
    CHANGES_REMINDER,
    CHANGES_TAKEN_BACK,
    SUBMISSION_RECEIVED,
    SUBMISSION_REMINDER,
)
from poincon.dossiers.models import Dossier
from poincon.dossiers.news import news
from poincon.dossiers.news_kinds import (
    CORRECTION_DUE,
    DEADLINE_NEAR,
    RESUBMITTED,
    SUBMITTED,
    VALIDATION_ASKED,
    WITHDRAWN,
)
from poincon.dossiers.reminders import remind
from poincon.dossiers.withdrawal import withdraw
from poincon.jobs.worker import run_all
from poincon.notifications.enums import MailState
from poincon.notifications.kinds import MailKind, NewsKind, news_kinds
from poincon.notifications.models import Mail
from poincon.notifications.services import choose_silence
from poincon.people.enums import Role
from poincon.people.models import Membership, Person
from poincon.workflow.refusals import Allowed
from poincon.workflow.subjects import within_reach
from tests.dossiers.factories import (
    Structure,
    address,
    asked,
    campaign,
    dossier,
    officer,
    reread,
    save,
    structure,
)
from tests.people.makers import give, person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FILLED: dict[str, Any] = {"etal": {"nom": "Chez Paul"}}
YESTERDAY = NOW - DAY


def everybody(ours: Structure) -> dict[str, Person]:
    return {
        "head": ours.head,
        "editor": ours.editor,
        "near": officer("53"),
        "far": officer("84"),
        "ministry": person((Role.MINISTRY, None)),
        "committee": person((Role.COMMITTEE_MEMBER, "53")),
        "expert": person((Role.EXPERT, None)),
        "administrator": person((Role.ADMINISTRATOR, None)),
        "other": structure().head,
        "nobody": person(),
    }


def names(listed: list[Person], people: dict[str, Person]) -> set[str]:
    return {name for name, someone in people.items() if someone in listed}


# audiences


def may_be_told(person: Person, dossier: Dossier) -> bool:
    return bool(within_reach(person, [dossier.journal_subject], NOW))


def test_a_draft_is_told_to_its_structure_alone(ours: Structure) -> None:
    draft, people = dossier(ours), everybody(ours)
    day = timezone.localdate(NOW)
    assert names(people_of_structure(draft, day), people) == {"head", "editor"}
    assert {name for name, person in people.items() if may_be_told(person, draft)} == {"head", "editor"}


def test_what_was_handed_over_is_told_to_those_it_came_to(ours: Structure) -> None:
    submission, people = dossier(ours, submitted=True), everybody(ours)
    audience = {name for name, person in people.items() if may_be_told(person, submission)}
    assert audience == {"head", "editor", "near", "ministry"}


def test_audiences_are_those_who_see_it(ours: Structure) -> None:
    """The same scope as the pages, for every person of every kind."""
    submission, people = dossier(ours, submitted=True), everybody(ours)
    day = timezone.localdate(NOW)
    submission = reread(submission)
    audience = set(people_of_structure(submission, day))
    for someone in Person.objects.all():
        sees = Dossier.objects.visible_to(someone, day).filter(pk=submission.pk).exists()
        assert (someone in audience) == (someone in (ours.head, ours.editor)), someone
        assert sees or someone not in audience
        assert may_be_told(someone, submission) == sees
    assert len(people) == 10


def test_a_programme_s_officials_are_told_of_theirs(ours: Structure) -> None:
    submission = reread(dossier(ours, submitted=True))
    elsewhere, here = person(), person()
    for someone, of in ((elsewhere, "autre"), (here, submission.sheet.programme_version.programme)):
        give(someone, Role.REGIONAL_OFFICER, "53")
        Membership.objects.filter(person=someone).update(programme=of)
    officials = [Person.objects.get(pk=person.pk) for person in (here, elsewhere)]
    assert [may_be_told(person, submission) for person in officials] == [True, False]


def test_who_has_left_or_cannot_sign_in_is_not_told(ours: Structure) -> None:
    submission = dossier(ours, submitted=True)
    ours.editor.memberships.update(ends=timezone.localdate(NOW) - DAY)
    Person.objects.filter(pk=ours.head.pk).update(is_active=False)
    day = timezone.localdate(NOW)
    assert people_of_structure(reread(submission), day) == []
    head = Person.objects.get(pk=ours.head.pk)
    editor = Person.objects.get(pk=ours.editor.pk)
    assert [may_be_told(person, submission) for person in (head, editor)] == [False, False]


# mails


def test_a_submission_is_acknowledged_once_to_each_of_the_structure(ours: Structure) -> None:
    draft = dossier(ours, answers=FILLED)
    for _ in range(2):
        services.submit(draft.pk, ours.head, NOW)
    mails = list(Mail.objects.all())
    assert {(mail.person, mail.kind) for mail in mails} == {
        (ours.head, SUBMISSION_RECEIVED.id),
        (ours.editor, SUBMISSION_RECEIVED.id),
    }
    text = " ".join(str(mail.paragraphs) for mail in mails)
    for words in (draft.number, ours.organisation.name, "15 mars 2027", settings.BASE_URL + address("show", draft)):
        assert words in text
    run_all(NOW)
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.SENT}


def test_a_mail_speaks_the_language_of_who_reads_it(ours: Structure) -> None:
    Person.objects.filter(pk=ours.head.pk).update(language="en")
    submission = dossier(ours, submitted=True)
    asked(submission, officer(), ("etal", "loyer"), ("accueil", ""))
    mine = Mail.objects.get(person=ours.head, kind=CHANGES_ASKED.id)
    assert "30 March 2027" in mine.title
    listed = next(paragraph for paragraph in mine.paragraphs if isinstance(paragraph, list))
    assert any("in English" in sentence for sentence in listed)


def test_who_left_between_the_act_and_the_mail_is_not_sent_it(ours: Structure) -> None:
    dossier(ours, submitted=True)
    ours.editor.memberships.update(ends=timezone.localdate(NOW) - DAY)
    run_all(NOW)
    states = dict(Mail.objects.values_list("person", "state"))
    assert states == {ours.head.pk: MailState.SENT, ours.editor.pk: MailState.WITHHELD}


def taken_back(kind: MailKind = CHANGES_TAKEN_BACK) -> dict[Person, Mail]:
    return {mail.person: mail for mail in Mail.objects.filter(kind=kind.id)}


def test_a_request_taken_back_is_told_at_once_to_each_of_the_structure(ours: Structure) -> None:
    """Once, in their language, whatever they silenced: they had been given a deadline."""
    Person.objects.filter(pk=ours.head.pk).update(language="en")
    choose_silence(ours.editor, frozenset(news_kinds()), now=NOW)
    everybody(ours)
    submission, examiner = dossier(ours, submitted=True), officer()
    asked(submission, examiner)
    for reason in ("Envoyée par erreur.\n\nPardon.", "autre chose"):
        changes.take_back(submission.pk, reason, examiner, NOW + DAY, allowed=Allowed())
    mails = taken_back()
    assert set(mails) == {ours.head, ours.editor}
    assert Mail.objects.filter(kind=CHANGES_TAKEN_BACK.id).count() == 2
    assert CHANGES_TAKEN_BACK.legal
    french = mails[ours.editor]
    assert french.title == f"Vous n’avez plus rien à compléter\u00a0: dossier {submission.number}"
    text = "\n".join(french.paragraphs)
    for words in ("16 mars 2027", "30 mars 2027", "Envoyée par erreur.\nPardon.", address("changes", submission)):
        assert words in text
    assert "30 March 2027" in "\n".join(mails[ours.head].paragraphs)
    run_all(NOW + DAY)
    assert {mail.state for mail in taken_back().values()} == {MailState.SENT}
    assert CORRECTION_DUE not in told(ours.head, now=NOW + DAY)  # the mail says it: no digest says it again


def test_another_request_taken_back_is_told_too(ours: Structure) -> None:
    submission, examiner = dossier(ours, submitted=True), officer()
    for turn in range(2):
        asked(submission, examiner, now=NOW + turn * DAY)
        changes.take_back(submission.pk, "x", examiner, NOW + turn * DAY, allowed=Allowed())
    assert Mail.objects.filter(kind=CHANGES_TAKEN_BACK.id, person=ours.head).count() == 2


def test_who_left_is_not_sent_that_a_request_was_taken_back(ours: Structure) -> None:
    submission, examiner = dossier(ours, submitted=True), officer()
    asked(submission, examiner)
    changes.take_back(submission.pk, "x", examiner, NOW, allowed=Allowed())
    ours.editor.memberships.update(ends=timezone.localdate(NOW) - DAY)
    run_all(NOW)
    states = {someone: mail.state for someone, mail in taken_back().items()}
    assert states == {ours.head: MailState.SENT, ours.editor: MailState.WITHHELD}


# reminders


def reminded(kind: MailKind) -> dict[Person, str]:
    return {mail.person: mail.title for mail in Mail.objects.filter(kind=kind.id)}


def test_a_submission_is_reminded_of_once_some_days_before(ours: Structure) -> None:
    draft = dossier(ours, campaign(closes_at=NOW + 10 * DAY))
    assert remind(NOW + 7 * DAY - timedelta(seconds=1)) == 0
    assert remind(NOW + 7 * DAY) == 2
    assert [remind(NOW + 7 * DAY), remind(NOW + 8 * DAY), remind(NOW + 10 * DAY)] == [0, 0, 0]
    assert set(reminded(SUBMISSION_REMINDER)) == {ours.head, ours.editor}
    assert draft.number in str(Mail.objects.values_list("paragraphs", flat=True))


@pytest.mark.parametrize("state", ["submitted", "withdrawn"])
def test_what_is_not_to_hand_over_is_not_reminded_of(ours: Structure, state: str) -> None:
    draft = dossier(ours, campaign(closes_at=NOW + DAY), answers=FILLED)
    if state == "submitted":
        services.submit(draft.pk, ours.head, NOW)
    else:
        withdraw(draft.pk, "", ours.head, NOW)
    assert remind(NOW) == 0


def test_a_validated_dossier_is_reminded_of(ours: Structure) -> None:
    draft = dossier(ours, campaign(closes_at=NOW + DAY), answers=FILLED)
    validation.validate(draft.pk, ours.head, NOW)
    assert remind(NOW) == 2


def test_more_time_is_another_end_and_another_reminder(ours: Structure) -> None:
    draft = dossier(ours, campaign(closes_at=NOW + DAY))
    assert remind(NOW) == 2
    Extension.objects.create(
        campaign=draft.campaign,
        organisation=ours.organisation,
        until=NOW + 6 * DAY,
        reason="Inondation",
        granted_by=officer(),
        granted_at=NOW,
    )
    assert [remind(NOW + 2 * DAY), remind(NOW + 3 * DAY), remind(NOW + 4 * DAY)] == [0, 2, 0]
    assert Mail.objects.filter(kind=SUBMISSION_REMINDER.id).count() == 4


def test_changes_are_reminded_of_once_some_days_before(ours: Structure) -> None:
    submission = dossier(ours, submitted=True)
    request = asked(submission, officer())
    assert request.due_at is not None
    near = request.due_at - 3 * DAY
    assert remind(near - timedelta(seconds=1)) == 0
    assert [remind(near), remind(near), remind(request.due_at)] == [2, 0, 0]
    assert set(reminded(CHANGES_REMINDER)) == {ours.head, ours.editor}


@pytest.mark.parametrize("end", ["answered", "taken back", "withdrawn"])
def test_changes_that_are_no_longer_awaited_are_not_reminded_of(ours: Structure, end: str) -> None:
    submission, examiner = dossier(ours, submitted=True), officer()
    request = asked(submission, examiner)
    if end == "answered":
        save(submission, 1, {"loyer": "1"}, ours.editor)
        changes.resubmit(submission.pk, ours.head, NOW)
    elif end == "taken back":
        changes.take_back(submission.pk, "x", examiner, NOW, allowed=Allowed())
    else:
        withdraw(submission.pk, "", ours.head, NOW)
    assert request.due_at is not None
    assert remind(request.due_at - DAY) == 0


def test_reminders_can_be_silenced_and_what_has_legal_effect_cannot(ours: Structure) -> None:
    silenced = frozenset({DEADLINE_NEAR, CORRECTION_DUE})
    choose_silence(ours.head, silenced, now=NOW)
    draft = dossier(ours, campaign(closes_at=NOW + DAY), answers=FILLED)
    assert remind(NOW) == 1
    services.submit(draft.pk, ours.head, NOW)
    request = asked(draft, officer())
    assert Mail.objects.filter(person=ours.head, kind=CHANGES_ASKED.id).exists()
    assert request.due_at is not None
    assert remind(request.due_at - DAY) == 1
    assert not Mail.objects.filter(person=ours.head, kind__in=("rappel_de_depot", "rappel_de_complements")).exists()


def test_reminders_are_a_regular_work() -> None:
    assert settings.PERIODIC_JOBS["dossiers_reminders"] == ("poincon.dossiers.reminders.remind", 3600)


# news


def told(someone: Person, since: Any = YESTERDAY, now: Any = NOW) -> list[NewsKind]:
    return [item.kind for item in news(Person.objects.get(pk=someone.pk), since, now)]


def told_to(people: dict[str, Person], kind: NewsKind, **when: Any) -> set[str]:
    return {name for name, someone in people.items() if kind in told(someone, **when)}


def test_a_validation_that_is_asked_is_told_to_who_decides(ours: Structure) -> None:
    draft, people = dossier(ours, answers=FILLED), everybody(ours)
    validation.ask_validation(draft.pk, ours.editor, NOW)
    assert told_to(people, VALIDATION_ASKED) == {"head"}
    (item,) = news(ours.head, YESTERDAY, NOW)
    assert (item.url, item.at) == (address("check", draft), NOW)
    assert ours.editor.full_name in item.text
    assert draft.number in item.text
    assert told(ours.head, since=NOW, now=NOW + DAY) == []  # once
    validation.validate(draft.pk, ours.head, NOW)
    assert told(ours.head) == []


def test_a_validation_asked_for_changes_leads_to_them(ours: Structure) -> None:
    submission = dossier(ours, submitted=True)
    asked(submission, officer())
    validation.ask_validation(submission.pk, ours.editor, NOW)
    (item,) = (item for item in news(ours.head, YESTERDAY, NOW) if item.kind is VALIDATION_ASKED)
    assert item.url == address("changes", submission)


def test_a_deadline_that_comes_near_is_told_to_the_structure(ours: Structure) -> None:
    dossier(ours, campaign(closes_at=NOW + 3 * DAY))
    people = everybody(ours)
    assert told_to(people, DEADLINE_NEAR) == {"head", "editor"}
    assert told(ours.head, since=NOW, now=NOW + DAY) == []


def test_changes_are_told_when_they_are_asked_and_when_they_are_due(ours: Structure) -> None:
    submission, people = dossier(ours, submitted=True), everybody(ours)
    request = asked(submission, people["near"])
    assert request.due_at is not None
    assert told_to(people, CORRECTION_DUE) == {"head", "editor"}
    near = request.due_at - 3 * DAY
    assert told(ours.head, since=NOW, now=near - DAY) == []
    assert told(ours.head, since=near - DAY, now=near) == [CORRECTION_DUE]
    save(submission, 1, {"loyer": "1"}, ours.editor)
    changes.resubmit(submission.pk, ours.head, NOW)
    assert told(ours.head) == []


def test_officials_are_told_of_what_comes_to_them(ours: Structure) -> None:
    submission, people = dossier(ours, submitted=True), everybody(ours)
    assert told_to(people, SUBMITTED) == {"near", "ministry"}
    asked(submission, people["near"])
    save(submission, 1, {"loyer": "1"}, ours.editor)
    changes.resubmit(submission.pk, ours.head, NOW)
    assert told_to(people, RESUBMITTED) == {"near", "ministry"}
    withdraw(submission.pk, "", ours.head, NOW)
    assert told_to(people, WITHDRAWN) == {"near", "ministry"}
    assert told_to(people, SUBMITTED) == set()  # what was withdrawn since is no longer to examine
    (item,) = news(people["near"], YESTERDAY, NOW)
    assert item.url == address("show", submission)


def test_a_withdrawal_of_what_nobody_received_is_told_to_nobody(ours: Structure) -> None:
    draft, people = dossier(ours, answers=FILLED), everybody(ours)
    withdraw(draft.pk, "", ours.head, NOW)
    assert told_to(people, WITHDRAWN) == set()
