"""The commands: their words, their arguments, and what runs them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from poincon.cahier.basics.text import Text
from poincon.cahier.cli import (
    assess,
    cases,
    check,
    compare,
    explain,
    new,
    programmes,
    schema,
    show,
    simulate,
    statistics,
    texts,
)
from poincon.cahier.cli.arguments import Parser
from poincon.cahier.cli.terminal import Terminal

_PROGRAMME = Text("PROGRAMME", "PROGRAMME")
_PROGRAMME_ABOUT = Text(
    "identifiant d'un programme livré, ou chemin de son dossier", "identifier of a programme, or path of its folder"
)
_FILE = Text("FICHIER", "FILE")
_FILE_ABOUT = Text("dossier à lire, en YAML ou en JSON", "dossier to read, YAML or JSON")
_JSON_ABOUT = Text("écrit du JSON", "writes JSON")
_ON_ABOUT = Text(
    "jour où se lisent les paramètres datés (2021-12-31) ; par défaut le 31 décembre de l'exercice",
    "day at which dated parameters are read (2021-12-31); by default 31 December of the reference year",
)


@dataclass(frozen=True, slots=True)
class Command:
    summary: Text
    declare: Callable[[Parser], None]
    run: Callable[[argparse.Namespace, Terminal], int]


def _programme(parser: Parser) -> None:
    parser.value("programme", _PROGRAMME, _PROGRAMME_ABOUT)


_FOLDER = Text("DOSSIER", "FOLDER")
_FOLDER_ABOUT = Text("dossier d'un programme : programmes/mon-label", "a programme's folder: programmes/mon-label")


def _folder(parser: Parser) -> None:
    parser.value("folder", _FOLDER, _FOLDER_ABOUT)


def _new(parser: Parser) -> None:
    about = Text("dossier à créer ; son nom sera celui du programme", "folder to make; the programme takes its name")
    parser.value("folder", _FOLDER, about)


def _cases(parser: Parser) -> None:
    _folder(parser)
    about = Text("écrit ceux qui n'existent pas encore dans cas/", "writes those that do not exist yet into cas/")
    parser.flag("--write", about)


def _schema(parser: Parser) -> None:
    parser.option(
        "--file",
        Text("FICHIER", "FILE"),
        Text("le schéma de ce fichier seul : formulaire.yaml", "the schema of this file alone: formulaire.yaml"),
    )
    parser.option(
        "--to",
        _FOLDER,
        Text("écrit un schéma par fichier dans ce dossier", "writes a schema for each file into this folder"),
    )


def _json(parser: Parser) -> None:
    parser.flag("--json", _JSON_ABOUT)


def _on(parser: Parser) -> None:
    parser.option("--on", Text("DATE", "DATE"), _ON_ABOUT)


def _show(parser: Parser) -> None:
    _programme(parser)
    _json(parser)


def _check(parser: Parser) -> None:
    parser.value("folders", _FOLDER, _FOLDER_ABOUT, several=True)
    about = Text("liste les règles qu'aucun cas ne couvre", "lists the rules that no case covers")
    parser.flag("--coverage", about)


def _dossier(parser: Parser) -> None:
    _programme(parser)
    parser.value("file", _FILE, _FILE_ABOUT)
    _on(parser)
    _json(parser)


def _explain(parser: Parser) -> None:
    _dossier(parser)
    parser.value("id", Text("ID", "ID"), Text("règle ou paramètre à expliquer", "rule or parameter to explain"))


def _compare(parser: Parser) -> None:
    parser.value("before", Text("A", "A"), Text("le programme d'avant", "the programme before"))
    parser.value("after", Text("B", "B"), Text("le programme d'après", "the programme after"))
    _json(parser)


def _population(parser: Parser) -> None:
    _programme(parser)
    parser.value(
        "population",
        Text("POPULATION", "POPULATION"),
        Text(
            "fichier CSV ou Parquet, une ligne par dossier et par année",
            "a CSV or Parquet file, one row a dossier and year",
        ),
    )


def _statistics(parser: Parser) -> None:
    _population(parser)
    parser.value("rule", Text("RÈGLE", "RULE"), Text("règle qui donne un nombre", "a rule that gives a number"))
    parser.option("--year", Text("ANNÉE", "YEAR"), Text("une année de la population", "one year of the population"))
    parser.option(
        "--decimals",
        Text("N", "N"),
        Text("décimales de la valeur ; par défaut 2, le centime", "decimals of the value; by default 2, the cent"),
    )
    _on(parser)
    _json(parser)


def _simulate(parser: Parser) -> None:
    _population(parser)
    parser.option(
        "--set",
        Text("PARAMÈTRE=VALEUR", "PARAMETER=VALUE"),
        Text("essaie une autre valeur ; peut se répéter", "tries another value; may be repeated"),
        several=True,
    )
    _on(parser)
    _json(parser)


COMMANDS: dict[str, Command] = {
    "programmes": Command(Text("liste les programmes livrés", "lists the programmes found"), _json, programmes.run),
    "show": Command(
        Text("montre les champs, les règles et les paramètres", "shows fields, rules and parameters"), _show, show.run
    ),
    "check": Command(
        Text("vérifie des programmes et joue leurs cas d'essai", "checks programmes and runs their cases"),
        _check,
        check.run,
    ),
    "assess": Command(
        Text("juge un dossier : tous les résultats", "judges one dossier: every outcome"), _dossier, assess.run
    ),
    "explain": Command(
        Text("explique un résultat : formule, valeurs lues, article", "explains one outcome: formula, values, article"),
        _explain,
        explain.run,
    ),
    "schema": Command(
        Text("écrit le schéma JSON des fichiers d'un programme", "prints the JSON Schema of a programme's files"),
        _schema,
        schema.run,
    ),
    "new": Command(
        Text("écrit un premier programme, petit et juste", "writes a first programme, small and right"), _new, new.run
    ),
    "cases": Command(
        Text("propose des cas au bord de chaque seuil", "suggests cases on the edge of each threshold"),
        _cases,
        cases.run,
    ),
    "textes": Command(
        Text("dit ce qui reste à traduire, prêt à coller", "tells what is to be translated, ready to paste"),
        _folder,
        texts.run,
    ),
    "compare": Command(
        Text("dit ce qui change entre deux programmes", "tells what changed between two programmes"),
        _compare,
        compare.run,
    ),
    "simulate": Command(
        Text(
            "juge une population, avant et après un changement de paramètre",
            "judges a population, before and after a change of parameter",
        ),
        _simulate,
        simulate.run,
    ),
    "statistics": Command(
        Text(
            "calcule une moyenne nationale sur une population, à publier comme valeur datée",
            "computes a national average over a population, to be published as a dated value",
        ),
        _statistics,
        statistics.run,
    ),
}
