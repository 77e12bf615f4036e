"""What a package or a dossier can make the library do is refused, or done: never a crash, never an endless work."""

from __future__ import annotations

import json

import pytest

from poincon.cahier.basics.problems import Unusable
from tests.cahier.conftest import Faults, Judge
from tests.cahier.packages import Piece


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


def test_thirty_one_years_are_judged(judge: Judge) -> None:
    years = {str(year): {"ventes": str(year)} for year in range(1991, 2022)}
    verdicts = judge({"x": "croissant(ventes)", "y": "somme(ventes sur annees)"}, years=years)
    assert (verdicts.worth("x"), verdicts.worth("y")) == (True, sum(range(1991, 2022)))
