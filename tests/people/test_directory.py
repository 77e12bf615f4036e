"""Filling in a structure from a directory of companies: recorded answers, replayed by a server on this machine."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.test import Client

from poincon.people.accounts import directory
from poincon.people.accounts.directory import Listed, NoAnswer
from poincon.people.attempts import SEARCHING_A_STRUCTURE
from poincon.people.models import AccountRequest
from tests.people.requests_made import ADDRESS, typed

RECORDINGS = Path(__file__).parent / "recordings"
SIREN = "000009001"
CENTRE = (RECORDINGS / "centre.json").read_bytes()


@dataclass
class Fake:
    """What the directory answers, and the paths of its requests."""

    content: bytes = CENTRE
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    slowly: float = 0
    """Seconds before each byte."""
    paths: list[str] = field(default_factory=list)


@pytest.fixture
def fake(settings: Any) -> Iterator[Fake]:
    service = Fake()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.paths.append(self.path)
            self.send_response(service.status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(service.content)))
            self.end_headers()
            self._write()

        def _write(self) -> None:
            try:
                if not service.slowly:
                    self.wfile.write(service.content)
                    return
                for byte in service.content:
                    time.sleep(service.slowly)
                    self.wfile.write(bytes([byte]))
            except OSError:  # whoever asked has gone
                return

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name that the library gives
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    settings.DIRECTORY_URL = f"http://127.0.0.1:{server.server_port}/api"
    yield service
    server.shutdown()
    server.server_close()


def test_a_structure_is_found_by_its_siren(fake: Fake) -> None:
    assert directory.look_up(SIREN) == Listed("CENTRE D'ESSAIS INVENTÉ DE BREST", "BREST", "53")
    assert fake.paths == [f"/api/search?q={SIREN}"]


def test_a_number_that_nobody_has_is_nobody(fake: Fake) -> None:
    fake.content = (RECORDINGS / "nobody.json").read_bytes()
    assert directory.look_up(SIREN) is None


def test_the_neighbour_that_a_directory_also_finds_is_not_taken_for_it(fake: Fake) -> None:
    assert directory.look_up("000000000") is None


def test_what_is_lacking_or_unknown_is_left_empty(fake: Fake) -> None:
    fake.content = b'{"results": [{"siren": "%s", "nom_complet": "A\\u0000  B\\nC", "siege": {"region": "99"}}]}' % (
        SIREN.encode()
    )
    assert directory.look_up(SIREN) == Listed("A B C", "", "")


@pytest.mark.parametrize(
    "broken",
    [
        {"status": 500},
        {"status": 429},
        {"status": 302, "headers": {"Location": "/api/search?q=ailleurs"}},
        {"content": b"<html>"},
        {"content": b"[]"},
        {"content": b"null"},
        {"content": b'{"results": 3}'},
        {"content": b'{"results": [[]]}'},
        {"content": b'{"results": [{"siren": "%s", "siege": []}]}' % SIREN.encode()},
        {"content": b'{"results": ' + b"[" * 100_000},
        {"content": b'{"padding": "' + b"a" * directory.LARGEST + b'",' + CENTRE[1:]},
        {"content": b"\xff\xfe\x00"},
        {"headers": {"Content-Encoding": "gzip"}},
    ],
    ids=str,
)
def test_whatever_a_directory_answers_wrongly_is_no_answer(fake: Fake, broken: dict[str, Any]) -> None:
    for name, value in broken.items():
        setattr(fake, name, value)
    try:
        listing = directory.look_up(SIREN)
    except NoAnswer:
        listing = None
    assert listing is None or listing == Listed("", "", "")
    assert len(fake.paths) == 1


def test_a_directory_that_is_not_there_is_no_answer(settings: Any) -> None:
    with socket.socket() as bound_socket:
        bound_socket.bind(("127.0.0.1", 0))
        settings.DIRECTORY_URL = f"http://127.0.0.1:{bound_socket.getsockname()[1]}"
        with pytest.raises(NoAnswer):
            directory.look_up(SIREN)


@pytest.mark.parametrize("slowly", [1.0, 0.02], ids=["silent", "by drops"])
def test_a_slow_directory_is_not_waited_for(fake: Fake, monkeypatch: pytest.MonkeyPatch, slowly: float) -> None:
    monkeypatch.setattr(directory, "TIMEOUT", 0.3)
    fake.slowly = slowly
    start = time.monotonic()
    with pytest.raises(NoAnswer):
        directory.look_up(SIREN)
    assert time.monotonic() - start < 3


# in the form


Search = Callable[..., Any]


@pytest.fixture
def search(client: Client, db: None) -> Search:
    return lambda **changes: client.post(ADDRESS, typed(siren=SIREN, **changes) | {"chercher": "1"})


def test_without_a_directory_there_is_no_button_and_the_search_is_a_request_like_another(
    client: Client, db: None
) -> None:
    assert "Chercher cette structure" not in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, typed(siren=SIREN) | {"chercher": "1"}).status_code == 302


def test_the_button_fills_in_the_structure_and_says_what_it_replaced(fake: Fake, search: Search) -> None:
    response = search(structure_name="Le CEIB", city="")
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="CENTRE D&#x27;ESSAIS INVENTÉ DE BREST"' in page
    assert 'value="BREST"' in page
    assert "Vous aviez écrit\u00a0: Le CEIB." in page
    assert 'value="Zoé Lantier"' in page
    assert not AccountRequest.objects.exists()


def test_searching_asks_nothing_of_the_rest_of_the_form(fake: Fake, search: Search) -> None:
    response = search(full_name="", email="", role="", region="", structure_name="", city="", position="")
    assert response.status_code == 200
    assert "error-summary" not in response.content.decode()


def test_a_wrong_siren_is_told_before_any_search(fake: Fake, client: Client, db: None) -> None:
    response = client.post(ADDRESS, typed(siren="123", full_name="") | {"chercher": "1"})
    assert response.status_code == 422
    assert response.content.decode().count('href="#id_') == 1
    assert fake.paths == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"status": 503}, "L’annuaire ne répond pas\u00a0: écrivez le nom vous-même"),
        ({"content": (RECORDINGS / "nobody.json").read_bytes()}, "L’annuaire ne connaît pas ce numéro"),
    ],
)
def test_a_directory_of_no_help_loses_nothing_that_was_typed(
    fake: Fake, search: Search, answer: dict[str, Any], sentence: str
) -> None:
    for name, value in answer.items():
        setattr(fake, name, value)
    response = search(structure_name="Le CEIB")
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    for text in ("Le CEIB", "Zoé Lantier", "zoe.lantier@essai.example", "Directrice", "Paul Ost me connaît.", SIREN):
        assert text in page


def test_who_searches_a_lot_waits_and_loses_nothing(fake: Fake, search: Search) -> None:
    statuses = [search().status_code for _ in range(SEARCHING_A_STRUCTURE["address"].count + 1)]
    assert statuses == [200] * (len(statuses) - 1) + [429]
    assert len(fake.paths) == len(statuses) - 1
