"""Formulas that keep the habits of speech, of spreadsheets or of another clause: the mend that is told loads."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from poincon.cahier.basics.problems import Problem
from tests.cahier.conftest import Faults, Make
from tests.cahier.mendings import FIELDS, WORDS, written_by
from tests.cahier.packages import Piece, plain

PARAMETERS = {"part_d_aide": "0.5 ratio", "delai": "6 mois", "seuil": "0.5 ratio", "plafond": "10 euro"}
BLOCKS: dict[str, list[Piece]] = {
    "groupes_de_criteres": [{"id": "gestion", "libelle": "Gestion"}],
    "criteres": [{"id": "accueil", "echelle": "avis", "question": "L'accueil est-il bon ?", "groupe": "gestion"}],
    "verdicts": [{"id": "etoiles", "lignes": WORDS}],
    "parametres": [
        {
            "id": "tarif",
            "unite": "ratio",
            "par": ["halle"],
            "valeurs": {"sans_date": {"couverte": "1", "plein_air": "0.5"}},
        }
    ],
}
SHOWN = {
    "montre": "part_d_aide * tarif(halle) * plafond",
    "montre_delai": "ouverture + delai",
    "montre_seuil": "seuil",
}

Messages = Callable[..., list[Problem]]


@pytest.fixture
def messages(faults: Faults) -> Messages:
    """What is said of a formula, in a shown value or, with `place`, as a condition."""

    def loaded(formula: str, place: str = "valeur") -> list[Problem]:
        shown, blocks = dict(SHOWN), dict(BLOCKS)
        if place == "valeur":
            shown["essai"] = formula
        else:
            blocks["prerequis"] = [{"id": "essai", place: formula}]
        return faults(shown, parameters=PARAMETERS, fields=[*FIELDS, {"id": "date_fin", "type": "date"}], **blocks)

    return loaded


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("nombre(gestion où bon)", "nombre(criteres de gestion où bon)"),
        ("nombre(gestion) - 1", "nombre(criteres de gestion) - 1"),
    ],
)
def test_a_group_of_criteria_is_counted_by_its_criteria(messages: Messages, formula: str, right: str) -> None:
    assert written_by(messages(formula)) == right
    assert messages(right) == []


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("=MIN(loyer; apport)", "min(loyer, apport)"),
        ("= loyer + apport", "loyer + apport"),
        ("arrondi.inf(loyer, centime)", "arrondi_inf(loyer, centime)"),
        ("ARRONDI.SUP(loyer, euro)", "arrondi_sup(loyer, euro)"),
        ("somme(risques.cout; niveau est fort)", "somme(risques.cout où niveau est fort)"),
        ("somme(cout où niveau est fort)", "somme(risques.cout où niveau est fort)"),
        ("somme(risques où niveau est fort)", "somme(risques.cout où niveau est fort)"),
        ("max(risques.cout, plafond)", "max(max(risques.cout), plafond)"),
        ("min(plafond, risques.cout)", "min(plafond, min(risques.cout))"),
        ("loyer * tarif.couverte", "loyer * tarif(halle)"),
        ("loyer * tarif[couverte]", "loyer * tarif(halle)"),
        ("nombre(criteres bon)", "nombre(criteres où bon)"),
        ("somme(criteres où bon)", "nombre(criteres où bon)"),
        ("somme(criteres de gestion où bon)", "nombre(criteres de gestion où bon)"),
        ("ventes - ventes de l'année précédente", "ventes - avant(ventes)"),
        ("ventes - ventes(2021)", "ventes - avant(ventes)"),
        ("ventes - ventes.2021", "ventes - avant(ventes)"),
        ("ventes - ventes(N-1)", "ventes - avant(ventes)"),
        ("somme(ventes sur 3 ans)", "somme(ventes sur annees)"),
        ("somme(ventes sur les 3 dernières années)", "somme(ventes sur annees)"),
        ("annees_entre(ouverture, fermeture)", "mois_entre(ouverture, fermeture)"),
    ],
)
def test_a_calculation_said_otherwise_is_written_whole(messages: Messages, formula: str, right: str) -> None:
    assert written_by(messages(formula)) == right
    assert messages(right) == []


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("si ouvert", "ouvert"),
        ("si ouvert alors oui sinon non", "ouvert"),
        ("si ouvert alors non sinon oui", "non ouvert"),
        ("ouvert et/ou assure", "ouvert ou assure"),
        ("est_vide(loyer)", "non connu(loyer)"),
        ("décroissant(ventes)", "ventes < avant(ventes)"),
        ("croissant(ventes, clients)", "croissant(ventes) et croissant(clients)"),
        ("connu(risques.cout)", "nombre(risques où connu(cout)) > 0"),
        ("risques.cout > 0", "nombre(risques où cout > 0) > 0"),
        ("nombre(risques.cout > 0)", "nombre(risques où cout > 0) > 0"),
        ("nombre(depenses.montant > 0) > 0", "nombre(depenses où montant > 0) > 0"),
        ("pour toutes les lignes de risques : ligne.cout > 0", "pour chaque ligne de risques : ligne.cout > 0"),
        ("bon(accueil)", "accueil est bon"),
        ("accueil_1 >= seuil", "note(accueil_1) >= seuil"),
        ("etoiles est 3", "etoiles est trois"),
        ("date de fin > ouverture", "date_fin > ouverture"),
    ],
)
def test_a_condition_said_otherwise_is_written_whole(messages: Messages, formula: str, right: str) -> None:
    assert written_by(messages(formula, "condition")) == right
    assert messages(right, "condition") == []


def test_two_years_back_are_named_one_by_one(messages: Messages) -> None:
    (problem,) = messages("ventes - avant(ventes, 2)")
    assert "nommez « avant(x) » dans « derives »" in plain(problem.render())


def test_a_number_that_is_no_option_is_told_to_be_its_identifier(messages: Messages) -> None:
    (problem,) = messages("halle est 7")
    assert "Écrivez l'identifiant de l'option" in plain(problem.render())


@pytest.mark.parametrize(
    ("kind", "bound", "sentence"),
    [
        ("entier", "1 000", "Écrivez 1000."),
        ("euros", "50 000 €", "Écrivez 50000."),
        ("entier", "zéro", "Écrivez 0."),
        ("pourcentage", "50 %", "Écrivez 0.5."),
        ("date", "01/01/2020", "Écrivez 2020-01-01."),
        ("date", "1er janvier 2020", "Écrivez 2020-01-01."),
        ("date", "aujourd'hui", "Il n'y a pas de date du jour : prenez un champ de date"),
        ("date", "date de fin", "Écrivez « date_fin »."),
    ],
)
def test_a_bound_said_as_people_do_is_written_as_files_do(faults: Faults, kind: str, bound: str, sentence: str) -> None:
    ends: list[Piece] = [{"id": "date_fin", "type": "date"}, {"id": "essai", "type": kind, "maximum": bound}]
    (problem,) = faults(fields=ends)
    assert problem.place.path.endswith(".maximum")
    assert sentence in plain(problem.render())
    right = re.search(r"Écrivez (?:« )?([\w.-]*[\w])", plain(problem.render()))
    assert right is None or faults(fields=[ends[0], ends[1] | {"maximum": right[1]}]) == []


def test_a_percentage_bounded_by_fifty_is_warned_of(make: Make) -> None:
    def warned(maximum: str) -> list[str]:
        package = make(fields=[{"id": "essai", "type": "pourcentage", "maximum": maximum}])
        return [plain(warning.render()) for warning in package.warnings]

    (sentence,) = warned("50")
    assert sentence.endswith("Pour 50 %, écrivez 0.5.")
    assert warned("0.5") == warned("1") == []


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("somme(risques.nom)", "Écrivez « somme(risques.cout) » ou « nombre(risques) »."),
        ("si atteint(etoiles) alors 0 sinon 1", "Écrivez « etoiles est trois »."),
        ("si non_atteint(etoiles) alors 0 sinon 1", "Écrivez « non (etoiles est trois) »."),
        ("si atteint(loyer) alors 0 sinon 1", "par exemple « loyer >= plafond »."),
        ("si atteint(montre) alors 0 sinon 1", "par exemple « montre >= plafond »."),
        ("delai + ouverture", "Écrivez « ouverture + delai »."),
        ('si ouverture > "2026-01-01" alors 0 sinon 1', "une date ne s'écrit pas dans une formule"),
        ("aide * loyer", "Noms possibles : part_d_aide."),
        ("si loyer > delai alors 0 sinon 1", "Si « delai » est en euro, écrivez « unite: euro » à ce paramètre"),
        ("loyer + effectif", "Prenez deux grandeurs de même unité"),
    ],
)
def test_what_a_formula_may_not_read_is_told_with_what_it_may(messages: Messages, formula: str, sentence: str) -> None:
    (problem,) = messages(formula)
    assert sentence in plain(problem.render())
    assert problem.render("en") != problem.render("fr")


def test_months_and_years_are_told_to_be_given_in_months(faults: Faults) -> None:
    shown = {"montre": "ouverture + duree", "essai": "mois_entre(ouverture, fermeture) - duree"}
    (problem,) = faults(shown, parameters={"duree": "2 an"})
    assert "Donnez « duree » en mois : « unite: mois » et 24 pour 2 ans." in plain(problem.render())


def test_an_option_that_is_also_the_rule_itself_is_no_circle(faults: Faults) -> None:
    problems = faults({"fort": "somme(risques.cout où niveau = fort)"}, fields=FIELDS)
    assert written_by(problems) == "somme(risques.cout où niveau est fort)"
    assert faults({"fort": written_by(problems)}, fields=FIELDS) == []
