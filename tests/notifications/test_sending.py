"""A mail is worded and queued with its act, in the person's language, and sent once to who may still be told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction

from poincon.admissibility.mail_kinds import ADMISSIBLE, NOT_PROCESSED
from poincon.cahier.loading import load_package
from poincon.cahier.model import Reference, Template
from poincon.cahier.model.templates import TEMPLATE_NAMES
from poincon.casework.news_kinds import ASSIGNED
from poincon.correspondence.news_kinds import MESSAGE
from poincon.dossiers.mail_kinds import CHANGES_ASKED, CHANGES_REMINDER, SUBMISSION_REMINDER, WITHDRAWAL
from poincon.dossiers.news_kinds import DEADLINE_NEAR
from poincon.files.services import receive
from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.journal.services import Subject
from poincon.notifications import services
from poincon.notifications.delivery import ATTEMPTS, InFlight, deliver
from poincon.notifications.enums import MailState, Withheld
from poincon.notifications.kinds import MailKind, NewsKind, mail_kinds, news_kinds
from poincon.notifications.mails import send, tell
from poincon.notifications.models import Mail, Preference
from poincon.notifications.wording import defaults, words
from poincon.people.enums import Role
from poincon.people.models import Membership
from tests.dossiers.factories import PDF, market_folder
from tests.notifications.makers import account_request, sent_to, values
from tests.people.makers import organisation, person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

LEGAL = [kind for kind in mail_kinds() if kind.legal]
REMINDERS = [kind for kind in mail_kinds() if not kind.legal]


def events() -> list[str]:
    return list(Act.objects.filter(event__startswith="mail_").order_by("pk").values_list("event", flat=True))


# wording


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("identifier", TEMPLATE_NAMES)
def test_the_platform_has_its_own_words_for_every_template(identifier: str, language: Any) -> None:
    filled = words(identifier, None, language, {name: f"<{name}>" for name in TEMPLATE_NAMES[identifier]})
    text = " ".join([filled.subject, *("".join(paragraph) for paragraph in filled.paragraphs)])
    # A name that nobody would read is a name too many in the list; the town and the date of a letter are its head's.
    assert set(re.findall(r"<(\w+)>", text)) == TEMPLATE_NAMES[identifier]
    assert "{" not in text


def test_the_platform_words_every_kind() -> None:
    assert set(defaults("fr")) == set(defaults("en")) == set(TEMPLATE_NAMES)
    assert {kind.id for kind in mail_kinds()} == set(TEMPLATE_NAMES) - {"lettre_non_traitee"}


def test_what_a_programme_says_goes_before_what_the_platform_says() -> None:
    own = Template("recevable", "Étal {numero}", "Votre étal est bon.", Reference())
    programme = replace(
        load_package(market_folder()).programme,
        templates={"recevable": own},
        english={"modeles.recevable.objet": "Stall {numero}", "modeles.recevable.corps": "Your stall is good."},
    )
    french, english = person(), person()
    english.language = "en"
    english.save()
    assert sent_to(french, programme=programme).title == "Étal <numero>"
    assert sent_to(french, WITHDRAWAL, programme=programme).title == "Le dossier <numero> est retiré"
    mail = sent_to(english, programme=programme)
    assert (mail.title, mail.paragraphs) == ("Stall <numero>", ["Your stall is good."])


def test_an_english_person_reads_english(settings: Any) -> None:
    reader = person()
    reader.language = "en"
    reader.save()
    sent_to(reader)
    run_all(NOW)
    (sent,) = outbox.outbox
    assert sent.subject == "The dossier <numero> is admissible"
    assert "You have nothing to do for now." in sent.body


# queueing


def test_a_mail_is_queued_with_its_act_and_sent_by_a_job() -> None:
    reader = person()
    mail = sent_to(reader)
    assert outbox.outbox == []
    run_all(NOW)
    (sent,) = outbox.outbox
    assert sent.to == [reader.email]
    assert sent.subject == "Le dossier <numero> est recevable"
    assert "\n– " not in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in sent.extra_headers
    assert "Ce message compte dans la procédure" in sent.body
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.sending_since) == (MailState.SENT, NOW, None)
    assert events() == ["mail_queued", "mail_sent"]


def test_lists_of_a_template_are_lines() -> None:
    reader = person()
    send(
        CHANGES_ASKED,
        reader,
        about=reader.journal_subject,
        programme=None,
        values=values(CHANGES_ASKED, demandes="Le nom\nLe plan", message=""),
        now=NOW,
        actor="somebody",
    )
    run_all(NOW)
    assert "\n– Le nom\n– Le plan\n" in outbox.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_a_mail_whose_act_is_undone_is_not_sent() -> None:
    reader = person()
    with transaction.atomic():
        sent_to(reader)
        transaction.set_rollback(True)
    run_all(NOW)
    assert (Mail.objects.count(), outbox.outbox, events()) == (0, [], [])


def test_a_mail_is_written_once_for_its_occasion() -> None:
    reader = person()
    first, again = sent_to(reader), sent_to(reader)
    other = sent_to(reader, occasion="2027-03-15")
    assert first == again != other
    run_all(NOW)
    assert len(outbox.outbox) == 2
    assert events().count("mail_queued") == 2


def test_a_missing_value_is_told_to_whoever_sends() -> None:
    reader = person()
    with pytest.raises(KeyError):
        send(ADMISSIBLE, reader, about=reader.journal_subject, programme=None, values={}, now=NOW, actor="a")


def test_a_subject_of_which_nobody_says_who_may_be_told_is_refused() -> None:
    with pytest.raises(ValueError, match="SUBJECTS"):
        sent_to(person(), about=Subject("cheese", "1"))
    with pytest.raises(ValueError, match="SUBJECTS"):
        sent_to(person(), about=organisation().journal_subject)


def test_documents_go_with_the_mail_in_their_order() -> None:
    reader = person()
    files = [
        receive(BytesIO(PDF), name, formats=("pdf",), maximum_megabytes=1, actor=reader, now=NOW)
        for name in ("lettre.pdf", "une annexe (été n° 2).pdf")
    ]
    send(
        NOT_PROCESSED,
        reader,
        about=reader.journal_subject,
        programme=None,
        values=values(NOT_PROCESSED),
        now=NOW,
        actor="somebody",
        documents=files,
    )
    run_all(NOW)
    assert outbox.outbox[0].attachments == [
        ("lettre.pdf", PDF, "application/pdf"),
        ("une annexe (été n° 2).pdf", PDF, "application/pdf"),
    ]


def test_the_database_holds_state_and_dates_together() -> None:
    mail = sent_to(person())
    for wrong in (
        {"state": MailState.SENT},
        {"sent_at": NOW},
        {"state": MailState.WITHHELD},
        {"withheld": Withheld.INACTIVE},
        {"language": "de"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mail.objects.filter(pk=mail.pk).update(**wrong)


# the right to know


def officer_told_of_a_request() -> tuple[Any, Mail]:
    officer = person((Role.REGIONAL_OFFICER, "53"))
    request = account_request("53")
    return officer, sent_to(officer, about=request.journal_subject)


def test_who_may_still_know_is_told() -> None:
    officer_told_of_a_request()
    run_all(NOW)
    assert len(outbox.outbox) == 1


def test_a_right_lost_between_the_act_and_the_mail_withholds_it() -> None:
    officer, mail = officer_told_of_a_request()
    Membership.objects.filter(person=officer).update(ends=NOW.date() - timedelta(days=1))
    run_all(NOW)
    mail.refresh_from_db()
    assert (outbox.outbox, mail.state, mail.withheld) == ([], MailState.WITHHELD, Withheld.NOT_ALLOWED)
    assert events() == ["mail_queued", "mail_withheld"]
    assert Act.objects.get(event="mail_withheld").details["reason"] == "not_allowed"


def test_somebody_else_than_the_person_is_not_told_what_is_about_them() -> None:
    reader = person()
    sent_to(person(), about=reader.journal_subject)
    run_all(NOW)
    assert outbox.outbox == []


def test_who_has_no_account_any_more_is_told_nothing() -> None:
    reader = person()
    mail = sent_to(reader)
    reader.is_active = False
    reader.save()
    run_all(NOW)
    mail.refresh_from_db()
    assert (outbox.outbox, mail.withheld) == ([], Withheld.INACTIVE)


# reminders


def test_kinds_with_legal_effect_are_all_but_the_reminders() -> None:
    assert set(REMINDERS) == {SUBMISSION_REMINDER, CHANGES_REMINDER}


def reminded(reader: Any, kind: MailKind = SUBMISSION_REMINDER) -> Mail | None:
    mails = tell(
        kind,
        [reader],
        lambda _names: values(kind),
        about=reader.journal_subject,
        programme=load_package(market_folder()).programme,
        now=NOW,
        actor="systeme",
        occasion="-3",
    )
    return mails[0] if mails else None


def test_a_reminder_says_how_to_hear_of_it_no_more() -> None:
    reader = person()
    assert reminded(reader) == reminded(reader)
    run_all(NOW)
    (sent,) = outbox.outbox
    assert "Pour ne plus recevoir ces rappels : http://localhost:8000/notifications/reglages/" in sent.body


@pytest.mark.parametrize("kind", REMINDERS, ids=lambda kind: kind.id)
def test_a_silenced_reminder_is_not_written(kind: MailKind) -> None:
    reader = person()
    assert kind.reminder_of is not None
    services.choose_silence(reader, frozenset({kind.reminder_of}), now=NOW)
    assert reminded(reader, kind) is None
    assert not Mail.objects.exists()


def test_a_reminder_silenced_before_it_leaves_is_withheld() -> None:
    reader = person()
    mail = reminded(reader)
    assert mail is not None
    services.choose_silence(reader, frozenset({DEADLINE_NEAR}), now=NOW)
    run_all(NOW)
    mail.refresh_from_db()
    assert (outbox.outbox, mail.withheld) == ([], Withheld.SILENCED)


@pytest.mark.parametrize("kind", LEGAL, ids=lambda kind: kind.id)
def test_what_has_legal_effect_is_no_reminder_and_knows_no_silence(kind: MailKind) -> None:
    reader = person()
    services.choose_silence(reader, frozenset(news_kinds()), now=NOW)
    assert kind.reminder_of is None
    assert reminded(reader, kind) is not None
    run_all(NOW)
    assert len(outbox.outbox) == 1


def test_choosing_silence_is_an_act_when_it_changes_something() -> None:
    reader = person()
    both = frozenset({MESSAGE, ASSIGNED})
    for silenced in (both, both, frozenset[NewsKind]()):
        services.choose_silence(reader, silenced, now=NOW)
    acts = Act.objects.filter(event="silence_chosen").order_by("pk")
    assert [act.details for act in acts] == [{"silenced": ["assigned", "message"]}, {"silenced": []}]
    assert not Preference.objects.filter(silenced=True).exists()


# a mail server that fails


class Server(BaseEmailBackend):
    """A mail server that refuses while `refuses` is true."""

    refuses = True
    messages: list[Any] = []  # noqa: RUF012 - shared on purpose: Django makes one object for each message

    def send_messages(self, email_messages: Any) -> int:
        if Server.refuses:
            raise ConnectionRefusedError(email_messages[0].to[0])
        Server.messages.extend(email_messages)
        return len(email_messages)


@pytest.fixture
def server(settings: Any) -> type[Server]:
    settings.EMAIL_BACKEND = "tests.notifications.test_sending.Server"
    Server.refuses, Server.messages = True, []
    return Server


def test_a_server_that_refuses_is_tried_again(server: type[Server]) -> None:
    mail = sent_to(person())
    (attempt,) = run_all(NOW)
    assert isinstance(attempt.error, ConnectionRefusedError)
    server.refuses = False
    assert run_all(NOW + timedelta(seconds=59)) == []
    run_all(NOW + timedelta(minutes=1))
    mail.refresh_from_db()
    assert len(server.messages) == 1
    assert (mail.state, mail.sent_at) == (MailState.SENT, NOW + timedelta(minutes=1))
    assert events() == ["mail_queued", "mail_sent"]


def test_after_its_last_attempt_a_mail_is_told_not_sent_and_can_be_put_back(server: type[Server]) -> None:
    mail = sent_to(person())
    for day in range(ATTEMPTS):
        assert run_all(NOW + timedelta(days=2 * day))
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED
    assert events() == ["mail_queued", "mail_failed"]
    server.refuses = False
    deliver.later(mail.pk)
    run_all(NOW + timedelta(days=30))
    mail.refresh_from_db()
    assert (mail.state, len(server.messages)) == (MailState.SENT, 1)


def test_a_mail_delivered_twice_leaves_once() -> None:
    mail = sent_to(person())
    deliver.later(mail.pk)
    assert [attempt.error for attempt in run_all(NOW)] == [None, None]
    assert len(outbox.outbox) == 1
    assert events() == ["mail_queued", "mail_sent"]


def test_while_one_worker_sends_another_waits() -> None:
    mail = sent_to(person())
    Mail.objects.filter(pk=mail.pk).update(sending_since=NOW - timedelta(seconds=119))
    (attempt,) = run_all(NOW)
    assert isinstance(attempt.error, InFlight)
    assert outbox.outbox == []


def test_what_a_dead_worker_was_sending_is_sent_again_with_the_same_identifier() -> None:
    mail = sent_to(person())
    run_all(NOW)
    Mail.objects.filter(pk=mail.pk).update(state=MailState.QUEUED, sent_at=None, sending_since=NOW)
    deliver.later(mail.pk)
    run_all(NOW + timedelta(minutes=2))
    first, second = outbox.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


# the journal


def test_the_journal_says_who_was_told_of_what_and_nothing_of_who_they_are() -> None:
    officer, mail = officer_told_of_a_request()
    run_all(NOW)
    for act in Act.objects.filter(event__in=("mail_queued", "mail_sent")):
        assert (act.subject_kind, act.subject_id) == ("account_request", mail.subject_id)
        assert act.details == {"mail": mail.pk, "kind": "recevable", "person": str(officer.pk)}
        assert act.actor == ("somebody" if act.event == "mail_queued" else "systeme")
