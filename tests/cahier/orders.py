"""A table of orders, for tests of what formulas make of rows."""

from __future__ import annotations

from tests.cahier.packages import Piece

ORDERS: Piece = {
    "id": "commandes",
    "type": "tableau",
    "lignes_maximum": "100",
    "colonnes": [
        {"id": "article", "type": "texte"},
        {"id": "quantite", "type": "entier", "maximum": "10"},
        {"id": "prix", "type": "euros"},
        {"id": "jour", "type": "date"},
        {
            "id": "rayon",
            "type": "choix",
            "options": [{"id": "frais", "libelle": "Frais"}, {"id": "sec", "libelle": "Sec"}],
        },
        {"id": "livree", "type": "oui_non"},
        {"id": "bon", "type": "fichier", "formats": ["pdf"]},
    ],
}
PARAMETERS = {"plafond": "100 euro", "taux": "1/3 ratio", "seuil": "1 nombre"}


def order(quantite: str | None = None, prix: str | None = None, **cells: str) -> Piece:
    return {"article": "Pommes", "quantite": quantite, "prix": prix, **cells}
