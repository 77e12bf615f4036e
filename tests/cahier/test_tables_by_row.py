"""Tables of parameters read row by row."""

from __future__ import annotations

from tests.cahier.conftest import Judge
from tests.cahier.packages import Piece

PRICES: Piece = {
    "id": "prix",
    "unite": "euro",
    "par_tranche": "gardiens",
    "valeurs": {"sans_date": [{"jusqu_a": "19", "valeur": "250"}, {"jusqu_a": "49", "valeur": "3000"}]},
}
VISITS: Piece = {
    "id": "visites",
    "type": "tableau",
    "lignes_maximum": "500",
    "colonnes": [{"id": "agents", "type": "etp", "libelle": "Agents"}],
}


def test_prices_of_each_row_add_up_however_many_rows_there_are(judge: Judge) -> None:
    rows = [{"agents": agents} for agents in ("19", "20", "49")]
    outcomes = judge({"total": "somme(prix(visites.agents))"}, {"visites": rows}, fields=[VISITS], parametres=[PRICES])
    assert outcomes.worth("total") == 250 + 3000 + 3000


def test_a_row_above_the_last_band_sets_its_sum_aside(judge: Judge) -> None:
    rows = [{"agents": "19"}, {"agents": "50"}]
    outcomes = judge({"total": "somme(prix(visites.agents))"}, {"visites": rows}, fields=[VISITS], parametres=[PRICES])
    assert outcomes.worth("total") == "sans objet"
