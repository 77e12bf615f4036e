"""A key that does not go with a field, or a name that nothing bears yet, is told with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cahier.packages import copy_of, mended, plain

FORM, IDENTITY = "formulaire.yaml", "programme.yaml"
LAST, NAME = "requis: oui, exemple: 12000.00}", "libelle: Nom du commerce, requis: oui"
GROUP = "titre: Présentation"
LABEL = "label-risques-collectivites-2012"


def added(field: str) -> tuple[str, str, str]:
    return (FORM, LAST, f"requis: oui}}\n          - {{id: forme, libelle: Forme, {field}}}")


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        ((FORM, "exemple: 12000.00", "unite: euro"), "« unite » ne va pas avec ce type de champ. Retirez-la."),
        ((FORM, NAME, f"{NAME}, maximum: 200"), "Écrivez par exemple « longueur: 200 »."),
        ((FORM, GROUP, f"{GROUP}\n        rempli_par: structure"), "ajoutez « acteurs » à programme.yaml."),
        ((FORM, GROUP, f"{GROUP}\n        a_l_etape: saisie"), "ajoutez « etapes » à programme.yaml."),
        (added("type: choix, options: formes"), "ajoutez « listes » à formulaire.yaml."),
        (added("type: enonce, echelle: maturite, poids: 1"), "ajoutez « echelles » à formulaire.yaml."),
        (
            added("type: enonce"),
            "manquent pour ce type de champ. Écrivez par exemple « echelle: maturite, poids: 1 ».",
        ),
        (added("type: tableau, champs: [{id: a, type: texte, libelle: A}]"), "Vouliez-vous dire « colonnes » ?"),
        (added("type: choix, liste: [{id: a, libelle: A}]"), "Vouliez-vous dire « options » ?"),
        (added("type: tableau, colonnes: [{id: a, type: tableau, libelle: A}]"), "Mots possibles : texte, texte_long,"),
        ((FORM, NAME, f"{NAME}, rempli_par: pole"), "« rempli_par » se met sur un groupe :"),
        ((FORM, NAME, NAME.replace("oui", '"oui, si connu(salaries)"')), "Écrivez « requis_si: connu(salaries) »."),
        ((FORM, NAME, NAME.replace("oui", "si ouvert_au_public")), "Écrivez « requis_si: ouvert_au_public »."),
    ],
)
def test_a_field_is_told_what_to_write(starter: Path, slip: tuple[str, str, str], sentence: str) -> None:
    (problem,) = mended(starter, *slip)
    assert sentence in plain(problem)


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        ((IDENTITY, "duree: {valeur: 1, unite: an,", "duree: 1 an  #"), "Écrivez « {valeur: 1, unite: an} »."),
        ((FORM, "unite: euro/habitant", "unite: euro par habitant"), "Écrivez « euro/habitant »."),
        (("modeles.yaml", "    libelle: Proposer des dates d'audit\n", ""), "Ajoutez « libelle: … »."),
        (("modeles.yaml", "      Bonjour,", "      {date_depot}"), "Vouliez-vous dire « depose_le » ?"),
        (("modeles.yaml", "    acte: recevable\n", ""), "ajoutez « etape: … » ou « acte: … »"),
    ],
)
def test_an_entry_is_told_what_to_write(tmp_path: Path, slip: tuple[str, str, str], sentence: str) -> None:
    (problem,) = mended(copy_of(LABEL, tmp_path), *slip)
    assert sentence in plain(problem)
