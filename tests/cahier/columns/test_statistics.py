"""`poincon statistics`: exact sums over the rows that are known, whatever their order, year by year."""

from __future__ import annotations

from fractions import Fraction

import pytest

from poincon.cahier.basics.sums import sum_of
from poincon.cahier.columns import Population
from poincon.cahier.evaluation import Cause, Judge
from poincon.cahier.loading import Package, find_package
from poincon.cahier.simulation import PopulationStatistic, RowAside, StatisticKind, statistic
from poincon.cahier.simulation.exact_sums import whole_sum
from tests.cahier.columns.agreement import population
from tests.cahier.conftest import Make

HEAD = "dossier,annee,ca_total,etp_total\n"
RETURNS = ["d1,2021,1250000.01,9.5", "d2,2021,1000000.00,7", "d3,2021,1000,", "d4,2021,1000,0", "d1,2020,1000,3"]


@pytest.fixture(scope="module")
def crt() -> Package:
    return find_package("crt-2022")


def of_rows(package: Package, rows: list[str], name: str = "ca_par_etp", head: str = HEAD) -> PopulationStatistic:
    return statistic(package, population(package, head + "\n".join(rows) + "\n"), name)


def test_a_quotient_is_all_that_is_divided_over_all_that_divides_it_of_complete_returns(crt: Package) -> None:
    computed = of_rows(crt, RETURNS)
    assert (computed.kind, computed.divided, computed.divisor) == (StatisticKind.RATIO_OF_SUMS, "ca_total", "etp_total")
    year = computed.by_year[1]
    assert (year.year, year.rows, year.counted) == (2021, 4, 2)
    assert (year.total, year.divisor) == (Fraction(225000001, 100), Fraction(33, 2))
    assert year.exact == Fraction(225000001, 1650)
    assert year.value() == Fraction(13636364, 100)
    assert computed.parameter is crt.programme.parameter["moyenne_nationale_ca_par_etp"]


def test_a_row_that_does_not_count_is_named_with_what_it_lacks_in_the_order_of_the_file(crt: Package) -> None:
    assert of_rows(crt, ["d9,2021,,2", *RETURNS]).whole.aside == (
        RowAside("d9", 2021, Cause.MISSING, ("annees.2021.ca_total",)),
        RowAside("d3", 2021, Cause.MISSING, ("annees.2021.etp_total",)),
        RowAside("d4", 2021, Cause.DIVISION_BY_ZERO, ()),
    )


def test_each_year_has_its_own_statistic_and_one_year_may_be_asked(crt: Package) -> None:
    people = population(crt, HEAD + "\n".join(RETURNS) + "\n")
    every = statistic(crt, people, "ca_par_etp")
    assert [(each.year, each.counted) for each in every.by_year] == [(2020, 1), (2021, 2)]
    assert (every.whole.year, every.whole.counted, every.whole.total) == (None, 3, Fraction(225100001, 100))
    alone = statistic(crt, people, "ca_par_etp", year=2021)
    assert alone.by_year == (every.by_year[1],)
    assert alone.whole == every.by_year[1]


def test_halves_of_a_cent_go_up(crt: Package) -> None:
    assert of_rows(crt, ["d1,2021,0.01,2"]).whole.value() == Fraction(1, 100)
    assert of_rows(crt, ["d1,2021,0.01,2.01"]).whole.value() == 0


def test_a_population_where_nothing_is_known_has_no_statistic(crt: Package) -> None:
    nothing = of_rows(crt, ["d1,2021,100,", "d2,2021,,"]).whole
    assert (nothing.counted, nothing.exact, nothing.value()) == (0, None, None)
    assert of_rows(crt, []).whole.value() is None


def test_what_would_divide_may_add_up_to_zero(make: Make) -> None:
    package = make({"part": "apport / loyer"})
    computed = of_rows(package, ["100,5", "100,-5"], "part", "apport,loyer\n").whole
    assert (computed.counted, computed.divisor, computed.exact) == (2, 0, None)


MARKET = {
    "ecart": "ventes - loyer",
    "part": "ventes / loyer",
    "arrondie": "arrondi(ventes / gardiens, centime)",
    "repetee": "part",
    "deux_parts": "ventes / loyer + loyer / ventes",
    "variation": "ventes - avant(ventes)",
}
MARKET_HEAD = "dossier,annee,ventes,loyer,gardiens\n"
KINDS = {
    "ecart": StatisticKind.MEAN,
    "part": StatisticKind.RATIO_OF_SUMS,
    "arrondie": StatisticKind.RATIO_OF_SUMS,
    "repetee": StatisticKind.RATIO_OF_SUMS,
    "deux_parts": StatisticKind.MEAN,
    "variation": StatisticKind.MEAN,
}


def market_rows() -> list[str]:
    cells = ["", "0", "-3.5", "7", "1234.56", "0.01", "999999.99", "13"]
    staff = ["", "0", "1", "2.5", "7.25"]
    return [
        f"d{row // 3},{2019 + row % 3},{cells[row * 5 % 8]},{cells[(row * 3 + row // 8) % 8]},{staff[row * 2 % 5]}"
        for row in range(90)
    ]


def by_hand(package: Package, people: Population, name: str) -> tuple[int, Fraction]:
    """Rows that count, and the statistic, from the exact evaluator row by row."""
    judge = Judge(package)
    rows = [judge.assess(people.dossier(row)) for row in range(people.rows)]
    values = [each.results[name].value for each in rows]
    counted = [each for each, value in zip(rows, values, strict=True) if isinstance(value, int | Fraction)]
    if KINDS[name] is StatisticKind.MEAN:
        return len(counted), Fraction(sum(each.results[name].value for each in counted), len(counted))
    divisor = "gardiens" if name == "arrondie" else "loyer"
    sold = [number(each.dossier.years[each.year]["ventes"]) for each in counted]
    return len(counted), sum(sold, Fraction()) / sum(
        (number(each.dossier.answers[divisor]) for each in counted), Fraction()
    )


def number(value: object) -> Fraction:
    assert isinstance(value, int | Fraction)
    return Fraction(value)


@pytest.mark.parametrize("name", MARKET)
def test_statistics_are_those_of_the_exact_evaluator(make: Make, name: str) -> None:
    package = make(MARKET)
    rows = market_rows()
    people = population(package, MARKET_HEAD + "\n".join(rows) + "\n")
    computed = statistic(package, people, name)
    assert computed.kind is KINDS[name]
    assert (computed.whole.counted, computed.whole.exact) == by_hand(package, people, name)
    assert 0 < computed.whole.counted < 90


@pytest.mark.parametrize("name", MARKET)
def test_the_order_of_the_file_changes_nothing(make: Make, name: str) -> None:
    package = make(MARKET)
    rows = market_rows()
    first = of_rows(package, rows, name, MARKET_HEAD).whole
    second = of_rows(package, [*rows[1::2], *rows[-2::-2]], name, MARKET_HEAD).whole
    assert (first.exact, first.counted) == (second.exact, second.counted)
    assert set(first.aside) == set(second.aside)


def test_a_row_that_the_rule_does_not_concern_is_told_as_such(make: Make) -> None:
    package = make(indicateurs=[{"id": "part", "valeur": "apport / loyer", "applicable_si": "ouvert"}])
    rows = ["100,50,oui", "100,50,non", "100,50,"]
    computed = of_rows(package, rows, "part", "apport,loyer,ouvert\n").whole
    assert (computed.counted, computed.exact) == (1, 2)
    assert computed.aside == (RowAside("2", None, None, ()), RowAside("3", None, Cause.MISSING, ("ouvert",)))


def test_a_threshold_of_the_source_is_not_what_a_statistic_sets(crt: Package) -> None:
    assert of_rows(crt, ["d1,2021,100,25"], "part_ca_pme", "dossier,annee,ca_total,ca_pme\n").parameter is None


def test_sums_are_exact_beyond_what_floats_can_add_up() -> None:
    import numpy as np

    largest = float(2**53 - 1)
    values = np.full(5000, largest)
    assert whole_sum(values, Fraction(1, 100)) == Fraction((2**53 - 1) * 5000, 100)
    thirds = [Fraction(1, number) for number in range(1, 400)]
    assert sum_of(thirds) == sum(thirds)
    assert sum_of([]) == 0
