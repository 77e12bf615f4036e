"""What moves in amounts: how many rows, sums, means, quantiles, before and after, by region; against exact figures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns import Population, evaluate, population_from_arrays
from poincon.cahier.evaluation import Judge
from poincon.cahier.loading import Package
from poincon.cahier.simulation import Simulation, ValueMove, simulate
from tests.cahier.columns.agreement import population
from tests.cahier.conftest import Make

PARAMETERS = {"taux": "0.5 ratio", "plafond": "100000 euro"}
FORMULAS = {
    "aide": "arrondi_inf(min(loyer * taux, plafond), centime)",
    "entiere": "loyer * taux",
    "reste": "loyer - aide",
    "part": "aide / loyer",
    "par_gardien": "aide / gardiens",
    "datee": "si fermeture > ouverture alors aide sinon loyer",
    "sans_reforme": "loyer + apport",
}
REFORM: dict[str, Number] = {"taux": Fraction(2, 3), "plafond": 150000}
EXACT = {"aide", "datee", "entiere", "reste", "sans_reforme"}
HEAD = "dossier,region,loyer,apport,gardiens,ouverture,fermeture\n"


@pytest.fixture
def market(make: Make) -> Package:
    return make(FORMULAS, parameters=PARAMETERS, fields=[{"id": "region", "type": "region"}])


def rows_of(number: int = 96) -> list[str]:
    cells = ["", "0", "-1234.56", "250000.01", "99999.99", "13", "777777.77", "0.03"]
    days = ["", "2020-01-01", "2021-06-30", "2024-02-29"]
    regions = ["27", "11", "", "93", "11"]
    return [
        f"d{row},{regions[row % 5]},{cells[row * 5 % 8]},{cells[row % 7]},{row % 4},{days[row % 4]},{days[row * 3 % 4]}"
        for row in range(number)
    ]


def people_of(package: Package, rows: list[str]) -> Population:
    lines = [line.replace("-1234.56", "1234.56") for line in rows]
    return population(package, HEAD + "\n".join(lines) + "\n")


def by_hand(package: Package, people: Population, changes: dict[str, Number]) -> list[dict[str, Number | None]]:
    """The exact value of every rule in every row."""
    judge = Judge(package)
    rows = []
    for row in range(people.rows):
        results = judge.assess(people.dossier(row), None, changes).results
        rows.append({name: _number(results[name].value) for name in FORMULAS})
    return rows


def _number(value: Any) -> Number | None:
    return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def quantile(values: list[Number], share: Fraction) -> Number:
    place, part = divmod(share * (len(values) - 1), 1)
    ordered = sorted(values)
    return ordered[place] + part * (ordered[min(place + 1, len(values) - 1)] - ordered[place])


def figures(values: list[Number | None]) -> dict[str, Any]:
    numbers = [value for value in values if value is not None]
    if not numbers:
        return {"known": 0, "sum": None, "mean": None, "quantiles": dict.fromkeys(SHARES)}
    total = sum(numbers, Fraction())
    quantiles = {name: quantile(numbers, share) for name, share in SHARES.items()}
    return {"known": len(numbers), "sum": total, "mean": total / len(numbers), "quantiles": quantiles}


SHARES = {
    "min": Fraction(0),
    "p10": Fraction(1, 10),
    "median": Fraction(1, 2),
    "p90": Fraction(9, 10),
    "max": Fraction(1),
}


def same(summary: Any, expected: dict[str, Any], *, exact: bool) -> bool:
    pairs = [(summary.sum, expected["sum"]), (summary.mean, expected["mean"])]
    pairs += [(summary.quantiles[name], expected["quantiles"][name]) for name in SHARES]
    if summary.count != expected["known"]:
        return False
    if exact:
        return all(first == second for first, second in pairs)
    return all(
        (first is None and second is None) or abs(first - second) <= abs(second) * Fraction(1, 10**11)
        for first, second in pairs
    )


def check(move: ValueMove, before: list[Number | None], after: list[Number | None], *, exact: bool) -> None:
    assert same(move.before, figures(before), exact=exact)
    assert same(move.after, figures(after), exact=exact)
    assert move.changed == sum(first != second for first, second in zip(before, after, strict=True))


@pytest.mark.parametrize("name", FORMULAS)
def test_figures_are_those_of_the_exact_evaluator_whole_and_by_region(market: Package, name: str) -> None:
    people = people_of(market, rows_of())
    changes = simulate(market, people, REFORM).values[name]
    before, after = by_hand(market, people, {}), by_hand(market, people, REFORM)
    assert changes.exact is (name in EXACT)
    check(changes.whole, [row[name] for row in before], [row[name] for row in after], exact=changes.exact)
    regions = [people.columns["region"].at(row) or "unknown" for row in range(people.rows)]
    assert list(changes.by_region) == ["11", "27", "93", "unknown"]
    for region, move in changes.by_region.items():
        places = [row for row, own in enumerate(regions) if own == region]
        check(move, [before[row][name] for row in places], [after[row][name] for row in places], exact=changes.exact)
    assert (changes.whole.changed == 0) is (name == "sans_reforme")


def document(simulation: Simulation) -> Any:
    return simulation.to_json()["values"]


def test_values_are_told_beside_outcomes_which_keep_their_form(market: Package) -> None:
    simulation = simulate(market, people_of(market, rows_of()), REFORM)
    assert simulation.to_json().keys() == {"rows", "outcomes", "verdicts", "parameters", "values"}
    assert document(simulation).keys() == FORMULAS.keys()
    assert document(simulation)["aide"].keys() == {"unit", "exact", "before", "after", "changed", "by_region"}


def test_the_order_of_the_file_changes_no_figure(market: Package) -> None:
    rows = rows_of()
    first = document(simulate(market, people_of(market, rows), REFORM))
    second = document(simulate(market, people_of(market, rows[::-1]), REFORM))
    assert first == second


def test_exact_figures_are_written_as_decimals(make: Make) -> None:
    package = make({"aide": FORMULAS["aide"]}, parameters=PARAMETERS)
    people = population(package, "loyer\n0.03\n100\n\n300000.01\n")
    assert document(simulate(package, people, {"plafond": 50})) == {
        "aide": {
            "unit": "euro",
            "exact": True,
            "before": {
                "known": 3,
                "sum": "100050.01",
                "mean": "33350.0033333333",
                "quantiles": {"min": "0.01", "p10": "10.008", "median": "50", "p90": "80010", "max": "100000"},
            },
            "after": {
                "known": 3,
                "sum": "100.01",
                "mean": "33.3366666666667",
                "quantiles": {"min": "0.01", "p10": "10.008", "median": "50", "p90": "50", "max": "50"},
            },
            "changed": 1,
            "by_region": {},
        }
    }


def test_a_value_that_becomes_known_changes(make: Make) -> None:
    package = make(
        {"aide": "loyer * taux"},
        parametres=[{"id": "taux", "unite": "ratio", "valeurs": {"2030-01-01": "0.5"}}],
    )
    people = population(package, "loyer\n10\n\n30\n")
    changes = simulate(package, people, {"taux": 1}, date(2022, 1, 1)).values["aide"]
    assert (changes.whole.before.count, changes.whole.before.sum) == (0, None)
    assert (changes.whole.after.count, changes.whole.after.sum, changes.whole.changed) == (2, 40, 2)


def test_without_a_change_no_value_moves(market: Package) -> None:
    for changes in simulate(market, people_of(market, rows_of()), {}).values.values():
        assert changes.whole.changed == 0
        assert changes.whole.after == changes.whole.before


def test_a_population_of_no_rows_has_no_figures(market: Package) -> None:
    changes = simulate(market, people_of(market, []), REFORM).values["aide"]
    assert (changes.whole.before.count, changes.whole.changed, changes.by_region) == (0, 0, {})


def test_a_cent_in_billions_is_a_change(make: Make) -> None:
    package = make({"total": "loyer + prime"}, parameters={"prime": "0 euro"})
    people = population_from_arrays(package.programme, {"loyer": np.array([9_999_999_999.99] * 3)})
    changes = simulate(package, people, {"prime": Fraction(1, 100)}).values["total"]
    assert changes.exact
    assert changes.whole.changed == 3
    assert changes.whole.after.sum == 30_000_000_000
    assert evaluate(package, people).lanes["total"].is_whole
