"""Dossiers: where each answer goes, what is refused and what would be right, and that JSON and YAML are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.basics.located import read_bytes
from poincon.cahier.basics.problems import Unusable
from poincon.cahier.dossiers import Dossier, read_dossier, read_dossier_file
from poincon.cahier.loading import Package, load_package
from tests.cahier.packages import Piece, dossier_of, form, refusals, rules, write_package


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Package:
    opened: list[Piece] = [
        {"id": "tarif", "unite": "euro", "campagne": "oui"},
        {"id": "fixe", "unite": "euro", "valeurs": {"2000-01-01": "1"}},
    ]
    criterion = [{"id": "tenue", "question": "Tenu ?", "echelle": "avis", "force": "requise"}]
    written = rules({"x": "loyer + tarif + fixe"}, None, {"parametres": opened, "criteres": criterion})
    folder = tmp_path_factory.mktemp("market")
    return load_package(write_package(folder, form_piece=form(), rules_piece=written))


def yaml_dossier(package: Package, text: str) -> Dossier:
    return read_dossier(read_bytes(text.encode(), "d.yaml"), package.programme)


def yaml_refusal(package: Package, text: str) -> list[str]:
    with pytest.raises(Unusable) as caught:
        yaml_dossier(package, text)
    return [problem.render() for problem in caught.value.problems]


def test_json_and_yaml_give_the_same_dossier(market: Package) -> None:
    content: Piece = {
        "programme": "marche",
        "exercice": 2021,
        "reponses": {
            "loyer": 250000.01,
            "ouvert": True,
            "enseigne": "01000",
            "annees": {"2021": {"ventes": "12.50", "clients": 61}},
            "depenses": [{"partie": "A", "montant": 1.10}],
        },
        "parametres": {"tarif": 98000.00},
        "appreciations": {"tenue": "bon"},
    }
    text = """
programme: marche
exercice: 2021
reponses:
  loyer: "250000.01"
  ouvert: oui
  enseigne: 01000
  annees: {2021: {ventes: 12.50, clients: 61}}
  depenses: [{partie: A, montant: 1.1}]
parametres: {tarif: 98000.00}
appreciations: {tenue: bon}
"""
    assert dossier_of(market, content) == yaml_dossier(market, text)


def test_texts_are_never_guessed(market: Package) -> None:
    answers = yaml_dossier(market, "reponses: {enseigne: no, slogan: 23:40}").answers
    assert answers == {"enseigne": "no", "slogan": "23:40"}


@pytest.mark.parametrize("value", [None, "", "   ", "\t"])
def test_an_absent_null_or_blank_answer_is_missing(market: Package, value: str | None) -> None:
    answers = {
        "loyer": value,
        "enseigne": value,
        "ouvert": value,
        "depenses": value,
        "accueil_1": value,
        "autre": value,
    }
    assert dossier_of(market, {"reponses": answers}).answers == {}
    assert dossier_of(market, {"reponses": {"annees": {"2021": {"ventes": value}}}}).years == {2021: {}}
    assert dossier_of(market, {"reponses": None, "parametres": None}).answers == {}


def test_an_empty_dossier_is_usable(market: Package) -> None:
    assert yaml_dossier(market, "") == Dossier()
    assert yaml_dossier(market, "{}") == Dossier()


# where answers go


def test_an_unknown_field_is_an_error_that_suggests_the_nearest(market: Package) -> None:
    assert yaml_refusal(market, "reponses:\n  loyer: 1\n  loyers: 2\n") == [
        "d.yaml:3: reponses.loyers: le champ « loyers » n'existe pas. Vouliez-vous dire « loyer » ?"
    ]
    (sentence,) = yaml_refusal(market, "reponses: {annees: {2021: {vente: 1}}}")
    assert sentence.endswith("le champ « vente » n'existe pas. Vouliez-vous dire « ventes » ?")


def test_a_field_in_the_wrong_place_is_told_where_it_goes(market: Package) -> None:
    (sentence,) = yaml_refusal(market, "reponses: {ventes: 1}")
    assert sentence.startswith("d.yaml:1: reponses.ventes: le champ « ventes » n'est pas à sa place.")
    assert sentence.endswith("Il se répond par année, sous « annees ».")
    (sentence,) = yaml_refusal(market, "reponses:\n  annees:\n    2021:\n      loyer: 1")
    assert sentence.startswith("d.yaml:4: reponses.annees.2021.loyer: le champ « loyer » n'est pas à sa place.")
    assert sentence.endswith("Il se répond une seule fois, hors de « annees ».")


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        ({"programe": "marche"}, "unknown_key", "Vouliez-vous dire « programme » ?"),
        ({"programme": "autre"}, "other_programme", "ce dossier est pour « autre », pas pour « marche »"),
        ({"programme": ["marche"]}, "one_value", "il faut une seule valeur ici"),
        ({"reponses": []}, "mapping", "il faut des clés et des valeurs ici"),
        ({"reponses": "loyer"}, "mapping", "il faut des clés et des valeurs ici"),
        ({"exercice": "21"}, "year", "« 21 » n'est pas une année (1900 à 2199)"),
        ({"exercice": "２０２１"}, "year", "n'est pas une année"),
        ({"exercice": "1899"}, "year", "n'est pas une année"),
        ({"reponses": {"annees": {"deux mille": {}}}}, "year", "« deux mille » n'est pas une année"),
        ({"reponses": {"annees": [2021]}}, "mapping", "il faut des clés et des valeurs ici"),
        ({"reponses": {"annees": {"1950": {}, "2021": {}}}}, "year_span", "plus de 30 ans séparent les années données"),
        ({"exercice": "1950", "reponses": {"annees": {"2021": {}}}}, "year_span", "plus de 30 ans"),
        ({"reponses": {"loyer": [1]}}, "one_value", "il faut une seule valeur ici"),
        ({"reponses": {"loyer": {"montant": 1}}}, "one_value", "il faut une seule valeur ici"),
        ({"parametres": {"fixe": 1}}, "fixed_parameter", "le paramètre « fixe » est fixé par le programme"),
        ({"parametres": {"tarifs": 1}}, "unknown_parameter", "Vouliez-vous dire « tarif » ?"),
        ({"parametres": {"tarif": "dix"}}, "number", "« dix » n'est pas un nombre. Écrivez 10."),
        ({"appreciations": {"tenu": "bon"}}, "unknown_criterion", "Vouliez-vous dire « tenue » ?"),
        ({"appreciations": {"tenue": "parfait"}}, "unknown_level", "Possibles : bon, moyen, hors_sujet."),
        ({"reponses": {"accueil_1": "+++"}}, "unknown_level", "Possibles : ++, +, -, --."),
        ({"reponses": {"autre": "++"}}, "mapping", "il faut des clés et des valeurs ici"),
        ({"reponses": {"autre": {"reponse": "x"}}}, "unknown_level", "« x » n'est pas un niveau de l'échelle"),
        ({"reponses": {"autre": {"bareme": 4}}}, "weight", "le barème est un entier de 1 à 3"),
        ({"reponses": {"autre": {"bareme": "1.5"}}}, "weight", "le barème est un entier de 1 à 3"),
        ({"reponses": {"autre": {"reponce": "+"}}}, "unknown_key", "Vouliez-vous dire « reponse » ?"),
        ({"reponses": {"depenses": "rien"}}, "list", "il faut une liste de lignes"),
        ({"reponses": {"depenses": {"partie": "A"}}}, "list", "il faut une liste de lignes"),
        ({"reponses": {"depenses": ["A"]}}, "mapping", "il faut des clés et des valeurs ici"),
        ({"reponses": {"depenses": [{"partie": "A"}] * 6}}, "too_many_rows", "ce tableau a 6 lignes ; 5 au plus"),
        ({"reponses": {"depenses": [{"montan": 1}]}}, "unknown_column", "Vouliez-vous dire « montant » ?"),
        ({"reponses": {"depenses": [{"montant": "-1"}]}}, "below", "au-dessous du minimum, 0"),
        ({"reponses": {"depenses": [{"origine": "prive"}]}}, "unknown_option", "« prive » n'est pas une option"),
    ],
)
def test_what_a_dossier_may_not_hold_is_refused_with_what_would_be_right(
    market: Package, content: Piece, code: str, sentence: str
) -> None:
    problems = refusals(market, content)
    assert [problem.code for problem in problems] == [code]
    assert sentence in problems[0].render()
    assert problems[0].render("en") != problems[0].render()


def test_every_error_is_told_at_once(market: Package) -> None:
    answers = "reponses:\n  loyr: 1\n  ouvert: peut-être\n  depenses: [{montant: x}]\n"
    text = f"programme: autre\n{answers}parametres: {{fixe: 1}}\n"
    lines = [sentence.split(":")[1] for sentence in yaml_refusal(market, text)]
    assert lines == ["1", "3", "4", "5", "6"]


def test_the_latest_year_is_the_one_judged_unless_another_is_named(market: Package) -> None:
    years: Piece = {"reponses": {"annees": {"2019": {}, "2021": {}, "2020": {}}}}
    assert dossier_of(market, years).reference_year == 2021
    assert dossier_of(market, {**years, "exercice": 2020}).reference_year == 2020
    assert dossier_of(market, {**years, "exercice": None}).reference_year == 2021
    assert dossier_of(market, {"exercice": 2021}).reference_year == 2021
    assert dossier_of(market, {}).reference_year is None


def test_a_table_may_be_empty_and_its_cells_may_be_missing(market: Package) -> None:
    assert dossier_of(market, {"reponses": {"depenses": []}}).answers == {"depenses": ()}
    rows = [{"partie": "A", "montant": None}]
    assert dossier_of(market, {"reponses": {"depenses": rows}}).answers == {"depenses": ({"partie": "A"},)}


def test_several_choices_are_a_list_and_each_counts_once(market: Package) -> None:
    answers = {"services": ["gaz", "eau", "gaz"]}
    assert dossier_of(market, {"reponses": answers}).answers == {"services": ("gaz", "eau")}
    assert dossier_of(market, {"reponses": {"services": []}}).answers == {"services": ()}
    assert [problem.code for problem in refusals(market, {"reponses": {"services": ["eau", "feu"]}})] == [
        "unknown_option"
    ]


# hostile


def nested(depth: int) -> Any:
    value: Any = "1"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "content",
    [
        {"reponses": nested(500)},
        {"reponses": {"loyer": "9" * 500}},
        {"reponses": {"loyer": "0." + "1" * 500}},
        {"reponses": {"etals": "9" * 90_000}},
        {"reponses": {"enseigne": "a\u0000b"}},
        {"reponses": {"enseigne": "é\u202e" * 1_000}},
        {"reponses": {"x" * 90_000: 1}},
        {"reponses": {"loyer": "NaN"}},
        {"reponses": {"loyer": "1e400"}},
        {"reponses": {"ouverture": "9999-99-99"}},
        {"reponses": {"creation": "9" * 500}},
        {"reponses": {"plan": "../../etc/passwd.pdf"}},
        {"reponses": {"annees": {"9" * 500: {}}}},
        {"parametres": {"tarif": "1/0"}},
        {"parametres": {"tarif": "9" * 500}},
        {"appreciations": {"tenue": "x" * 90_000}},
    ],
)
def test_a_hostile_dossier_is_unusable_and_its_message_is_short(market: Package, content: Piece) -> None:
    problems = refusals(market, content)
    assert problems
    assert all(len(problem.message.fr) < 400 and len(problem.message.en) < 400 for problem in problems)


def test_no_more_than_five_hundred_errors_are_told(market: Package) -> None:
    assert len(refusals(market, {"reponses": {f"champ_{index}": 1 for index in range(700)}})) == 500


def test_a_dossier_file_that_is_no_file_is_unusable(market: Package, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.yaml"):
        with pytest.raises(Unusable):
            read_dossier_file(path, market.programme)
