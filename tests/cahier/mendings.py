"""What messages about formulas say to write, and what the formulas of their tests read besides the market's own."""

from __future__ import annotations

import re

from poincon.cahier.basics.problems import Problem
from tests.cahier.packages import Piece, plain

RISKS = [{"id": "faible", "libelle": "Faible"}, {"id": "fort", "libelle": "Fort"}]
FIELDS: list[Piece] = [
    {"id": "effectif", "type": "entier"},
    {"id": "commune", "type": "oui_non"},
    {
        "id": "risques",
        "type": "tableau",
        "colonnes": [
            {"id": "nom", "type": "texte"},
            {"id": "niveau", "type": "choix", "options": RISKS},
            {"id": "cout", "type": "euros"},
        ],
    },
]
WORDS: list[Piece] = [
    {"id": "trois", "libelle": "Trois", "si": "ouvert et assure"},
    {"id": "deux", "libelle": "Deux", "si": "ouvert"},
    {"id": "une", "libelle": "Une"},
]


def written_by(problems: list[Problem]) -> str:
    """The formula that the only message says to write."""
    assert len(problems) == 1, [problem.render() for problem in problems]
    remedy = problems[0].remedy
    assert remedy is not None, problems[0].render()
    assert remedy.en != remedy.fr
    match = re.search(r"« ([^»]+) »", plain(remedy.fr))
    assert match is not None, remedy.fr
    return match[1]
