"""Functions over rows: a calculation for each row, the greatest, the first; with holes, and over empty tables."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from poincon.cahier.columns import evaluate
from tests.cahier.columns.agreement import population, words
from tests.cahier.conftest import Faults, Judge, Make
from tests.cahier.orders import ORDERS, PARAMETERS, order
from tests.cahier.packages import ASIDE, UNKNOWN, Piece, plain


def worth(judge: Judge, formula: str, rows: list[Piece] | None, **answers: str) -> Any:
    given_answers = {**({} if rows is None else {"commandes": rows}), **answers}
    return judge({"x": formula}, given_answers, parameters=PARAMETERS, fields=[ORDERS]).worth("x")


def ends(judge: Judge, formula: str, rows: list[Piece]) -> tuple[str | None, str | None] | None:
    verdicts = judge({"x": formula}, {"commandes": rows}, parameters=PARAMETERS, fields=[ORDERS])
    bounds = verdicts.json("x")["explanation"].get("range")
    return bounds and (bounds["lowest"], bounds["highest"])


# a calculation for each row

TWO = [order("2", "60", rayon="frais", livree="oui"), order("3", "10.01", rayon="sec", livree="non")]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("somme(commandes.quantite * commandes.prix)", Fraction("150.03")),
        ("somme(commandes.quantite * commandes.prix où rayon est frais)", 120),
        ("somme(commandes.prix + caution)", Fraction("90.01")),
        ("somme(min(commandes.quantite * commandes.prix, plafond))", Fraction("130.03")),
        ("somme(arrondi_inf(commandes.prix * taux, centime))", Fraction("23.33")),
        ("somme(arrondi_sup(commandes.prix * taux, centime))", Fraction("23.34")),
        ("somme(si commandes.livree alors commandes.prix sinon 0)", 60),
        ("somme(si commandes.rayon est sec alors commandes.prix sinon -commandes.prix)", Fraction("-49.99")),
        ("somme(commandes.prix * remboursement)", Fraction("35.005")),
        ("somme(commandes.prix / commandes.quantite)", Fraction("30") + Fraction("10.01") / 3),
        ("somme(caution - 0 * commandes.prix) / nombre(commandes)", 10),
    ],
)
def test_a_sum_takes_a_calculation_of_each_row(judge: Judge, formula: str, value: Fraction) -> None:
    rule: Piece = {"id": "remboursement", "valeur": "remise", "affiche": "oui"}
    verdicts = judge(
        {"x": formula},
        {"commandes": TWO, "caution": "10", "remise": "0.5"},
        parameters=PARAMETERS,
        fields=[ORDERS],
        derives=[rule],
    )
    assert verdicts.worth("x") == value


def test_a_bare_name_in_a_calculation_is_a_field_and_after_a_filter_a_column(judge: Judge) -> None:
    fields = [ORDERS, {"id": "prix", "type": "euros"}]
    formula = {
        "x": "somme(commandes.prix - prix où prix > dossier.prix)",
        "y": "nombre(commandes où commandes.prix > plafond * taux)",
    }
    verdicts = judge(
        formula,
        {"commandes": TWO, "prix": "20"},
        fields=fields,
        parameters=PARAMETERS,
    )
    assert (verdicts.worth("x"), verdicts.worth("y")) == (40, 1)


def test_each_group_has_its_own_calculation(judge: Judge) -> None:
    formula = "pour chaque rayon de commandes : somme(commandes.quantite * commandes.prix) <= plafond"
    assert worth(judge, formula, TWO) is False
    assert worth(judge, formula, [order("1", "60", rayon="frais"), order("3", "10", rayon="sec")]) is True


def test_a_row_may_be_set_against_each_other_row(judge: Judge) -> None:
    """Within a « pour chaque ligne », the row that it stands in and those of the sum are two."""
    formula = "pour chaque ligne de commandes : ligne.prix * nombre(commandes) >= somme(commandes.prix - ligne.prix)"
    assert worth(judge, formula, TWO) is False
    assert worth(judge, formula, [order("1", "10"), order("1", "10")]) is True


def test_a_calculation_over_no_row_is_zero_and_over_an_absent_table_unknown(judge: Judge) -> None:
    formula = "somme(commandes.quantite * commandes.prix)"
    assert worth(judge, formula, []) == 0
    assert worth(judge, formula, None) == UNKNOWN


def test_a_blank_cell_of_a_calculation_lies_between_the_bounds_of_its_column(judge: Judge) -> None:
    formula = "somme(commandes.quantite * commandes.prix)"
    assert ends(judge, formula, [order("2", "5"), order(None, "3")]) == ("10", "40")
    assert ends(judge, formula, [order("2", "5"), order("2", None)]) == ("10", None)
    assert ends(judge, "somme(min(commandes.prix, plafond))", [order("2", None), order("2", "40")]) == ("40", "140")
    assert worth(judge, "somme(si commandes.prix >= 0 alors seuil sinon 0) = seuil", [order()]) is True


def test_a_row_that_may_not_count_adds_nothing_or_its_calculation(judge: Judge) -> None:
    formula = "somme(commandes.quantite * commandes.prix où livree)"
    assert ends(judge, formula, [order("2", "5", livree="oui"), order("3", "4")]) == ("10", "22")
    assert ends(judge, formula, [order("2", "5", livree="oui"), order(None, "4")]) == ("10", "50")


def test_a_division_by_zero_in_one_row_is_unknown_with_its_cause(judge: Judge) -> None:
    rows = [order("2", "5"), order("0", "5")]
    verdicts = judge({"x": "somme(commandes.prix / commandes.quantite)"}, {"commandes": rows}, fields=[ORDERS])
    assert (verdicts.worth("x"), verdicts.cause("x"), verdicts.missing("x")) == (UNKNOWN, "division_by_zero", [])
    assert "range" not in verdicts.json("x")["explanation"]
    verdicts = judge(
        {"x": "somme(commandes.prix / commandes.quantite où livree)"}, {"commandes": rows}, fields=[ORDERS]
    )
    assert (verdicts.cause("x"), verdicts.missing("x")) == ("missing", ["commandes[0].livree", "commandes[1].livree"])


def test_a_calculation_of_what_is_set_aside_is_set_aside_but_over_no_row(judge: Judge) -> None:
    rule: Piece = {"id": "part", "valeur": "remise", "applicable_si": "ouvert", "affiche": "oui"}
    formulas = {
        "x": "somme(commandes.prix * part)",
        "doute": "somme(commandes.prix * part où livree)",
        "y": "max(commandes.prix * part)",
    }

    def found(rows: list[Piece]) -> list[Any]:
        verdicts = judge(formulas, {"commandes": rows, "ouvert": "non"}, fields=[ORDERS], derives=[rule])
        return [verdicts.worth(name) for name in formulas]

    assert found([order("1", "5")]) == [ASIDE, UNKNOWN, ASIDE]
    assert found([]) == [0, 0, ASIDE]


# the greatest and the least


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("max(commandes.prix)", 60),
        ("min(commandes.prix)", Fraction("10.01")),
        ("max(commandes.quantite * commandes.prix)", 120),
        ("max(commandes.prix où rayon est sec)", Fraction("10.01")),
        ("max(max(commandes.prix), plafond)", 100),
        ("max(min(commandes.prix, plafond * taux))", Fraction(100, 3)),
        ("max(commandes.jour)", date(2022, 3, 1)),
        ("min(commandes.jour)", date(2021, 12, 31)),
        ("min(commandes.jour) < max(commandes.jour)", True),
    ],
)
def test_the_greatest_and_the_least_of_the_rows(judge: Judge, formula: str, value: Any) -> None:
    rows = [{**TWO[0], "jour": "2021-12-31"}, {**TWO[1], "jour": "2022-03-01"}]
    assert worth(judge, formula, rows) == value


@pytest.mark.parametrize("function", ["max(commandes.prix)", "min(commandes.jour)", "premier(commandes.prix)"])
def test_over_no_row_there_is_nothing_to_choose(judge: Judge, function: str) -> None:
    assert worth(judge, function, []) == ASIDE
    assert worth(judge, function, None) == UNKNOWN
    filtered = function.replace(")", " où livree)")
    assert worth(judge, filtered, [order("1", "5", jour="2022-01-01", livree="non")]) == ASIDE
    assert worth(judge, filtered, [order("1", "5", jour="2022-01-01")]) == UNKNOWN


def test_holes_leave_the_greatest_between_two_ends(judge: Judge) -> None:
    assert ends(judge, "max(commandes.quantite)", [order("4"), order()]) == ("4", "10")
    assert ends(judge, "min(commandes.quantite)", [order("4"), order()]) == ("0", "4")
    assert ends(judge, "max(commandes.prix)", [order("4", "7"), order()]) == ("7", None)
    doubtful = [order("4", "7", livree="oui"), order("4", "9")]
    assert ends(judge, "max(commandes.prix où livree)", doubtful) == ("7", "9")
    assert ends(judge, "min(commandes.prix où livree)", doubtful) == ("7", "7")
    assert worth(judge, "min(commandes.prix où livree) < plafond", doubtful) is True
    assert worth(judge, "max(commandes.prix où livree) > 0", [order("4", "7")]) == UNKNOWN  # perhaps no row counts
    assert worth(judge, "max(commandes.prix) < plafond", [order("4", "101"), order()]) is False


def test_a_day_that_lacks_leaves_the_latest_unknown(judge: Judge) -> None:
    rows = [order(jour="2022-01-01"), order()]
    verdicts = judge({"x": "max(commandes.jour)"}, {"commandes": rows}, fields=[ORDERS])
    assert (verdicts.worth("x"), verdicts.missing("x")) == (UNKNOWN, ["commandes[1].jour"])


# the first and the last


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("premier(commandes.prix)", 60),
        ("dernier(commandes.prix)", Fraction("10.01")),
        ("dernier(commandes.quantite * commandes.prix)", Fraction("30.03")),
        ("premier(commandes.rayon) est frais", True),
        ("dernier(commandes.rayon où non livree) est frais", False),
        ("premier(commandes.livree)", True),
        ("premier(commandes.article) = dernier(commandes.article)", True),
        ("si premier(commandes.rayon) est frais alors caution sinon 0", 10),
        ("connu(premier(commandes.jour))", False),
    ],
)
def test_the_first_and_the_last_row_give_a_value_of_any_kind(judge: Judge, formula: str, value: Any) -> None:
    assert worth(judge, formula, TWO, caution="10") == value


def test_the_first_row_that_may_count_leaves_the_first_unknown_unless_all_agree(judge: Judge) -> None:
    rows = [order("1", "5"), order("2", "5", livree="oui"), order("3", None, livree="oui")]
    assert worth(judge, "premier(commandes.prix où livree)", rows) == 5
    assert worth(judge, "premier(commandes.quantite où livree)", rows) == UNKNOWN
    verdicts = judge({"x": "dernier(commandes.prix où livree)"}, {"commandes": rows}, fields=[ORDERS])
    assert (verdicts.worth("x"), verdicts.missing("x")) == (UNKNOWN, ["commandes[2].prix"])
    assert ends(judge, "dernier(commandes.prix)", rows) is None


def test_the_first_of_years_and_the_first_row_are_told_apart(judge: Judge) -> None:
    years = {"2021": {"ventes": "7"}, "2022": {"ventes": "9"}}
    formulas = {"exercices": "premier(ventes)", "lignes": "premier(commandes.prix)", "deux": "min(ventes, plafond)"}
    verdicts = judge(
        formulas,
        {"commandes": TWO},
        years=years,
        exercice="2022",
        fields=[ORDERS],
        parameters=PARAMETERS,
    )
    assert [verdicts.worth(name) for name in formulas] == [7, 60, 9]


def test_a_table_of_each_year_is_read_in_its_year(judge: Judge) -> None:
    formulas = {"x": "somme(max(achats.prix) sur annees)", "y": "premier(max(achats.prix))"}
    column = {"id": "prix", "type": "euros"}
    table = {"id": "achats", "type": "tableau", "colonnes": [column]}
    years = {"2021": {"achats": [{"prix": "3"}, {"prix": "4"}]}, "2022": {"achats": [{"prix": "5"}]}}
    verdicts = judge(formulas, years=years, exercice="2022", yearly=[table])
    assert [verdicts.worth(name) for name in formulas] == [9, 4]


# in words


def test_each_row_is_told_with_its_value(judge: Judge) -> None:
    formulas = {"x": "somme(commandes.quantite * commandes.prix)", "y": "max(commandes.prix) > plafond"}
    verdicts = judge(formulas, {"commandes": TWO}, fields=[ORDERS], parameters=PARAMETERS)
    french, english = (plain(verdicts.sentence("x", language)).replace("\u202f", " ") for language in ("fr", "en"))
    assert "total de (ligne 1 : 2 × 60,00 € = 120,00 € ; ligne 2 : 3 × 10,01 € = 30,03 €) = 150,03 €" in french
    assert "total of (row 1: 2 × €60.00 = €120.00; row 2: 3 × €10.01 = €30.03) = €150.03" in english
    rows = verdicts.json("x")["explanation"]["children"][0]["children"]
    assert [(row["at"], row["exact"]) for row in rows] == [("commandes[0]", "120"), ("commandes[1]", "3003/100")]
    assert "le plus grand de « commandes », prix : 60,00 €, plus de 100,00 € : non" in plain(
        verdicts.sentence("y")
    ).replace("\u202f", " ")


def test_a_row_that_may_not_count_is_told_as_such(judge: Judge) -> None:
    rows = [order("2", "60", livree="oui"), order("3", "10")]
    verdicts = judge(
        {"x": "somme(commandes.quantite * commandes.prix où livree)"}, {"commandes": rows}, fields=[ORDERS]
    )
    sentence = plain(verdicts.sentence("x")).replace("\u202f", " ")
    assert "ligne 2 : 3 × 10,00 € = 30,00 €, si elle compte) = entre 120,00 € et 150,00 €" in sentence
    assert "= €30.00, if it counts) = between" in verdicts.sentence("x", "en")
    told_rows = verdicts.json("x")["explanation"]["children"][0]["children"]
    assert [(row["exact"], row.get("in_doubt")) for row in told_rows] == [
        ("120", None),
        ("30", ["commandes[1].livree"]),
    ]


def test_a_long_table_is_told_by_its_first_rows(judge: Judge) -> None:
    verdicts = judge(
        {"x": "somme(commandes.quantite * commandes.prix)"},
        {"commandes": [order("1", str(price)) for price in range(60)]},
        fields=[ORDERS],
    )
    sentence = plain(verdicts.sentence("x"))
    assert "54 autres lignes" in sentence
    assert "ligne 7" not in sentence


def test_a_choice_and_a_day_of_a_row_are_told(judge: Judge) -> None:
    rows = [order("1", "5", rayon="sec", jour="2022-03-01")]
    formulas = {"x": "premier(commandes.rayon) est frais", "y": "max(commandes.jour) > ouverture"}
    verdicts = judge(formulas, {"commandes": rows, "ouverture": "2022-01-01"}, fields=[ORDERS])
    assert "premier de « commandes », rayon = Frais : non (réponse : Sec)" in plain(verdicts.sentence("x"))
    assert "la dernière date de « commandes », jour : 1er mars 2022, après le 1er janvier 2022" in plain(
        verdicts.sentence("y")
    )


# limits


def test_a_quotient_of_each_row_may_grow_too_long_and_rounding_it_mends_that(faults: Faults) -> None:
    big = {**ORDERS, "lignes_maximum": "500"}
    long = faults({"x": "somme(commandes.prix / commandes.quantite)"}, fields=[big])
    assert [problem.code for problem in long] == ["numbers_too_long"]
    assert faults({"x": "somme(commandes.prix / commandes.quantite)"}, fields=[ORDERS]) == []
    assert faults({"x": "somme(arrondi(commandes.prix / commandes.quantite, centime))"}, fields=[big]) == []


def test_a_quotient_by_what_does_not_change_from_row_to_row_stays_short(judge: Judge) -> None:
    """A parameter of a third, a field, a column of two decimals: one denominator for five hundred rows."""
    rows = [order("3", f"{price}.07") for price in range(500)]
    formula = "somme(commandes.prix * commandes.quantite * taux / coefficient)"
    expected = sum(Fraction(f"{price}.07") * 3 for price in range(500)) / 3 / Fraction("0.7")
    table = {**ORDERS, "lignes_maximum": "500"}
    answers = {"commandes": rows, "coefficient": "0.7"}
    assert judge({"x": formula}, answers, parameters=PARAMETERS, fields=[table]).worth("x") == expected


def test_rows_of_different_quotients_are_judged_and_told(judge: Judge) -> None:
    rows = [order(str(index % 10), str(index)) for index in range(1, 111) if index % 10]
    verdicts = judge({"x": "somme(commandes.prix / commandes.quantite)"}, {"commandes": rows}, fields=[ORDERS])
    assert verdicts.worth("x") == sum(Fraction(index, index % 10) for index in range(1, 111) if index % 10)
    assert verdicts.sentence("x")


@pytest.mark.parametrize("strength", ["eliminatoire", "requise"])
def test_a_rule_that_an_empty_table_would_set_aside_is_warned_of(make: Make, strength: str) -> None:
    rule: Piece = {"id": "x", "condition": "max(commandes.prix) <= plafond", "force": strength}
    package = make(None, parameters=PARAMETERS, fields=[ORDERS], indicateurs=[rule])
    warning = next(problem for problem in package.warnings if problem.code == "decided_by_no_row")
    assert "« max(…) » est sans objet" in plain(warning.render())
    guarded = {**rule, "condition": "nombre(commandes) > 0 et max(commandes.prix) <= plafond"}
    package = make(None, parameters=PARAMETERS, fields=[ORDERS], indicateurs=[guarded])
    assert [problem for problem in package.warnings if problem.code == "decided_by_no_row"] == []


def test_in_a_population_what_reads_rows_is_missing(make: Make) -> None:
    formulas = {
        "total": "somme(commandes.quantite * commandes.prix * taux) > plafond",
        "grand": "max(commandes.prix) > 0",
        "choix": "premier(commandes.rayon) est frais",
        "oui": "premier(commandes.livree) ou assure",
        "jour": "max(commandes.jour) > ouverture",
        "compte": "nombre(commandes) = 0 ou seuil > 0",
    }
    package = make(formulas, parameters=PARAMETERS, fields=[ORDERS])
    outcomes = evaluate(package, population(package, "dossier,assure\na,oui\nb,non\n"))
    assert [words(outcomes, name)[1] for name in formulas] == ["undetermined"] * 5 + ["met"]
    assert words(outcomes, "oui")[0] == "met"
    assert outcomes.by_rows == ()


def test_a_column_named_like_a_field_is_the_column(judge: Judge) -> None:
    gifts: Piece = {
        "id": "dons",
        "type": "tableau",
        "colonnes": [
            {"id": "ouvert", "type": "choix", "libelle": "Ouvert", "options": [{"id": "grand", "libelle": "Grand"}]},
            {"id": "prix", "type": "euros", "libelle": "Prix"},
        ],
    }
    formula = "somme(si dons.ouvert est grand alors dons.prix sinon 0)"
    rows = [{"ouvert": "grand", "prix": "7"}]
    assert judge({"total": formula}, {"dons": rows, "ouvert": "non"}, fields=[gifts]).worth("total") == 7
