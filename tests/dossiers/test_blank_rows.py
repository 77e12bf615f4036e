"""A row without any answer is no row: in the form, in what is read back, in what is frozen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from poincon.dossiers import services
from poincon.dossiers.models import Dossier
from poincon.dossiers.receipts import _sections
from poincon.dossiers.standing import standing, standing_of
from poincon.sheets.answers import named
from poincon.sheets.differences import RowChange, changed_between, differences
from poincon.sheets.standing import Standing, standing_with
from poincon.sheets.summary import Summaries
from poincon.ui.components import SummaryRow
from tests.dossiers.factories import Structure, address, dossier, kept, reread
from tests.dossiers.forms import posted_by
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
WITH_A_HOLE: dict[str, Any] = {
    "stock[0].objet": "Caisse",
    "stock[2].objet": "Bâche",
    "stock[3].quantite": "2",
    "stock[3].objet": "",
}


@pytest.fixture
def editor(client: Client, ours: Structure) -> Client:
    client.force_login(ours.editor)
    return client


def row_of(standing: Standing, label: str = "stock") -> SummaryRow:
    rows = [row for summary in Summaries(standing, "fr", None).all() for row in summary.rows]
    return next(row for row in rows if row.label == label)


def filled(standing: Standing, field: str = "stock") -> bool:
    return next(state for state in standing.fields if state.path == field).filled


def with_a_hole(ours: Structure) -> Dossier:
    return dossier(ours, answers={"etal": {"nom": "Chez Paul", **WITH_A_HOLE}})


def test_a_row_that_was_added_and_not_written_in_leaves_the_table_missing(editor: Client, ours: Structure) -> None:
    draft = dossier(ours, answers={"etal": {"nom": "Chez Paul"}})
    page = editor.get(address("section", draft, "etal")).content.decode()
    editor.post(address("section", draft, "etal"), posted_by(page) | {"ajouter_ligne:stock": ["1"]})
    page = editor.get(address("section", draft, "etal")).content.decode()
    assert "stock[0].objet" in page  # it is there to be written in
    current = standing(reread(draft), NOW)
    assert "stock" not in current.assessment.dossier.answers
    assert not filled(current)
    assert row_of(current) == SummaryRow("stock", columns=("objet", "quantite"))
    editor.post(address("section", draft, "etal"), posted_by(page))
    content = json.loads(services.submit(draft.pk, ours.head, NOW).content)
    assert content["answers"] == {"nom": "Chez Paul"}


def test_a_table_that_was_emptied_is_known_to_be_empty(editor: Client, ours: Structure) -> None:
    draft = dossier(ours, answers={"etal": {"nom": "Chez Paul", "stock[0].objet": "Caisse"}})
    data = posted_by(editor.get(address("section", draft, "etal")).content.decode())
    editor.post(address("section", draft, "etal"), data | {"retirer_ligne:stock:0": ["1"]})
    current = standing(reread(draft), NOW)
    assert current.assessment.dossier.answers["stock"] == ()
    assert row_of(current).value == "0 ligne"
    assert json.loads(services.submit(draft.pk, ours.head, NOW).content)["answers"]["stock[]"] == "0"


def test_a_blank_row_among_others_is_not_read_back_and_those_after_it_keep_their_number(ours: Structure) -> None:
    draft = with_a_hole(ours)
    current = standing(draft, NOW)
    assert current.assessment.dossier.answers["stock"] == (
        {"objet": "Caisse"},
        {},
        {"objet": "Bâche"},
        {"quantite": 2},
    )
    row = row_of(current)
    assert row.value == "3 lignes"
    assert row.rows == (("Caisse", ""), ("Bâche", ""), ("", "2"))
    assert row.numbers == (1, 3, 4)
    snapshot = services.submit(draft.pk, ours.head, NOW)
    frozen = standing_of(snapshot, reread(draft))
    assert row_of(frozen) == row
    answers = [answer for section in _sections(frozen, "fr") for answer in section.answers if answer.label == "stock"]
    assert [(answer.rows, answer.numbers) for answer in answers] == [(row.rows, row.numbers)]


def test_blank_rows_at_the_end_are_not_frozen(editor: Client, ours: Structure) -> None:
    draft = with_a_hole(ours)
    for _ in range(2):
        data = posted_by(editor.get(address("section", draft, "etal")).content.decode())
        editor.post(address("section", draft, "etal"), data | {"ajouter_ligne:stock": ["1"]})
    assert kept(draft)["stock[]"] == "6"
    assert json.loads(services.submit(draft.pk, ours.head, NOW).content)["answers"]["stock[]"] == "4"


def test_blank_rows_that_come_or_go_are_no_difference(ours: Structure) -> None:
    before = standing(with_a_hole(ours), NOW)
    moved = {"stock[1].objet": "Bâche", "stock[2].objet": None, "stock[2].quantite": "2", "stock[3].quantite": None}
    for changes in ({"stock[]": "9"}, moved, moved | {"stock[]": "3"}):
        assert changed_between(before, standing_with(before, changes, {})) == {}
    emptied = standing_with(before, dict.fromkeys([*WITH_A_HOLE, "stock[]"]), {})
    assert list(changed_between(before, emptied)) == ["stock"]


def test_differences_name_rows_by_the_number_that_they_have(ours: Structure) -> None:
    before = standing(with_a_hole(ours), NOW)
    after = standing_with(before, {"stock[2].objet": "Tente", "stock[3].quantite": None}, {})
    (difference,) = differences(before, after, "fr", lambda section, base: True)
    assert (difference.before, difference.after) == ("3 lignes", "2 lignes")
    assert [(row.change, row.number) for row in difference.rows] == [(RowChange.CHANGED, 3), (RowChange.REMOVED, 4)]


def test_a_blank_row_does_not_answer_what_is_required(ours: Structure) -> None:
    draft = dossier(ours)
    current = standing_with(standing(draft, NOW), {"stock[]": "3"}, {})
    assert not filled(current)
    assert named(current.answers, draft.package.programme)
    assert current.shown_answers == {}
