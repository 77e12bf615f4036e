"""Field by field: what it was and what it is, in words, for every kind; tables row by row; documents by digest."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from poincon.cahier.model import FieldKind
from poincon.dossiers import changes, services
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing
from poincon.sheets.answers import Answers, named
from poincon.sheets.difference_lines import lines_of
from poincon.sheets.differences import Difference, changed_bases, differences
from poincon.sheets.standing import standing_with
from tests.browser.filling import answer_to
from tests.dossiers.factories import (
    PDF,
    Structure,
    address,
    asked,
    campaign,
    document,
    dossier,
    kept,
    officer,
    real_programme,
    reread,
    save,
    structure,
)
from tests.dossiers.real import EXAMPLES
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, Any] = {
    "etal": {
        "nom": "Chez Paul",
        "loyer": "1250.50",
        "remise": "0.25",
        "assure": "oui",
        "halle": "couverte",
        "services": ["eau"],
        "ouverture": "2021-12-31",
        "annees.2021.ventes": "100",
    },
    "accueil": {"accueil_1": "++", "autre.reponse": "-", "autre.bareme": "2", "autre.intitule": "Fontaine"},
}


@pytest.fixture
def draft() -> Dossier:
    ours = structure()
    draft = dossier(ours, answers=ANSWERS)
    document(draft, ours.editor)
    return reread(draft)


def found(dossier: Dossier, answers: dict[str, Any], documents: dict[str, Any] | None = None) -> dict[str, Difference]:
    before = standing(dossier, NOW)
    after = standing_with(before, answers, documents or {})
    return {
        difference.name: difference
        for difference in differences(before, after, "fr", lambda section, base: base == "loyer")
    }


def test_nothing_differs_from_itself(draft: Dossier) -> None:
    assert found(draft, {}) == {}
    assert found(draft, {"loyer": "1250.50", "apport": ""}) == {}


@pytest.mark.parametrize(
    ("name", "value", "before", "after"),
    [
        ("nom", "Chez Paule", "Chez Paul", "Chez Paule"),
        ("loyer", "2", "1\u202f250,50\u202f€", "2\u202f€"),
        ("remise", "0.5", "25\u202f%", "50\u202f%"),
        ("assure", "non", "Oui", "Non"),
        ("halle", "plein_air", "Couverte", "Plein air"),
        ("services", ["eau", "gaz"], "Eau", "Eau, Gaz"),
        ("ouverture", "2022-01-01", "31 décembre 2021", "1er janvier 2022"),
        ("slogan", "Frais !", "", "Frais !"),
        ("nom", None, "Chez Paul", ""),
        ("annees.2021.ventes", "101", "100\u202f€", "101\u202f€"),
        ("annees.2020.ventes", "7", "", "7\u202f€"),
        ("accueil_1", "+", "Fait", "Commencé"),
        ("loyer", "douze", "1\u202f250,50\u202f€", "douze"),
    ],
)
def test_a_difference_is_told_as_people_read_answers(
    draft: Dossier, name: str, value: Any, before: str, after: str
) -> None:
    (difference,) = found(draft, {name: value}).values()
    assert (difference.name, difference.before, difference.after, difference.in_request) == (
        name,
        before,
        after,
        name == "loyer",
    )


def test_a_free_statement_is_told_whole(draft: Dossier) -> None:
    (difference,) = found(draft, {"autre.bareme": "3"}).values()
    assert (difference.name, difference.before, difference.after) == (
        "autre",
        "Fontaine – Étudié – poids 2",
        "Fontaine – Étudié – poids 3",
    )


def test_a_document_is_told_by_its_name_and_its_digest(draft: Dossier) -> None:
    old = draft.sheet.attachments.get().file
    content = {"file": str(old.pk), "name": old.name, "digest": old.digest, "size": old.size}
    assert found(draft, {}, {"plan": content}) == {}
    (other,) = found(draft, {}, {"plan": {**content, "file": "0" * 32, "digest": "abcdef012345" + "0" * 52}}).values()
    assert other.before == f"plan.pdf (empreinte {old.digest[:12]}…)"
    assert other.after == "plan.pdf (empreinte abcdef012345…)"
    (removal,) = found(draft, {}, {"plan": None}).values()
    assert (removal.before != "", removal.after) == (True, "")


def test_differences_follow_the_order_of_the_form(draft: Dossier) -> None:
    differences = found(draft, {"accueil_1": "+", "annees.2022.ventes": "2", "annees.2020.ventes": "1", "loyer": "1"})
    assert list(differences) == ["loyer", "annees.2020.ventes", "annees.2022.ventes", "accueil_1"]


# tables

ROWS = {"depenses[]": "3", "depenses[0].poste": "Sel", "depenses[1].poste": "Sucre", "depenses[2].poste": "Farine"}


def rows(dossier: Dossier, before: dict[str, str], after: dict[str, Any]) -> list[tuple[str, int, str, str]]:
    start = standing_with(standing(dossier, NOW), before, {})
    end = standing_with(start, after, {})
    listed = differences(start, end, "fr", lambda section, base: True)
    return [
        (row.change.value, row.number, " ".join(filter(None, row.before)), " ".join(filter(None, row.after)))
        for difference in listed
        for row in difference.rows
    ]


def test_a_row_that_was_inserted_does_not_change_those_below(draft: Dossier) -> None:
    after = {
        "depenses[]": "4",
        "depenses[1].poste": "Poivre",
        "depenses[2].poste": "Sucre",
        "depenses[3].poste": "Farine",
    }
    assert rows(draft, ROWS, after) == [("added", 2, "", "Poivre")]


def test_a_row_that_was_removed_is_told_with_what_it_said(draft: Dossier) -> None:
    after = {"depenses[]": "2", "depenses[1].poste": "Farine", "depenses[2].poste": None}
    assert rows(draft, ROWS, after) == [("removed", 2, "Sucre", "")]


def test_a_row_that_changed_is_told_cell_by_cell(draft: Dossier) -> None:
    after = {"depenses[1].poste": "Poivre", "depenses[1].montant": "5"}
    assert rows(draft, ROWS, after) == [("changed", 2, "Sucre", "Poivre 5\u202f€")]
    start = standing_with(standing(draft, NOW), ROWS, {})
    (line,) = lines_of(differences(start, standing_with(start, after, {}), "fr", lambda section, base: True))
    assert line.rows == ("Ligne 2 changée – poste\u00a0: Sucre → Poivre\u00a0; montant\u00a0: sans réponse → 5\u202f€",)
    assert (line.before, line.after) == ("3 lignes", "3 lignes")


def test_a_blank_row_more_is_no_difference(draft: Dossier) -> None:
    start = standing_with(standing(draft, NOW), ROWS, {})
    assert differences(start, standing_with(start, {"depenses[]": "4"}, {}), "fr", lambda *_: True) == []


# every kind of field, of real programmes


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_field_of_a_programme_is_told_when_it_is_answered(name: str) -> None:
    draft = dossier(structure(), campaign(real_programme(name), year=EXAMPLES[name][1] + 1))
    empty = standing(draft, NOW)
    programme = empty.package.programme
    kinds = set()
    for state in empty.fields:
        if state.field.kind is FieldKind.FILE:
            continue
        answers = _answers(state.path, state.field, programme)
        (difference,) = differences(empty, standing_with(empty, answers, {}), "fr", lambda section, base: False)
        assert (difference.name, difference.before, difference.section) == (state.path, "", state.field.section)
        assert difference.label
        assert difference.after
        assert bool(difference.rows) is (state.field.kind is FieldKind.TABLE)
        kinds.add(state.field.kind)
    assert len(kinds) >= 2


def _answers(path: str, field: Any, programme: Any) -> dict[str, Any]:
    if field.kind is FieldKind.TABLE:
        texts = [column for column in field.columns if column.kind is not FieldKind.FILE]
        return {f"{path}[]": "1"} | {f"{path}[0].{column.id}": answer_to(column, programme) for column in texts}
    if field.kind is FieldKind.FREE_STATEMENT:
        return {f"{path}.intitule": "À nous"}
    return {path: answer_to(field, programme)}


# by name


def test_names_are_compared_and_not_their_emptiness() -> None:
    programme = real_programme("subvention-pole-2012").package.programme
    before: Answers = {"depenses[0].montant": "5", "depenses[]": "1"}

    def changed(after: Answers) -> list[str]:
        return list(changed_bases(named(before, programme), named(after, programme), ({}, {}), programme))

    for same in ({}, {"plafond": ""}, {"inconnu": "x"}):
        assert changed({**before, **same}) == []
    assert changed({**before, "depenses[0].montant": "6"}) == ["depenses"]


# on the page


def test_the_page_shows_what_changed_to_both_sides(ours: Structure) -> None:
    into = campaign()
    draft, examiner = dossier(ours, into, answers=ANSWERS), officer()
    document(draft, ours.editor)
    services.submit(draft.pk, ours.head, NOW)
    request = asked(draft, examiner, ("etal", "loyer"), ("etal", "depenses"), ("etal", "plan"))
    save(draft, 1, {"loyer": "1300", "depenses[0].montant": "5"}, ours.editor)
    own = Client()
    own.force_login(ours.editor)
    page = own.get(address("changes", draft)).content.decode()
    assert "Ce que vous avez changé jusqu’ici" in page
    assert "1\u202f250,50\u202f€" in page
    document(draft, ours.editor, content=PDF + b"mieux")
    changes.answer_item(request.items.get(name="plan").pk, "Voici le bon plan.", ours.editor, NOW)
    changes.resubmit(draft.pk, ours.head, NOW)
    for someone in (ours.editor, examiner):
        client = Client()
        client.force_login(someone)
        page = client.get(address("changes", draft)).content.decode()
        for words in ("Ce qui a changé", "1\u202f300\u202f€", "Ligne 1 ajoutée", "Voici le bon plan.", "Demandé"):
            assert words in page
        assert "Devenu nécessaire" not in page
        assert f"{address('receipt', draft)}?depot=1" in page
        assert f"{address('receipt', draft)}?depot=2" in page
    assert kept(draft)["loyer"] == "1300"
