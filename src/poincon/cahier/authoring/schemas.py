"""The JSON Schema of each file of a package, for editors: they complete the keys, and underline what is wrong."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

from poincon.cahier.basics.problems import Unusable, suggestion
from poincon.cahier.loading.rule_shapes import RULES
from poincon.cahier.loading.shapes import Shape
from poincon.cahier.loading.vocabulary import CASE, FORM, PROGRAMME, TEMPLATES

FILES: dict[str, tuple[str, Shape]] = {
    "programme": ("programme.yaml", PROGRAMME),
    "formulaire": ("formulaire.yaml", FORM),
    "regles": ("regles.yaml", RULES),
    "modeles": ("modeles.yaml", TEMPLATES),
    "cas": ("cas/*.yaml", CASE),
}
"""The name of each definition, the file that it describes, its shape."""
SCHEMAS = "schemas"
"""The folder of a package where `poincon new` writes them."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

DESCRIPTIONS: dict[str, str] = {
    "id": "Identifiant définitif : celui qu'un autre endroit cite",
    "identifiant": "Le nom du programme : celui de son dossier",
    "version": "Trois nombres : 1.0.0 ; en dessous de 1.0.0, l'anglais peut attendre",
    "titre": "Le nom que les personnes lisent",
    "resume": "Ce que c'est, en deux phrases",
    "nature": "label, subvention, contrat, auto_evaluation ou aide",
    "porteur": "L'autorité qui porte le programme",
    "date": "Le jour où se lisent les paramètres : 2026-01-01",
    "sources": "Les textes d'où viennent les exigences",
    "edition": "L'année ou le numéro du texte",
    "note": "Ce qu'il faut savoir de ce texte",
    "unites": "Les unités propres au programme",
    "singulier": "L'unité au singulier",
    "pluriel": "L'unité au pluriel",
    "duree": "La durée de ce qui est accordé",
    "valeur": "Une formule, ou la valeur elle-même",
    "unite": "L'unité de la valeur",
    "acteurs": "Qui agit : ceux que le texte nomme",
    "role": "Ce que fait cet acteur, en une phrase",
    "etapes": "Les étapes de la demande, comme le texte les nomme",
    "acteur": "L'identifiant de l'acteur qui agit à cette étape",
    "suivantes": "Les étapes qui peuvent suivre",
    "calendrier": "Les échéances de la campagne",
    "quand": "La date, telle que le texte la dit",
    "options": "Les choix possibles d'un champ, ou les réglages du déroulement",
    "resultats": "Des identifiants de règles",
    "echelles": "Les réponses graduées, pour les énoncés et les critères",
    "niveaux": "Les degrés d'une échelle, ou les cercles d'un radar",
    "rubriques": "Les pages du formulaire, ou les rubriques qu'un score lit",
    "groupes": "Les groupes de champs d'une rubrique",
    "champs": "Les questions",
    "libelle": "Ce que la personne lit",
    "exemple": "Une réponse possible, montrée à côté de la question",
    "requis": "La réponse est obligatoire",
    "requis_si": "Formule : la réponse est obligatoire quand elle est vraie",
    "visible_si": "Formule : montré quand elle est vraie ; masqué, rien n'est demandé",
    "minimum": "La plus petite valeur admise",
    "maximum": "La plus grande valeur admise",
    "decimales": "Le nombre de décimales admises",
    "lignes_maximum": "Lignes au plus",
    "formats": "Les formats admis : [pdf, docx]",
    "echelle": "L'identifiant d'une échelle",
    "poids": "Ce que pèse l'énoncé dans son score",
    "bareme_maximum": "Ce que peut peser au plus un énoncé que la structure ajoute",
    "leviers": "Ce qui aide à progresser",
    "reconstitue": "L'énoncé n'est pas lisible dans la source : nous l'avons reconstitué",
    "colonnes": "Les champs d'une ligne du tableau",
    "parametres": "Les seuils, taux, montants et durées : chaque nombre de la source",
    "condition": "Formule qui donne oui ou non",
    "cible": "Ce que la valeur doit atteindre",
    "force": "Ce que pèse l'exigence",
    "question": "Ce que l'on demande à la personne qui apprécie",
    "preuves": "Les champs à regarder pour apprécier",
    "lie_a": "Le score dont dépend une part de celui-ci",
    "part_liee": "Le paramètre qui donne cette part",
    "texte": "La recommandation",
    "modeles": "Les messages et les lettres dits avec les mots du programme",
    "derives": "Les valeurs intermédiaires",
    "prerequis": "Sans eux, la demande n'est pas examinée",
    "indicateurs": "Des valeurs, et ce qu'elles doivent atteindre",
    "criteres": "Ce que des personnes apprécient",
    "scores": "Des énoncés pondérés",
    "echeancier": "Les montants et les dates",
    "coherence": "Les contrôles croisés",
    "verdicts": "Des lignes ordonnées : la première dont la condition est vraie",
    "source": "L'identifiant d'une source déclarée, une espace, l'endroit",
    "recommandations": "Des conseils, retenus quand leur condition est vraie",
    "dossier": "Le dossier d'essai : exercice, reponses, parametres, appreciations",
    "attendu": "Ce que chaque règle doit donner : un statut, une valeur",
    "plus_de": "Strictement au-dessus de",
    "au_moins": "Égal ou au-dessus de",
    "au_plus": "Égal ou en dessous de",
    "moins_de": "Strictement en dessous de",
    "egal_a": "Égal à",
}
"""What a key is, where its shape does not say it."""


def package_schema() -> dict[str, Any]:
    """One document: an editor points a file at its definition, `#/$defs/regles`; the whole accepts any of the files."""
    return {
        "$schema": _DIALECT,
        "title": "Programme de Poinçon",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in FILES],
        "$defs": {name: _described(title, shape) for name, (title, shape) in FILES.items()},
    }


def file_schema(file: str) -> dict[str, Any]:
    """The schema of one file, by its name (`formulaire.yaml`, `cas`, `cas/nominal.yaml`). Raises `Unusable`."""
    name = "cas" if PurePosixPath(file).parts[:1] == ("cas",) else file.removesuffix(".yaml")
    if name not in FILES:
        names = [title for title, _ in FILES.values()]
        raise Unusable.because(
            "--file",
            "unknown_file",
            f"« {file[:60]} » n'est pas un fichier de programme.",
            f'"{file[:60]}" is no file of a programme.',
            suggestion(file, names),
        )
    return {"$schema": _DIALECT, **_described(*FILES[name])}


def schema_texts() -> dict[str, str]:
    """The schema of each file, as text, by the name of its own file (`formulaire.json`)."""
    schemas = {name: file_schema(name) for name in FILES}
    return {f"{name}.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in schemas.items()}


def editor_line(file: str) -> str:
    """The first line of a file of a package, which tells an editor where its schema is."""
    path = PurePosixPath(file)
    name = path.parts[0] if len(path.parts) > 1 else path.stem
    return f"# yaml-language-server: $schema={'../' * (len(path.parts) - 1)}{SCHEMAS}/{name}.json\n"


def _described(title: str, shape: Shape) -> dict[str, Any]:
    schema = {"title": title, **shape.schema()}
    todo: list[Any] = [schema]
    while todo:
        node = todo.pop()
        for name, described in node.get("properties", {}).items():
            described.setdefault("description", DESCRIPTIONS.get(name, ""))
            todo.append(described)
        if "items" in node:
            todo.append(node["items"])
    return schema
