"""What is told of tables of parameters, verdicts, letters and cut formulas: taken literally, it loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from poincon.cahier.authoring.starter import starter_files, write_starter
from poincon.cahier.basics.problems import Problem
from tests.cahier.conftest import Faults, Make
from tests.cahier.mendings import FIELDS, WORDS, written_by
from tests.cahier.packages import Piece, form, plain, problems_of, rules, write_package


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("prix(halle)", "prix(structure)"),
        ("prix(ouvert)", "prix(structure)"),
        ("prix(epci)", "prix(structure)"),
        ("prix(halle, structure)", "prix(structure)"),
        ("tarif(structure, halle)", "tarif(halle, structure)"),
        ("visite(loyer)", "visite(effectif)"),
        ("visite(halle)", "visite(effectif)"),
        ("visite(20)", "visite(effectif)"),
        ("cout_par_risque(halle)", "somme(cout_par_risque(risques.niveau))"),
        ("loyer(1)", "loyer"),
    ],
)
def test_a_table_of_parameters_is_told_by_what_it_is_read(faults: Faults, formula: str, right: str) -> None:
    kinds = [{"id": "commune_rurale", "libelle": "Commune"}, {"id": "epci", "libelle": "Groupement"}]
    fields = [*FIELDS, {"id": "structure", "type": "choix", "options": kinds}]
    amounts = {"commune_rurale": "1", "epci": "2"}
    tables: list[Piece] = [
        {"id": "prix", "par": ["structure"], "valeurs": {"sans_date": amounts}},
        {"id": "cout_par_risque", "par": ["risques.niveau"], "valeurs": {"sans_date": {"faible": "1", "fort": "2"}}},
        {
            "id": "tarif",
            "par": ["halle", "structure"],
            "valeurs": {"sans_date": {"couverte": amounts, "plein_air": amounts}},
        },
        {
            "id": "visite",
            "par_tranche": "effectif",
            "valeurs": {"sans_date": [{"jusqu_a": "19", "valeur": "2"}, {"valeur": "3"}]},
        },
    ]
    tables = [table | {"unite": "euro"} for table in tables]
    readings = "prix(structure) + tarif(halle, structure) + visite(effectif) + somme(cout_par_risque(risques.niveau))"

    def loaded(written: str) -> list[Problem]:
        return faults({"usage": readings, "essai": written}, fields=fields, parametres=tables)

    assert written_by(loaded(formula)) == right
    assert loaded(right) == []


@pytest.mark.parametrize("word", ["autre", "sinon", "oui", "1", "dans tous les autres cas"])
def test_the_last_line_of_a_verdict_is_told_to_do_without_a_condition(faults: Faults, word: str) -> None:
    def of_lines(*lines: Piece) -> list[Problem]:
        return faults({}, verdicts=[{"id": "rang", "lignes": list(lines)}])

    first, last = WORDS[0], {"id": "une", "libelle": "Une"}
    if word == "autre":  # is a field of the market
        word = "autres"
    (problem,) = of_lines(first, last | {"si": word})
    assert plain(problem.render()).endswith(
        "la dernière ligne, sans « si », vaut dans tous les autres cas. Retirez « si » de cette ligne."
    )
    assert of_lines(first, last) == []
    (problem,) = of_lines(last | {"si": word}, first)
    assert plain(problem.render()).endswith("Mettez cette ligne en dernier, sans « si ».")


def test_a_day_of_reading_is_of_no_use_to_a_value_without_a_date(make: Make) -> None:
    figure: Piece = {"id": "seuil", "unite": "euro", "lecture": "depot"}

    def warned(day: str) -> list[str]:
        package = make({"essai": "loyer + seuil"}, parametres=[figure | {"valeurs": {day: "100"}}])
        return [plain(problem.render()) for problem in package.warnings]

    (sentence,) = warned("sans_date")
    assert "« lecture » ne sert à rien : « seuil » n'a pas de date" in sentence
    assert warned("2022-01-01") == []


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("g99 est bon", "Noms qui ressemblent : g1, g2, g10."),
        ("note(loyer)", "Noms possibles : accueil_1, accueil_2, autre, g1, g10, g2, vision_1."),
        ("absente(plans)", "Vouliez-vous dire « plan » ?"),
        ("atteint(montre)", "Lisez sa valeur (« montre »), ou donnez-lui une « cible »."),
    ],
)
def test_what_a_function_does_not_take_is_told_with_what_it_does(faults: Faults, formula: str, sentence: str) -> None:
    criteria: list[Piece] = [{"id": name, "echelle": "avis", "question": "Q ?"} for name in ("g1", "g2", "g10")]
    (problem,) = faults({"montre": "loyer", "essai": formula}, criteres=criteria)
    assert sentence in plain(problem.render())


# formulas that commas cut between braces


def starter_with(folder: Path, rule: str, parameter: str = "") -> list[Problem]:
    """What is said of the starting programme with one more derived value, and a parameter."""
    folder = folder / "aide"
    write_starter(folder, starter_files("aide"))
    path = folder / "regles.yaml"
    text = path.read_text(encoding="utf-8").replace("prerequis:", f"{parameter}prerequis:", 1)
    path.write_text(
        f"{text}\nderives:\n  - {{id: essai, {rule}, libelle: E, affiche: oui, choix: c}}\n", encoding="utf-8"
    )
    return problems_of(folder)


@pytest.mark.parametrize(
    "formula", ["min(salaries, salaries_maximum)", "arrondi(cout_des_travaux, centime)", "max(salaries, effectif, 1)"]
)
def test_a_formula_that_a_comma_cuts_is_told_once_and_quoted(tmp_path: Path, formula: str) -> None:
    (problem,) = starter_with(tmp_path, f"valeur: {formula}")
    assert plain(problem.render()).endswith(f'une virgule coupe le texte : mettez-le entre guillemets, "{formula}".')
    assert starter_with(tmp_path / "mended", f'valeur: "{formula}"') == []


def test_a_decimal_that_a_comma_cuts_is_told_to_be_a_parameter(tmp_path: Path) -> None:
    (problem,) = starter_with(tmp_path, "valeur: aide * 0,9")
    figure = re.search(r"« (valeurs: [^»]+) »", plain(problem.render()))
    assert figure is not None
    parameter = f"  - {{id: part, libelle: P, unite: ratio, {figure[1]}, choix: c}}\n"
    assert starter_with(tmp_path / "mended", "valeur: aide * part", parameter) == []


@pytest.mark.parametrize(
    ("name", "formula"),
    [("cout", "somme(risques.cout)"), ("risques", "nombre(risques)"), ("ventes", "dernier(ventes)")],
)
def test_what_a_letter_cannot_cite_is_cited_through_a_value(tmp_path: Path, name: str, formula: str) -> None:
    def citing(cited: str, derives: list[Piece]) -> list[Problem]:
        letter = f"modeles:\n  - {{id: recevable, objet: Suite, corps: 'Soit {{{cited}}}.', choix: c}}\n"
        english = {"recevable": {"objet": "Outcome", "corps": f"It is {{{cited}}}."}}
        blocks = {"derives": derives}
        return problems_of(
            write_package(
                tmp_path,
                form_piece=form(FIELDS),
                rules_piece=rules({"montre": "loyer"}, None, blocks),
                templates=letter,
                templates_english=english,
            )
        )

    sentence = plain(citing(name, [])[0].render())
    assert f"valeur: {formula}, choix: … }}" in sentence or f"valeur: {formula}, choix: …}}" in sentence
    assert citing("valeur_citee", [{"id": "valeur_citee", "valeur": formula}]) == []
