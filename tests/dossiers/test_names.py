"""Names of answers: read at the door, once."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver

from poincon.cahier.loading import load_package
from poincon.cahier.model import Programme
from poincon.people.models import Person
from poincon.sheets import answers
from tests.cahier.packages import form
from tests.campaigns.makers import edition
from tests.dossiers.factories import FIELDS, Structure, asked, autosave, dossier, kept, name_in
from tests.dossiers.forms_of_versions import changed_field

pytestmark = pytest.mark.django_db


def programme(folder: Path) -> Programme:
    return load_package(folder).programme


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


@pytest.mark.parametrize(
    "text",
    [
        "loyer", "annees.2022.ventes", "depenses[]", "depenses[0].montant", "depenses[4].poste", "depenses",
        "autre.reponse", "autre",
    ],
)  # fmt: skip
def test_a_name_is_written_as_it_was_read(ours: Structure, text: str) -> None:
    name = name_in(dossier(ours), text)
    assert name is not None
    assert (name.text, str(name), f"{name}") == (text, text, text)


@pytest.mark.parametrize("text", ["", "loyer.", "loyer ", "annees.2022.ventes.", "depenses.", "autre.", "inconnu"])
def test_a_text_that_no_name_is_written_as_is_none(ours: Structure, text: str) -> None:
    assert name_in(dossier(ours), text) is None


def test_the_names_beside_a_name_are_those_of_the_form(ours: Structure) -> None:
    draft = dossier(ours)
    table, statement = name_in(draft, "recettes"), name_in(draft, "autre")
    assert table is not None
    assert statement is not None
    cells = table.cells(3)
    assert [cell.text for cell in cells] == ["recettes[3].partie", "recettes[3].montant", "recettes[3].origine"]
    assert {cell.whole for cell in cells} == {table}
    assert table.row_count == name_in(draft, "recettes[]")
    assert statement.of_part("bareme") == name_in(draft, "autre.bareme")


def test_a_name_is_the_same_under_another_version_that_has_it(tmp_path: Path) -> None:
    first, second = (
        programme(edition(tmp_path / each, "1.0.0", form_piece=form(FIELDS), rules_piece={})) for each in "ab"
    )
    less = programme(edition(tmp_path / "c", "1.0.0", form_piece=changed_field("loyer", None), rules_piece={}))
    name = answers.parse_name("loyer", first)
    assert name is not None
    assert name.under(second) == name
    assert hash(name.under(second)) == hash(name)
    assert name.under(less) is None


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
    submission = dossier(ours, submitted=True)
    asked(submission, examiner, ("etal", "stock"))
    client.force_login(ours.editor)
    assert autosave(client, submission, {"version": 1, "changes": rows(10)}).status_code == 200
    parsed.clear()
    changes = dict.fromkeys(rows(10), "8")
    assert autosave(client, submission, {"version": 2, "changes": changes}).status_code == 200
    assert {parsed[name] for name in changes} == {2}
