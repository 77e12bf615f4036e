"""Years: the year before, the years given, a gap, a single year; each year judged as if it were the one asked for."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poincon.cahier.explanation import outcome_json
from poincon.cahier.explanation.sentences import Sentences
from tests.cahier.conftest import Judge, Make
from tests.cahier.packages import UNKNOWN, Verdicts, judged

FORMULAS = {
    "avant_ventes": "avant(ventes)",
    "ecart": "ventes - avant(ventes)",
    "total": "somme(ventes sur annees)",
    "premiere": "premier(ventes)",
    "derniere": "dernier(ventes)",
    "hausse": "croissant(ventes)",
    "part": "ventes / clients",
    "hausse_part": "croissant(part)",
    "part_avant": "avant(part)",
}


def sales(**years: str | None) -> dict[str, dict[str, str]]:
    """`y2021="5"`: sales of 2021; None for a year given without them."""
    return {year[1:]: {} if value is None else {"ventes": value} for year, value in years.items()}


def test_the_year_asked_for_is_the_latest_when_none_is_given(judge: Judge) -> None:
    verdicts = judge({"x": "ventes"}, years=sales(y2019="1", y2021="3", y2020="2"))
    assert (verdicts.assessment.year, verdicts.worth("x")) == (2021, 3)
    verdicts = judge({"x": "ventes"}, years=sales(y2019="1", y2021="3"), exercice="2019")
    assert (verdicts.assessment.year, verdicts.worth("x"), verdicts.assessment.on) == (2019, 1, date(2019, 12, 31))


def test_a_year_that_is_not_given_is_missing(judge: Judge) -> None:
    verdicts = judge({"x": "ventes"}, years=sales(y2019="1"), exercice="2021")
    assert verdicts.missing("x") == ["annees.2021.ventes"]


def test_avant_reads_the_year_before(judge: Judge) -> None:
    verdicts = judge(FORMULAS, years=sales(y2020="4", y2021="10"))
    assert (verdicts.worth("avant_ventes"), verdicts.worth("ecart")) == (4, 6)


def test_avant_of_an_empty_year_is_missing_and_of_no_year_has_its_own_cause(judge: Judge) -> None:
    verdicts = judge(FORMULAS, years=sales(y2020=None, y2021="10"))
    assert (verdicts.cause("ecart"), verdicts.missing("ecart")) == ("missing", ["annees.2020.ventes"])
    verdicts = judge(FORMULAS, years=sales(y2021="10"))
    assert (verdicts.cause("ecart"), verdicts.missing("ecart")) == ("no_such_year", [])
    verdicts = judge(FORMULAS, years=sales(y2019="1", y2021="10"))
    assert verdicts.cause("ecart") == "no_such_year"


@pytest.mark.parametrize("formula", ["avant(1)", "avant(seuil)", "avant(1) + 1"])
def test_avant_is_unknown_without_a_record_even_for_a_constant(judge: Judge, formula: str) -> None:
    formulas, parameters = {"x": formula, "u": "seuil + loyer"}, {"seuil": "7 euro"}
    alone = judge(formulas, {"loyer": "2"}, years=sales(y2021="1"), parameters=parameters)
    assert (alone.worth("x"), alone.cause("x")) == (UNKNOWN, "no_such_year")
    both = judge(formulas, {"loyer": "2"}, years=sales(y2020=None, y2021="1"), parameters=parameters)
    assert both.worth("x") in (1, 2, 7)


@pytest.mark.parametrize(
    ("years", "result"),
    [
        (sales(y2019="1", y2020="2", y2021="3"), True),
        (sales(y2019="1", y2020="1", y2021="2"), True),
        (sales(y2020="1", y2021="1"), False),
        (sales(y2019="1", y2020="1", y2021="1"), False),
        (sales(y2019="1", y2020="5", y2021="4"), False),
        (sales(y2019="3", y2020="1", y2021="4"), False),
        (sales(y2020="-2", y2021="-1"), True),
        (sales(y2021="1"), UNKNOWN),
        (sales(y2019="1", y2021="3"), UNKNOWN),
        (sales(y2019="1", y2020=None, y2021="3"), UNKNOWN),
        (sales(y2020="1", y2021=None), UNKNOWN),
    ],
)
def test_a_trend_rises_when_the_last_exceeds_the_first_and_no_year_falls(
    judge: Judge, years: dict[str, Any], result: object
) -> None:
    assert judge(FORMULAS, years=years).worth("hausse") == result


def test_a_single_year_has_no_trend_and_says_why(judge: Judge) -> None:
    verdicts = judge(FORMULAS, years=sales(y2021="1"))
    assert (verdicts.cause("hausse"), verdicts.missing("hausse")) == ("no_such_year", [])


def test_a_missing_year_makes_the_trend_undetermined(judge: Judge) -> None:
    verdicts = judge(FORMULAS, years=sales(y2019="1", y2021="3"))
    assert verdicts.status("hausse") == "undetermined"
    assert (verdicts.cause("hausse"), verdicts.missing("hausse")) == ("missing", ["annees.2020.ventes"])


def test_functions_of_years_go_from_the_first_given_to_the_one_asked_for(judge: Judge) -> None:
    years = sales(y2019="1", y2020="2", y2021="4", y2022="100")
    verdicts = judge(FORMULAS, years=years, exercice="2021")
    assert [verdicts.worth(name) for name in ("total", "premiere", "derniere", "hausse")] == [7, 1, 4, True]


def test_a_sum_over_years_lacks_the_year_that_was_skipped(judge: Judge) -> None:
    verdicts = judge(FORMULAS, years=sales(y2019="1", y2021="4"))
    assert (verdicts.worth("total"), verdicts.missing("total")) == (UNKNOWN, ["annees.2020.ventes"])
    assert (verdicts.worth("premiere"), verdicts.worth("derniere")) == (1, 4)


def test_a_value_asked_once_counts_in_every_year(judge: Judge) -> None:
    years = sales(y2020="1", y2021="2")
    verdicts = judge({"x": "somme(ventes - loyer sur annees)"}, {"loyer": "0.25"}, years=years)
    assert verdicts.worth("x") == Fraction(5, 2)


def test_other_rules_are_read_in_their_own_year(judge: Judge) -> None:
    years = {"2020": {"ventes": "8", "clients": "4"}, "2021": {"ventes": "9", "clients": "3"}}
    verdicts = judge(FORMULAS, years=years)
    assert (verdicts.worth("part"), verdicts.worth("part_avant"), verdicts.worth("hausse_part")) == (3, 2, True)


def test_a_rule_that_reads_years_has_an_outcome_for_each(judge: Judge) -> None:
    years = {"2020": {"ventes": "8", "clients": "0"}, "2021": {"ventes": "9", "clients": "3"}}
    per_year = judge(FORMULAS, years=years).json("part")["per_year"]
    assert per_year == {
        "2020": {"status": "undetermined", "value": None, "exact": None},
        "2021": {"status": None, "value": "3", "exact": "3"},
    }


def test_a_rule_without_years_has_no_outcome_by_year(judge: Judge) -> None:
    assert "per_year" not in judge({"x": "loyer"}, {"loyer": "1"}, years=sales(y2021="1")).json("x")


AMOUNTS = st.one_of(st.none(), st.sampled_from(["0", "1", "2", "-3", "0.01", "999999.99"]))
RECORDS = st.dictionaries(
    st.sampled_from(["2018", "2019", "2020", "2021"]),
    st.fixed_dictionaries({"ventes": AMOUNTS, "clients": st.sampled_from([None, "0", "2", "7"])}),
    min_size=1,
)


@given(years=RECORDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_each_year_is_judged_as_if_it_were_the_one_asked_for(make: Make, years: dict[str, Any]) -> None:
    """The parameters are read on the same day; all else must be equal: status, value, what is missing, cause."""
    package, on = make(FORMULAS), date(2022, 12, 31)
    whole = judged(package, {"reponses": {"annees": years}}, on)
    for year in whole.assessment.by_year:
        alone = judged(package, {"exercice": year, "reponses": {"annees": years}}, on)
        for name, result in whole.assessment.by_year[year].items():
            assert told(alone, name) == told_result(result)


def told(verdicts: Verdicts, name: str) -> tuple[object, ...]:
    return told_result(verdicts[name])


def told_result(result: Any) -> tuple[object, ...]:
    value = UNKNOWN if result.unknown is not None else result.value
    return result.status, value, result.missing, result.unknown.cause if result.unknown else None


def test_sentences_and_trees_are_told_for_every_rule_of_years(judge: Judge) -> None:
    for years in (sales(y2021="1"), sales(y2019="1", y2021="2"), sales(y2020="1", y2021="2")):
        assessment = judge(FORMULAS, years=years).assessment
        for language in ("fr", "en"):
            sentences = Sentences(assessment.package.programme, language)
            assert all(outcome_json(assessment, name, sentences)["explanation"]["text"] for name in FORMULAS)


def test_past_years_are_not_judged_by_what_was_answered_once(judge: Judge) -> None:
    """Nobody said what the rent was in 2020: the year judged has its outcome, the past has none."""
    formulas = {"annuel": "ventes > 0", "melange": "ventes > loyer", "par_une_regle": "melange et annuel"}
    verdicts = judge(formulas, {"loyer": "5"}, years={"2020": {"ventes": "1"}, "2021": {"ventes": "9"}})
    assert verdicts.worth("melange") is True
    assert list(verdicts.json("annuel")["per_year"]) == ["2020", "2021"]
    assert "per_year" not in verdicts.json("melange")
    assert "per_year" not in verdicts.json("par_une_regle")
