"""Rules that have a key of another kind of rule, or name what they cannot: told once, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cahier.packages import mended, plain

SCALES = """\
echelles:
  - {id: maturite, libelle: Maturité, source: "R art. 1", niveaux: [{id: haut, libelle: Haut, valeur: 1}]}
  - {id: conformite, libelle: C, source: "R art. 1", niveaux: [{id: bon, libelle: Bon, statut: atteint}]}
rubriques:
  - {id: vide, titre: Vide, groupes: [{id: rien, titre: Rien, champs: [{id: mot, type: texte, libelle: Mot}]}]}
"""
STATEMENT = "{id: soin, type: enonce, libelle: Soin, echelle: maturite, poids: 1}\n          - {id: nom,"
VERDICT = "lignes: [{id: bon, libelle: Bon, si: ouvert_au_public}, {id: autre, libelle: Autre}]"
CRITERION = "question: Oui ?, force: requise"


@pytest.fixture
def starter(starter: Path) -> Path:
    """A starter with two scales, a statement, and a section that has none."""
    form = starter / "formulaire.yaml"
    text = form.read_text(encoding="utf-8").replace("rubriques:\n", SCALES).replace("{id: nom,", STATEMENT)
    text = text.replace("titre: Vide,", 'titre: Vide, source: "R art. 1",')
    form.write_text(text, encoding="utf-8")
    return starter


def told(folder: Path, block: str, rule: str) -> str:
    """The only sentence about a starter that has this rule too."""
    entry = f'{block}:\n  - {{id: essai, libelle: Essai, source: "R art. 2", {rule}}}\nindicateurs:'
    problems = mended(folder, "regles.yaml", "indicateurs:", entry)
    assert len(problems) == 1, problems
    return plain(problems[0])


@pytest.mark.parametrize(
    ("block", "rule", "sentence"),
    [
        ("verdicts", f"force: requise, {VERDICT}", "un verdict n'a pas de force. Retirez-la."),
        ("coherence", "condition: ouvert_au_public, force: requise", "un contrôle de cohérence n'a pas de force."),
        ("recommandations", "condition: ouvert_au_public, texte: T, force: requise", "une recommandation n'a pas de"),
        ("scores", "rubriques: [commerce], force: requise", "Écrivez un indicateur dont la valeur est ce score"),
        ("scores", "rubriques: [commerce], cible: {au_moins: taux_d_aide}, force: requise", "ni cible ni force."),
        ("derives", "valeur: salaries, affiche: oui, force: requise", "une valeur dérivée n'a ni cible ni force."),
        ("scores", "valeur: s1 + s2", "un score n'a pas de formule : il note les énoncés de ses rubriques. Écrivez"),
        ("scores", "rubriques: [vide]", "Rubriques qui en ont : commerce."),
        ("scores", "rubriques: [commerce], lie_a: autre", "Ajoutez « part_liee: un_parametre », ou retirez « lie_a »."),
        ("scores", "rubriques: [commerce], part_liee: taux_d_aide", "Ajoutez « lie_a: un_score », ou retirez"),
        (
            "criteres",
            f"{CRITERION}, echelle: maturite",
            "Donnez-en à tous ses niveaux (« statut: atteint », « statut: non_atteint »",
        ),
        (
            "criteres",
            f"{CRITERION}, echelle: [bien, moyen, mal]",
            "il faut le nom d'une échelle de formulaire.yaml. Noms possibles : conformite, maturite.",
        ),
        (
            "criteres",
            f"{CRITERION}, echelle: conformite, preuves: [effectif]",
            "« effectif » est une règle : « preuves » cite des champs. Noms possibles : cout_des_travaux, mot,",
        ),
    ],
)
def test_a_key_or_a_name_of_another_kind_of_rule_is_told(starter: Path, block: str, rule: str, sentence: str) -> None:
    assert sentence in told(starter, block, rule)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("condition: ouvert_au_public,", "condition: ouvert_au_public, force: requise,", "un prérequis n'a pas de"),
        (
            "valeur: arrondi_inf",
            "condition: arrondi_inf",
            "« condition » n'existe pas ici. Vouliez-vous dire « valeur »",
        ),
        (
            "    force: requise",
            "    #",
            "Ajoutez par exemple « force: requise ». Mots possibles : prerequis (sans lui,",
        ),
    ],
)
def test_a_rule_of_the_starter_is_told_what_it_is_written_by(starter: Path, old: str, new: str, sentence: str) -> None:
    problems = mended(starter, "regles.yaml", old, new)
    assert len(problems) == 1, problems
    assert sentence in plain(problems[0])
