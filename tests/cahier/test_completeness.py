"""Which fields are shown, required and filled: asked once, and in each year of a group's window."""

from __future__ import annotations

from typing import Any

import pytest

from poincon.cahier.evaluation import FieldState, completeness
from poincon.cahier.loading import Package
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece, judged


def states(package: Package, answers: Piece, years: Piece | None = None, **other: Any) -> dict[str, FieldState]:
    content = {"reponses": {**answers, **({"annees": years} if years else {})}, **other}
    return {state.path: state for state in completeness(judged(package, content).assessment).states}


@pytest.fixture
def package(make: Make) -> Package:
    fields = [
        {"id": "gerant", "type": "texte", "requis": "oui"},
        {"id": "assureur", "type": "texte", "requis_si": "assure", "visible_si": "assure"},
        {"id": "raison", "type": "texte", "requis_si": "ouvert et halle est couverte"},
    ]
    return make({"x": "loyer"}, fields=fields)


def test_a_required_field_lacks_until_it_is_filled(package: Package) -> None:
    assert states(package, {})["gerant"].lacking is True
    assert states(package, {"gerant": "  "})["gerant"].lacking is True
    assert states(package, {"gerant": "Mme Exemple"})["gerant"].lacking is False
    assert states(package, {})["loyer"].lacking is False


@pytest.mark.parametrize(("assured", "truth"), [("oui", True), ("non", False), (None, None)])
def test_a_condition_shows_and_requires_a_field_and_stays_open_while_unknown(
    package: Package, assured: str | None, truth: bool | None
) -> None:
    state = states(package, {"assure": assured})["assureur"]
    assert (state.shown, state.required, state.lacking) == (truth, truth, truth is True)


def test_a_condition_that_is_decided_by_a_part_needs_no_other(package: Package) -> None:
    assert states(package, {"ouvert": "non"})["raison"].required is False
    assert states(package, {"ouvert": "oui"})["raison"].required is None


def test_each_year_of_the_window_is_asked_for(package: Package) -> None:
    by_path = states(package, {}, {"2021": {"ventes": "1"}, "2017": {"ventes": "2"}})
    years = [path for path in by_path if path.endswith(".ventes")]
    assert years == ["annees.2019.ventes", "annees.2020.ventes", "annees.2021.ventes"]
    assert [by_path[path].filled for path in years] == [False, False, True]


@pytest.mark.parametrize(
    "condition",
    [
        "complet",
        "avant(ventes) > 0",
        "croissant(ventes)",
        "premier(ventes) > 0",
        "dernier(ventes) > 0",
        "somme(ventes sur annees) > 0",
    ],
)
def test_a_condition_on_years_is_asked_in_years_that_the_dossier_does_not_give(make: Make, condition: str) -> None:
    package = make({"x": "ventes"}, yearly=[{"id": "raison", "type": "texte", "requis_si": condition}])
    by_path = states(package, {}, {"2021": {"ventes": "1", "complet": "oui"}})
    assert by_path["annees.2019.raison"].required is not True
    assert by_path["annees.2021.raison"].path == "annees.2021.raison"


def test_a_condition_on_a_rule_is_read_in_its_own_year(make: Make) -> None:
    """2019 is not given: whether its sales were enough is unknown, whatever 2021 says."""
    package = make({"assez": "ventes > 0"}, yearly=[{"id": "raison", "type": "texte", "requis_si": "assez"}])
    by_path = states(package, {}, {"2020": {"ventes": "0"}, "2021": {"ventes": "1"}})
    required = [by_path[f"annees.{year}.raison"].required for year in (2019, 2020, 2021)]
    assert required == [None, False, True]
