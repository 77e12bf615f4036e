"""What the shapes of a package refuse: keys, kinds, bounds, references; told in words, never a crash."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.basics.problems import Problem
from tests.cahier.conftest import Faults, Make
from tests.cahier.packages import IDENTITY, Piece, named, problems_of, write_package


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [problem.render() for problem in problems]
    return problems[0]


@pytest.mark.parametrize(
    ("field", "code", "sentence"),
    [
        ({"type": "euro"}, "unknown_word", "Vouliez-vous dire « euros » ?"),
        ({"type": "texte", "unite": "euro"}, "key_of_other_kind", "la clé « unite » ne va pas avec ce type de champ"),
        ({"type": "choix"}, "missing_key", "la clé « options » manque pour ce type de champ. Écrivez par exemple"),
        ({"type": "choix", "options": []}, "no_option", "il faut au moins une option"),
        ({"type": "tableau"}, "missing_key", "la clé « colonnes » manque"),
        ({"type": "fichier"}, "missing_key", "la clé « formats » manque"),
        ({"type": "entier", "unite": "euros"}, "unknown_unit", "Vouliez-vous dire « euro » ?"),
        ({"type": "entier", "minimum": "5", "maximum": "4"}, "bounds", "le minimum (5) dépasse le maximum (4)"),
        ({"type": "entier", "minimum": "cinq"}, "unknown_name", "« cinq »"),
        ({"type": "texte", "requis": "yes"}, "yes_or_no", "il faut oui ou non"),
        ({"type": "texte", "requis": "oui", "requis_si": "ouvert"}, "two_keys", "pas les deux"),
        ({"type": "texte", "longueur": "0"}, "whole_number", "il faut un nombre entier"),
        ({"type": "texte", "libele": "Nom"}, "unknown_key", "« libelle » est déjà là"),
        ({"type": "texte", "source": "Z §1"}, "unknown_source", "la source « Z » n'est pas déclarée"),
        ({"type": "texte", "source": "R"}, "no_passage", "Écrivez par exemple « R §2 »"),
        ({"type": "texte", "source": None}, "no_source", "cette exigence ne dit pas d'où elle vient"),
        ({"type": "enonce", "echelle": "degres", "poids": "1"}, "unknown_name", "Vouliez-vous dire « degre » ?"),
        (
            {"type": "enonce", "echelle": "avis", "poids": "1"},
            "level_value",
            "le niveau « hors_sujet » n'a pas de valeur",
        ),
        (
            {"type": "texte", "visible_si": "loyer"},
            "formula_kind",
            "la formule donne un nombre ; il faut un oui ou non",
        ),
        ({"type": "texte", "requis_si": "ouver"}, "unknown_name", "Vouliez-vous dire « ouvert » ?"),
    ],
)
def test_a_wrong_field_is_told(faults: Faults, field: Piece, code: str, sentence: str) -> None:
    problems = faults(fields=[{"id": "essai", **field}])
    assert (code, True) in [(problem.code, sentence in problem.render()) for problem in problems], [
        problem.render() for problem in problems
    ]


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ({"type": "tableau", "colonnes": []}, "column_kind"),
        ({"type": "choix_multiple", "options": [{"id": "a", "libelle": "A"}]}, "column_kind"),
        ({"type": "texte", "visible_si": "ouvert"}, "column_condition"),
        ({"type": "texte", "requis_si": "ouvert"}, "column_condition"),
    ],
)
def test_a_wrong_column_is_told(faults: Faults, column: Piece, code: str) -> None:
    table = {"id": "essai", "type": "tableau", "colonnes": [{"id": "c", **column}]}
    assert code in {problem.code for problem in faults(fields=[table])}


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ({"parametres": [{"id": "p", "unite": "euro"}]}, "no_value"),
        ({"parametres": [{"id": "p", "valeurs": {"2000-01-01": "1"}}]}, "missing_key"),
        ({"parametres": [{"id": "p", "unite": "euro", "valeurs": {"2000-13-01": "1"}}]}, "date"),
        ({"parametres": [{"id": "p", "unite": "euro", "valeurs": {"2000-01-01": "un"}}]}, "number"),
        ({"parametres": [{"id": "p", "unite": "euro", "valeurs": "1"}]}, "dated_values"),
        ({"parametres": [{"id": "p", "unite": "an", "valeurs": {"2000-01-01": "1.5"}}]}, "whole_duration"),
        ({"prerequis": [{"id": "p"}]}, "missing_key"),
        ({"prerequis": [{"id": "p", "condition": None}]}, "empty_key"),
        ({"prerequis": [{"id": "p", "condition": ["ouvert"]}]}, "wrong_kind"),
        ({"prerequis": [{"id": "p", "condition": "ouvert", "force": "requise"}]}, "refused_key"),
        ({"indicateurs": [{"id": "p"}]}, "value_or_condition"),
        (
            {"indicateurs": [{"id": "p", "valeur": "loyer", "condition": "ouvert", "force": "requise"}]},
            "value_or_condition",
        ),
        ({"indicateurs": [{"id": "p", "condition": "ouvert"}]}, "missing_key"),
        ({"indicateurs": [{"id": "p", "valeur": "loyer", "force": "requise"}]}, "strength_without_target"),
        ({"indicateurs": [{"id": "p", "valeur": "loyer", "cible": {"plus_de": "apport"}}]}, "missing_key"),
        ({"indicateurs": [{"id": "p", "valeur": "loyer", "cible": {}, "force": "requise"}]}, "one_target"),
        ({"indicateurs": [{"id": "p", "condition": "ouvert", "force": "forte"}]}, "unknown_word"),
        ({"criteres": [{"id": "p", "echelle": "avis"}]}, "missing_key"),
        ({"criteres": [{"id": "p", "question": "?", "echelle": "degre"}]}, "level_status"),
        ({"criteres": [{"id": "p", "question": "?", "echelle": "avi"}]}, "unknown_name"),
        ({"criteres": [{"id": "p", "question": "?", "echelle": "avis", "preuves": ["plans"]}]}, "unknown_name"),
        ({"scores": [{"id": "p", "rubriques": ["acueil"]}]}, "unknown_name"),
        ({"scores": [{"id": "p", "rubriques": ["etal"]}]}, "no_statement"),
        (
            {"scores": [{"id": "q", "rubriques": ["vision"]}, {"id": "p", "rubriques": ["accueil"], "lie_a": "q"}]},
            "linked_score",
        ),
        ({"recommandations": [{"id": "p", "condition": "ouvert"}]}, "missing_key"),
        ({"derives": [{"id": "p", "valeur": "loyer", "affiche": "oui", "source": None}]}, "no_source"),
    ],
)
def test_a_wrong_rule_is_told(faults: Faults, blocks: dict[str, list[Piece]], code: str) -> None:
    assert code in {problem.code for problem in faults(**blocks)}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"identifiant": "Marché"}, "wrong_form"),
        ({"version": "1.0"}, "wrong_form"),
        ({"nature": "prix"}, "unknown_word"),
        ({"date": "2022"}, "date"),
        ({"titre": None}, "empty_key"),
        ({"sources": "R"}, "mapping"),
        ({"sources": [{"id": "R", "titre": "a"}, {"id": "R", "titre": "b"}]}, "duplicate_id"),
        ({"duree": {"valeur": "5", "unite": "siecle", "source": "R §1"}}, "unknown_word"),
        ({"etapes": [named({"id": "a", "acteur": "personne"})]}, "unknown_name"),
        (
            {
                "acteurs": [named({"id": "ville", "portee": "region"})],
                "etapes": [named({"id": "a", "acteur": "ville", "suivantes": ["b"]})],
            },
            "unknown_name",
        ),
        ({"acteurs": [named({"id": "ville", "portee": "monde"})]}, "unknown_word"),
        ({"options": [named({"id": "o", "valeur": "deux"})]}, "number"),
        ({"couleur": "rouge"}, "unknown_key"),
    ],
)
def test_a_wrong_identity_is_told(tmp_path: Path, changes: Piece, code: str) -> None:
    folder = write_package(tmp_path)
    (folder / "programme.yaml").write_text(json.dumps({**IDENTITY, **changes}), encoding="utf-8")
    assert code in {problem.code for problem in problems_of(folder)}


@pytest.mark.parametrize("name", ["programme.yaml", "formulaire.yaml", "regles.yaml", "textes/en.yaml"])
@pytest.mark.parametrize("content", ["", "[]", "texte", "null", "{}", "[[1]]", "rubriques: 1", "- a: b"])
def test_a_file_of_another_form_is_told_and_is_no_crash(tmp_path: Path, name: str, content: str) -> None:
    folder = write_package(tmp_path)
    (folder / name).write_text(content, encoding="utf-8")
    problems = problems_of(folder)
    assert problems or name == "regles.yaml"
    assert all(problem.place.file for problem in problems)


def test_a_field_takes_the_source_of_its_group_and_a_group_that_of_its_section(make: Make) -> None:
    programme = make({"x": "loyer"}).programme
    assert programme.fields["loyer"].reference.source == "R §1"


def test_bounds_and_decimals_have_their_defaults(make: Make) -> None:
    fields = make({"x": "loyer"}).programme.fields
    assert [fields[name].decimals for name in ("loyer", "gardiens", "remise", "etals", "coefficient")] == [
        2,
        6,
        6,
        0,
        6,
    ]
    assert (fields["apport"].minimum, fields["remise"].maximum, fields["gardiens"].minimum) == (0, 1, 0)
    assert fields["loyer"].minimum == -1_000_000
    assert [fields["ventes"].window, fields["loyer"].window] == [3, 0]


def test_a_unit_of_the_programme_is_checked_like_another(faults: Faults) -> None:
    assert faults({"x": "etals / gardiens - cible"}, parameters={"cible": "2 etal/etp"}) == []
    assert only(faults({"x": "etals - cible"}, parameters={"cible": "2 nombre"})).code == "unit_mismatch"


def test_identifiers_of_fields_parameters_and_rules_share_one_space(faults: Faults) -> None:
    def codes(**pieces: Any) -> list[str]:
        return [problem.code for problem in faults(**pieces) if problem.code != "unknown_text"]

    assert codes(fields=[{"id": "loyer", "type": "texte"}]) == ["duplicate_id"]
    assert "duplicate_id" in codes(parameters={"loyer": "1 euro"})
    assert "duplicate_id" in codes(formulas={"p": "loyer"}, prerequis=[{"id": "p", "condition": "ouvert"}])
