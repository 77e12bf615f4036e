"""Tables: sums and counts, `où`, groups and rows; a missing cell or table is unknown, an empty table is zero."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from poincon.cahier.basics.problems import Unusable
from tests.cahier.conftest import Judge
from tests.cahier.packages import ASIDE, UNKNOWN

SUMS = {
    "total": "somme(depenses.montant)",
    "public": "somme(depenses.montant où origine est public)",
    "lignes": "nombre(depenses)",
    "payees": "nombre(depenses où payee)",
    "grosses": "nombre(depenses où montant > apport)",
}
BALANCE = {
    "equilibre": "pour chaque partie de depenses et recettes : somme(depenses.montant) = somme(recettes.montant)",
    "ensemble": "somme(depenses.montant) = somme(recettes.montant)",
}


def row(montant: str | None = None, partie: str | None = "A", **cells: Any) -> dict[str, Any]:
    return {"partie": partie, "montant": montant, **cells}


def test_a_sum_and_a_count_keep_the_rows_that_a_filter_keeps(judge: Judge) -> None:
    rows = [
        row("0.10", origine="public", payee="oui"),
        row("0.20", origine="propre", payee="non"),
        row("5", origine="public", payee="oui"),
    ]
    verdicts = judge(SUMS, {"depenses": rows, "apport": "0.15"})
    expected = [Fraction(53, 10), Fraction(51, 10), 3, 2, 2]
    assert [verdicts.worth(name) for name in SUMS] == expected


def test_an_empty_table_adds_up_to_zero_and_an_absent_one_is_unknown(judge: Judge) -> None:
    assert [judge(SUMS, {"depenses": [], "apport": "1"}).worth(name) for name in SUMS] == [0, 0, 0, 0, 0]
    absent = judge(SUMS, {"apport": "1"})
    assert [absent.worth(name) for name in SUMS] == [UNKNOWN] * 5
    assert absent.missing("total") == ["depenses"]


def test_a_missing_cell_makes_the_sum_unknown_and_is_named(judge: Judge) -> None:
    verdicts = judge(SUMS, {"depenses": [row("1"), row(None), row("3"), row(None)]})
    assert verdicts.worth("total") == UNKNOWN
    assert verdicts.missing("total") == ["depenses[1].montant", "depenses[3].montant"]
    assert verdicts.worth("lignes") == 4


def test_a_row_that_a_filter_leaves_out_lacks_nothing(judge: Judge) -> None:
    rows = [row("1", origine="public"), row(None, origine="propre")]
    assert judge(SUMS, {"depenses": rows}).worth("public") == 1


def test_a_row_that_a_filter_cannot_place_makes_the_sum_unknown(judge: Judge) -> None:
    verdicts = judge(SUMS, {"depenses": [row("1", origine="public"), row("2")]})
    assert (verdicts.worth("public"), verdicts.missing("public")) == (UNKNOWN, ["depenses[1].origine"])
    assert verdicts.worth("total") == 3


def test_in_a_filter_a_bare_name_is_a_column_and_dossier_reads_the_field(judge: Judge) -> None:
    fields = [{"id": "montant", "type": "euros"}]
    formulas = {"x": "nombre(depenses où montant > dossier.montant)", "y": "nombre(depenses où montant > apport)"}
    verdicts = judge(formulas, {"depenses": [row("1"), row("5")], "montant": "3", "apport": "0"}, fields=fields)
    assert (verdicts.worth("x"), verdicts.worth("y")) == (1, 2)


# groups


def test_each_group_must_hold_not_only_the_whole(judge: Judge) -> None:
    answers = {
        "depenses": [row("10"), row("5"), row("20", "B")],
        "recettes": [row("15"), row("20", "B")],
    }
    assert [judge(BALANCE, answers).worth(name) for name in BALANCE] == [True, True]
    answers["recettes"] = [row("16"), row("19", "B")]
    assert [judge(BALANCE, answers).worth(name) for name in BALANCE] == [False, True]


def test_a_group_of_the_second_table_alone_is_looked_at_too(judge: Judge) -> None:
    answers = {"depenses": [row("10")], "recettes": [row("10"), row("1", "B")]}
    assert judge(BALANCE, answers).worth("equilibre") is False
    answers = {"depenses": [], "recettes": [row("1", "B")]}
    assert judge(BALANCE, answers).worth("equilibre") is False
    answers = {"depenses": [], "recettes": [row("0", "B")]}
    assert judge(BALANCE, answers).worth("equilibre") is True


def test_empty_tables_are_set_aside_and_absent_ones_unknown(judge: Judge) -> None:
    assert judge(BALANCE, {"depenses": [], "recettes": []}).worth("equilibre") == ASIDE
    verdicts = judge(BALANCE, {"depenses": [row("1")]})
    assert (verdicts.worth("equilibre"), verdicts.missing("equilibre")) == (UNKNOWN, ["recettes"])


def test_a_false_group_decides_though_another_is_unknown(judge: Judge) -> None:
    answers = {"depenses": [row("1"), row(None, "B")], "recettes": [row("2"), row("3", "B")]}
    verdicts = judge(BALANCE, answers)
    assert (verdicts.worth("equilibre"), verdicts.missing("equilibre")) == (False, [])
    answers["recettes"] = [row("1"), row("3", "B")]
    verdicts = judge(BALANCE, answers)
    assert (verdicts.worth("equilibre"), verdicts.missing("equilibre")) == (UNKNOWN, ["depenses[1].montant"])


def test_a_row_without_its_group_leaves_every_group_unknown(judge: Judge) -> None:
    answers = {"depenses": [row("1"), row("1", None)], "recettes": [row("1")]}
    verdicts = judge(BALANCE, answers)
    assert (verdicts.worth("equilibre"), verdicts.missing("equilibre")) == (UNKNOWN, ["depenses[1].partie"])


def test_a_gap_is_told_with_its_group_and_its_amount(judge: Judge) -> None:
    answers = {"depenses": [row("10"), row("20", "Atelier")], "recettes": [row("10"), row("19", "Atelier")]}
    sentence = judge(BALANCE, answers).sentence("equilibre")
    assert "partie «\u00a0Atelier\u00a0»" in sentence
    assert "(écart\u00a0: 1,00\u202f€)" in sentence
    assert "«\u00a0A\u00a0»" not in sentence


@pytest.mark.parametrize(
    "formula",
    [
        "pour chaque partie de depenses : (pour chaque poste de depenses : ouvert) et somme(depenses.montant) > apport",
        "pour chaque partie de depenses : (pour chaque ligne de depenses : ligne.montant > apport)",
    ],
)
def test_a_quantifier_within_a_group_is_refused_or_keeps_to_its_group(judge: Judge, formula: str) -> None:
    """The whole spends more than the contribution, part B alone does not."""
    answers = {
        "depenses": [row("10", origine="public"), row("1", "B", origine="public")],
        "apport": "5",
        "ouvert": "oui",
    }
    try:
        worth = judge({"x": formula}, answers).worth("x")
    except Unusable:
        worth = "refused"
    assert worth in ("refused", False)


# rows

DETAILS = {
    "x": "pour chaque ligne de depenses où connu(detail_de) : "
    "nombre(depenses où partie = ligne.partie et poste = ligne.detail_de et non connu(detail_de)) > 0"
}


def test_each_row_is_compared_with_the_others(judge: Judge) -> None:
    good = [row("9", poste="Salaires"), row("4", poste="Dont apprenti", detail_de="Salaires")]
    assert judge(DETAILS, {"depenses": good}).worth("x") is True
    for detail in (
        row("4", poste="Dont", detail_de="Loyers"),
        row("4", "B", poste="Dont", detail_de="Salaires"),
        row("4", poste="Dont", detail_de="Dont"),
    ):
        assert judge(DETAILS, {"depenses": [good[0], detail]}).worth("x") is False


def test_no_row_to_look_at_is_set_aside(judge: Judge) -> None:
    assert judge(DETAILS, {"depenses": [row("1", poste="Loyer")]}).worth("x") == ASIDE
    assert judge(DETAILS, {"depenses": []}).worth("x") == ASIDE


def test_an_absent_table_and_a_missing_cell_of_a_row_are_unknown(judge: Judge) -> None:
    formula = {"x": "pour chaque ligne de depenses : ligne.payee"}
    assert judge(formula).missing("x") == ["depenses"]
    verdicts = judge(formula, {"depenses": [row("1", payee="oui"), row("2")]})
    assert (verdicts.worth("x"), verdicts.missing("x")) == (UNKNOWN, ["depenses[1].payee"])
    assert judge(formula, {"depenses": [row("1", payee="non"), row("2")]}).worth("x") is False
    assert "ligne 2" in verdicts.sentence("x")


def test_two_quantifiers_side_by_side_do_not_disturb_each_other(judge: Judge) -> None:
    formula = {
        "x": "(pour chaque partie de depenses : somme(depenses.montant) > 0) et "
        "(pour chaque ligne de depenses : ligne.payee) et somme(depenses.montant) = apport"
    }
    answers = {"depenses": [row("1", payee="oui"), row("2", "B", payee="oui")], "apport": "3"}
    assert judge(formula, answers).worth("x") is True
