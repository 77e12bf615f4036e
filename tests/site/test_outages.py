"""A platform whose database or disk fails says so on a page that needs neither, and loses nothing of what was typed."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, Error, InternalError, OperationalError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from poincon.correspondence.models import DossierMessage
from poincon.journal.services import DaySealed
from poincon.people.access import public_page
from poincon.site import urls
from poincon.site.outages import AWAY, BUSY, FULL, READ_ONLY, Outage, outage_of
from tests.admissibility.factories import address, scene
from tests.dossiers.factories import autosave, dossier, structure
from tests.pages import hidden
from tests.site.routes import EXAMPLES, routes

OURS = {"Origin": "http://testserver"}
TEXT = "Bonjour,\nnous joignons <demain> l’attestation « promise »."
OFFLINE = {"healthz", "readyz"}
"""Addresses that answer by themselves when the database does not."""


@contextmanager
def database_away() -> Iterator[list[str]]:
    """Every question to the database fails; gives those that were asked."""
    questions: list[str] = []

    def refuse(execute: Any, sql: str, *arguments: Any) -> None:
        questions.append(sql)
        raise OperationalError("the connection is lost")

    with connection.execute_wrapper(refuse):
        yield questions


def plain(client: Client) -> Client:
    """Errors become answers, as they do outside tests."""
    client.raise_request_exception = False
    return client


# which trouble it is


def full(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "full.sqlite3")) as database:
        database.execute("PRAGMA max_page_count = 1")
        database.execute("CREATE TABLE a (b)")


def read_only(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "frozen.sqlite3")) as database:
        database.execute("CREATE TABLE a (b)")
        database.execute("PRAGMA query_only = ON")
        database.execute("INSERT INTO a VALUES (1)")


def locked(folder: Path) -> None:
    with (
        closing(sqlite3.connect(folder / "busy.sqlite3")) as first,
        closing(sqlite3.connect(folder / "busy.sqlite3", timeout=0)) as second,
    ):
        first.execute("BEGIN EXCLUSIVE")
        second.execute("CREATE TABLE a (b)")


def absent(folder: Path) -> None:
    sqlite3.connect(folder / "nowhere" / "a.sqlite3")


def our_fault(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "new.sqlite3")) as database:
        database.execute("SELECT 1 FROM missing")


@pytest.mark.parametrize(
    ("fail", "outage"), [(full, FULL), (read_only, READ_ONLY), (locked, BUSY), (absent, AWAY), (our_fault, None)]
)
def test_what_sqlite_says_is_understood(tmp_path: Path, fail: Callable[[Path], None], outage: Outage | None) -> None:
    with pytest.raises(sqlite3.OperationalError) as refusal:
        fail(tmp_path)
    error = OperationalError("wrapped")
    error.__cause__ = refusal.value
    assert outage_of(error) is outage


@pytest.mark.parametrize(
    ("kind", "cause", "outage"),
    [
        (OperationalError, psycopg.errors.DiskFull(), FULL),
        (InternalError, psycopg.errors.ReadOnlySqlTransaction(), READ_ONLY),
        (OperationalError, psycopg.errors.QueryCanceled(), BUSY),
        (OperationalError, psycopg.errors.TooManyConnections(), BUSY),
        (OperationalError, psycopg.errors.DeadlockDetected(), BUSY),
        (OperationalError, psycopg.errors.AdminShutdown(), AWAY),
        (OperationalError, psycopg.OperationalError("the connection is lost"), AWAY),
        (DatabaseError, psycopg.errors.UndefinedTable(), None),
        (InternalError, psycopg.errors.InFailedSqlTransaction(), None),
        (ProgrammingError, psycopg.ProgrammingError("the cursor is closed"), None),
    ],
)
def test_what_postgresql_says_is_understood(kind: type[Error], cause: Exception, outage: Outage | None) -> None:
    error = kind("wrapped")
    error.__cause__ = cause
    assert outage_of(error) is outage


@pytest.mark.parametrize(
    ("number", "outage"), [(errno.ENOSPC, FULL), (errno.EDQUOT, FULL), (errno.EROFS, READ_ONLY), (errno.ENOENT, None)]
)
def test_what_the_disk_says_is_understood(number: int, outage: Outage | None) -> None:
    assert outage_of(OSError(number, "trouble")) is outage


# the page


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_says_so_when_the_database_is_away(method: str) -> None:
    here, client = structure(), plain(Client())
    client.force_login(here.editor)
    answers = {}
    with database_away():
        for route in routes():
            if route.name not in OFFLINE:
                arguments = {name: EXAMPLES[converter] for name, converter in route.parameters.items()}
                response = getattr(client, method)(reverse(route.name, kwargs=arguments))
                answers[route.name] = (response.status_code, "ne répond pas" in response.content.decode())
    assert {name: answer for name, answer in answers.items() if answer != (503, True)} == {}


@pytest.mark.django_db
def test_the_page_tells_what_to_do_and_asks_the_database_nothing() -> None:
    client = plain(Client())
    client.force_login(structure().editor)
    with database_away() as questions:
        response = client.get(reverse("dossiers:list"))
    page = response.content.decode()
    assert len(questions) == 1  # the one that failed
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (
        503, "60", "private, no-store"
    )  # fmt: skip
    assert "Attendez une minute" in page
    assert "Essayer de nouveau" in page
    assert "the connection is lost" not in page
    assert "<script" not in page
    assert " style=" not in page
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_trying_again_leads_to_no_other_site() -> None:
    client = plain(Client())
    client.force_login(structure().editor)
    with database_away():
        page = client.get("/", PATH_INFO="//elsewhere.example/").content.decode()
    assert 'href="/%2Felsewhere.example/"' in page


@pytest.mark.django_db
def test_a_stranger_who_chose_english_is_told_in_english() -> None:
    client = plain(Client())
    client.cookies["django_language"] = "en"
    with database_away():
        response = client.get("/")
    assert '<html lang="en"' in response.content.decode()
    assert "The platform’s database does not answer." in response.content.decode()
    assert response["Content-Language"] == "en"


@pytest.mark.django_db
def test_what_was_posted_is_given_back_and_sent_again_once_the_database_is_there() -> None:
    here, client = scene(), plain(Client(enforce_csrf_checks=True))
    client.force_login(here.structure.head)
    typed = {"texte": TEXT, **hidden(client.get(address("messages", here.dossier)).content.decode())}
    with database_away():
        response = client.post(address("messages", here.dossier), typed, headers=OURS)
    page = response.content.decode()
    assert response.status_code == 503
    assert "gardé sur cette page" in page
    assert "&lt;demain&gt;" in page
    assert not DossierMessage.objects.exists()

    forged = client.post(address("messages", here.dossier), hidden(page) | {"csrfmiddlewaretoken": "x" * 64})
    assert forged.status_code == 403
    again = client.post(address("messages", here.dossier), hidden(page), headers=OURS)
    assert again.status_code == 302
    assert DossierMessage.objects.get().text.split() == TEXT.split()


@pytest.mark.django_db
def test_a_form_of_another_site_or_a_password_is_not_given_back() -> None:
    here, client = scene(), plain(Client())
    client.force_login(here.structure.head)
    sent = {"email": "a@b.example", "password": "tres-secret"}
    with database_away():
        forged = client.post(address("messages", here.dossier), {"texte": TEXT}, headers={"Origin": "null"})
        secret = client.post(reverse("people:sign_in"), sent, headers=OURS)
    for response in (forged, secret):
        page = response.content.decode()
        assert response.status_code == 503
        assert "attestation" not in page
        assert "tres-secret" not in page
        assert "Revenez à la page précédente" in page


@pytest.mark.django_db
def test_a_script_is_told_that_nothing_was_saved_so_that_it_keeps_the_draft_and_tries_again() -> None:
    here, client = structure(), plain(Client())
    client.force_login(here.editor)
    draft = dossier(here)
    body = {"version": 0, "changes": {"nom": "Étal du port"}}
    with database_away():
        response = autosave(client, draft, body)
    # ui/autosave.js: 200 acknowledges; 400, 401, 403, 409 and 413 stop it; whatever else is tried again
    assert (response.status_code, response.json()["error"]) == (503, "unavailable")
    assert autosave(client, draft, body).status_code == 200


@public_page
def full_disk(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device")


@public_page
def sealed_day(request: HttpRequest) -> HttpResponse:
    raise DaySealed("2026-11-30 is sealed: no act can be added to it")


@public_page
def unexpected(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOENT, "the secret cause")


urlpatterns = [*urls.urlpatterns, path("plein/", full_disk), path("panne/", unexpected), path("scelle/", sealed_day)]
handler500 = urls.handler500


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_full_disk_and_a_journal_ahead_are_told_and_what_we_did_wrong_is_not_taken_for_it() -> None:
    client = plain(Client())
    response = client.get("/plein/")
    assert (response.status_code, "plus de place sur le serveur" in response.content.decode()) == (503, True)
    assert client.get("/panne/").status_code == 500
    response = client.get("/scelle/")
    assert (response.status_code, "une horloge a avancé" in response.content.decode()) == (503, True)


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite is easily made read-only for one connection")
def test_a_database_that_cannot_be_written_gives_back_what_was_typed() -> None:
    here, client = scene(), plain(Client())
    client.force_login(here.structure.head)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        response = client.post(address("messages", here.dossier), {"texte": TEXT}, headers=OURS)
        cursor.execute("PRAGMA query_only = OFF")
    page = response.content.decode()
    assert response.status_code == 503
    assert "ouverte qu’en lecture" in page
    assert "attestation" in page
