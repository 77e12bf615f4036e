"""Keys that many entries of a package share."""

from __future__ import annotations

from poincon.cahier.loading.shapes import IDENTIFIER, TEXT, Key

SOURCE = Key("source", TEXT, about="L'identifiant d'une source déclarée, une espace, l'endroit : 000 §5.6")
CHOICE = Key("choix", TEXT, about="Ce qui est notre lecture, et pourquoi")
LABEL = Key("libelle", TEXT, required=True)
IDENTITY = Key("id", IDENTIFIER, required=True, about="Identifiant définitif")
HELP = Key("aide", TEXT, about="Une phrase pour la personne qui lit")
UNIT = Key(
    "unite", TEXT, about="ratio, nombre, euro, etp, an, mois, jour, une unité du programme, ou un quotient : euro/etp"
)
