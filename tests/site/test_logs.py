"""No log holds what opens something by itself: links, sessions, forms, codes of the identity provider."""

from __future__ import annotations

import io
import logging
import logging.config
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.log import log_response
from django_tasks_db.models import DBTaskResult
from gunicorn.config import Config  # type: ignore[import-untyped]

from poincon.jobs.worker import run_all
from poincon.people import mailing
from poincon.people.accounts import inviting
from poincon.people.enums import Role
from poincon.people.links import invitation_token, password_link
from poincon.site.environment.table import read
from poincon.site.logs import MASK, mask
from poincon.site.processes import Server
from poincon.site.server_logs import MaskingLogger
from tests.people.makers import organisation, person
from tests.site.routes import Route, routes

SECRET_PARAMETERS = {"token", "key", "code", "secret", "state"}
TOKEN = "Zl5Y0sTq7bJ-e2V_xW9cK1uRhA4dM8gPfN3oQiLtB6E"  # noqa: S105 - of nobody
"""As `invitation_token` makes one."""
OF_PASSWORD = "cabcde-0123456789abcdef0123456789abcdef"  # noqa: S105 - of nobody
"""As Django makes one."""


def routes_with_a_token() -> list[Route]:
    return [route for route in routes() if SECRET_PARAMETERS & set(route.parameters)]


def address_of(route: Route, token: str) -> str:
    values = {name: token if name in SECRET_PARAMETERS else uuid4() for name in route.parameters}
    return reverse(route.name, kwargs=values)


def fail(sentence: str) -> None:
    raise ValueError(sentence)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that the platform would write on its log, at every level, formatted as its settings say."""
    stream = io.StringIO()
    logging_settings: dict[str, Any] = settings.LOGGING
    quiet = {name: {**options, "level": "DEBUG"} for name, options in logging_settings["loggers"].items()}
    handlers = {"stderr": {**logging_settings["handlers"]["stderr"], "stream": stream}}
    logging.config.dictConfig({**logging_settings, "handlers": handlers, "loggers": quiet})
    yield stream
    logging.config.dictConfig(logging_settings)


def test_the_addresses_that_hold_a_token_are_these() -> None:
    assert {route.name for route in routes_with_a_token()} == {"people:choose_password", "people:accept_invitation"}


@pytest.mark.parametrize("token", [TOKEN, OF_PASSWORD])
@pytest.mark.parametrize("route", routes_with_a_token(), ids=lambda route: route.name)
@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 503])
def test_a_refusal_or_a_failure_on_such_an_address_logs_no_token(
    log: io.StringIO, route: Route, status: int, token: str
) -> None:
    request = RequestFactory().get(address_of(route, token), {"suite": address_of(route, token)})
    try:
        fail(f"no invitation for {token} at {request!r}")
    except ValueError as error:
        log_response(
            "Refused: %s", request.get_full_path(), response=HttpResponse(status=status), request=request,
            exception=error,
        )  # fmt: skip
    assert "Refused: /" in log.getvalue()
    assert token not in log.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("route", routes_with_a_token(), ids=lambda route: route.name)
def test_an_unknown_link_that_is_really_asked_for_logs_no_token(log: io.StringIO, route: Route) -> None:
    response = Client(raise_request_exception=False).get(address_of(route, TOKEN) + "rien/")
    assert response.status_code == 404
    assert "Not Found: /" in log.getvalue()
    assert TOKEN not in log.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "/connexion/fournisseur/retour/?code={}&state=b",
        "/connexion/fournisseur/retour/?iss=https%3A%2F%2Fa.example&state={}",
        "/connexion/?next=%2Fconnexion%2Ffournisseur%2Fretour%2F%3Fcode%3D{}%26state%3Db",
        "<QueryDict: {{'code': ['{}'], 'state': ['b']}}>",
        "{{'id_token': '{}', 'sub': 'x'}}",
        "Cookie: csrftoken={}; sessionid=b",
        "POST body csrfmiddlewaretoken={}&nom=Paul",
    ],
)
def test_what_is_named_is_masked_however_short(text: str) -> None:
    line = mask(text.format("s3cr3t"))
    assert "s3cr3t" not in line
    assert MASK in line


def test_a_token_is_masked_wherever_it_stands() -> None:
    session, form = "k3v9x0q2w8e7r6t5y4u1i0p9a8s7d6f5", "q" * 31 + "7" + "w" * 32
    for token in (TOKEN, OF_PASSWORD, session, form):
        for text in ("GET /a/{}/ HTTP/1.1", "KeyError: '{}'", "next=%2Finvitations%2F{}%2F", "({})", "{}"):
            assert token not in mask(text.format(token))


def test_what_helps_whoever_reads_the_log_stays() -> None:
    line = (
        f"2026-11-30 ERROR django.request: Internal Server Error: /dossiers/{uuid4()}/rubriques/etal/ File "
        '"/srv/poincon/src/poincon/people/authentication/single_sign_on.py", line 12, in '
        "_what_a_very_long_name_of_function_says exit code: 3, state: READY poincon.jobs.queue.WorkerGone"
    )
    assert mask(line) == line


def test_drawn_tokens_are_all_masked() -> None:
    assert [token for token in (secrets.token_urlsafe(32) for _draw in range(2_000)) if token in mask(token)] == []


# the server


@pytest.fixture
def server_log(tmp_path: Path) -> Iterator[tuple[Any, Path]]:
    path = tmp_path / "server.log"
    config = Config()
    config.set("errorlog", str(path))
    config.set("accesslog", str(path))
    config.set("loglevel", "debug")
    logger = MaskingLogger(config)
    yield logger, path
    for log in (logger.error_log, logger.access_log):
        for handler in list(log.handlers):
            log.removeHandler(handler)
            handler.close()


def test_errors_of_the_server_are_masked(server_log: tuple[Any, Path]) -> None:
    logger, path = server_log
    address = f"/invitations/{uuid4()}/{TOKEN}/"
    logger.warning("Invalid request from ip=127.0.0.1: GET %s", address)
    try:
        fail(address)
    except ValueError:
        logger.exception("Error handling request %s", address)
    lines = path.read_text(encoding="utf-8")
    assert lines.count(f"/{MASK}/") >= 3
    assert TOKEN not in lines


def test_the_server_writes_its_log_so() -> None:
    assert Server(read({}), with_jobs=False).cfg.logger_class is MaskingLogger


# mails and jobs


@pytest.mark.django_db
def test_what_waits_in_the_queue_holds_no_link() -> None:
    here, newcomer = organisation(), person()
    head = person((Role.STRUCTURE_HEAD, here))
    invitation = inviting.invite(here, "a@essai.example", Role.STRUCTURE_EDITOR, head, now=timezone.now())
    mailing.send_password_link.later(str(newcomer.pk))
    mailing.welcome.later(str(newcomer.pk))
    run_all(timezone.now())
    queue = repr(list(DBTaskResult.objects.values()))
    assert str(invitation.pk) in queue
    assert invitation_token(invitation) not in queue
    assert password_link(newcomer).rsplit("/", 2)[1][:6] + "-" not in queue


def test_mails_that_are_kept_are_read_by_their_owner_alone(tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_BACKEND = "poincon.site.mailbox.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    EmailMessage("Lien", f"https://poincon.example/invitations/x/{TOKEN}/", to=["a@essai.example"]).send()
    (file,) = (tmp_path / "mail").iterdir()
    assert TOKEN in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700
