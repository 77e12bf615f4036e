"""Calculation on one dossier is exact; a division by zero is unknown and says so; dates keep to the calendar."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from poincon.cahier.basics.problems import Unusable
from tests.cahier.conftest import Judge
from tests.cahier.packages import UNKNOWN


def test_money_is_computed_exactly(judge: Judge) -> None:
    formulas = {"trois": "loyer + apport", "tiers": "loyer / apport * apport", "reste": "loyer - apport"}
    verdicts = judge(formulas, {"loyer": "0.1", "apport": "0.2"})
    assert [verdicts.worth(name) for name in formulas] == [Fraction(3, 10), Fraction(1, 10), Fraction(-1, 10)]
    verdicts = judge(formulas, {"loyer": "1", "apport": "3"})
    assert verdicts.worth("tiers") == 1


def test_the_largest_amounts_stay_exact(judge: Judge) -> None:
    most = "999999999999999.99"
    verdicts = judge({"carre": "apport * caution / caution - apport"}, {"apport": most, "caution": most})
    assert verdicts.worth("carre") == 0


@pytest.mark.parametrize(("loyer", "missing"), [("5", []), ("0", []), (None, ["loyer"])])
def test_a_division_by_zero_is_unknown_and_says_why(judge: Judge, loyer: str | None, missing: list[str]) -> None:
    verdicts = judge({"x": "loyer / apport"}, {"loyer": loyer, "apport": "0.00"})
    assert (verdicts.status("x"), verdicts.worth("x"), verdicts.missing("x")) == ("undetermined", UNKNOWN, missing)
    assert verdicts.cause("x") == ("missing" if missing else "division_by_zero")


def test_what_depends_on_a_division_by_zero_is_unknown_with_that_cause(judge: Judge) -> None:
    formulas = {"part": "loyer / apport", "assez": "part > remise", "ou_pas": "ouvert ou part > remise"}
    verdicts = judge(formulas, {"loyer": "1", "apport": "0", "remise": "0.5", "ouvert": "oui"})
    assert (verdicts.status("assez"), verdicts.cause("assez")) == ("undetermined", "division_by_zero")
    assert (verdicts.status("ou_pas"), verdicts.cause("ou_pas")) == ("met", None)


def test_zero_divided_is_zero_and_zero_times_unknown_is_unknown(judge: Judge) -> None:
    verdicts = judge({"x": "loyer / apport", "y": "loyer * coefficient"}, {"loyer": "0", "apport": "3"})
    assert (verdicts.worth("x"), verdicts.worth("y")) == (0, UNKNOWN)


def test_min_and_max_take_several_and_are_unknown_with_one_unknown(judge: Judge) -> None:
    formulas = {
        "bas": "min(loyer, apport, caution)",
        "haut": "max(loyer, apport, caution)",
        "plancher": "max(0, loyer)",
    }
    verdicts = judge(formulas, {"loyer": "-5", "apport": "2", "caution": "3.5"})
    assert [verdicts.worth(name) for name in formulas] == [-5, Fraction(7, 2), 0]
    verdicts = judge(formulas, {"loyer": "-5", "apport": "2"})
    assert [verdicts.worth(name) for name in formulas] == [UNKNOWN, UNKNOWN, 0]
    assert verdicts.missing("bas") == ["caution"]


@pytest.mark.parametrize(
    ("loyer", "nearest", "below", "above"),
    [
        ("10.01", "3.34", "3.33", "3.34"),
        ("10.00", "3.33", "3.33", "3.34"),
        ("-10.01", "-3.34", "-3.34", "-3.33"),
        ("30", "10", "10", "10"),
    ],
)
def test_rounding_to_the_cent_is_written_in_the_formula(
    judge: Judge, loyer: str, nearest: str, below: str, above: str
) -> None:
    functions = {"x": "arrondi", "y": "arrondi_inf", "z": "arrondi_sup"}
    formulas = {name: f"{function}(loyer * tiers, centime)" for name, function in functions.items()}
    verdicts = judge(formulas, {"loyer": loyer}, parameters={"tiers": "1/3 ratio"})
    assert [verdicts.worth(name) for name in "xyz"] == [Fraction(nearest), Fraction(below), Fraction(above)]


@pytest.mark.parametrize(
    ("loyer", "nearest", "below"), [("2.5", 3, 2), ("-2.5", -3, -3), ("2.49", 2, 2), ("-0.5", -1, -1), ("0.5", 1, 0)]
)
def test_a_half_rounds_away_from_zero_and_rounding_down_goes_below(
    judge: Judge, loyer: str, nearest: int, below: int
) -> None:
    formulas = {"x": "arrondi(loyer, euro)", "y": "arrondi_inf(loyer, euro)"}
    verdicts = judge(formulas, {"loyer": loyer})
    assert (verdicts.worth("x"), verdicts.worth("y")) == (nearest, below)


def test_any_number_rounds_to_a_whole_one(judge: Judge) -> None:
    verdicts = judge(
        {"x": "arrondi(gardiens, unite)", "y": "arrondi_inf(remise, unite)"}, {"gardiens": "2.5", "remise": "0.9"}
    )
    assert (verdicts.worth("x"), verdicts.worth("y")) == (3, 0)


def test_a_quotient_has_its_unit_and_a_share_is_a_ratio(judge: Judge) -> None:
    verdicts = judge({"x": "loyer / gardiens", "y": "loyer / apport", "z": "etals / gardiens"})
    assert [verdicts.json(name)["unit"] for name in "xyz"] == ["euro/etp", "ratio", "etal/etp"]


# dates


def shift(judge: Judge, start: str, duration: str, unit: str, sign: str = "+") -> object:
    parameters = {"duree": f"{duration} {unit}"}
    return judge({"x": f"ouverture {sign} duree"}, {"ouverture": start}, parameters=parameters).worth("x")


@pytest.mark.parametrize(
    ("start", "duration", "unit", "end"),
    [
        ("2012-02-29", "2", "an", date(2014, 2, 28)),
        ("2012-02-29", "4", "an", date(2016, 2, 29)),
        ("2012-05-16", "2", "an", date(2014, 5, 16)),
        ("2021-01-31", "1", "mois", date(2021, 2, 28)),
        ("2024-01-31", "1", "mois", date(2024, 2, 29)),
        ("2021-03-31", "1", "mois", date(2021, 4, 30)),
        ("2021-12-31", "2", "mois", date(2022, 2, 28)),
        ("2021-11-30", "3", "mois", date(2022, 2, 28)),
        ("2021-02-28", "1", "mois", date(2021, 3, 28)),
        ("2021-12-31", "1", "jour", date(2022, 1, 1)),
        ("2024-02-28", "1", "jour", date(2024, 2, 29)),
        ("2021-06-15", "0", "mois", date(2021, 6, 15)),
        ("2021-06-15", "-18", "mois", date(2019, 12, 15)),
    ],
)
def test_a_duration_ends_on_the_same_day_or_on_the_last_of_its_month(
    judge: Judge, start: str, duration: str, unit: str, end: date
) -> None:
    assert shift(judge, start, duration, unit) == end


def test_a_duration_can_be_taken_away(judge: Judge) -> None:
    assert shift(judge, "2024-02-29", "1", "an", "-") == date(2023, 2, 28)
    assert shift(judge, "2024-03-31", "1", "mois", "-") == date(2024, 2, 29)


def test_a_duration_that_leaves_the_calendar_is_no_crash(judge: Judge) -> None:
    for sign, unit in (("+", "an"), ("-", "an"), ("+", "jour"), ("-", "mois")):
        assert isinstance(shift(judge, "2024-02-29", "999999999", unit, sign), date)


def test_a_date_plus_an_unknown_is_unknown(judge: Judge) -> None:
    verdicts = judge({"x": "ouverture + duree"}, parameters={"duree": "2 an"})
    assert (verdicts.worth("x"), verdicts.missing("x")) == (UNKNOWN, ["ouverture"])


def test_a_duration_of_a_fraction_is_refused_from_a_package_and_from_a_campaign(judge: Judge) -> None:
    """A delay of a year and a half is 18 months: cut to one year, it would be silently wrong."""
    with pytest.raises(Unusable, match="une durée est un nombre entier"):
        shift(judge, "2021-01-01", "1.5", "an")
    opened = [{"id": "delai", "unite": "an", "campagne": "oui"}]
    with pytest.raises(Unusable, match="entier"):
        judge({"x": "ouverture + delai"}, {"ouverture": "2021-01-01"}, campaign={"delai": "1.5"}, parametres=opened)


# parameters by date


def test_a_parameter_is_read_at_the_day_asked_for(judge: Judge) -> None:
    dated = [{"id": "seuil", "unite": "euro", "valeurs": {"2010-01-01": "10", "2020-07-01": "20", "2005-01-01": "5"}}]

    def at(year: str) -> object:
        return judge({"x": "seuil + loyer"}, {"loyer": "0"}, exercice=year, parametres=dated).worth("x")

    assert [at(year) for year in ("2005", "2009", "2010", "2019", "2020", "2021")] == [5, 5, 10, 10, 20, 20]
    verdicts = judge({"x": "seuil + loyer"}, {"loyer": "0"}, exercice="2004", parametres=dated)
    assert (verdicts.worth("x"), verdicts.missing("x")) == (UNKNOWN, ["parametres.seuil"])


def test_a_campaign_sets_a_parameter_that_is_open_to_it(judge: Judge) -> None:
    opened = [{"id": "seuil", "unite": "euro", "valeurs": {"2010-01-01": "10"}, "campagne": "oui"}]
    verdicts = judge({"x": "seuil + loyer"}, {"loyer": "0"}, campaign={"seuil": "12.50"}, parametres=opened)
    assert verdicts.worth("x") == Fraction(25, 2)
    assert verdicts.json("seuil")["explanation"]["origin"] == "campagne"
    assert verdicts.json("seuil")["value"] == "12.5"


def test_a_parameter_that_the_campaign_has_not_set_is_missing(judge: Judge) -> None:
    opened = [{"id": "seuil", "unite": "euro", "campagne": "oui"}]
    verdicts = judge({"x": "seuil + loyer"}, {"loyer": "0"}, parametres=opened)
    assert (verdicts.cause("x"), verdicts.missing("x")) == ("missing", ["parametres.seuil"])
    assert {key: verdicts.json("seuil")[key] for key in ("kind", "status", "value", "missing", "cause")} == {
        "kind": "parameter",
        "status": "undetermined",
        "value": None,
        "missing": ["parametres.seuil"],
        "cause": "missing",
    }
