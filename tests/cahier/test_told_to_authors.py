"""The sentences that an author of a programme reads for the slips that the guide does not foresee."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from poincon.cahier.basics.days import not_a_day
from poincon.cahier.basics.problems import Problem
from poincon.cahier.basics.units import Unit
from poincon.cahier.cases import run_cases
from poincon.cahier.cli.terminal import shortened
from poincon.cahier.explanation.figures import Figures
from poincon.cahier.loading import load_package
from tests.cahier.conftest import Faults, Judge, Make
from tests.cahier.packages import ORIGINS, Piece, copy_of, form, plain, problems_of, rules, write_package

CRITERIA: list[Piece] = [{"id": "accueil", "echelle": "avis"}]
OTHER: Piece = {
    "id": "risques",
    "type": "tableau",
    "colonnes": [{"id": "origine", "type": "choix", "options": ORIGINS}],
}


def only(problems: list[Problem]) -> str:
    assert len(problems) == 1, [problem.render() for problem in problems]
    assert problems[0].render("en") != problems[0].render("fr")
    return plain(problems[0].render())


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("ouvert > 0", "« ouvert » est un oui ou non, « 0 » un nombre : ils ne se comparent pas"),
        ("ouvert > 0", "Un oui ou non s'écrit seul : « ouvert » quand c'est oui, « non ouvert » quand c'est non."),
        ("0 < ouvert", "Un oui ou non s'écrit seul : « ouvert » quand c'est oui"),
        ("ouvert = 1", "Un oui ou non s'écrit seul : « ouvert » quand c'est oui"),
        ("ouvert > assure", "Un oui ou non s'écrit seul : « ouvert » quand c'est oui"),
        ("ouvert = assure", "Deux oui ou non sont égaux quand « (ouvert et assure) ou (non ouvert et non assure) »."),
        ("fermeture - ouverture", "Écrivez « mois_entre(ouverture, fermeture) » pour un nombre de mois"),
        ("fermeture - ouverture", "ou comparez : « fermeture >= ouverture + … » avec une durée."),
        ("somme(criteres où bon)", "« somme » ne porte pas sur des critères : ils se comptent"),
        ("somme(criteres où bon)", "Écrivez par exemple « nombre(criteres où mineure ou majeure) »"),
        ("nombre(criteres = bon)", "« = » est inattendu : des critères se comptent par « où » et un niveau"),
        ("nombre(criteres = bon)", "Écrivez par exemple « nombre(criteres où mineure ou majeure) »"),
        ("max(depenses)", "« depenses » est un tableau : « max » en prend une colonne."),
        ("max(depenses)", "Écrivez « max(depenses.montant) »."),
        (
            "max(loyer)",
            "« max » compare au moins 2 éléments, ou parcourt la colonne d'un tableau.",
        ),
        ("pour chaque ligne de depenses : payee", "Écrivez « ligne.payee »."),
    ],
)
def test_a_formula_is_told_what_to_write(faults: Faults, formula: str, sentence: str) -> None:
    assert sentence in only(faults({"essai": formula}))


def test_a_table_without_a_number_has_no_column_to_offer(faults: Faults) -> None:
    origin: Piece = {"id": "origine", "type": "choix", "options": ORIGINS}
    table: Piece = {"id": "risques", "type": "tableau", "colonnes": [origin]}
    assert "« max » compare au moins 2 éléments" in only(faults({"essai": "max(risques)"}, fields=[table]))


def test_a_window_that_is_no_number_is_told_once(tmp_path: Path) -> None:
    folder = write_package(tmp_path, rules_piece=rules({"essai": "ventes - avant(ventes)"}))
    path = folder / "formulaire.yaml"
    path.write_text(re.sub(r'("fenetre": )"?[0-9]"?', r'\1"trois"', path.read_text(encoding="utf-8")), encoding="utf-8")
    assert {problem.place.path.rpartition(".")[2] for problem in problems_of(folder)} == {"fenetre"}


def test_a_strength_without_a_target_says_what_to_do(faults: Faults) -> None:
    rule = {"id": "part", "valeur": "apport / loyer", "force": "requise"}
    sentence = only(faults(indicateurs=[rule]))
    assert "une force dit ce que pèse une cible, et il n'y en a pas." in sentence
    assert "Ajoutez « cible » (par exemple « cible: {au_moins: seuil} »), ou retirez « force »." in sentence


@pytest.mark.parametrize(
    "formula",
    [
        "loyer * taux d aide",
        "loyer * taux-d-aide",
        "loyer * taux d'aide",
        "loyer * tauxdaide",
        "loyer % taux_d_aide",
        "é",
    ],
)
def test_a_parameter_that_a_wrong_formula_means_is_not_said_to_be_unused(faults: Faults, formula: str) -> None:
    problems = faults({"essai": formula}, parameters={"taux_d_aide": "0.5 ratio"})
    codes = [problem.code for problem in problems]
    assert "unused" not in codes
    assert len(codes) == 1


def test_a_name_written_with_hyphens_is_given_as_it_is(faults: Faults) -> None:
    sentence = only(faults({"essai": "loyer * taux-d-aide"}, parameters={"taux_d_aide": "0.5 ratio"}))
    assert sentence.endswith("Écrivez « taux_d_aide ».")


@pytest.mark.parametrize("key", ["visible_si", "requis_si", "maximum"])
def test_a_parameter_of_a_wrong_condition_or_bound_is_not_said_to_be_unused(faults: Faults, key: str) -> None:
    field: Piece = {"id": "surface", "type": "decimal", key: "loyer > > seuil"}
    assert [problem.code for problem in faults({}, parameters={"seuil": "5 euro"}, fields=[field])] == [
        "formula_unexpected"
    ]


def test_a_value_that_only_a_figure_reads_is_of_use(tmp_path: Path) -> None:
    figure = {"id": "toile", "type": "radar", "titre": "Toile", "resultats": ["un", "deux", "trois"]}
    values = [{"id": name, "valeur": "loyer", "affiche": "non"} for name in ("un", "deux", "trois")]
    pieces = rules({}, None, {"derives": values})
    for figures, codes in (([figure], []), ([], ["unused"] * 3)):
        folder = write_package(tmp_path / str(len(figures)), rules_piece=pieces, identity={"figures": figures})
        problems = problems_of(folder)
        assert [problem.code for problem in problems if problem.place.file.endswith("regles.yaml")] == codes


def test_a_group_of_rows_is_named_by_the_label_of_its_option(judge: Judge) -> None:
    rows = [{"origine": "public", "montant": "5"}, {"origine": "propre", "montant": "0"}]
    verdicts = judge(
        {"essai": "pour chaque origine de depenses : somme(depenses.montant) > 0"}, {"depenses": rows, "loyer": "1"}
    )
    sentence = plain(verdicts.sentence("essai"))
    assert "« Propre »" in sentence
    assert "« propre »" not in sentence


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("Tableau (“Cotisations”)", 14, "Tableau (“Co…”"),
        ("Tableau (“Cotisations”)", 11, "Tableau (…"),
        ("Tableau (“Cot”) suite", 18, "Tableau (“Cot”) s…"),
        ("Tableau", 7, "Tableau"),
    ],
)
def test_a_cut_name_closes_its_quotation(text: str, width: int, short: str) -> None:
    assert shortened(text, width) == short


def test_a_product_of_euros_shows_its_whole_unit(make: Make) -> None:
    unit = Unit((("etp", 1), ("euro", 1)))
    french, english = (Figures(make().programme, language).number(2, unit) for language in ("fr", "en"))
    assert (french, english) == ("2,00\u202f€·ETP", "€2.00·FTE")


@pytest.mark.parametrize("day", ["01/01/2010", "2010-01-01"])
def test_a_day_in_a_formula_is_told_as_a_day(faults: Faults, day: str) -> None:
    (problem,) = faults({"essai": f"ouverture > {day}"}, parameters={"seuil": "2010 euro"})
    assert f"« {day} » : une date ne s'écrit pas dans une formule" in plain(problem.render())


def test_an_empty_file_is_told_once(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    (folder / "regles.yaml").write_text("# rien\n", encoding="utf-8")
    (problem,) = problems_of(folder)
    assert "ce fichier est vide." in problem.render()


def test_an_open_quotation_is_told_where_it_opens(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    form, new = folder / "formulaire.yaml", 'libelle: "Nom de la structure\n'
    text = form.read_text(encoding="utf-8").replace("libelle: Nom de la structure\n", new)
    form.write_text(text, encoding="utf-8")
    (problem,) = problems_of(folder)
    assert 'libelle: "Nom de la structure"' in problem.render()
    assert problem.place.line == text[: text.index(new)].count("\n") + 1


def test_a_sharp_sign_in_braces_wants_quotes(starter: Path) -> None:
    form = starter / "formulaire.yaml"
    fields = "          - {id: un, type: entier, libelle: Agents # de la commune, source: R}\n"
    form.write_text(form.read_text(encoding="utf-8") + fields, encoding="utf-8")
    problems = problems_of(starter)
    assert 'libelle: "Agents # de la commune"' in problems[0].render()


@pytest.mark.parametrize(("formula", "word"), [("not ouvert", "not"), ("if ouvert alors loyer sinon apport", "if")])
def test_a_foreign_word_is_blamed_rather_than_what_follows(faults: Faults, formula: str, word: str) -> None:
    assert f"« {word} » n'est pas un mot des formules" in only(faults({"essai": formula}))


def test_a_source_that_is_not_declared_is_told_once(faults: Faults) -> None:
    derives = [{"id": name, "valeur": "loyer", "affiche": "oui", "source": "X §1"} for name in ("un", "deux", "trois")]
    assert "la source « X » n'est pas déclarée" in only(faults({}, derives=derives))


@pytest.mark.parametrize("written", ["2022-6-30", "30/6/2022", "30.06.2022"])
def test_a_day_that_is_written_otherwise_is_given_as_files_write_it(written: str) -> None:
    assert not_a_day(written, "2021-12-31")[1].fr == "Écrivez 2022-06-30."


def test_yes_in_capitals_is_told_so(tmp_path: Path) -> None:
    folder = write_package(tmp_path, form_piece=form([{"id": "un", "type": "texte", "requis": "Oui"}]))
    (problem,) = problems_of(folder)
    assert "Écrivez oui, en minuscules." in problem.render()


def test_a_verdict_is_expected_by_its_name_not_by_a_status(tmp_path: Path) -> None:
    lines = [{"id": "trois", "libelle": "Trois étoiles", "si": "ouvert"}]
    folder = write_package(tmp_path, rules_piece=rules({}, None, {"verdicts": [{"id": "etoiles", "lignes": lines}]}))
    (folder / "cas").mkdir()
    case = "titre: Essai\ndossier: {reponses: {ouvert: oui}}\nattendu: {etoiles: atteint}\n"
    (folder / "cas" / "essai.yaml").write_text(case, encoding="utf-8")
    (problem,) = run_cases(load_package(folder), "marche").problems
    assert "« atteint » n'est pas un verdict de « etoiles ». Noms possibles : trois." in plain(problem.render())
