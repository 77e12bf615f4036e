"""Property tests do bounded work, without a time limit for one example; tests that ask for a browser are marked."""

import gc

import pytest
from hypothesis import settings

settings.register_profile("poincon", deadline=None, max_examples=100, print_blob=True)
settings.load_profile("poincon")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make test` leaves out what asks for a browser, `make browser` runs it: nobody has to think of it.

    What costs seconds to make is made once: one browser for the tests of a file, one demonstration for all who read it.
    """
    for item in items:
        fixtures = item.fixturenames if isinstance(item, pytest.Function) else ()
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.name))
        elif "stage" in fixtures:
            item.add_marker(pytest.mark.xdist_group("demonstration"))


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking through it for garbage, again and again, takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
