"""One digest a day at most, of what is new at that moment for that person, and of nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.db import connection
from django_tasks_db.models import DBTaskResult

from poincon.correspondence.news_kinds import MESSAGE
from poincon.dossiers.news_kinds import SUBMITTED
from poincon.jobs.tasks import running_at
from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.notifications import about_accounts
from poincon.notifications.about_accounts import ACCOUNT_REQUEST
from poincon.notifications.delivery import InFlight
from poincon.notifications.digests import send_all, send_digest
from poincon.notifications.items import Item
from poincon.notifications.models import Digest
from poincon.notifications.services import choose_silence
from poincon.people.enums import RequestState, Role
from poincon.people.models import Membership, Person
from poincon.workflow.subjects import within_reach
from tests.notifications.makers import BROKEN, HOUR, NEWS, SPOKEN, account_request, item
from tests.people.makers import organisation, person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def head() -> Person:
    return person((Role.STRUCTURE_HEAD, organisation()))


def sent() -> list[EmailMessage]:
    return list(outbox.outbox)


def digest_all(now: datetime = NOW) -> int:
    count = send_all(now)
    run_all(now)
    return count


def test_the_news_of_a_day_are_one_mail_by_kind_with_links() -> None:
    reader = head()
    NEWS.extend(
        [
            (reader, item(MESSAGE, "Un message sur Chez Paul", NOW - 2 * HOUR)),
            (reader, item(SUBMITTED, "Chez Paul a déposé", NOW - HOUR)),
            (reader, item(SUBMITTED, "Chez Zoé a déposé", NOW)),
        ]
    )
    digest_all()
    (mail,) = sent()
    assert mail.to == [reader.email]
    assert mail.subject == "3 nouvelles sur Poinçon"
    assert mail.body.index("Chez Zoé") < mail.body.index("Chez Paul a déposé") < mail.body.index("Un message sur")
    assert "Un dossier est déposé\n– Chez Zoé a déposé\n  http://localhost:8000/dossiers/\n" in mail.body
    assert mail.extra_headers["List-Unsubscribe"] == "<http://localhost:8000/notifications/reglages/>"
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_news_are_asked_and_told_in_the_language_of_the_person(language: str) -> None:
    reader = head()
    reader.language = language
    reader.save()
    NEWS.append((reader, item()))
    digest_all()
    assert [language] == SPOKEN
    assert len(sent()) == 1


def test_a_digest_spells_out_the_first_of_many_and_counts_the_others() -> None:
    reader = head()
    NEWS.extend((reader, item(text=f"Dossier {number}.")) for number in range(10_000))
    digest_all()
    (mail,) = sent()
    assert mail.subject.startswith("10000 nouvelles")
    assert mail.body.count("– Dossier") == 20
    assert "– et 9980 autres, à lire ici\u00a0: http://localhost:8000/notifications/" in mail.body


def test_without_news_nothing_is_sent_and_nothing_is_kept() -> None:
    head()
    assert digest_all() == 1
    assert (sent(), Digest.objects.count()) == ([], 0)


def test_each_hears_of_their_own_news_only() -> None:
    first, second = head(), head()
    NEWS.append((first, item(text="Pour la première")))
    NEWS.append((second, item(text="Pour la deuxième")))
    digest_all()
    bodies = {mail.to[0]: mail.body for mail in sent()}
    assert "Pour la première" in bodies[first.email]
    assert "Pour la deuxième" not in bodies[first.email]
    assert "Pour la première" not in bodies[second.email]


def test_a_digest_is_sent_once_a_day() -> None:
    reader = head()
    NEWS.append((reader, item()))
    digest_all()
    NEWS.append((reader, item(text="Plus tard", at=NOW + HOUR)))
    assert digest_all(NOW + 2 * HOUR) == 0
    send_digest.later(str(reader.pk), NOW.date().isoformat())
    run_all(NOW + 2 * HOUR)
    assert len(sent()) == 1


def test_each_digest_takes_over_where_the_last_one_ended() -> None:
    reader = head()
    NEWS.append((reader, item(text="Lundi", at=NOW - HOUR)))
    digest_all()
    NEWS.append((reader, item(text="Mardi", at=NOW + HOUR)))
    digest_all(NOW + DAY)
    monday, tuesday = sent()
    assert "Lundi" in monday.body
    assert "Lundi" not in tuesday.body
    assert "Mardi" in tuesday.body


def test_days_without_a_digest_are_made_up_for() -> None:
    reader = head()
    NEWS.append((reader, item(at=NOW)))
    digest_all()
    NEWS.append((reader, item(text="Vendredi", at=NOW + HOUR)))
    digest_all(NOW + 4 * DAY)
    assert "Vendredi" in sent()[1].body


def test_a_first_digest_goes_back_one_day_and_no_digest_more_than_a_week() -> None:
    reader = head()
    NEWS.append((reader, item(text="Avant-hier", at=NOW - 2 * DAY)))
    digest_all()
    assert sent() == []
    NEWS.append((reader, item(text="Premier", at=NOW)))
    digest_all()
    NEWS.append((reader, item(text="Ancien", at=NOW + HOUR)))
    NEWS.append((reader, item(text="Récent", at=NOW + 9 * DAY)))
    digest_all(NOW + 10 * DAY)
    assert "Ancien" not in sent()[1].body
    assert "Récent" in sent()[1].body


@pytest.mark.django_db(transaction=True)
def test_two_digests_at_once_are_one() -> None:
    reader = head()
    NEWS.append((reader, item()))
    start = Barrier(4)

    def work(_number: int) -> str:
        try:
            start.wait(20)
            with running_at(NOW):
                send_digest(str(reader.pk), "2027-03-15")
        except Exception as error:  # noqa: BLE001 - which one is what the test looks at
            return type(error).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(work, range(4))) <= {"", "InFlight"}
    assert len(sent()) == 1
    assert Digest.objects.get().sent_at == NOW
    assert Act.objects.filter(event="digest_sent").count() == 1


def test_while_one_worker_sends_a_digest_another_waits_and_takes_over_from_a_dead_one() -> None:
    reader = head()
    NEWS.append((reader, item()))
    began = NOW - timedelta(seconds=119)
    Digest.objects.create(person=reader, day=NOW.date(), since=NOW - DAY, until=NOW, count=1, sending_since=began)
    send_all(NOW)
    (attempt,) = run_all(NOW)
    assert isinstance(attempt.error, InFlight)
    assert sent() == []
    run_all(NOW + timedelta(minutes=1))
    assert len(sent()) == 1


def test_news_that_fail_for_one_person_stop_nobody_else() -> None:
    broken, well = head(), head()
    BROKEN.add(str(broken.pk))
    NEWS.append((None, item()))
    digest_all()
    assert [mail.to for mail in sent()] == [[well.email]]
    BROKEN.clear()
    run_all(NOW + timedelta(minutes=1))
    assert [mail.to for mail in sent()] == [[well.email], [broken.email]]


def test_what_changed_before_the_digest_leaves_is_not_in_it() -> None:
    reader = head()
    NEWS.append((reader, item()))
    send_all(NOW)
    NEWS.clear()
    run_all(NOW)
    assert sent() == []


def test_a_digest_that_could_not_leave_that_day_is_left_to_the_next() -> None:
    reader = head()
    NEWS.append((reader, item()))
    send_all(NOW)
    run_all(datetime(2027, 3, 15, 23, 30, tzinfo=UTC))  # the 16th in Paris
    assert sent() == []
    digest_all(NOW + DAY)
    assert len(sent()) == 0  # older than a day, and no digest before it
    NEWS.append((reader, item(at=NOW + DAY)))
    digest_all(NOW + DAY)
    assert len(sent()) == 1


class Refusing:
    def __init__(self, *arguments: Any, **options: Any) -> None:
        pass

    def send_messages(self, _messages: Any) -> int:
        raise ConnectionRefusedError


def test_a_server_that_refuses_is_tried_again_with_the_news_of_then(settings: Any) -> None:
    reader = head()
    NEWS.append((reader, item(text="Première")))
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.notifications.test_digests.Refusing"
    digest_all()
    settings.EMAIL_BACKEND = backend
    NEWS.append((reader, item(text="Deuxième", at=NOW + timedelta(seconds=30))))
    run_all(NOW + timedelta(minutes=1))
    (mail,) = sent()
    assert "Première" in mail.body
    assert "Deuxième" in mail.body
    assert Digest.objects.get().count == 2


def test_silenced_kinds_are_left_out() -> None:
    reader = head()
    choose_silence(reader, frozenset({MESSAGE}), now=NOW)
    NEWS.append((reader, item(MESSAGE, "Un message")))
    digest_all()
    assert sent() == []
    NEWS.append((reader, item()))
    digest_all()
    assert "Un message" not in sent()[0].body


def test_only_who_has_an_account_and_a_role_today_has_a_digest() -> None:
    leaver, ended, later = head(), head(), head()
    person()  # no role at all
    leaver.is_active = False
    leaver.save()
    Membership.objects.filter(person=ended).update(ends=NOW.date() - DAY)
    Membership.objects.filter(person=later).update(starts=NOW.date() + DAY)
    NEWS.append((None, item()))
    assert digest_all() == 0
    assert sent() == []


def test_who_lost_their_account_since_it_was_queued_has_none() -> None:
    reader = head()
    NEWS.append((reader, item()))
    send_all(NOW)
    reader.is_active = False
    reader.save()
    run_all(NOW)
    assert sent() == []


def test_the_journal_counts_by_kind_and_says_no_more() -> None:
    reader = head()
    NEWS.extend([(reader, item()), (reader, item()), (reader, item(MESSAGE))])
    digest_all()
    act = Act.objects.get(event="digest_sent")
    assert (act.subject_kind, act.subject_id) == ("person", str(reader.pk))
    assert act.details == {"day": "2027-03-15", "counts": {"submitted": 2, "message": 1}}


def test_each_person_is_a_job_of_their_own() -> None:
    for _ in range(3):
        head()
    send_all(NOW)
    assert DBTaskResult.objects.filter(task_path="poincon.notifications.digests.send_digest").count() == 3


# account requests


def news_of(official: Person) -> list[Item]:
    return about_accounts.news(official, NOW - DAY, NOW)


@pytest.mark.parametrize(
    ("role", "region", "is_news"),
    [
        (Role.REGIONAL_OFFICER, "53", True),
        (Role.MINISTRY, None, True),
        (Role.ADMINISTRATOR, None, True),
        (Role.REGIONAL_OFFICER, "75", False),
        (Role.COMMITTEE_MEMBER, "53", False),
        (Role.EXPERT, "53", False),
    ],
)
def test_who_answers_account_requests_hears_of_them(role: Role, region: str | None, is_news: bool) -> None:
    official = person((role, region))
    request = account_request("53", "Chez Paul")
    items = news_of(official)
    assert [(item.kind, str(request.pk) in item.url) for item in items] == [(ACCOUNT_REQUEST, True)] * is_news
    assert all("Chez Paul" in item.text and "Demandeuse" not in item.text for item in items)
    assert bool(within_reach(official, [request.journal_subject], NOW)) is is_news


def test_a_request_that_was_answered_or_told_already_is_no_news() -> None:
    official = person((Role.REGIONAL_OFFICER, "53"))
    account_request(made_at=NOW - 2 * DAY)
    answered = account_request(made_at=NOW - HOUR)
    answered.state, answered.decided_at, answered.reason = RequestState.REFUSED, NOW, "non"
    answered.save()
    assert news_of(official) == []
