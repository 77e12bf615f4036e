"""What is wrong with a formula is told in plain French, with the place and what would be right."""

from __future__ import annotations

import pytest

from poincon.cahier.basics.problems import Problem
from tests.cahier.conftest import Faults

PARAMETERS = {"seuil": "100 euro", "taux": "0.5 ratio", "delai": "2 an", "effectif_voulu": "5 etp"}


def used(formula: str) -> dict[str, str]:
    """The formula, and others that use every parameter."""
    return {
        "essai": formula,
        "u1": "seuil + loyer",
        "u2": "taux + remise",
        "u3": "ouverture + delai",
        "u4": "effectif_voulu + gardiens",
    }


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [problem.render() for problem in problems]
    return problems[0]


@pytest.mark.parametrize(
    ("formula", "code", "sentence"),
    [
        ("loyer * 0,25", "decimal_comma", "« 0,25 » : les décimales s'écrivent avec un point"),
        ("loyer * 0,25", "decimal_comma", "(« valeurs: {sans_date: 0.25} »)"),
        ("loyer % apport", "unknown_sign", "le signe « % » n'existe pas dans une formule"),
        ("loyer = = apport", "formula_unexpected", "« = » est inattendu"),
        ("loyer +", "formula_unfinished", "la formule s'arrête trop tôt"),
        ("moyenne(loyer, apport)", "unknown_function", "la fonction « moyenne » n'existe pas"),
        ("arondi(loyer, centime)", "unknown_function", "Vouliez-vous dire « arrondi » ?"),
        ("arrondi(loyer)", "argument_count", "« arrondi » attend 2 éléments entre parenthèses, pas 1"),
        ("arrondi(loyer, dizaine)", "unknown_step", "on n'arrondit pas à « dizaine »"),
        ("loyr + apport", "unknown_name", "« loyr » n'est ni un champ, ni un paramètre, ni une règle"),
        ("loyr + apport", "unknown_name", "Vouliez-vous dire « loyer » ?"),
        ("loyer + seuill", "unknown_name", "(à « seuill »)"),
        (
            "loyer + gardiens",
            "unit_mismatch",
            "« loyer » est en euro, « gardiens » en etp : « + » demande la même unité",
        ),
        ("loyer > gardiens", "unit_mismatch", "« > » demande la même unité"),
        ("loyer > loyer * apport", "unit_mismatch", "en euro*euro"),
        ("loyer / gardiens > seuil", "unit_mismatch", "en euro/etp"),
        ("min(loyer, gardiens)", "unit_mismatch", "« min » demande la même unité"),
        ("si ouvert alors loyer sinon gardiens", "unit_mismatch", "« si » demande la même unité"),
        ("arrondi(gardiens, centime)", "unit_mismatch", "on ne l'arrondit pas en centime"),
        ("remise > 0.25", "literal", "« 0.25 » est écrit en dur : seuls 0 et 1 le peuvent"),
        ("remise > 0.25", "literal", "Donnez-lui un nom, une unité et une source dans « parametres »"),
        ("loyer * 12", "literal", "« 12 » est écrit en dur"),
        ("remise >= 1", "literal", "« 1 » est un seuil écrit en dur"),
        ("1 < remise", "literal", "« 1 » est un seuil écrit en dur"),
        ("loyer + 1", "literal", "« 1 » n'a pas d'unité, « loyer » est en euro"),
        ("max(1, loyer)", "literal", "« 1 » n'a pas d'unité"),
        ("halle est couvert", "unknown_option", "« couvert » n'est pas une option de « halle »"),
        ("halle est couvert", "unknown_option", "Vouliez-vous dire « couverte » ?"),
        ("services contient feu", "unknown_option", "« feu » n'est pas une option de « services »"),
        ("services est eau", "kind_mismatch", "« services » est un choix multiple ; il faut un choix ici"),
        ("halle contient couverte", "kind_mismatch", "il faut un choix multiple ici"),
        ("loyer et ouvert", "kind_mismatch", "« loyer » est un nombre ; il faut un oui ou non ici"),
        ("non loyer", "kind_mismatch", "il faut un oui ou non ici"),
        ("ouvert + loyer", "kind_mismatch", "« ouvert » est un oui ou non ; il faut un nombre ici"),
        ("si loyer alors ouvert sinon assure", "kind_mismatch", "il faut un oui ou non ici"),
        (
            "si ouvert alors loyer sinon assure",
            "branches",
            "les deux branches de « si » donnent des choses différentes",
        ),
        ("ouvert = assure", "not_comparable", "ils ne se comparent pas"),
        ("enseigne = loyer", "not_comparable", "« enseigne » est un texte, « loyer » un nombre"),
        ("enseigne < slogan", "not_comparable", "des textes ne se comparent que par « = » et « <> »"),
        ("mois_entre(ouverture, loyer)", "kind_mismatch", "« loyer » est un nombre ; il faut une date ici"),
        ("mois_entre(ouverture)", "argument_count", "« mois_entre » attend 2 éléments entre parenthèses, pas 1"),
        ("mois_entre(ouverture, fermeture) >= delai", "unit_mismatch", "en mois, « delai » en an"),
        ("mois_entre(ouverture, fermeture) >= 1", "literal", "Faites-en un paramètre avec son unité"),
        ("ouverture + gardiens", "not_a_duration", "« gardiens » n'est pas une durée (an, mois, jour)"),
        ("ouverture + 1", "not_a_duration", "« 1 » n'est pas une durée"),
        ("ouverture - fermeture", "kind_mismatch", "il faut un nombre ici"),
        ("loyer.montant", "dotted_name", "une colonne de tableau se lit dans « somme(…) »"),
        ("ligne.montant", "no_line", "« ligne » n'existe que dans « pour chaque ligne de … »"),
        ("somme(loyer.montant)", "not_a_table", "« loyer » n'est pas un tableau"),
        ("nombre(depense)", "not_a_table", "Vouliez-vous dire « depenses » ?"),
        ("somme(depenses.montants)", "unknown_column", "le tableau « depenses » n'a pas de colonne « montants »"),
        ("somme(depenses.montants)", "unknown_column", "Vouliez-vous dire « montant » ?"),
        ("somme(depenses.poste)", "kind_mismatch", "« depenses.poste » est un texte : « somme » ne le prend pas"),
        ("max(depenses.origine)", "kind_mismatch", "« depenses.origine » est un choix : « max » ne le prend pas"),
        ("somme(depenses.montant * recettes.montant)", "one_table", "« depenses » et « recettes » sont mêlés"),
        ("somme(depenses.montant où recettes.montant > 0)", "dotted_name", "une colonne de tableau se lit dans"),
        ("somme(depenses.montant * nombre(recettes))", "nested_rows", "n'en contient pas un autre"),
        ("somme(depenses.montant * coefficient + gardiens)", "unit_mismatch", "« + » demande la même unité"),
        ("somme(depenses.montant * 3)", "literal", "« 3 » est écrit en dur"),
        ("somme(depenses.montant + avant(ventes))", "years_in_rows", "ne se met pas à l'intérieur d'un tableau"),
        ("somme(loyer où ouvert)", "formula_unexpected", "un tableau et sa colonne (« recettes.montant »)"),
        ("max(loyer où ouvert)", "formula_unexpected", "« où » est inattendu : un tableau et sa colonne"),
        ("somme(loyer)", "sum_of_one", "« somme » additionne la colonne d'un tableau, ou les années d'une réponse"),
        ("max(depenses.montant, loyer)", "dotted_name", "une colonne de tableau se lit dans"),
        ("premier(depenses.origine) est publique", "unknown_option", "n'est pas une option de « origine »"),
        (
            "pour chaque ligne de depenses : depenses.montant > 0",
            "dotted_name",
            "Écrivez « pour chaque ligne de depenses : ligne.montant > 0 »",
        ),
        (
            "somme(depenses.montant où origine est prive)",
            "unknown_option",
            "« prive » n'est pas une option de « origine »",
        ),
        (
            "nombre(depenses où nombre(recettes) > 0)",
            "nested_rows",
            "un parcours de tableau n'en contient pas un autre",
        ),
        ("pour chaque ligne de depenses et recettes : ouvert", "one_table", "porte sur un seul tableau"),
        (
            "pour chaque montant de depenses : ouvert",
            "kind_mismatch",
            "on ne groupe que par une colonne de texte ou de choix",
        ),
        ("pour chaque rayon de depenses : ouvert", "unknown_column", "n'a pas de colonne « rayon »"),
        (
            "pour chaque ligne de depenses : (pour chaque ligne de recettes : ouvert)",
            "nested_rows",
            "« pour chaque » n'en contient pas un autre",
        ),
        (
            "pour chaque partie de depenses : (pour chaque ligne de depenses : ligne.payee)",
            "nested_rows",
            "« pour chaque » n'en contient pas un autre",
        ),
        ("nombre(depenses où avant(complet))", "years_in_rows", "ne se met pas à l'intérieur d'un tableau"),
        ("avant(avant(ventes))", "nested_years", "une fonction d'années n'en contient pas une autre"),
        ("croissant(complet)", "kind_mismatch", "il faut un nombre ici"),
        ("premier(ouvert)", "not_yearly", "« ouvert » ne change pas d'une année à l'autre"),
        ("avant(loyer)", "not_yearly", "rien de ce qu'il lit n'est demandé chaque année"),
        ("somme(loyer * taux sur annees)", "not_yearly", "ou demandez-le chaque année (« fenetre » de son groupe)"),
        ("croissant(somme(recettes.montant))", "not_yearly", "« somme(recettes.montant) » ne change pas"),
        ("dernier(u1)", "not_yearly", "« u1 » ne change pas d'une année à l'autre"),
        ("atteint(loyer)", "not_a_rule", "« loyer » n'est pas une règle"),
        ("atteint(essay)", "not_a_rule", "Vouliez-vous dire « essai » ?"),
        ("atteint(u1)", "no_status", "« u1 » n'a rien à atteindre : ni cible, ni condition"),
        ("note(loyer)", "no_scale", "« loyer » n'a pas d'échelle"),
        ("plan", "formula_kind", "cette formule ne donne pas de valeur"),
        ("depenses", "formula_kind", "cette formule ne donne pas de valeur"),
        (f"loyer{' ' * 500}+ apport", "formula_too_long", "la formule dépasse 500 caractères"),
        ("(" * 41 + "loyer" + ")" * 41, "formula_too_deep", "la formule dépasse 40 niveaux"),
    ],
)
def test_a_wrong_formula_is_told_by_code_in_french_with_its_place(
    faults: Faults, formula: str, code: str, sentence: str
) -> None:
    problem = only(faults(used(formula), parameters=PARAMETERS))
    assert (problem.code, problem.place.path) == (code, "derives[0].valeur")
    assert sentence in problem.render()
    assert problem.render("en") != problem.render()
    assert problem.place.line > 0


@pytest.mark.parametrize(
    "formula",
    [
        "max(0, loyer, gardiens)",
        "min(0, gardiens, loyer, 0)",
    ],
)
def test_a_zero_among_operands_does_not_hide_two_units(faults: Faults, formula: str) -> None:
    assert only(faults({"essai": formula})).code == "unit_mismatch"


@pytest.mark.parametrize(
    "formula", ["remise > 1 / (1 + 1)", "remise > 0 + 1", "remise > 1 + 1", "remise > max(0, 1)", "remise > 1 * 1"]
)
def test_a_threshold_made_of_ones_is_still_a_literal(faults: Faults, formula: str) -> None:
    assert "literal" in {problem.code for problem in faults({"essai": formula})}


@pytest.mark.parametrize(
    "formula", ["loyer > 0", "1 - remise", "max(0, loyer - apport)", "loyer * (1 - remise)", "nombre(depenses) > 0"]
)
def test_zero_and_one_may_be_written(faults: Faults, formula: str) -> None:
    assert faults({"essai": formula}) == []


@pytest.mark.parametrize(
    "formula",
    [
        "avant(emplacement) est couverte",
        "premier(emplacement) est couverte",
        "(si ouvert alors halle sinon halle) est couverte",
        "lieu est couverte",
    ],
)
def test_an_option_is_asked_of_a_choice_however_it_is_reached_without_a_crash(faults: Faults, formula: str) -> None:
    """Accepted, or refused with words: never an exception of Python."""
    assert all(problem.message.fr for problem in faults({"lieu": "halle", "essai": formula}))


def test_two_rules_that_read_each_other_are_a_cycle(faults: Faults) -> None:
    problems = faults({"un": "deux + loyer", "deux": "trois", "trois": "un", "quatre": "un"})
    assert [problem.code for problem in problems] == ["cycle"]
    assert "ces règles tournent en rond : un → deux → trois → un." in problems[0].render()


def test_a_rule_that_reads_itself_is_a_cycle(faults: Faults) -> None:
    assert "un → un" in only(faults({"un": "un + loyer"})).render()


def test_scores_linked_in_a_circle_are_a_cycle_and_no_crash(faults: Faults) -> None:
    scores = [
        {"id": "s1", "rubriques": ["accueil"], "lie_a": "s2", "part_liee": "taux"},
        {"id": "s2", "rubriques": ["vision"], "lie_a": "s1", "part_liee": "taux"},
    ]
    assert "cycle" in {problem.code for problem in faults(parameters={"taux": "0.5 ratio"}, scores=scores)}


def test_a_score_linked_to_a_broken_score_is_no_crash(faults: Faults) -> None:
    scores = [
        {"id": "s1", "rubriques": ["vision"], "applicable_si": "inconnue"},
        {"id": "s2", "rubriques": ["accueil"], "lie_a": "s1", "part_liee": "taux"},
    ]
    problems = faults(parameters={"taux": "0.5 ratio"}, scores=scores)
    assert [problem.code for problem in problems] == ["unknown_name"]


def test_a_column_may_bear_the_name_of_a_rule(faults: Faults) -> None:
    """After « où », a bare name is a column: it makes no rule read another."""
    assert faults({"montant": "somme(depenses.montant où montant > 0)"}) == []


def test_a_rule_that_reads_a_broken_rule_is_not_reported_twice(faults: Faults) -> None:
    assert only(faults({"un": "loyr", "deux": "un + apport"})).code == "unknown_name"


def test_an_unused_parameter_and_an_unused_derived_value_are_errors(faults: Faults) -> None:
    problems = faults(parameters={"seuil": "100 euro"}, derives=[{"id": "reste", "valeur": "loyer - apport"}])
    assert {(problem.code, problem.place.path) for problem in problems} == {
        ("unused", "parametres[0]"),
        ("unused", "derives[0]"),
    }
    text = " ".join(problem.render() for problem in problems)
    assert "le paramètre « seuil » ne sert à rien : ni formule, ni modèle, ni figure ne le lit." in text
    assert "la valeur « reste » ne sert à rien" in text


def test_a_parameter_that_a_broken_formula_meant_to_read_is_not_called_unused(faults: Faults) -> None:
    parameters = {"seuil": "100 euro"}
    assert only(faults({"essai": "loyr > seuil"}, parameters=parameters)).code == "unknown_name"
    assert only(faults({"essai": "loyr>seuil"}, parameters=parameters)).code == "unknown_name"


def test_a_parameter_serves_when_only_a_condition_of_the_form_reads_it(faults: Faults) -> None:
    field = {"id": "bail", "type": "texte", "visible_si": "loyer > seuil"}
    assert faults(parameters={"seuil": "100 euro"}, fields=[field]) == []


def test_targets_are_checked_like_comparisons(faults: Faults) -> None:
    def part(cible: dict[str, str]) -> list[dict[str, object]]:
        return [{"id": "part", "valeur": "loyer / apport", "cible": cible, "force": "requise"}]

    assert only(faults(indicateurs=part({"plus_de": "1"}))).code == "literal"
    assert only(faults(indicateurs=part({"au_moins": "0.25"}))).code == "literal"
    assert only(faults(indicateurs=part({"au_moins": "gardiens"}))).code == "unit_mismatch"
    assert only(faults(indicateurs=part({"au_moins": "halle"}))).code == "not_comparable"
    assert only(faults(indicateurs=part({"au_moins": "remise", "au_plus": "remise"}))).code == "one_target"
    assert faults(indicateurs=part({"egal_a": "remise"})) == []


def test_a_condition_must_be_a_yes_or_no_and_a_value_a_number_or_a_date(faults: Faults) -> None:
    assert only(faults(prerequis=[{"id": "p", "condition": "loyer"}])).code == "formula_kind"
    problem = only(faults(indicateurs=[{"id": "i", "valeur": "ouvert"}]))
    assert "Pour un oui ou non, écrivez « condition »." in problem.render()
    assert faults(echeancier=[{"id": "e", "valeur": "ouverture"}]) == []


def test_rules_that_stand_on_each_other_too_high_are_refused(faults: Faults) -> None:
    steps = {f"r{level}": f"r{level - 1} + loyer" if level else "loyer" for level in range(160)}
    assert "rules_too_deep" in {problem.code for problem in faults(steps)}
