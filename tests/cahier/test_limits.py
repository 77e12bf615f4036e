"""What a package or a dossier can make the library do is refused, or done: never a crash, never an endless work."""

from __future__ import annotations

import json
from cProfile import Profile

import pytest

from poincon.cahier.basics.problems import Unusable
from tests.cahier.conftest import Faults, Judge, Make
from tests.cahier.packages import Piece, plain


def test_values_squared_again_and_again_are_refused_or_told(judge: Judge) -> None:
    """Ten rules, each the square of the one before: a fraction of more than four thousand digits."""
    squares = {f"carre_{level + 1}": f"carre_{level} * carre_{level}" for level in range(10)}
    try:
        verdicts = judge({"carre_0": "coefficient * coefficient", **squares}, {"coefficient": "999.999999"})
    except Unusable:
        return
    for language in ("fr", "en"):
        outcome = verdicts.json("carre_10", "fr" if language == "fr" else "en")
        assert outcome["status"] in (None, "undetermined")


def test_a_deep_tower_of_rules_is_judged_and_explained(judge: Judge) -> None:
    tower = {"r0": "loyer", **{f"r{level}": f"r{level - 1} + loyer" for level in range(1, 70)}}
    verdicts = judge(tower, {"loyer": "1"})
    assert verdicts.worth("r69") == 70
    assert json.dumps(verdicts.json("r69"))


def test_a_rule_read_twice_at_each_floor_is_told_once(judge: Judge) -> None:
    """Told in full each time, the explanation of forty floors would have a thousand billion steps."""
    tower = {"r0": "loyer", **{f"r{level}": f"min(r{level - 1}, r{level - 1})" for level in range(1, 40)}}
    text = json.dumps(judge(tower, {"loyer": "1"}).json("r39"))
    assert len(text) < 200_000


def test_many_fields_and_rules_are_loaded(faults: Faults) -> None:
    fields: list[Piece] = [{"id": f"champ_{index}", "type": "euros"} for index in range(300)]
    assert faults({f"total_{index}": f"champ_{index} + loyer" for index in range(300)}, fields=fields) == []


@pytest.mark.parametrize("formula", ["({})", "pour chaque ligne de depenses : {}", "nombre(depenses où {}) > 0"])
def test_a_long_chain_of_tests_is_judged(judge: Judge, formula: str) -> None:
    chain = " et ".join(["ouvert"] * 45)
    verdicts = judge({"x": formula.format(chain)}, {"ouvert": "oui", "depenses": [{"partie": "A"}]})
    assert verdicts.worth("x") is True


def prices(values: Piece) -> Piece:
    return {"id": "prix", "unite": "euro", "par_tranche": "gardiens", "valeurs": values}


@pytest.mark.parametrize(("size", "codes"), [(25, []), (26, ["too_many_cells"])])
def test_the_bands_of_all_dates_are_counted_together(faults: Faults, size: int, codes: list[str]) -> None:
    dated = {
        f"{2000 + year}-01-01": [{"jusqu_a": str(size * year + band), "valeur": "1"} for band in range(size)]
        for year in range(20)
    }
    problems = faults({"essai": "prix(gardiens)"}, parametres=[prices(dated)])
    assert [problem.code for problem in problems if problem.code == "too_many_cells"] == codes


def test_a_band_is_named_a_few_times_for_each_time_it_is_written(make: Make) -> None:
    """Named again for each cell that looks for its value, sixty bands at ten dates would be 36,000 names."""
    written = [{"jusqu_a": str(band), "valeur": "1"} for band in range(60)]
    with Profile() as profile:
        make({"du": "prix(gardiens)"}, parametres=[prices({f"{year}-01-01": written for year in range(2000, 2010)})])
    calls = {entry.code.co_qualname: entry.callcount for entry in profile.getstats() if not isinstance(entry.code, str)}
    assert 600 <= calls["Band.id"] < 2_000


COUNTS = {f"x{index}": " + ".join(["nombre(criteres)"] * 25) for index in range(10)}


def judged_criteria(count: int) -> list[Piece]:
    return [{"id": f"c{index}", "question": "?", "echelle": "avis"} for index in range(count)]


def test_counts_that_read_few_criteria_in_all_are_judged(judge: Judge) -> None:
    """A number that is named once is counted once, however many rules read it."""
    readers = {f"y{index}": " + ".join(["x0"] * 30) for index in range(50)}
    assert judge({**COUNTS, **readers}, criteres=judged_criteria(200)).worth("y49") == 200 * 25 * 30


@pytest.mark.parametrize("more", [{}, {"y": "nombre(criteres"}])
def test_counts_that_read_many_criteria_in_all_are_refused(faults: Faults, more: dict[str, str]) -> None:
    (problem,) = faults({**more, **COUNTS}, criteres=judged_criteria(201))
    assert problem.code == "too_many_counted"
    assert "une seule fois dans « derives »" in plain(problem.render())


def test_thirty_one_years_are_judged(judge: Judge) -> None:
    years = {str(year): {"ventes": str(year)} for year in range(1991, 2022)}
    verdicts = judge({"x": "croissant(ventes)", "y": "somme(ventes sur annees)"}, years=years)
    assert (verdicts.worth("x"), verdicts.worth("y")) == (True, sum(range(1991, 2022)))
