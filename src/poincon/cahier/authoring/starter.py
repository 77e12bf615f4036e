"""A first package, small and right: what `poincon new` writes, each line explained."""

from __future__ import annotations

from pathlib import Path

from poincon.cahier.authoring.schemas import SCHEMAS, editor_line, schema_texts
from poincon.cahier.basics.problems import Unusable
from poincon.cahier.basics.spelling import as_identifier
from poincon.cahier.basics.text import Text
from poincon.cahier.loading.shapes import SLUG

_PROGRAMME = """\
# Qui demande quoi, et d'après quel texte.
identifiant: {identifier}      # le nom du dossier
version: 0.1.0                 # en dessous de 1.0.0, l'anglais peut attendre
titre: Aide aux commerces de proximité
nature: subvention             # label, subvention, contrat, auto_evaluation ou aide
date: 2026-01-01               # le jour où se lisent les paramètres, quand le dossier n'en donne pas
porteur: Ville de l'Exemple
sources:                       # chaque exigence dira d'où elle vient : source: "R art. 2"
  - {{id: R, titre: Règlement de l'aide}}
"""
_FORM = """\
# Ce que la structure remplit : des rubriques, qui ont des groupes, qui ont des champs.
rubriques:
  - id: commerce
    titre: Votre commerce
    source: "R art. 1"         # vaut pour tout ce qui suit et ne dit rien d'autre
    groupes:
      - id: presentation
        titre: Présentation
        champs:
          - {id: nom, type: texte, libelle: Nom du commerce, requis: oui}
          - {id: ouvert_au_public, type: oui_non, libelle: "Le commerce est-il ouvert au public ?", requis: oui}
          - {id: salaries, type: entier, libelle: Nombre de salariés, requis: oui}
          - {id: cout_des_travaux, type: euros, libelle: Coût des travaux, requis: oui, exemple: 12000.00}
"""
_RULES = """\
# Ce que l'on calcule et vérifie. Un nombre n'est jamais dans une formule : c'est un paramètre, avec sa source.
parametres:
  - {id: salaries_maximum, libelle: Effectif maximal, unite: nombre, valeurs: {sans_date: 10}, source: "R art. 2"}
  - {id: taux_d_aide, libelle: Taux de l'aide, unite: ratio, valeurs: {sans_date: 0.40}, source: "R art. 3"}
prerequis:                     # sans eux, la demande n'est pas examinée
  - {id: accessible, libelle: Commerce ouvert au public, condition: ouvert_au_public, source: "R art. 2"}
indicateurs:                   # une valeur et, s'il y a lieu, ce qu'elle doit atteindre
  - id: effectif
    libelle: Effectif du commerce
    valeur: salaries
    cible: {au_plus: salaries_maximum}
    force: requise             # prerequis, eliminatoire, requise, recommandee ou comparee
    source: "R art. 2"
echeancier:                    # les montants et les dates
  - id: aide
    libelle: Montant de l'aide
    valeur: arrondi_inf(cout_des_travaux * taux_d_aide, centime)
    source: "R art. 3"
"""
_CASE = """\
# Un dossier d'essai, et ce qu'il doit donner : « poincon check » le rejoue à chaque fois.
titre: Une épicerie de trois salariés
dossier:
  reponses: {nom: Épicerie de l'Exemple, ouvert_au_public: oui, salaries: 3, cout_des_travaux: 12000.00}
attendu:
  accessible: atteint
  effectif: {statut: atteint, valeur: 3}
  aide: {valeur: 4800}
"""
_OTHER_CASE = """\
titre: Un salarié de trop, un commerce fermé au public
base: nominal                  # on part de nominal.yaml, et on change ce qui suit
dossier:
  reponses: {ouvert_au_public: non, salaries: 11}
attendu: {accessible: non_atteint, effectif: non_atteint}
"""


def starter_files(identifier: str) -> dict[str, str]:
    """The text of each file of a first package, by name, with the schemas that its first lines name to editors."""
    texts = {
        "programme.yaml": _PROGRAMME.format(identifier=identifier),
        "formulaire.yaml": _FORM,
        "regles.yaml": _RULES,
        "cas/nominal.yaml": _CASE,
        "cas/refus.yaml": _OTHER_CASE,
    }
    schemas = {f"{SCHEMAS}/{name}": text for name, text in schema_texts().items()}
    return {name: editor_line(name) + text for name, text in texts.items()} | schemas


def write_starter(folder: Path, files: dict[str, str]) -> None:
    """Write a package into a folder that is new or empty. Raises `Unusable`; writes nothing then."""
    shown = str(folder)[:200]
    try:
        if (
            folder.is_symlink()
            or (folder.exists() and not folder.is_dir())
            or (folder.is_dir() and any(folder.iterdir()))
        ):
            raise Unusable.because(
                shown,
                "not_empty",
                "ce dossier n'est pas vide : rien n'a été écrit.",
                "this folder is not empty: nothing was written.",
                Text(
                    f"Donnez le nom d'un dossier nouveau, par exemple « {folder.name}-2 ».",
                    f'Give the name of a new folder, for instance "{folder.name}-2".',
                ),
            )
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Unusable.because(
            shown, "unwritable", "ce dossier ne peut pas être écrit.", "this folder cannot be written."
        ) from error


def identifier_of(folder: Path) -> str:
    """The identifier of the programme of a folder: its name. Raises `Unusable` when the name cannot be one."""
    name = folder.name
    identifier = as_identifier(name, "-").lstrip("_-")
    if SLUG.pattern is None or not SLUG.pattern.fullmatch(name):
        raise Unusable.because(
            str(folder)[:200] or '""',
            "wrong_form",
            f"« {name[:60]} » n'est pas un nom de programme (minuscules sans accent, chiffres, « - », « _ »).",
            f'"{name[:60]}" is not a programme\'s name (small unaccented letters, digits, "-", "_").',
            Text(f"Par exemple « {identifier} ».", f'For instance "{identifier}".') if identifier else None,
        )
    return name
