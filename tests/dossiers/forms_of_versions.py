"""Forms of the market that differ in one thing: for tests of what follows from a version to another."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from tests.cahier.packages import ONCE, STATEMENTS, TABLES, VISION, YEARLY, Piece, form
from tests.dossiers.factories import FIELDS, RULES


def sections(
    etal: Iterable[Piece] = ONCE,
    accueil: Iterable[Piece] = STATEMENTS,
    vision: Iterable[Piece] | None = None,
    *,
    yearly: Iterable[Piece] = YEARLY,
    tables: Iterable[Piece] = TABLES,
    window: str = "3",
) -> Piece:
    """The form with these fields; without `vision` that section is not there."""
    piece = form(FIELDS)
    groups = piece["rubriques"][0]["groupes"]
    groups[0]["champs"] = [_named(field) for field in etal]
    groups[1] |= {"champs": [_named(field) for field in yearly], "fenetre": window}
    groups[2]["champs"] = [_named(table) for table in tables]
    piece["rubriques"][1]["groupes"][0]["champs"] = [_named(statement) for statement in accueil]
    if vision is None:
        del piece["rubriques"][2]
    else:
        piece["rubriques"][2]["groupes"][0]["champs"] = [_named(statement) for statement in vision]
    return piece


def changed_field(identifier: str, change: Piece | None) -> Piece:
    """The form with that field changed; without it when `change` is None. A key given as None goes."""

    def each(fields: Iterable[Piece]) -> list[Piece]:
        remainder = [field for field in fields if field["id"] != identifier or change is not None]
        return [_changed(field, change or {}) if field["id"] == identifier else field for field in remainder]

    return sections(each(ONCE), each(STATEMENTS), each(VISION), yearly=each(YEARLY), tables=each(TABLES))


def _changed(piece: Piece, change: Piece) -> Piece:
    return {key: value for key, value in {**piece, **change}.items() if value is not None}


def _named(piece: Piece) -> dict[str, Any]:
    columns = [{"libelle": column["id"], "source": "R §1", **column} for column in piece.get("colonnes", ())]
    named: dict[str, Any] = {"libelle": piece["id"], "source": "R §1", **piece}
    return {**named, **({"colonnes": columns} if columns else {})}


def rules_with(**threshold: str) -> Piece:
    """The rules of the market, with another value of `seuil`, or without a rule (`without="total"`)."""
    rules = copy.deepcopy(RULES)
    if "seuil" in threshold:
        next(parameter for parameter in rules["parametres"] if parameter["id"] == "seuil")["valeurs"] = {
            "2000-01-01": threshold["seuil"]
        }
    if "without" in threshold:
        for block, pieces in rules.items():
            rules[block] = [rule for rule in pieces if rule["id"] != threshold["without"]]
    return {block: pieces for block, pieces in rules.items() if pieces}
