"""A row without any answer is no row: it does not count, and keeps its place so that paths name the others."""

from __future__ import annotations

import pytest

from tests.cahier.conftest import Judge
from tests.cahier.packages import ASIDE, UNKNOWN

FORMULAS = {
    "lignes": "nombre(depenses)",
    "total": "somme(depenses.montant)",
    "payees": "pour chaque ligne de depenses : ligne.payee",
    "parties": "pour chaque partie de depenses : somme(depenses.montant) > 0",
    "donnees": "connu(depenses)",
}


@pytest.mark.parametrize("rows", [[{}], [{}, {}], [{"montant": None}], [{"poste": " "}]])
def test_nothing_but_blank_rows_is_a_table_that_nobody_gave(judge: Judge, rows: list[dict[str, str | None]]) -> None:
    verdicts = judge(FORMULAS, {"depenses": rows})
    for name in ("lignes", "total", "payees", "parties"):
        assert (verdicts.worth(name), verdicts.missing(name)) == (UNKNOWN, ["depenses"])
    assert verdicts.worth("donnees") is False


def test_an_empty_table_is_known(judge: Judge) -> None:
    verdicts = judge(FORMULAS, {"depenses": []})
    assert (verdicts.worth("lignes"), verdicts.worth("total"), verdicts.worth("donnees")) == (0, 0, True)
    assert (verdicts.worth("payees"), verdicts.worth("parties")) == (ASIDE, ASIDE)


def test_a_blank_row_among_others_keeps_its_place(judge: Judge) -> None:
    rows = [{"montant": "1", "partie": "A", "payee": "oui"}, {}, {"montant": "2", "partie": "A"}]
    verdicts = judge(FORMULAS, {"depenses": rows})
    assert (verdicts.worth("lignes"), verdicts.worth("total"), verdicts.worth("parties")) == (2, 3, True)
    assert verdicts.missing("payees") == ["depenses[2].payee"]
