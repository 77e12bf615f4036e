"""A small invented programme (a town's covered market), and what tests do with it: write, load, judge, tell."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from poincon.cahier.basics.located import read_bytes
from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.problems import Problem, Unusable
from poincon.cahier.basics.text import Language
from poincon.cahier.dossiers import Dossier, read_dossier
from poincon.cahier.evaluation import NOT_APPLICABLE, Assessment, RuleResult, Unknown, assess
from poincon.cahier.explanation import Sentences, outcome_json
from poincon.cahier.loading import Package, load_package

ROOT = Path(__file__).resolve().parents[2]
PROGRAMMES = sorted(path.parent for path in (ROOT / "programmes").glob("*/programme.yaml"))

Piece = dict[str, Any]
UNKNOWN = "inconnu"
ASIDE = "sans objet"

IDENTITY: Piece = {
    "identifiant": "marche",
    "version": "1.0.0",
    "titre": "Concession d'un étal au marché couvert",
    "nature": "contrat",
    "date": "2022-12-31",
    "porteur": "Ville de l'Exemple",
    "sources": [{"id": "R", "titre": "Règlement du marché"}],
    "unites": [{"id": "etal", "singulier": "étal", "pluriel": "étals"}],
}
PLACES = [{"id": "couverte", "libelle": "Couverte"}, {"id": "plein_air", "libelle": "Plein air"}]
ORIGINS = [{"id": "public", "libelle": "Public"}, {"id": "propre", "libelle": "Propre"}]
ONCE: list[Piece] = [
    {"id": "loyer", "type": "euros", "minimum": "-1000000"},
    {"id": "apport", "type": "euros"},
    {"id": "caution", "type": "euros"},
    {"id": "etals", "type": "entier", "unite": "etal", "maximum": "1000000"},
    {"id": "gardiens", "type": "etp"},
    {"id": "remise", "type": "pourcentage"},
    {"id": "coefficient", "type": "decimal", "unite": "ratio", "minimum": "-1000", "maximum": "1000"},
    {"id": "ouvert", "type": "oui_non"},
    {"id": "assure", "type": "oui_non"},
    {"id": "halle", "type": "choix", "options": PLACES},
    {
        "id": "services",
        "type": "choix_multiple",
        "options": [{"id": "eau", "libelle": "Eau"}, {"id": "gaz", "libelle": "Gaz"}],
    },
    {"id": "enseigne", "type": "texte", "longueur": "40"},
    {"id": "slogan", "type": "texte"},
    {"id": "ouverture", "type": "date"},
    {"id": "fermeture", "type": "date"},
    {"id": "creation", "type": "annee"},
    {"id": "plan", "type": "fichier", "formats": ["pdf"]},
]
YEARLY: list[Piece] = [
    {"id": "ventes", "type": "euros", "minimum": "-1000000"},
    {"id": "clients", "type": "entier"},
    {"id": "emplacement", "type": "choix", "options": PLACES},
    {"id": "complet", "type": "oui_non"},
]
TABLES: list[Piece] = [
    {
        "id": "depenses",
        "type": "tableau",
        "lignes_maximum": "5",
        "colonnes": [
            {"id": "partie", "type": "texte"},
            {"id": "poste", "type": "texte"},
            {"id": "detail_de", "type": "texte"},
            {"id": "montant", "type": "euros"},
            {"id": "origine", "type": "choix", "options": ORIGINS},
            {"id": "payee", "type": "oui_non"},
        ],
    },
    {
        "id": "recettes",
        "type": "tableau",
        "colonnes": [
            {"id": "partie", "type": "texte"},
            {"id": "montant", "type": "euros"},
            {"id": "origine", "type": "choix", "options": ORIGINS},
        ],
    },
]
SCALES: list[Piece] = [
    {
        "id": "degre",
        "niveaux": [
            {"id": "++", "libelle": "Fait", "valeur": "1"},
            {"id": "+", "libelle": "Commencé", "valeur": "2/3"},
            {"id": "-", "libelle": "Étudié", "valeur": "1/3"},
            {"id": "--", "libelle": "Pas fait", "valeur": "0"},
        ],
    },
    {
        "id": "avis",
        "niveaux": [
            {"id": "bon", "libelle": "Bon", "valeur": "1", "statut": "atteint"},
            {"id": "moyen", "libelle": "Moyen", "valeur": "1/2", "statut": "non_atteint"},
            {"id": "hors_sujet", "libelle": "Hors sujet", "statut": "sans_objet"},
        ],
    },
]
STATEMENTS: list[Piece] = [
    {"id": "accueil_1", "type": "enonce", "echelle": "degre", "poids": "2"},
    {"id": "accueil_2", "type": "enonce", "echelle": "degre", "poids": "1"},
    {"id": "autre", "type": "enonce_libre", "echelle": "degre", "bareme_maximum": "3"},
]
VISION: list[Piece] = [{"id": "vision_1", "type": "enonce", "echelle": "degre", "poids": "1"}]


def plain(text: str) -> str:
    """The text with plain spaces where lines may not break, to be compared without a thought for them."""
    return text.replace("\u00a0", " ")


def named(piece: Mapping[str, Any]) -> Piece:
    """The piece with a label and a source, as every part of a package must have."""
    return {"libelle": piece["id"], "source": "R §1", **piece}


def _field(piece: Piece) -> Piece:
    columns = [named(column) for column in piece.get("colonnes", ())]
    return {**named(piece), **({"colonnes": columns} if columns else {})}


def _section(name: str, groups: Mapping[str, tuple[list[Piece], str | None]]) -> Piece:
    listed = [
        {
            "id": group,
            "titre": group,
            **({"fenetre": window} if window else {}),
            "champs": [_field(field) for field in fields],
        }
        for group, (fields, window) in groups.items()
    ]
    return {"id": name, "titre": name, "groupes": listed}


def form(fields: Iterable[Piece] = (), scales: Iterable[Piece] = (), yearly: Iterable[Piece] = ()) -> Piece:
    """The form of the market; `fields` (asked once) and `yearly` ones come after its own."""
    answers = {"commerce": (ONCE, None), "exercices": ([*YEARLY, *yearly], "3"), "tableaux": (TABLES, None)}
    extra = list(fields)
    return {
        "echelles": [named(scale) for scale in (*SCALES, *scales)],
        "rubriques": [
            _section("etal", {**answers, **({"ajouts": (extra, None)} if extra else {})}),
            _section("accueil", {"accueil_du_public": (STATEMENTS, None)}),
            _section("vision", {"vision_du_marche": (VISION, None)}),
        ],
    }


def rules(
    formulas: Mapping[str, str] | None = None,
    parameters: Mapping[str, str] | None = None,
    blocks: Mapping[str, list[Piece]] | None = None,
) -> Piece:
    """`formulas`: shown values by name; `parameters`: `{"seuil": "100 euro"}`; `blocks`: other rules, by kind."""
    figures = [
        {"id": name, "unite": text.split()[1], "valeurs": {"2000-01-01": text.split()[0]}}
        for name, text in (parameters or {}).items()
    ]
    values = [{"id": name, "valeur": formula, "affiche": "oui"} for name, formula in (formulas or {}).items()]
    written: dict[str, list[Piece]] = {name: list(pieces) for name, pieces in (blocks or {}).items()}
    written["parametres"] = [*figures, *written.get("parametres", [])]
    written["derives"] = [*values, *written.get("derives", [])]
    return {name: [named(piece) for piece in pieces] for name, pieces in written.items() if pieces}


_NO_RULES = ("parametres", "groupes_de_criteres")
"""Lists of `regles.yaml` that hold no rules."""


def english(form_piece: Piece, rules_piece: Piece, identity: Piece = IDENTITY) -> Piece:
    """The English texts that go with a form and rules: each label, followed by « in English »."""

    def label(piece: Piece) -> str:
        return f"{piece.get('libelle', piece.get('titre', ''))} in English"

    def field(piece: Piece) -> Piece:
        parts: Piece = {"libelle": label(piece)}
        if "options" in piece:
            parts["options"] = {option["id"]: label(option) for option in piece["options"]}
        if "colonnes" in piece:
            parts["colonnes"] = {column["id"]: field(column) for column in piece["colonnes"]}
        return parts

    groups = [group for section in form_piece["rubriques"] for group in section["groupes"]]
    every_rule = [rule for block, pieces in rules_piece.items() if block not in _NO_RULES for rule in pieces]
    return {
        "programme": {"titre": "A stall"},
        "unites": {unit["id"]: {"singulier": "stall", "pluriel": "stalls"} for unit in identity.get("unites", ())},
        "rubriques": {section["id"]: {"titre": label(section)} for section in form_piece["rubriques"]},
        "groupes": {group["id"]: {"titre": label(group)} for group in groups},
        "champs": {piece["id"]: field(piece) for group in groups for piece in group["champs"]},
        "echelles": {
            scale["id"]: {"libelle": label(scale), "niveaux": {level["id"]: label(level) for level in scale["niveaux"]}}
            for scale in form_piece["echelles"]
        },
        "parametres": {parameter["id"]: label(parameter) for parameter in rules_piece.get("parametres", ())},
        "groupes_de_criteres": {
            group["id"]: {"libelle": label(group)} for group in rules_piece.get("groupes_de_criteres", ())
        },
        "regles": {
            rule["id"]: {
                "libelle": label(rule),
                **{key: f"{rule[key]} in English" for key in ("question", "message", "texte") if key in rule},
                **({"lignes": {line["id"]: label(line) for line in rule["lignes"]}} if rule.get("lignes") else {}),
            }
            for rule in every_rule
        },
    }


def write_package(
    folder: Path,
    *,
    form_piece: Piece | None = None,
    rules_piece: Piece | None = None,
    identity: Piece | None = None,
    templates: str = "",
    templates_english: Piece | None = None,
    english_piece: Piece | None = None,
) -> Path:
    """Write the files of a package into `folder/marche`; JSON is YAML too. `templates`: the text of `modeles.yaml`."""
    form_piece, rules_piece = form_piece or form(), rules_piece or {}
    texts = (
        english(form_piece, rules_piece)
        | (english_piece or {})
        | ({"modeles": templates_english} if templates_english else {})
    )
    package = folder / str(IDENTITY["identifiant"])
    (package / "textes").mkdir(parents=True, exist_ok=True)
    files = {
        "programme.yaml": IDENTITY | (identity or {}),
        "formulaire.yaml": form_piece,
        "regles.yaml": rules_piece,
        "textes/en.yaml": texts,
    }
    if templates:
        (package / "modeles.yaml").write_text(templates, encoding="utf-8")
    for name, content in files.items():
        (package / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return package


def copy_of(programme: str, folder: Path) -> Path:
    """A copy of a real package, to break."""
    copy = folder / programme
    shutil.copytree(ROOT / "programmes" / programme, copy)
    return copy


def date_threshold(package: Path) -> None:
    """Date the thresholds of 25 % in a copy of `crt-2022`, whether its source dates them or not."""
    rules_file = package / "regles.yaml"
    text = rules_file.read_text(encoding="utf-8")
    rules_file.write_text(re.sub(r"\{\S+: 0\.25\}", "{2000-01-01: 0.25}", text), encoding="utf-8")


def problems_of(folder: Path) -> list[Problem]:
    """What loading a package complains of; nothing when it loads."""
    try:
        load_package(folder)
    except Unusable as unusable:
        return unusable.problems
    return []


def mended(folder: Path, file: str, old: str, new: str) -> list[str]:
    """What loading complains of once the first of a passage is written otherwise."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [problem.render() for problem in problems_of(folder)]


def dossier_of(package: Package, content: Piece) -> Dossier:
    """A dossier given as JSON values."""
    data = json.dumps(content, ensure_ascii=False).encode()
    return read_dossier(read_bytes(data, "dossier.json", as_json=True), package.programme)


def refusals(package: Package, content: Piece) -> list[Problem]:
    """Why a dossier is refused; nothing when it is accepted."""
    try:
        dossier_of(package, content)
    except Unusable as unusable:
        return unusable.problems
    return []


class Verdicts:
    """The outcomes of one dossier, asked for by name."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment

    def __getitem__(self, name: str) -> RuleResult:
        return self.assessment.results[name]

    def status(self, name: str) -> str | None:
        status = self[name].status
        return status.value if status else None

    def worth(self, name: str) -> Number | bool | date | str:
        """What a formula that names the rule would read."""
        value = self[name].read
        if isinstance(value, Unknown):
            return UNKNOWN
        return ASIDE if value is NOT_APPLICABLE else value

    def cause(self, name: str) -> str | None:
        unknown = self[name].unknown
        return unknown.cause.value if unknown else None

    def missing(self, name: str) -> list[str]:
        return self[name].missing

    def sentence(self, name: str, language: Language = "fr") -> str:
        return Sentences.of(self.assessment, language).outcome(self[name])

    def json(self, name: str, language: Language = "fr") -> Piece:
        return outcome_json(self.assessment, name, Sentences.of(self.assessment, language))


def judged(package: Package, content: Piece | None = None, on: date | None = None) -> Verdicts:
    """Outcomes of a dossier given as JSON values."""
    return Verdicts(assess(package, dossier_of(package, content or {}), on))
