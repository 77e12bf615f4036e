"""Pages asked in this process, by Django's own test client: how many queries each makes, and how long they take."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client

from benchmarks.serving import HOST
from benchmarks.visitors import Answer


class Inside:
    """Somebody with an open session, in this process."""

    def __init__(self, session: str) -> None:
        self._client = Client(SERVER_NAME=HOST)
        if session:
            self._client.cookies["sessionid"] = session

    def of(self, session: str) -> Inside:
        return Inside(session)

    def get(self, path: str) -> Answer:
        return _answer(self._client.get(path))

    def post_json(self, path: str, content: dict[str, Any]) -> Answer:
        return _answer(self._client.post(path, json.dumps(content), content_type="application/json"))

    def post_form(self, path: str, fields: Mapping[str, str | list[str]]) -> Answer:
        return _answer(self._client.post(path, dict(fields)))


def _answer(response: HttpResponseBase) -> Answer:
    return Answer(response.status_code, getattr(response, "content", b""), response.headers.get("Location", ""))


@dataclass(slots=True)
class Queries:
    """Queries of a request. Seconds are those of the database and of the way to it."""

    count: int = 0
    seconds: float = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Work:
    """What a page asks of the database: medians of several requests. `whole`: seconds of the whole request."""

    queries: int
    seconds: float
    whole: float


def work_of(request: Callable[[], object], times: int) -> Work:
    """Once to warm up, then so many times; fewer of what takes more than a second."""
    request()
    counts, seconds, wholes = list[int](), list[float](), list[float]()
    while len(counts) < times and (sum(wholes) < 1 or not counts):
        queries, start = Queries(), time.perf_counter()
        with connection.execute_wrapper(queries):
            request()
        wholes.append(time.perf_counter() - start)
        counts.append(queries.count)
        seconds.append(queries.seconds)
    return Work(round(statistics.median(counts)), statistics.median(seconds), statistics.median(wholes))
