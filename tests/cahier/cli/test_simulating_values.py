"""`simulate`: what moves in amounts, read at 80 columns: only what changes, region by region."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cahier.cli.terminal import Command, written
from tests.cahier.packages import form, rules, write_package

FORMULAS = {
    "aide": "arrondi_inf(min(loyer * taux, plafond), centime)",
    "part": "aide / loyer",
    "garantie": "loyer + caution",
}
POPULATION = """\
dossier,region,loyer,caution
d1,27,200000,
d2,11,1000000,
d3,93,,
d4,,900000.01,
d5,27,500000,
"""


@pytest.fixture
def market(tmp_path: Path) -> Path:
    parameters = {"taux": "0.5 ratio", "plafond": "300000 euro"}
    form_piece = form([{"id": "region", "type": "region"}])
    return write_package(tmp_path, form_piece=form_piece, rules_piece=rules(FORMULAS, parameters))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return written(tmp_path / "population.csv", POPULATION)


def test_the_amounts_that_a_reform_moves_are_told_before_and_after(
    poincon: Command, market: Path, people: Path
) -> None:
    result = poincon("simulate", market, people, "--set", "plafond=400000")
    assert result.code == 0
    section = result.out[result.out.index("VALEURS QUI CHANGENT") : result.out.index("QUI CHANGE\n")]
    assert max(map(len, section.splitlines())) <= 80
    flat = " ".join(section.replace("\u202f", " ").replace("\u00a0", " ").split())
    assert "aide (2 lignes) avant après écart somme 950 000,00 € 1 150 000,00 € + 200 000,00 €" in flat
    assert "médiane 275 000,00 € 325 000,00 € + 50 000,00 €" in flat
    assert "minimum" not in flat[: flat.index("part (2 lignes")]
    assert "Par région, somme : Île-de-France 300 000,00 € 400 000,00 € + 100 000,00 €" in flat
    assert "sans région 300 000,00 € 400 000,00 € + 100 000,00 €" in flat
    assert "Bourgogne" not in flat
    assert "part (2 lignes, chiffres arrondis)" in flat
    assert "garantie" not in flat
    assert "Personne ne change de résultat." in result.out


def test_they_are_told_in_english_too(poincon: Command, market: Path, people: Path) -> None:
    report = poincon("simulate", market, people, "--set", "plafond=400000", "--lang", "en").flat
    assert "VALUES THAT CHANGE aide in English (2 rows) before after change sum €950,000.00" in report
    assert "no region €300,000.00 €400,000.00 +€100,000.00" in report


def test_a_reform_that_moves_no_value_says_so(poincon: Command, market: Path, people: Path) -> None:
    report = poincon("simulate", market, people, "--set", "plafond=300000").flat
    assert "VALEURS QUI CHANGENT Aucune." in report
    assert "VALEURS QUI CHANGENT" not in poincon("simulate", market, people).out
