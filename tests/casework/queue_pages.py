"""Pages of the queue, and what is read on them."""

from __future__ import annotations

import re

from django.urls import reverse

from poincon.people.models import Person
from tests.admissibility.factories import signed_in
from tests.pages import flat

QUEUE = "casework:queue"


def page_of(someone: Person, **query: str) -> str:
    response = signed_in(someone).get(reverse(QUEUE), query)
    assert response.status_code == 200
    return flat(response.content.decode())


def numbers(page: str) -> list[str]:
    """The dossiers that a page lists, in its order."""
    return re.findall(r'class="under">(\S+) ·', page)


def counted(page: str, name: str) -> dict[str, int]:
    """The choices of one filter, with what is counted beside."""
    match = re.search(rf'<select id="filtre-{name}".*?</select>', page, re.DOTALL)
    assert match is not None, name
    return {
        label: int(count) for label, count in re.findall(r"<option[^>]*>([^<(]*?) \((\d+)\)</option>", match.group())
    }
