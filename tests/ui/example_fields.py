"""A field of every kind, with what that kind needs, and an answer that it may hold."""

from __future__ import annotations

from typing import Any

from poincon.cahier.loading import find_package
from poincon.cahier.model import Field, FieldKind, Option, Programme, Reference

GRID, LABEL = "dd-poles-2012", "crt-2022"
REFERENCE = Reference("annexe 1 §2", "Nous fixons la longueur ; la source n’en dit rien.")


def programme(name: str) -> Programme:
    return find_package(name).programme


def made_field(kind: FieldKind, **keys: Any) -> Field:
    """A field of a kind, with what that kind needs."""
    options = tuple(Option(f"choix_{number}", f"Le choix numéro {number}") for number in range(1, 5))
    attributes: dict[str, Any] = {
        "id": f"un_{kind.value}",
        "kind": kind,
        "label": f"Une question : {kind.value}",
        "reference": REFERENCE,
        "help": "Comptez ce qui est clos ; ne comptez pas ce qui est en cours.",
        "decimals": {FieldKind.EUROS: 2, FieldKind.INTEGER: 0, FieldKind.YEAR: 0}.get(kind, 6),
    }
    if kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        attributes["options"] = options
    if kind is FieldKind.FILE:
        attributes |= {"formats": ("pdf", "docx", "odt"), "maximum_size": 20}
    if kind in (FieldKind.STATEMENT, FieldKind.FREE_STATEMENT):
        attributes |= {"scale": "maturite", "weight": 4, "maximum_weight": 4, "levers": ("Rendre compte (fiche 1)",)}
    if kind is FieldKind.TABLE:
        attributes["columns"] = tuple(
            Field(
                f"colonne_{column_kind.value}",
                column_kind,
                label,
                REFERENCE,
                decimals=2,
                options=options,
                required=column_kind is FieldKind.TEXT,
            )
            for column_kind, label in (
                (FieldKind.TEXT, "Poste"),
                (FieldKind.CHOICE, "Nature"),
                (FieldKind.DATE, "Date"),
                (FieldKind.EUROS, "Montant"),
                (FieldKind.YES_NO, "Définitif"),
            )
        )
    return Field(**(attributes | keys))


VALUES: dict[FieldKind, Any] = {
    FieldKind.TEXT: "Centre technique de l’Exemple",
    FieldKind.LONG_TEXT: "Première ligne.\nDeuxième ligne, <b>sans balise</b>.",
    FieldKind.CHOICE: "choix_2",
    FieldKind.CHOICES: ["choix_1", "choix_3"],
    FieldKind.YES_NO: "oui",
    FieldKind.INTEGER: "1250",
    FieldKind.DECIMAL: "12.5",
    FieldKind.PERCENTAGE: "0.25",
    FieldKind.EUROS: "1250000.50",
    FieldKind.FTE: "9.5",
    FieldKind.DATE: "2021-12-31",
    FieldKind.YEAR: "2021",
    FieldKind.SIREN: "732829320",
    FieldKind.SIRET: "73282932000074",
    FieldKind.EMAIL: "direction@centre.example",
    FieldKind.TELEPHONE: "01 99 00 12 34",
    FieldKind.ADDRESS: "12 rue de la Forge\n25000 Besançon",
    FieldKind.REGION: "27",
    FieldKind.FILE: "statuts.pdf",
    FieldKind.TABLE: [
        {
            "colonne_text": "Études",
            "colonne_choice": "choix_1",
            "colonne_date": "2027-03-01",
            "colonne_euros": "45000.00",
        },
        {"colonne_text": "Matériel", "colonne_yes_no": "non", "colonne_euros": "douze mille"},
    ],
    FieldKind.STATEMENT: "+",
    FieldKind.FREE_STATEMENT: {"intitule": "Un atelier partagé", "bareme": "2", "reponse": "++"},
}
