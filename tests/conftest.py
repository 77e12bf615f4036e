"""Property tests do bounded work, without a time limit for one example; tests that ask for a browser are marked."""

import gc

import pytest
from hypothesis import settings

settings.register_profile("poincon", deadline=None, max_examples=100, print_blob=True)
settings.load_profile("poincon")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make test` leaves these out by their mark, `make browser` runs them: nobody has to think of it."""
    for item in items:
        if isinstance(item, pytest.Function) and "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
            # One browser for the tests of a file, which run one after the other.
            item.add_marker(pytest.mark.xdist_group(item.path.name))


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking through it for garbage, again and again, takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
