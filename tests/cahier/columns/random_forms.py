"""The form of random programmes: fields of each kind, and the conditions on which some of them are asked for."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from poincon.cahier.loading import Package, load_package
from tests.cahier.columns.random_lines import COLUMNS
from tests.cahier.packages import IDENTITY, Piece, named, write_package

HUGE = "999999999999999"
OPTIONS = [{"id": name, "libelle": name} for name in ("rouge", "vert", "bleu")]
OTHER_OPTIONS = [{"id": "noir", "libelle": "noir"}]
LEVELS = {"tout": "1", "assez": "2/3", "peu": "1/3", "rien": "0", "?": "0.123456"}
LEVELS_NAMED = ("tout", "assez", "peu", "rien")
"""Those that a formula can name."""
SCALE = {
    "id": "degre",
    "niveaux": [{"id": name, "libelle": name, "valeur": worth} for name, worth in LEVELS.items()],
}
APPRAISALS = {
    "id": "appreciation",
    "niveaux": [
        {"id": "bon", "libelle": "bon", "valeur": "1", "statut": "atteint"},
        {"id": "mauvais", "libelle": "mauvais", "valeur": "0", "statut": "non_atteint"},
        {"id": "hors_sujet", "libelle": "hors sujet", "statut": "sans_objet"},
    ],
}
_WEIGHTS = {"seul_avis": "3", "an_avis": "2"}


@dataclass(frozen=True)
class Asked:
    """A field of every random programme."""

    id: str
    kind: str
    unit: str
    yearly: bool
    decimals: int = 0

    @property
    def piece(self) -> Piece:
        signed = {"minimum": f"-{HUGE}", "maximum": HUGE}
        extra: dict[str, Piece] = {
            "entier": {"unite": self.unit},
            "euros": signed,
            "decimal": {"unite": "ratio", **signed},
            "pourcentage": {"maximum": "100"},
            "choix": {"options": OPTIONS if self.id.endswith("teinte") else OPTIONS[1:] + OTHER_OPTIONS},
            "choix_multiple": {"options": OPTIONS},
            "tableau": {"colonnes": [named(column) for column in COLUMNS]},
            "enonce": {"echelle": "degre", "poids": _WEIGHTS.get(self.id, "1")},
        }
        return named({"id": self.id, "type": self.kind, **extra.get(self.kind, {})})


def _fields(mark: str, *, yearly: bool) -> list[Asked]:
    return [
        Asked(f"{mark}_recu", "euros", "euro", yearly, 2),
        Asked(f"{mark}_verse", "euros", "euro", yearly, 2),
        Asked(f"{mark}_equipe", "etp", "etp", yearly, 6),
        Asked(f"{mark}_actes", "entier", "nombre", yearly),
        Asked(f"{mark}_visites", "entier", "nombre", yearly),
        Asked(f"{mark}_indice", "decimal", "ratio", yearly, 6),
        Asked(f"{mark}_part", "pourcentage", "ratio", yearly, 6),
        Asked(f"{mark}_repere", "oui_non", "", yearly),
        Asked(f"{mark}_pret", "oui_non", "", yearly),
        Asked(f"{mark}_teinte", "choix", "", yearly),
        Asked(f"{mark}_nuance", "choix", "", yearly),
        Asked(f"{mark}_publics", "choix_multiple", "", yearly),
        Asked(f"{mark}_lignes", "tableau", "", yearly),
        Asked(f"{mark}_debut", "date", "", yearly),
        Asked(f"{mark}_fin", "date", "", yearly),
        Asked(f"{mark}_surnom", "texte", "", yearly),
        Asked(f"{mark}_devise", "texte", "", yearly),
        Asked(f"{mark}_mois", "entier", "mois", yearly),
        Asked(f"{mark}_avis", "enonce", "", yearly),
        Asked(f"{mark}_gout", "enonce", "", yearly),
    ]


ONCE, YEARLY = _fields("seul", yearly=False), _fields("an", yearly=True)
ASKED = [*ONCE, *YEARLY]


@dataclass(frozen=True)
class Shown:
    """When the form asks for fields: conditions by field or by section, whose `folded` fields make a group apart.

    `apart`: the sections whose folded fields make a section of their own, which has the condition itself.
    """

    conditions: Mapping[str, str]
    folded: frozenset[str]
    apart: frozenset[str] = frozenset()


ALWAYS = Shown({}, frozenset())


def form_piece(shown: Shown = ALWAYS) -> Piece:
    return {
        "echelles": [named(SCALE), named(APPRAISALS)],
        "rubriques": [*_sections("bilan", ONCE, None, shown), *_sections("suivi", YEARLY, "5", shown)],
    }


def _sections(name: str, fields: Sequence[Asked], window: str | None, shown: Shown) -> list[Piece]:
    plain = [column for column in fields if column.id not in shown.folded]
    folded = [column for column in fields if column.id in shown.folded]
    groups = [_group(f"{name}_groupe", plain, window, shown)]
    if folded:
        condition = {"visible_si": shown.conditions[name]} if name in shown.conditions else {}
        group = _group(f"{name}_replie", folded, window, shown)
        if name in shown.apart:
            apart = {"id": f"{name}_a_part", "titre": name, **condition, "groupes": [group]}
            return [{"id": name, "titre": name, "groupes": groups}, apart]
        groups.append({**group, **condition})
    return [{"id": name, "titre": name, "groupes": groups}]


def _group(name: str, fields: Sequence[Asked], window: str | None, shown: Shown) -> Piece:
    pieces = [
        {**column.piece, "visible_si": shown.conditions[column.id]} if column.id in shown.conditions else column.piece
        for column in fields
    ]
    return {"id": name, "titre": name, "champs": pieces, **({"fenetre": window} if window else {})}


def load(rules_piece: Piece, day: str = "2022-12-31", shown: Shown = ALWAYS) -> Package:
    """The package of these rules, with the form of every random programme; `day` is the programme's date."""
    with tempfile.TemporaryDirectory() as folder:
        package = write_package(Path(folder), form_piece=form_piece(shown), rules_piece=rules_piece)
        (package / "programme.yaml").write_text(json.dumps({**IDENTITY, "date": day}), encoding="utf-8")
        return load_package(package)


_MARKED = ("debut", "surnom", "nuance", "mois")
ALWAYS_SHOWN = (
    *("seul_repere", "an_repere", "seul_recu", "seul_equipe", "seul_actes", "seul_indice"),
    *(f"{mark}_{word}" for mark in ("seul", "an") for word in _MARKED),
)
"""Conditions have something of each kind to read."""
