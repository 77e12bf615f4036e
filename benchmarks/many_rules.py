"""A programme of seventy rules such as real ones have, its population, and `poincon simulate` from the command line."""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from poincon.cahier.loading import load_package
from tests.cahier.packages import SCALES, Piece, named, write_package

OFFERS = 8
DOSSIERS, YEARS = 10_000, (2018, 2019, 2020, 2021, 2022)
"""Fifty thousand rows: five years a dossier."""
REFORM = ("--set", "taux_petite=0.45", "--set", "part_minimale=0.3")
_BLANKS = 0.03
"""The share of cells that are blank."""
_FIRST_DAY = date(2018, 1, 1)

_PARAMETERS = {
    "effectif_petite": ("nombre", "50"),
    "effectif_moyenne": ("nombre", "250"),
    "chiffre_petite": ("euro", "10000000"),
    "bilan_moyenne": ("euro", "43000000"),
    "taux_petite": ("ratio", "0.7"),
    "taux_moyenne": ("ratio", "0.6"),
    "taux_grande": ("ratio", "0.5"),
    "bonus_outre_mer": ("ratio", "0.15"),
    "bonus_corse": ("ratio", "0.05"),
    "plafond_diagnostic": ("euro", "50000"),
    "plafond_appui": ("euro", "100000"),
    "plafond_aide": ("euro", "80000"),
    "delai": ("mois", "24"),
    "conservation": ("an", "10"),
    "part_minimale": ("ratio", "0.25"),
    "part_publique_maximale": ("ratio", "0.8"),
    "note_minimale": ("ratio", "0.5"),
    "annee_pivot": ("annee", "2010"),
}

_ONCE: list[Piece] = [
    {"id": "activite_economique", "type": "oui_non"},
    {"id": "effectif", "type": "entier", "unite": "nombre"},
    {"id": "chiffre_affaires", "type": "euros"},
    {"id": "total_bilan", "type": "euros"},
    {"id": "annee_creation", "type": "annee"},
    {"id": "date_demande", "type": "date"},
    {"id": "zone", "type": "choix", "options": ("metropole", "corse", "outre_mer")},
    *({"id": f"engagement_{index}", "type": "enonce", "echelle": "degre", "poids": "2"} for index in range(4)),
]
_OFFER: list[Piece] = [
    {"id": "cout_{n}", "type": "euros"},
    {"id": "autres_aides_{n}", "type": "euros"},
    {"id": "nature_{n}", "type": "choix", "options": ("diagnostic", "appui")},
    {"id": "date_commande_{n}", "type": "date"},
    {"id": "date_acquisition_{n}", "type": "date"},
]
_YEARLY: list[Piece] = [
    {"id": "ca_total", "type": "euros"},
    {"id": "ca_pme", "type": "euros"},
    {"id": "etp", "type": "etp"},
    {"id": "contrats", "type": "entier", "unite": "nombre"},
]

_CATEGORY: list[tuple[str, Piece]] = [
    ("derives", {"id": "petite", "valeur": "effectif < effectif_petite et chiffre_affaires <= chiffre_petite"}),
    ("derives", {"id": "moyenne", "valeur": "effectif < effectif_moyenne et total_bilan <= bilan_moyenne"}),
    (
        "derives",
        {
            "id": "taux_de_base",
            "valeur": "si petite alors taux_petite sinon si moyenne alors taux_moyenne sinon taux_grande",
        },
    ),
    (
        "derives",
        {
            "id": "bonus",
            "valeur": "si zone est outre_mer alors bonus_outre_mer sinon si zone est corse alors bonus_corse sinon 0",
        },
    ),
    ("prerequis", {"id": "recente", "condition": "annee_creation >= annee_pivot"}),
    ("derives", {"id": "ca_par_etp", "valeur": "ca_total / etp"}),
    ("derives", {"id": "croissance", "valeur": "(ca_total - avant(ca_total)) / avant(ca_total)"}),
    ("indicateurs", {"id": "hausse", "condition": "croissant(ca_pme)", "force": "recommandee"}),
    (
        "indicateurs",
        {"id": "part_pme", "valeur": "ca_pme / ca_total", "cible": {"au_moins": "part_minimale"}, "force": "requise"},
    ),
    (
        "indicateurs",
        {
            "id": "part_pme_sur_la_periode",
            "valeur": "somme(ca_pme sur annees) / somme(ca_total sur annees)",
            "cible": {"plus_de": "part_minimale"},
            "force": "requise",
        },
    ),
    ("recommandations", {"id": "premiere_part", "condition": "premier(contrats) > contrats", "texte": "Prospecter"}),
    ("scores", {"id": "note_engagements", "rubriques": ["engagements"]}),
    (
        "indicateurs",
        {
            "id": "note_suffisante",
            "valeur": "note_engagements",
            "cible": {"au_moins": "note_minimale"},
            "force": "requise",
        },
    ),
    ("prerequis", {"id": "complet", "condition": "connu(effectif) et connu(zone) et connu(date_demande)"}),
]
_RULES_OF_AN_OFFER: list[tuple[str, Piece]] = [
    (
        "derives",
        {
            "id": "assiette_{n}",
            "valeur": "min(cout_{n}, si nature_{n} est diagnostic alors plafond_diagnostic sinon plafond_appui)",
        },
    ),
    (
        "indicateurs",
        {
            "id": "aide_{n}",
            "valeur": "arrondi_inf(assiette_{n} * min(taux_de_base + bonus, 1), centime)",
            "applicable_si": "activite_economique",
            "cible": {"au_plus": "plafond_aide"},
            "force": "requise",
        },
    ),
    (
        "indicateurs",
        {
            "id": "part_publique_{n}",
            "valeur": "(aide_{n} + autres_aides_{n}) / cout_{n}",
            "cible": {"au_plus": "part_publique_maximale"},
            "force": "requise",
        },
    ),
    (
        "derives",
        {
            "id": "montant_{n}",
            "valeur": "si atteint(part_publique_{n}) et date_commande_{n} > date_demande alors aide_{n} sinon 0",
        },
    ),
    ("prerequis", {"id": "delai_{n}", "condition": "date_acquisition_{n} <= date_commande_{n} + delai"}),
    ("echeancier", {"id": "conserver_{n}", "valeur": "date_acquisition_{n} + conservation"}),
    (
        "coherence",
        {"id": "coherence_{n}", "condition": "autres_aides_{n} <= cout_{n}", "message": "Plus d'aides que de coûts"},
    ),
]


def rules_count() -> int:
    return len(_CATEGORY) + OFFERS * len(_RULES_OF_AN_OFFER)


def _numbered(value: Any, number: int) -> Any:
    if isinstance(value, str):
        return value.replace("{n}", str(number))
    if isinstance(value, dict):
        return {key: _numbered(child, number) for key, child in value.items()}
    return value


def _field(piece: Piece) -> Piece:
    options = piece.get("options", ())
    return named({**piece, **({"options": [{"id": each, "libelle": each} for each in options]} if options else {})})


def _section(name: str, fields: list[Piece], window: str = "") -> Piece:
    group = {"id": f"{name}_groupe", "titre": name, "champs": [_field(piece) for piece in fields]}
    return {"id": name, "titre": name, "groupes": [{**group, **({"fenetre": window} if window else {})}]}


def _fields() -> list[Piece]:
    return [*_ONCE, *(_numbered(piece, number) for number in range(OFFERS) for piece in _OFFER)]


def write_programme(folder: Path) -> Path:
    """The package, in `folder`."""
    once = _fields()
    statements = [piece for piece in once if piece["type"] == "enonce"]
    plain = [piece for piece in once if piece["type"] != "enonce"]
    form = {
        "echelles": [named(SCALES[0])],
        "rubriques": [
            _section("entreprise", plain),
            _section("engagements", statements),
            _section("exercices", _YEARLY, "5"),
        ],
    }
    rules: Piece = {
        "parametres": [
            named({"id": name, "unite": unit, "valeurs": {"2000-01-01": value}})
            for name, (unit, value) in _PARAMETERS.items()
        ]
    }
    of_offers = [(block, _numbered(rule, number)) for number in range(OFFERS) for block, rule in _RULES_OF_AN_OFFER]
    for block, rule in (*_CATEGORY, *of_offers):
        shown = {"affiche": "oui"} if block == "derives" else {}
        rules.setdefault(block, []).append(named({**rule, **shown}))
    return write_package(folder, form_piece=form, rules_piece=rules)


# the population


_Cells = Callable[[np.random.Generator, int], list[str]]


def _amounts(most: int) -> _Cells:
    return lambda chance, rows: [f"{cents // 100}.{cents % 100:02}" for cents in chance.integers(0, most * 100, rows)]


def _days(chance: np.random.Generator, rows: int) -> list[str]:
    return [(_FIRST_DAY + timedelta(days=int(day))).isoformat() for day in chance.integers(0, 1500, rows)]


def _words(*words: str) -> _Cells:
    return lambda chance, rows: [words[position] for position in chance.integers(0, len(words), rows)]


def _cells(piece: Piece) -> _Cells:
    by_kind: dict[str, _Cells] = {
        "euros": _amounts(200_000),
        "etp": lambda chance, rows: [f"{tenths / 10}" for tenths in chance.integers(0, 400, rows)],
        "entier": lambda chance, rows: [str(number) for number in chance.integers(0, 500, rows)],
        "annee": lambda chance, rows: [str(year) for year in chance.integers(1990, 2020, rows)],
        "oui_non": _words("oui", "oui", "oui", "non"),
        "enonce": _words("++", "+", "-", "--"),
        "date": _days,
    }
    if piece["id"] in ("chiffre_affaires", "total_bilan"):
        return _amounts(20_000_000)
    return _words(*piece["options"]) if "options" in piece else by_kind[str(piece["type"])]


def write_population(path: Path, seed: int = 70) -> None:
    """What is asked once is the same in each row of a dossier."""
    chance = np.random.default_rng(seed)
    rows = DOSSIERS * len(YEARS)
    columns = {piece["id"]: _column(piece, chance, DOSSIERS, len(YEARS)) for piece in _fields()}
    columns |= {piece["id"]: _column(piece, chance, rows, 1) for piece in _YEARLY}
    keys = {
        "dossier": [f"d{number}" for number in range(DOSSIERS) for _ in YEARS],
        "annee": [str(year) for _ in range(DOSSIERS) for year in YEARS],
    }
    table = {**keys, **columns}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))


def _column(piece: Piece, chance: np.random.Generator, count: int, times: int) -> list[str]:
    """So many cells, some of them blank, each written so many times."""
    blanks = chance.random(count) < _BLANKS
    cells = ["" if blank else cell for cell, blank in zip(_cells(piece)(chance, count), blanks, strict=True)]
    return [cell for cell in cells for _ in range(times)]


# measures


def _cpu_of(command: list[str]) -> float:
    """Seconds of processor that a command takes, in all its threads."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _yardstick(path: Path) -> float:
    """Seconds that Python takes to read the file and try each cell as a number: the least that reading it costs."""
    start = time.process_time()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                try:
                    float(cell)
                except ValueError:
                    continue
    return time.process_time() - start


def seventy_rules() -> list[str]:
    """Fifty thousand rows read, judged, and judged again after a reform, against the reading of the file alone."""
    with tempfile.TemporaryDirectory() as folder:
        package, people = write_programme(Path(folder)), Path(folder) / "population.csv"
        load_package(package)  # raises what is wrong with it
        write_population(people)
        poincon = Path(sys.executable).with_name("poincon")
        command = [str(poincon), "simulate", str(package), str(people), "--json", *REFORM]
        ours, least = _cpu_of(command), _yardstick(people)
    rows = DOSSIERS * len(YEARS)
    ratio = f"{ours / least:6.1f} x the reading of its cells as numbers"
    return [f"simulate {rules_count()} rules on {rows} rows           {ratio}   ({ours:.1f} s of processor)"]
