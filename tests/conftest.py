"""Property tests do bounded work, without a time limit for one example; tests that ask for a browser are marked."""

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
