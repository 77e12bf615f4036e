"""What a formula that is refused says to write: taken literally and put in its place, it loads."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from poincon.cahier.basics.problems import Problem
from tests.cahier.conftest import Faults
from tests.cahier.mendings import FIELDS, WORDS, written_by
from tests.cahier.packages import Piece, plain

PARAMETERS = {"part_d_aide": "0.5 ratio", "delai": "6 mois"}
CRITERIA: list[Piece] = [{"id": "accueil", "echelle": "avis", "question": "L'accueil est-il bon ?"}]
SHOWN = {"montre": "part_d_aide", "montre_delai": "ouverture + delai"}

Messages = Callable[..., list[Problem]]


@pytest.fixture
def messages(faults: Faults) -> Messages:
    """What is said of a formula, in a shown value or, with `place`, elsewhere."""

    def loaded(formula: str, place: str = "valeur") -> list[Problem]:
        shown, fields = dict(SHOWN), list(FIELDS)
        blocks: dict[str, list[Piece]] = {"verdicts": [{"id": "etoiles", "lignes": WORDS}], "criteres": CRITERIA}
        if place == "valeur":
            shown["essai"] = formula
        elif place == "si":
            lines = [{"id": "a", "libelle": "A", "si": formula}, {"id": "b", "libelle": "B"}]
            blocks["verdicts"].append({"id": "avis_rendu", "lignes": lines})
        elif place == "applicable_si":
            blocks["indicateurs"] = [{"id": "essai", "valeur": "loyer", "applicable_si": formula}]
        elif place == "condition":
            blocks["prerequis"] = [{"id": "essai", "condition": formula}]
        else:
            fields.append({"id": "essai", "type": "euros", place: formula})
        return faults(shown, parameters=PARAMETERS, fields=fields, **blocks)

    return loaded


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("SI(ouvert; 1; 0)", "si ouvert alors 1 sinon 0"),
        ("si(ouvert, loyer, apport)", "si ouvert alors loyer sinon apport"),
        ('SI(halle = "couverte"; loyer; apport)', "si halle est couverte alors loyer sinon apport"),
        ("SI(ET(ouvert; assure); loyer; 0)", "si (ouvert et assure) alors loyer sinon 0"),
        ("OU(ouvert; NON(assure))", "ouvert ou non assure"),
        ("ARRONDI(loyer;2)", "arrondi(loyer, centime)"),
        ("arrondi(loyer)", "arrondi(loyer, centime)"),
        ("arrondi(loyer, 0)", "arrondi(loyer, unite)"),
        ("ARRONDI.INF(loyer * part_d_aide; 2)", "arrondi_inf(loyer * part_d_aide, centime)"),
        ("ENT(loyer)", "arrondi_inf(loyer, unite)"),
        ("MOYENNE(risques.cout)", "somme(risques.cout) / nombre(risques)"),
        ("ABS(loyer - apport)", "max(loyer - apport, -(loyer - apport))"),
        ("NB.SI(risques.niveau; fort)", "nombre(risques où niveau est fort)"),
        ("SOMME.SI(risques.niveau; fort; risques.cout)", "somme(risques.cout où niveau est fort)"),
        ("SOMME(loyer; apport)", "loyer + apport"),
        ("ESTVIDE(loyer)", "non connu(loyer)"),
        ('DATEDIF(ouverture; fermeture; "m")', "mois_entre(ouverture, fermeture)"),
        ("MOIS.DECALER(ouverture; delai)", "ouverture + delai"),
    ],
)
def test_a_call_of_a_spreadsheet_is_written_as_a_formula(messages: Messages, formula: str, right: str) -> None:
    assert written_by(messages(formula)) == right
    assert messages(right) == []


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("NB.SI(risques; fort)", "« nombre(tableau où colonne est option) »"),
        ("loyer > AUJOURDHUI()", "demandez une date dans le formulaire"),
        ("ANNEE(ouverture)", "demandez l'année par un champ « annee »"),
        ("RECHERCHEV(loyer; risques; 2)", "Une grille est un paramètre donné par option"),
        ("SIERREUR(loyer / apport; 0)", "écrivez le calcul seul"),
        ("PUISSANCE(loyer; 2)", "Le langage n'a ni puissance, ni racine"),
        ("arrondi(loyer, centime) + effectif", "demande la même unité"),
        ("ARRONDI(loyer; 1)", "Un arrondi dit à quoi : « arrondi(x, centime) »"),
    ],
)
def test_a_call_that_only_spreadsheets_have_says_what_to_do(messages: Messages, formula: str, sentence: str) -> None:
    (problem,) = messages(formula)
    assert sentence in plain(problem.render())


@pytest.mark.parametrize("place", ["valeur", "si", "condition", "applicable_si", "visible_si", "requis_si"])
@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("connu loyer", "connu(loyer)"),
        ("est non commune", "non commune"),
        ("halle est non couverte", "non (halle est couverte)"),
        ("halle n’est pas couverte", "non (halle est couverte)"),
        ("halle est pas couverte", "non (halle est couverte)"),
        ("halle différent de couverte", "non (halle est couverte)"),
        ("halle != couverte", "non (halle est couverte)"),
        ("halle est « couverte »", "halle est couverte"),
        ("halle est une couverte", "halle est couverte"),
        ("halle est la couverte", "halle est couverte"),
        ("halle parmi (couverte, plein_air)", "halle est couverte ou halle est plein_air"),
        ("services ne contient pas eau", "non (services contient eau)"),
        ("!ouvert && assure", "non ouvert et assure"),
    ],
)
def test_a_condition_said_otherwise_is_written_whole(messages: Messages, place: str, formula: str, right: str) -> None:
    assert written_by(messages(formula, place)) == right
    assert messages(right, place) == []


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("ouvert || assure", "ouvert ou assure"),
        ("loyer supérieur ou égal à apport", "loyer >= apport"),
        ("loyer est supérieur à apport", "loyer > apport"),
        ("loyer > = apport", "loyer >= apport"),
        ("0 < loyer < apport", "0 < loyer et loyer < apport"),
        ("loyer compris entre 0 et apport", "loyer >= 0 et loyer <= apport"),
        ("loyer est 0", "loyer = 0"),
        ("ouvert n'est pas oui", "non ouvert"),
        ("part_d’aide * loyer", "part_d_aide * loyer"),
        ("services est vide", "non connu(services)"),
        ("enseigne = ''", "non connu(enseigne)"),
        ("loyer <> null", "connu(loyer)"),
        ("enseigne n'est pas vide", "connu(enseigne)"),
        ("loyer est renseigné", "connu(loyer)"),
        ("halle n'est ni couverte ni plein_air", "non (halle est couverte ou halle est plein_air)"),
        ("ouverture + delai mois", "ouverture + delai"),
        ("loyer * part_d_aide %", "loyer * part_d_aide"),
        ("ouvert = oui et halle = couverte", "ouvert et halle est couverte"),
        ("loyer x part_d_aide", "loyer * part_d_aide"),
        ("(ouvert et assure", "ouvert et assure"),
        ("somme(risques.cout où non (niveau est fort)", "somme(risques.cout où non (niveau est fort))"),
        ("ouvert et assure)", "ouvert et assure"),
    ],
)
def test_signs_and_words_of_elsewhere_are_written_whole(messages: Messages, formula: str, right: str) -> None:
    assert written_by(messages(formula)) == right
    assert messages(right) == []


def test_a_long_formula_is_told_the_word_alone(messages: Messages) -> None:
    (problem,) = messages("(ouvert or assure) et " + " et ".join(["(loyer > apport)"] * 10))
    assert plain(problem.render()).endswith("Écrivez « ou ».")


@pytest.mark.parametrize("place", ["valeur", "si", "condition", "applicable_si", "visible_si"])
@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("etoiles <= deux", "etoiles est une ou etoiles est deux"),
        ("etoiles <= une", "etoiles est une"),
        ("deux <= etoiles", "etoiles est deux ou etoiles est trois"),
        ("etoiles > trois", "etoiles est trois"),
        ("etoiles > 0", "etoiles est trois"),
        ("halle >= plein_air", "halle est plein_air"),
        ("accueil >= moyen", "accueil est moyen ou accueil est bon"),
        ("accueil = bon", "accueil est bon"),
        ("accueil est bon ou moyen", "accueil est bon ou accueil est moyen"),
        ("enseigne = halle", "halle est couverte"),
        ("risques > 0", "nombre(risques) > 0"),
        ("0 = risques", "0 = nombre(risques)"),
        ("risques >= 1", "nombre(risques) > 0"),
        ("risques > loyer", "somme(risques.cout) > loyer"),
    ],
)
def test_what_has_no_order_and_what_has_no_value_is_written_otherwise(
    messages: Messages, place: str, formula: str, right: str
) -> None:
    assert written_by(messages(formula, place)) == right
    assert messages(right, place) == []


@pytest.mark.parametrize("place", ["si", "condition", "applicable_si", "visible_si", "requis_si"])
@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("effectif", "effectif > 0"),
        ("risques", "nombre(risques) > 0"),
        ("halle", "halle est couverte"),
        ("etoiles", "etoiles est trois"),
        ("services", "services contient eau"),
        ("enseigne", "connu(enseigne)"),
        ("plan", "connu(plan)"),
    ],
)
def test_what_is_no_condition_is_made_one(messages: Messages, place: str, formula: str, right: str) -> None:
    assert written_by(messages(formula, place)) == right
    assert messages(right, place) == []


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("effectif et ouvert", "effectif > 0"),
        ("si halle alors 1 sinon 0", "halle est couverte"),
        ("non risques", "nombre(risques) > 0"),
    ],
)
def test_a_part_that_is_no_condition_is_made_one(messages: Messages, formula: str, right: str) -> None:
    assert written_by(messages(formula)) == right
    assert messages(right) == []


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("nombre(risques où risque est fort)", "niveau est fort"),
        ("nombre(risques où niveaux est fort)", "niveau est fort"),
        ("hale est couverte", "halle est couverte"),
        ("couverte et ouvert", "halle est couverte"),
    ],
)
def test_an_option_is_read_by_its_question(messages: Messages, formula: str, right: str) -> None:
    assert written_by(messages(formula)) == right
    assert messages(f"nombre(risques où {right})" if "risques" in formula else right) == []


def test_a_column_that_is_not_there_is_told_with_those_that_are(messages: Messages) -> None:
    (problem,) = messages("nombre(risques où gravite > 0)")
    assert "Noms possibles : cout, niveau, nom." in plain(problem.render())


@pytest.mark.parametrize("formula", ["enseigne = couverte", "enseigne est couverte", "enseigne = 0"])
def test_a_free_text_is_told_to_be_asked_as_a_choice(messages: Messages, formula: str) -> None:
    (problem,) = messages(formula)
    assert "demandez-les par un champ « choix »" in plain(problem.render())


@pytest.mark.parametrize("formula", ["ouverture + 1", "ouverture + loyer", "ouverture - effectif"])
def test_what_is_added_to_a_date_is_a_parameter_in_months(messages: Messages, formula: str) -> None:
    (problem,) = messages(formula)
    assert "Ajoutez un paramètre en an, en mois ou en jour : « delai »." in plain(problem.render())
    assert messages(re.sub(r"\w+$", "delai", formula)) == []


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("somme(risques)", "somme(risques.cout)"),
        ("somme(risques) > 0", "somme(risques.cout)"),
        ("somme(loyer)", "loyer"),
        ("somme(ventes)", "somme(ventes sur annees)"),
        ("somme(cout)", "somme(risques.cout)"),
        ("somme(risques cout)", "somme(risques.cout)"),
        ("somme(cout de risques)", "somme(risques.cout)"),
        ("nombre(risques.cout)", "nombre(risques)"),
        ("nombre(risques.nom où niveau est fort)", "nombre(risques où niveau est fort)"),
        ("somme(depenses.montant) où payee", "somme(depenses.montant où payee)"),
        ("nombre(risques si niveau est fort)", "nombre(risques où niveau est fort)"),
        ("nombre de risques", "nombre(risques)"),
    ],
)
def test_a_sum_and_a_count_are_told_what_they_take(messages: Messages, formula: str, right: str) -> None:
    assert written_by(messages(formula)) == right
    assert messages(right) == []


@pytest.mark.parametrize("place", ["applicable_si", "visible_si"])
def test_a_condition_that_always_holds_is_told_to_go(messages: Messages, place: str) -> None:
    (problem,) = messages("oui", place)
    assert "ce qui vaut toujours n'en a pas : retirez cette clé." in plain(problem.render())
