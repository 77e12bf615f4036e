"""Formulas that keep the habits of speech, of spreadsheets or of another clause: the mend that is told loads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from poincon.cahier.basics.problems import Problem
from tests.cahier.conftest import Faults
from tests.cahier.mendings import FIELDS, WORDS, written_by
from tests.cahier.packages import Piece

PARAMETERS = {"part_d_aide": "0.5 ratio", "delai": "6 mois", "seuil": "0.5 ratio", "plafond": "10 euro"}
BLOCKS: dict[str, list[Piece]] = {
    "groupes_de_criteres": [{"id": "gestion", "libelle": "Gestion"}],
    "criteres": [{"id": "accueil", "echelle": "avis", "question": "L'accueil est-il bon ?", "groupe": "gestion"}],
    "verdicts": [{"id": "etoiles", "lignes": WORDS}],
    "parametres": [
        {
            "id": "tarif",
            "unite": "ratio",
            "par": ["halle"],
            "valeurs": {"sans_date": {"couverte": "1", "plein_air": "0.5"}},
        }
    ],
}
SHOWN = {
    "montre": "part_d_aide * tarif(halle) * plafond",
    "montre_delai": "ouverture + delai",
    "montre_seuil": "seuil",
}

Messages = Callable[..., list[Problem]]


@pytest.fixture
def messages(faults: Faults) -> Messages:
    """What is said of a formula, in a shown value or, with `place`, as a condition."""

    def loaded(formula: str, place: str = "valeur") -> list[Problem]:
        shown, blocks = dict(SHOWN), dict(BLOCKS)
        if place == "valeur":
            shown["essai"] = formula
        else:
            blocks["prerequis"] = [{"id": "essai", place: formula}]
        return faults(shown, parameters=PARAMETERS, fields=FIELDS, **blocks)

    return loaded


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("nombre(gestion où bon)", "nombre(criteres de gestion où bon)"),
        ("nombre(gestion) - 1", "nombre(criteres de gestion) - 1"),
    ],
)
def test_a_group_of_criteria_is_counted_by_its_criteria(messages: Messages, formula: str, right: str) -> None:
    assert written_by(messages(formula)) == right
    assert messages(right) == []
