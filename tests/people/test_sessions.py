"""Where one is signed in: the list, ending one, ending all, what an ended session may still do: nothing."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.people.authentication import sessions
from poincon.people.authentication.browsers import browser_words
from poincon.people.enums import Role
from poincon.people.models import Person, SignedInSession
from tests.people.makers import PASSWORD, organisation, person
from tests.people.proofs import give_password, make_older, who
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"


def browser(someone: Person, presented: str = FIREFOX) -> Client:
    """Another browser, where that person has signed in."""
    client = Client(headers={"User-Agent": presented})
    assert give_password(client, someone).status_code == 302
    return client


def row_of(client: Client) -> SignedInSession:
    return SignedInSession.objects.get(session_key=client.session.session_key)


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_each_browser_and_which_one_this_is(client: Client) -> None:
    someone = person()
    here, other = browser(someone), browser(someone, SAFARI)
    browser(person())
    page = here.get("/compte/connexions/")
    shown = [(row["browser"], row["here"], row["address"]) for row in page.context["sessions"]]
    assert shown == [("Firefox sur Windows", True, "127.0.0.1"), ("Safari sur iPhone", False, "127.0.0.1")]
    text = page.content.decode()
    assert "celui-ci" in text
    assert "(heure de Paris)" in text
    assert row_of(other).session_key not in text


def test_signing_in_is_recorded_without_address_nor_browser() -> None:
    someone = person()
    opened = row_of(browser(someone))
    act = Act.objects.get(subject_kind="person", subject_id=str(someone.pk), event="signed_in")
    assert (act.actor, act.details) == (
        str(someone.pk),
        {"by": "password", "strong": False, "session": str(opened.pk)},
    )


@pytest.mark.parametrize(
    ("presented", "words"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (SAFARI, "Safari sur iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge sur Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome sur Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605", "Safari sur macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 OPR/120.0 Chrome/140.0 Safari/537.36", "Opera sur Linux"),
        ("curl/8.0", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_told_in_words(presented: str, words: str) -> None:
    assert browser_words(presented) == words


def test_what_a_browser_says_of_itself_is_bounded_and_never_markup() -> None:
    someone = person()
    client = browser(someone, "<script>" + "x" * 5000)
    assert len(row_of(client).browser) == 300
    assert "<script>x" not in client.get("/compte/connexions/").content.decode()


@pytest.mark.parametrize("change", [{"seen_at": NOW - timedelta(1)}, {"expires_at": NOW}, {"session_key": "a" * 32}])
def test_the_database_refuses_what_cannot_be(change: dict[str, Any]) -> None:
    values = {"session_key": "b" * 32, "opened_at": NOW, "seen_at": NOW, "expires_at": NOW + timedelta(1)}
    SignedInSession.objects.create(person=person(), **(values | {"session_key": "a" * 32}))
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedInSession.objects.create(person=person(), **(values | change))


# --- ending ---------------------------------------------------------------------------------------------------------


def test_ending_a_session_signs_that_browser_out(client: Client) -> None:
    someone = person()
    here, other = browser(someone), browser(someone)
    ended = row_of(other)
    assert here.post(f"/compte/connexions/{ended.pk}/fermer/")["Location"] == "/compte/connexions/"
    assert who(other) is None
    assert who(here) == someone
    assert "Cette connexion est fermée." in here.get("/compte/connexions/").content.decode()
    assert not Session.objects.filter(session_key=ended.session_key).exists()
    assert Act.objects.get(event="session_ended").details == {"session": str(ended.pk)}


def test_a_script_of_an_ended_session_is_told_by_401(client: Client) -> None:
    someone = person()
    here, other = browser(someone), browser(someone)
    here.post(f"/compte/connexions/{row_of(other).pk}/fermer/")
    response = other.post("/compte/preuves/cles/demande/", "{}", content_type="application/json")
    assert response.status_code == 401
    assert "ce que vous avez écrit est gardé" in response.json()["message"]


def test_nobody_ends_the_session_of_somebody_else(client: Client) -> None:
    mine, theirs = browser(person()), browser(person())
    assert mine.post(f"/compte/connexions/{row_of(theirs).pk}/fermer/").status_code == 404
    assert who(theirs) is not None


def test_ending_this_session_is_signing_out(client: Client) -> None:
    here = browser(person())
    assert here.post(f"/compte/connexions/{row_of(here).pk}/fermer/")["Location"] == "/"
    assert who(here) is None


def test_signing_out_everywhere_else_leaves_this_one() -> None:
    someone = person()
    here, browsers = browser(someone), [browser(someone) for _ in range(3)]
    assert here.post("/compte/connexions/fermer/")["Location"] == "/compte/connexions/"
    assert [who(client) for client in browsers] == [None] * 3
    assert who(here) == someone
    assert Act.objects.get(event="sessions_ended").details == {"count": 3}


def test_signing_out_everywhere_includes_this_one_when_asked() -> None:
    someone, stranger = person(), browser(person())
    here, other = browser(someone), browser(someone)
    assert here.post("/compte/connexions/fermer/", {"ici": "oui"})["Location"] == "/"
    assert (who(here), who(other)) == (None, None)
    assert not SignedInSession.objects.filter(person=someone).exists()
    assert who(stranger) is not None


def test_signing_out_takes_the_session_off_the_list() -> None:
    someone = person()
    here = browser(someone)
    here.post("/deconnexion/")
    assert not SignedInSession.objects.exists()


def test_signing_in_again_in_the_same_browser_leaves_one_session() -> None:
    first, second = person(), person()
    here = browser(first)
    key = here.session.session_key
    give_password(here, second)
    assert [session.person for session in SignedInSession.objects.all()] == [second]
    assert here.session.session_key != key
    assert not Session.objects.filter(session_key=key).exists()


# --- last seen, and the end of time ---------------------------------------------------------------------------------


def later(client: Client, ago: timedelta) -> SignedInSession:
    """As if that browser had been seen a while ago, by another process."""
    row = row_of(client)
    SignedInSession.objects.filter(pk=row.pk).update(opened_at=row.opened_at - ago, seen_at=row.seen_at - ago)
    cache.clear()
    row.refresh_from_db()
    return row


def test_last_seen_is_written_at_most_every_five_minutes(django_assert_num_queries: Any) -> None:
    here = browser(person())
    row = later(here, timedelta(minutes=4))
    here.get("/healthz")
    before = row.seen_at
    row.refresh_from_db()
    assert row.seen_at == before
    row = later(here, timedelta(minutes=2))
    with django_assert_num_queries(4):  # session, person, memberships, last seen
        here.get("/healthz")
    row.refresh_from_db()
    assert timezone.now() - row.seen_at < timedelta(minutes=1)
    with django_assert_num_queries(3):
        here.get("/healthz")


def test_a_session_ends_after_its_time_whatever_happens_in_it(settings: Any) -> None:
    here = browser(person())
    row = row_of(here)
    assert row.expires_at - row.opened_at == timedelta(seconds=settings.SESSION_COOKIE_AGE)
    make_older(here, timedelta(minutes=11))
    here.post("/compte/confirmer/", {"password": PASSWORD})
    session = Session.objects.get(session_key=here.session.session_key)
    assert session.expire_date == row.expires_at


def test_sessions_that_are_over_are_neither_shown_nor_kept() -> None:
    someone = person()
    here, old = browser(someone), browser(someone)
    row = row_of(old)
    day = timedelta(days=1)
    SignedInSession.objects.filter(pk=row.pk).update(
        opened_at=row.opened_at - day, seen_at=row.seen_at - day, expires_at=row.expires_at - day
    )
    assert len(here.get("/compte/connexions/").context["sessions"]) == 1
    sessions.prune(timezone.now())
    assert list(SignedInSession.objects.all()) == [row_of(here)]


def test_the_job_forgets_django_s_own_rows_too() -> None:
    here, old = browser(person()), browser(person())
    Session.objects.filter(session_key=old.session.session_key).update(expire_date=timezone.now() - timedelta(1))
    sessions.prune(timezone.now())
    assert [row.session_key for row in Session.objects.all()] == [here.session.session_key]


# --- the password ---------------------------------------------------------------------------------------------------


NEW = "un tout autre mot de passe"


def change(client: Client, new: str = NEW, again: str = NEW) -> Any:
    return client.post("/compte/mot-de-passe/", {"password": new, "again": again})


def test_changing_the_password_ends_every_other_session_and_says_so() -> None:
    someone = person()
    here, other = browser(someone), browser(someone)
    key = here.session.session_key
    assert change(here)["Location"] == "/compte/"
    assert who(here) == someone
    assert who(other) is None
    assert here.session.session_key != key
    assert [row.session_key for row in SignedInSession.objects.all()] == [here.session.session_key]
    assert "Votre mot de passe est changé" in here.get("/compte/").content.decode()
    assert give_password(Client(), someone).status_code == 422
    assert give_password(Client(), someone, NEW).status_code == 302
    run_all(timezone.now())
    assert [message.subject for message in mail.outbox] == ["Votre mot de passe a changé"]
    assert Act.objects.filter(event="password_chosen").count() == 1


@pytest.mark.parametrize(
    ("new", "again", "field"), [("", "", "password"), ("court", "court", "password"), (NEW, "autre chose", "again")]
)
def test_a_password_that_will_not_do_changes_nothing(new: str, again: str, field: str) -> None:
    someone = person()
    here = browser(someone)
    wrong = change(here, new, again)
    assert wrong.status_code == 422
    assert f'href="#id_{field}"' in wrong.content.decode()
    assert NEW not in wrong.content.decode()
    assert give_password(Client(), someone).status_code == 302


def test_somebody_without_a_password_may_choose_one(client: Client) -> None:
    someone = person()
    here = browser(someone)
    Person.objects.filter(pk=someone.pk).update(password="!")
    someone.refresh_from_db()
    session = here.session
    session["_auth_user_hash"] = someone.get_session_auth_hash()
    session.save()
    assert change(here).status_code == 302
    assert Act.objects.get(event="password_chosen").details == {"first": True}


# --- the page « Votre compte » --------------------------------------------------------------------------------------


def test_the_account_leads_to_what_opens_it() -> None:
    mine = organisation("Centre Alpha")
    someone = person((Role.STRUCTURE_HEAD, mine), (Role.STRUCTURE_EDITOR, mine))
    here = browser(someone)
    page = here.get("/compte/").content.decode()
    for address in ("/compte/mot-de-passe/", "/compte/preuves/", "/compte/connexions/", "/notifications/reglages/"):
        assert f'href="{address}"' in page
    assert someone.email in page
    assert page.count(f'<a class="task-title" href="/structures/{mine.pk}/">Centre Alpha</a>') == 1
    assert 'name="language" value="en"' in page
    assert "Effacer votre compte" in page


def test_nothing_else_signs_anybody_in() -> None:
    """Whoever called Django's `login` would open a session that is not on the list and proves nothing."""
    source = Path(sessions.__file__).parents[1]
    callers = {
        path.name
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.contrib.auth"
        if {"login", "alogin"} & {name.name for name in node.names}
    }
    assert callers == {"sessions.py"}
