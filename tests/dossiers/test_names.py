"""Names of answers: read at the door, once."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from django.test import Client
from django.urls import get_resolver

from poincon.cahier.model import Programme
from poincon.dossiers import answers
from poincon.people.models import Person
from tests.dossiers.factories import Structure, asked, autosave, dossier, kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many times each name is parsed, by whichever module does it."""
    assert get_resolver().url_patterns  # the modules of every page are loaded
    times: Counter[str] = Counter()
    parse = answers.parse_name

    def counting(text: str, programme: Programme) -> answers.Name | None:
        times[text] += 1
        return parse(text, programme)

    for label, module in list(sys.modules.items()):
        if label.startswith("poincon.") and vars(module).get("parse_name") is parse:
            monkeypatch.setattr(module, "parse_name", counting)
    return times


def rows(count: int) -> dict[str, str]:
    """Two cells of each of these rows."""
    return {f"stock[{row}].{column}": "7" for row in range(count) for column in ("objet", "quantite")}


@pytest.mark.parametrize("count", [1, 10, 40])
def test_an_autosave_parses_each_name_once_as_it_comes_and_once_as_it_is_stored(
    client: Client, ours: Structure, parsed: Counter[str], count: int
) -> None:
    draft = dossier(ours)
    client.force_login(ours.editor)
    parsed.clear()
    assert autosave(client, draft, {"version": 0, "changes": rows(count)}).status_code == 200
    assert kept(draft) == {**rows(count), "stock[]": str(count)}
    assert {parsed[name] for name in rows(count)} == {2}
    assert sum(parsed.values()) - 2 * len(rows(count)) <= 20  # what outcomes wait for, in the words of the engine


def test_an_autosave_of_what_was_asked_parses_each_name_as_it_comes_and_as_it_is_stored(
    client: Client, ours: Structure, examiner: Person, parsed: Counter[str]
) -> None:
    made = dossier(ours, submitted=True)
    asked(made, examiner, ("etal", "stock"))
    client.force_login(ours.editor)
    assert autosave(client, made, {"version": 1, "changes": rows(10)}).status_code == 200
    parsed.clear()
    changes = dict.fromkeys(rows(10), "8")
    assert autosave(client, made, {"version": 2, "changes": changes}).status_code == 200
    assert {parsed[name] for name in changes} == {2}
