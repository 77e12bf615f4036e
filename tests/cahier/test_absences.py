"""Documents that a structure says it does not have, in a dossier file: an answer, with its reason."""

from __future__ import annotations

from typing import Any

import pytest

from poincon.cahier.dossiers import Absence
from poincon.cahier.explanation import value_json
from poincon.cahier.loading import Package, load_package
from tests.cahier.packages import Piece, dossier_of, form, refusals, write_package

PAPERS: list[Piece] = [
    {"id": "statuts", "type": "fichier", "formats": ["pdf"], "requis": "oui"},
    {
        "id": "pieces",
        "type": "tableau",
        "colonnes": [
            {"id": "document", "type": "fichier", "formats": ["pdf"]},
            {"id": "titre", "type": "texte"},
        ],
    },
]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Package:
    yearly: list[Piece] = [{"id": "comptes", "type": "fichier", "formats": ["pdf"]}]
    return load_package(write_package(tmp_path_factory.mktemp("market"), form_piece=form(PAPERS, yearly=yearly)))


def statutes(market: Package, value: Any) -> Any:
    return dossier_of(market, {"reponses": {"statuts": value}}).answers.get("statuts", "missing")


@pytest.mark.parametrize("yes", [True, "oui", "Oui", "true"])
def test_a_document_may_be_declared_absent_with_its_reason(market: Package, yes: Any) -> None:
    declaration = {"absente": yes, "motif": "  Statuts en cours de signature.\r\nAssemblée en mai. "}
    assert statutes(market, declaration) == Absence("Statuts en cours de signature.\nAssemblée en mai.")


def test_a_document_of_a_year_may_be_declared_absent(market: Package) -> None:
    years = {"2021": {"comptes": {"absente": True, "motif": "Non clos"}}}
    dossier = dossier_of(market, {"reponses": {"annees": years}})
    assert dossier.years == {2021: {"comptes": Absence("Non clos")}}


@pytest.mark.parametrize("value", [{}, {"absente": None}, {"absente": False}, {"absente": "non", "motif": " "}])
def test_nothing_declared_is_missing(market: Package, value: Any) -> None:
    assert statutes(market, value) == "missing"


def test_the_longest_reason_is_a_thousand_characters(market: Package) -> None:
    assert statutes(market, {"absente": True, "motif": "x" * 1_000}) == Absence("x" * 1_000)


@pytest.mark.parametrize(
    ("answers", "code", "sentence"),
    [
        ({"statuts": {"absente": True}}, "no_reason", "un document déclaré absent demande un motif. Exemple :"),
        ({"statuts": {"absente": True, "motif": "\u200b "}}, "no_reason", "demande un motif"),
        ({"statuts": {"motif": "Perdus"}}, "reason_without_absence", "Ajoutez « absente: true », ou retirez le motif."),
        ({"statuts": {"absente": False, "motif": "Perdus"}}, "reason_without_absence", "n'est pas déclaré absent"),
        ({"statuts": {"absente": "1", "motif": "Perdus"}}, "yes_or_no", "« 1 » : répondez par oui ou non"),
        ({"statuts": {"absente": [], "motif": "Perdus"}}, "one_value", "il faut une seule valeur ici"),
        ({"statuts": {"absente": True, "motif": ["Perdus"]}}, "one_value", "il faut une seule valeur ici"),
        ({"statuts": {"absente": True, "motifs": "Perdus"}}, "unknown_key", "Vouliez-vous dire « motif » ?"),
        ({"statuts": {"absente": True, "motif": "x" * 1_001}}, "text_too_long", "a 1001 caractères ; il en faut 1000"),
        ({"statuts": [{"absente": True, "motif": "Perdus"}]}, "one_value", "il faut une seule valeur ici"),
        ({"loyer": {"absente": True, "motif": "Gratuit"}}, "absent_value", "seul un document se déclare absent"),
        ({"pieces": {"absente": True, "motif": "x"}}, "absent_value", "seul un document se déclare absent"),
        ({"pieces": [{"document": {"absente": True, "motif": "x"}}]}, "absent_cell", "laissez la cellule vide"),
        ({"pieces": [{"titre": {"absente": True, "motif": "x"}}]}, "absent_value", "seul un document"),
    ],
)
def test_a_declaration_that_is_wrong_is_refused_with_what_would_be_right(
    market: Package, answers: Piece, code: str, sentence: str
) -> None:
    problems = refusals(market, {"reponses": answers})
    assert [problem.code for problem in problems] == [code]
    assert sentence in problems[0].render()
    assert problems[0].render("en") != problems[0].render()


def test_a_declaration_is_no_value(market: Package) -> None:
    assert value_json(Absence("Perdus")) == (None, None)
