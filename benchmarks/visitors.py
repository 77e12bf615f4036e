"""Who visits the platform in a benchmark: signed in, over http, one connection a request as behind a proxy."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode

from benchmarks.serving import HOST

if TYPE_CHECKING:
    from poincon.people.models import Person

TOKEN = "b" * 32
"""What stands for the secret of a form: cookie and header say the same."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    location: str = ""


class Browser(Protocol):
    """What asks for pages as somebody."""

    def of(self, session: str) -> Browser:
        """The same, with the session of somebody else."""

    def get(self, path: str) -> Answer: ...
    def post_json(self, path: str, content: dict[str, Any]) -> Answer: ...
    def post_form(self, path: str, fields: Mapping[str, str | list[str]]) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with an open session; with an empty one, anybody."""

    port: int
    session: str

    def of(self, session: str) -> Visitor:
        return Visitor(self.port, session)

    def get(self, path: str) -> Answer:
        return self._send("GET", path, None, {})

    def post_json(self, path: str, content: dict[str, Any]) -> Answer:
        return self._send("POST", path, json.dumps(content), {"Content-Type": "application/json"})

    def post_form(self, path: str, fields: Mapping[str, str | list[str]]) -> Answer:
        return self._send(
            "POST", path, urlencode(fields, doseq=True), {"Content-Type": "application/x-www-form-urlencoded"}
        )

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        signed_in = f"sessionid={self.session}; " if self.session else ""
        cookie = f"{signed_in}csrftoken={TOKEN}"
        connection = HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request(method, path, body, {"Cookie": cookie, "X-CSRFToken": TOKEN, **headers})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), answer.headers.get("Location", ""))
        finally:
            connection.close()


def visitor(port: int, person: Person) -> Visitor:
    """A session as signing in by both proofs would open it; the password's slow hash is not what is measured."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from poincon.people.authentication.proofs import Means, write_proof

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    write_proof(session, Means.PASSKEY, strong=True, now=timezone.now())
    session.create()
    return Visitor(port, str(session.session_key))


BUSY = 503
"""What the platform answers when its database has too much to do."""
Request = Callable[[], bool]
"""One request: whether it was served, or the platform was too busy. Raises on any other answer than that expected."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What some users, each sending one request after the other, got."""

    users: int
    seconds: float
    times: tuple[float, ...]
    refused: int = 0
    """Requests for which the platform was too busy."""

    @property
    def rate(self) -> float:
        """Requests per second, all users together."""
        return len(self.times) / self.seconds

    def within(self, percent: int) -> float:
        """Seconds within which so many of the requests were answered."""
        return sorted(self.times)[max(0, -(-len(self.times) * percent // 100) - 1)]


def visits(work: Sequence[Sequence[Request]]) -> Measured:
    """Each user does its requests in turn, all users at once."""

    def timed(requests: Sequence[Request]) -> list[tuple[float, bool]]:
        answers = []
        for request in requests:
            start = time.perf_counter()
            served = request()
            answers.append((time.perf_counter() - start, served))
        return answers

    start = time.perf_counter()
    with ThreadPoolExecutor(len(work)) as pool:
        answers = [answer for of_user in pool.map(timed, work) for answer in of_user]
    times = tuple(duration for duration, _served in answers)
    return Measured(len(work), time.perf_counter() - start, times, sum(not served for _duration, served in answers))
