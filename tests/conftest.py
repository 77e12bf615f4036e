"""Property tests do bounded work, without a time limit for one example; tests that ask for a browser are marked."""

import gc
from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("poincon", deadline=None, max_examples=100, print_blob=True)
settings.load_profile("poincon")


_DATABASE = frozenset({"db", "transactional_db", "database"})
"""Fixtures that reach the database of `DATABASE_URL`; pytest-django refuses it to who has none, nor its mark."""


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """`make test` leaves out what asks for a browser, `make browser` runs it: nobody has to think of it.

    What costs seconds to make is made once: one browser for the tests of a file, one demonstration for all who read it,
    one migrated folder for the processes that are started on it; the sources are parsed in one process.
    """
    for item in items:
        group = _group(item)
        if "browser" in _fixtures(item):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("django_db") or _DATABASE.intersection(_fixtures(item)):
            item.add_marker(pytest.mark.database)
        if group:
            item.add_marker(pytest.mark.xdist_group(group))
    yield
    items.sort(key=_turn)


def _fixtures(item: pytest.Item) -> list[str]:
    return item.fixturenames if isinstance(item, pytest.Function) else []


def _group(item: pytest.Item) -> str | None:
    """The tests that one process runs, one after the other."""
    fixtures = _fixtures(item)
    if "browser" in fixtures:
        return item.path.name
    if "stage" in fixtures:
        return "demonstration"
    if item.path.parent.name == "architecture":
        return "sources"
    return "processes" if "migrated" in fixtures else None


def _turn(item: pytest.Item) -> int:
    """After the shuffle: all who read the demonstration as it stands, then who builds others, then the rest.

    Whatever takes long begins early, or one process ends it alone while the others have nothing left to do.
    """
    fixtures = _fixtures(item)
    if "demonstration" in fixtures:
        return 0
    if "stage" in fixtures:
        return 1
    return 2 if item.get_closest_marker("long") or "migrated" in fixtures else 3


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking through it for garbage, again and again, takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
