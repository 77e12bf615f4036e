"""What refuses an act says why, has its status, and is shown on the page that the view names."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

import poincon
from poincon.people.access import refusals_shown_by
from poincon.workflow.refusals import Allowed, NotAllowed, Outdated, Refusal, Refused, Unfit, reason_of, require

ELSEWHERE = (
    "poincon.cahier",
    "poincon.demo",
    "poincon.files.clamd",
    "poincon.workflow",
    "poincon.site.wsgi",
    "poincon.site.running",
)

FOR_US = {
    "ContentMissing",
    "NotPreserved",
    "TooCostly",
    "UnreadableArchive",
    "UnreadableSeals",
    "_Enough",
    "DaySealed",
    "InFlight",
    "Malformed",
    "NoAnswer",
    "ProviderDown",
    "ProviderRefused",
    "UnprovenCredential",
    "WorkerGone",
    "Wrong",
    "WrongInstant",
    "WrongSetting",
    "WrongSettings",
}
"""Exceptions that no page shows by itself: of commands, jobs, the journal, form fields, other servers."""


def exceptions() -> Iterator[type[Exception]]:
    """Each exception that a room defines."""
    for module in pkgutil.walk_packages(poincon.__path__, "poincon."):
        if module.name.startswith(ELSEWHERE) or ".migrations" in module.name:
            continue
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Exception) and kind.__module__ == module.name:
                yield kind


def page(request: HttpRequest, refusal: Refusal, number: int) -> HttpResponse:
    return HttpResponse(f"{number} : {refusal.reason}", status=refusal.status)


@refusals_shown_by(page)
def view(request: HttpRequest, number: int) -> HttpResponse:
    if number == 0:
        raise ZeroDivisionError
    require(Refused("non") if number < 0 else Allowed())
    return HttpResponse("fait")


def test_whatever_refuses_an_act_of_a_person_is_a_refusal_with_its_status() -> None:
    kinds = list(exceptions())
    assert {kind.__name__ for kind in kinds if not issubclass(kind, Refusal)} == FOR_US
    statuses = {kind.status for kind in kinds if issubclass(kind, Refusal)}
    assert statuses <= {403, 409, 410, 422}


def test_no_two_exceptions_have_the_same_name() -> None:
    counts = Counter(kind.__name__ for kind in [*exceptions(), NotAllowed, Outdated, Unfit])
    assert [name for name, count in counts.items() if count > 1] == []


def test_a_refusal_is_shown_by_the_page_that_the_view_names_with_the_arguments_of_the_view() -> None:
    response = view(HttpRequest(), number=-3)
    assert isinstance(response, HttpResponse)
    assert (response.status_code, response.content.decode()) == (403, "-3 : non")


def test_an_act_that_nothing_refuses_answers_as_the_view_says() -> None:
    response = view(HttpRequest(), 1)
    assert isinstance(response, HttpResponse)
    assert (response.status_code, response.content) == (200, b"fait")


def test_a_fault_is_not_taken_for_a_refusal() -> None:
    with pytest.raises(ZeroDivisionError):
        view(HttpRequest(), 0)


def test_one_who_may_not_is_refused_by_the_page_of_403_when_the_view_names_none() -> None:
    with pytest.raises(PermissionDenied, match="non"):
        require(Refused("non"))
    assert not issubclass(Outdated, PermissionDenied)


def test_the_reason_of_a_decision_is_empty_when_it_is_allowed() -> None:
    assert (reason_of(Allowed()), reason_of(Refused("non"))) == ("", "non")
