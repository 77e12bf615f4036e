"""A hole never hides what the rest settles: intervals come from tables, scores and series, and from nowhere else."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.cahier.conftest import Judge
from tests.cahier.packages import UNKNOWN, Piece

PARAMETERS = {"seuil": "1 nombre", "plafond": "100 euro", "cible": "0.5 ratio"}
BLANK: Piece = {"poste": "Loyer"}


def line(amount: str | None = None, **cells: str) -> Piece:
    return {"poste": "Loyer", **({"montant": amount} if amount is not None else {}), **cells}


# tables


@pytest.mark.parametrize(
    ("cells", "formula", "worth"),
    [
        (("oui", None), "nombre(depenses où payee) >= seuil", True),
        (("non", None), "nombre(depenses où payee) >= seuil", UNKNOWN),
        (("non", "non"), "nombre(depenses où payee) >= seuil", False),
        (("non", None), "nombre(depenses où non payee) = 0", False),
        (("oui", None), "nombre(depenses où non payee) = 0", UNKNOWN),
        (("non", None), "nombre(depenses où non payee) <> 0", True),
        ((None, None), "nombre(depenses où payee) <= nombre(depenses)", True),
    ],
)
def test_a_count_lies_between_the_rows_that_count_and_those_that_may(
    judge: Judge, cells: tuple[str | None, ...], formula: str, worth: bool | str
) -> None:
    rows = [line("1", **({"payee": cell} if cell else {})) for cell in cells]
    assert judge({"x": formula}, {"depenses": rows}, parameters=PARAMETERS).worth("x") == worth


def test_a_blank_cell_lies_between_the_bounds_of_its_column(judge: Judge) -> None:
    """Euros have 0 as their minimum, and no maximum: a sum can only grow."""
    formulas = {"trop": "somme(depenses.montant) > plafond", "assez": "somme(depenses.montant) <= plafond"}
    verdicts = judge(formulas, {"depenses": [line("101"), line()]}, parameters=PARAMETERS)
    assert (verdicts.worth("trop"), verdicts.worth("assez")) == (True, False)
    verdicts = judge(formulas, {"depenses": [line("99"), line()]}, parameters=PARAMETERS)
    assert (verdicts.worth("trop"), verdicts.missing("trop")) == (UNKNOWN, ["depenses[1].montant"])


def test_a_row_that_may_not_count_adds_nothing_or_itself(judge: Judge) -> None:
    formulas = {"x": "somme(depenses.montant où payee)"}
    verdicts = judge(formulas, {"depenses": [line("10", payee="oui"), line("5"), line("3", payee="non"), line()]})
    explanation = verdicts.json("x")["explanation"]
    assert explanation["range"] == {
        "lowest": "10",
        "highest": None,
        "holes": ["depenses[1].payee", "depenses[3].payee"],
    }
    verdicts = judge(formulas, {"depenses": [line("10", payee="oui"), line("5")]})
    assert verdicts.json("x")["explanation"]["range"] == {
        "lowest": "10",
        "highest": "15",
        "holes": ["depenses[1].payee"],
    }


def test_an_interval_goes_through_calculations(judge: Judge) -> None:
    formulas = {
        "part": "somme(depenses.montant où payee) / somme(depenses.montant)",
        "oppose": "-somme(depenses.montant où payee)",
        "plus_petit": "min(somme(depenses.montant où payee), plafond)",
        "arrondi_bas": "arrondi_inf(somme(depenses.montant où payee) / 1, euro)",
        "arrondi_haut": "arrondi_sup(somme(depenses.montant où payee) / 1, euro)",
        "choisi": "si ouvert alors somme(depenses.montant où payee) sinon loyer",
    }
    answers = {"depenses": [line("10.75", payee="oui"), line("5.50")], "ouvert": "oui"}
    verdicts = judge(formulas, answers, parameters=PARAMETERS)

    def ends(name: str) -> tuple[str, str]:
        bounds = verdicts.json(name)["explanation"]["range"]
        return bounds["lowest"], bounds["highest"]

    assert ends("part") == ("43/65", "1")
    assert ends("oppose") == ("-65/4", "-43/4")
    assert ends("plus_petit") == ("43/4", "65/4")
    assert ends("arrondi_bas") == ("10", "16")
    assert ends("arrondi_haut") == ("11", "17")
    assert ends("choisi") == ("43/4", "65/4")


def test_a_cell_by_itself_has_no_interval(judge: Judge) -> None:
    """Bounds are those of what is added up; a blank cell that is compared is unknown, whatever its column allows."""
    formula = {"x": "pour chaque ligne de depenses : ligne.montant >= 0"}
    verdicts = judge(formula, {"depenses": [line("1"), line()]})
    assert (verdicts.worth("x"), verdicts.missing("x")) == (UNKNOWN, ["depenses[1].montant"])


def test_a_divisor_that_may_be_zero_leaves_nothing_known(judge: Judge) -> None:
    verdicts = judge({"x": "1 / nombre(depenses où payee)"}, {"depenses": [line("1")]})
    assert verdicts.status("x") == "undetermined"
    assert "range" not in verdicts.json("x")["explanation"]


@pytest.mark.parametrize(
    ("formula", "answers"),
    [
        ("etals >= 0", {}),
        ("nombre(depenses) >= 0", {}),
        ("min(caution, somme(depenses.montant)) <= 0 + somme(depenses.montant)", {"depenses": []}),
    ],
)
def test_a_blank_field_and_an_absent_table_have_no_interval(judge: Judge, formula: str, answers: Piece) -> None:
    """Zero or more is certain of a count; of what nobody answered, nothing is said."""
    assert judge({"x": formula}, answers).worth("x") == UNKNOWN


def test_an_unknown_condition_has_no_interval_unless_both_branches_agree(judge: Judge) -> None:
    formulas = {"pareil": "(si ouvert alors 1 sinon 1) = 1", "divers": "(si ouvert alors etals sinon etals) >= 0"}
    verdicts = judge(formulas, {})
    assert (verdicts.worth("pareil"), verdicts.worth("divers")) == (True, UNKNOWN)


def test_an_indicator_that_an_interval_settles_has_no_value_and_lacks_nothing(judge: Judge) -> None:
    indicator = {"id": "part", "valeur": "nombre(depenses où payee) / nombre(depenses)", "cible": {"au_moins": "cible"}}
    answers = {"depenses": [line(payee="oui"), line(payee="oui"), line()]}
    verdicts = judge(
        {"lue": "part * coefficient", "sue": "connu(part)"},
        {**answers, "coefficient": "1"},
        parameters=PARAMETERS,
        indicateurs=[{**indicator, "force": "requise"}],
    )
    outcome = verdicts.json("part")
    assert (outcome["status"], outcome["value"], outcome["exact"]) == ("met", None, None)
    assert (outcome["missing"], outcome["cause"]) == ([], None)
    assert outcome["explanation"]["range"] == {"lowest": "2/3", "highest": "1", "holes": ["depenses[2].payee"]}
    assert verdicts.json("lue")["explanation"]["range"]["lowest"] == "2/3"
    assert verdicts.worth("sue") is True
    assert "entre 66,67" in verdicts.sentence("part")
    assert "between 66.67%" in verdicts.sentence("part", "en")


# « pour chaque »

EACH = {"x": "pour chaque ligne de depenses où payee : ligne.montant > plafond"}


@pytest.mark.parametrize(
    ("rows", "worth"),
    [
        ([line("200", payee="oui"), line("200")], True),
        ([line("200", payee="oui"), line("50")], UNKNOWN),
        ([line("50", payee="oui"), line("50")], False),
        ([line("200")], UNKNOWN),
        ([line("200", payee="oui"), line()], UNKNOWN),
    ],
)
def test_a_row_in_doubt_matters_only_when_it_fails(judge: Judge, rows: list[Piece], worth: bool | str) -> None:
    assert judge(EACH, {"depenses": rows}, parameters=PARAMETERS).worth("x") == worth


def test_a_group_of_a_row_in_doubt_is_settled_by_its_sums(judge: Judge) -> None:
    formula = {"x": "pour chaque partie de depenses et recettes : somme(depenses.montant) <= somme(recettes.montant)"}
    rows = {"depenses": [{"partie": "A", "montant": "9"}], "recettes": [{"partie": "A", "montant": "5"}]}
    assert judge(formula, rows).worth("x") is False
    rows["recettes"].append({"partie": "A"})
    assert judge(formula, rows).worth("x") == UNKNOWN
    rows["recettes"].append({"partie": "A", "montant": "5"})
    assert judge(formula, rows).worth("x") is True


# series


@pytest.mark.parametrize(
    ("series", "worth"),
    [
        (("40", None, "30"), False),
        ((None, "40", "30"), False),
        (("40", "30", None), False),
        (("30", None, "30"), False),
        (("30", "30", None), UNKNOWN),
        ((None, "30", "30"), UNKNOWN),
        (("30", None, "40"), UNKNOWN),
        (("30", "30", "40"), True),
        (("30", "40", "40"), True),
        (("40", "30", "50"), False),
        (("30",), UNKNOWN),
        ((None, None), UNKNOWN),
    ],
)
def test_two_known_years_settle_that_a_series_does_not_rise(
    judge: Judge, series: tuple[str | None, ...], worth: bool | str
) -> None:
    years = {str(2021 - index): {"clients": number} if number else {} for index, number in enumerate(reversed(series))}
    assert judge({"x": "croissant(clients)"}, years=years).worth("x") == worth


def test_a_year_without_any_record_is_a_hole(judge: Judge) -> None:
    verdicts = judge({"x": "croissant(clients)"}, years={"2019": {"clients": "1"}, "2021": {"clients": "2"}})
    assert (verdicts.worth("x"), verdicts.missing("x")) == (UNKNOWN, ["annees.2020.clients"])
    verdicts = judge({"x": "croissant(clients)"}, years={"2019": {"clients": "2"}, "2021": {"clients": "1"}})
    assert verdicts.worth("x") is False


# scores

SCORE: Piece = {"id": "accueil_total", "rubriques": ["accueil"]}


def test_a_score_settles_what_it_can_still_become(judge: Judge) -> None:
    """A statement of weight 1 is open: between 2/3 and 1."""
    formulas = {"haut": "accueil_total >= cible", "tout": "accueil_total = 1", "bas": "accueil_total < cible"}
    verdicts = judge(formulas, {"accueil_1": "++"}, parameters=PARAMETERS, scores=[SCORE])
    assert (verdicts.worth("haut"), verdicts.worth("bas")) == (True, False)
    assert (verdicts.worth("tout"), verdicts.missing("tout")) == (UNKNOWN, ["accueil_2"])
    assert verdicts["accueil_total"].bounds is not None
    assert verdicts["accueil_total"].bounds.lowest == Fraction(2, 3)


def test_a_recommendation_comes_as_soon_as_the_score_is_surely_too_low(judge: Judge) -> None:
    advice = {"id": "conseil", "condition": "accueil_total < cible", "texte": "Revoyez l'accueil."}
    answers = {"accueil_1": "--"}
    verdicts = judge(None, answers, parameters=PARAMETERS, scores=[SCORE], recommandations=[advice])
    assert verdicts.status("conseil") == "met"
    assert verdicts.status("accueil_total") == "undetermined"
