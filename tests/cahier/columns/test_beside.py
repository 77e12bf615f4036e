"""Files beside a population's: tables, choices and appraisals, judged as in a dossier; what is wrong is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from poincon.cahier.basics.problems import Problem, Unusable
from poincon.cahier.columns import evaluate, read_population, reform
from poincon.cahier.loading import Package
from poincon.cahier.simulation import simulate
from tests.cahier.cli.terminal import Command
from tests.cahier.columns.agreement import disagreements, population, words
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece

FORMULAS = {
    "total": "somme(depenses.montant)",
    "payees": "nombre(depenses où payee)",
    "equilibre": "pour chaque partie de depenses et recettes : somme(depenses.montant) = somme(recettes.montant)",
    "eau": "services contient eau",
    "repondu": "connu(services)",
    "avec_gaz": "connu(services) et services contient gaz",
}
CRITERIA: list[Piece] = [
    {"id": "accueil_bon", "question": "Bon ?", "echelle": "avis", "preuves": ["enseigne"]},
    {"id": "soin", "question": "Soigné ?", "echelle": "avis", "preuves": ["enseigne"], "applicable_si": "ouvert"},
]
JUDGED: list[Piece] = [
    {"id": "soin_note", "condition": "note(soin) < note_minimale"},
    {"id": "qualite", "condition": "accueil_bon et soin"},
    {"id": "bien_note", "condition": "note(soin) + note(accueil_bon) >= note_minimale"},
]
PEOPLE = "dossier,annee,ouvert,ventes\na,2020,oui,1\na,2021,oui,2\nb,2021,non,3\nc,2021,,4\n"
DEPENSES = "dossier,partie,montant,payee\nb,x,5,oui\na,x,10.50,oui\na,y,2,\nb,,,\nc,,,\n"
RECETTES = "dossier,partie,montant\na,x,10.5\na,y,2\nb,x,4\n"
SERVICES = "dossier,option\na,eau\na,gaz\na,eau\nb,\n"
APPRAISALS = """dossier,critere,niveau
a,accueil_bon,bon
a,soin,moyen
b,accueil_bon,bon
b,soin,
c,soin,bon
c,accueil_bon,hors_sujet
"""


@pytest.fixture
def package(make: Make) -> Package:
    return make(
        FORMULAS,
        parameters={"note_minimale": "1 ratio"},
        criteres=CRITERIA,
        prerequis=JUDGED,
        yearly=[
            {"id": "achats", "type": "tableau", "colonnes": [{"id": "somme_due", "type": "euros"}]},
            {"id": "jours", "type": "choix_multiple", "options": [{"id": "lundi", "libelle": "Lundi"}]},
        ],
        derives=[
            {"id": "achats_faits", "valeur": "somme(achats.somme_due)", "affiche": "oui"},
            {"id": "le_lundi", "valeur": "jours contient lundi", "affiche": "oui"},
        ],
    )


BESIDE = {"depenses": DEPENSES, "recettes": RECETTES, "services": SERVICES, "appreciations": APPRAISALS}


def folder_of(folder: Path, beside: Mapping[str, str | bytes], people: str = PEOPLE) -> Path:
    """Write a population `p.csv`, and files beside it by their whole name."""
    (folder / "p.csv").write_text(people, encoding="utf-8")
    for name, content in beside.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / "p.csv"


def faults(package: Package, folder: Path, beside: Mapping[str, str | bytes], people: str = PEOPLE) -> list[Problem]:
    path = folder_of(folder, beside, people)
    with pytest.raises(Unusable) as refused:
        read_population(path, package.programme)
    return refused.value.problems


def told(problems: list[Problem]) -> list[tuple[str, str, int, str]]:
    return [(Path(each.place.file).name, each.code, each.place.line, each.place.path) for each in problems]


# what they say


def test_each_dossier_holds_its_lines(package: Package) -> None:
    people = population(package, PEOPLE, BESIDE)
    first, second = people.dossier(0).answers, people.dossier(2).answers
    assert first["depenses"] == (
        {"partie": "x", "montant": Fraction(21, 2), "payee": True},
        {"partie": "y", "montant": 2},
    )
    assert first["depenses"] == people.dossier(1).answers["depenses"]
    assert first["services"] == ("eau", "gaz")
    assert second["services"] == ()
    assert people.dossier(3).answers["depenses"] == ()
    assert "services" not in people.dossier(3).answers
    assert people.dossier(2).appraisals == {"accueil_bon": "bon"}


def test_columns_judge_them_as_the_exact_evaluator_does(package: Package) -> None:
    people = population(package, PEOPLE, BESIDE)
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert words(outcomes, "eau") == ["met", "met", "not_met", "undetermined"]
    assert words(outcomes, "repondu") == ["met", "met", "met", "not_met"]
    assert words(outcomes, "accueil_bon") == ["met", "met", "met", "not_applicable"]
    assert words(outcomes, "soin") == ["not_met", "not_met", "not_applicable", "undetermined"]
    assert words(outcomes, "qualite") == ["not_met", "not_met", "met", "undetermined"]
    assert words(outcomes, "bien_note") == ["met", "met", "not_applicable", "not_applicable"]
    assert words(outcomes, "soin_note") == ["met", "met", "not_applicable", "undetermined"]
    assert words(outcomes, "equilibre") == ["met", "met", "not_met", "undetermined"]


def test_the_worth_of_a_level_without_any_has_no_object(make: Make) -> None:
    levels = [
        {"id": "acquis", "libelle": "Acquis", "statut": "atteint"},
        {"id": "demi", "libelle": "Demi", "valeur": "1/2", "statut": "non_atteint"},
    ]
    criterion: Piece = {**CRITERIA[1], "echelle": "grille"}
    package = make({"points": "note(soin)"}, scales=[{"id": "grille", "niveaux": levels}], criteres=[criterion])
    rows = "dossier,ouvert\na,oui\nb,oui\nc,\nd,non\n"
    beside = {"appreciations": "dossier,critere,niveau\na,soin,acquis\nb,soin,demi\nc,soin,acquis\nd,soin,demi\n"}
    people = population(package, rows, beside)
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert words(outcomes, "soin") == ["met", "not_met", "undetermined", "not_applicable"]
    assert words(outcomes, "points") == ["not_applicable", None, "undetermined", "not_applicable"]


def test_what_has_years_is_given_by_year(package: Package) -> None:
    beside = {
        "achats": "annee,dossier,somme_due\n2021,a,7\n2020,a,5\n2021,a,1\n2021,b,\n",
        "jours": "dossier,annee,option\na,2020,lundi\nb,2021,\n",
    }
    people = population(package, PEOPLE, beside)
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert outcomes.value("achats_faits")[:3].tolist() == [5, 8, 0]
    assert words(outcomes, "le_lundi") == ["met", "undetermined", "not_met", "undetermined"]


def test_without_years_a_yearly_table_has_no_year_either(package: Package) -> None:
    people = population(package, "dossier,ventes\na,1\nb,2\n", {"achats": "dossier,somme_due\nb,3\n"})
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
    assert outcomes.value("achats_faits")[1] == 3


def test_where_no_file_stands_beside_all_is_missing(package: Package) -> None:
    outcomes = evaluate(package, population(package, PEOPLE))
    for name in ("total", "eau", "accueil_bon", "qualite", "bien_note", "equilibre"):
        assert "met" not in words(outcomes, name)
        assert None not in words(outcomes, name)
    assert (words(outcomes, "repondu"), outcomes.by_rows) == (["not_met"] * 4, ())


def test_a_reform_reads_what_people_appraised(package: Package) -> None:
    people = population(package, PEOPLE, BESIDE)
    base = evaluate(package, people)
    after = reform(base, {"note_minimale": 2})
    assert disagreements(package, people, after, None, {"note_minimale": 2}) == []
    simulation = simulate(package, people, {"note_minimale": 2})
    assert [(each.dossier, each.after) for each in simulation.outcomes["bien_note"].changes] == [
        ("a", "not_met"),
        ("a", "not_met"),
    ]


def test_a_french_excel_and_a_parquet_say_the_same(package: Package, tmp_path: Path) -> None:
    french = "sep=;\ndossier;partie;montant;payee\na;x;10,50 €;oui\na;y;2;\n"
    path = folder_of(tmp_path, {"p.depenses.csv": french})
    pl.DataFrame({"dossier": ["a", "a"], "option": ["gaz", "eau"]}).write_parquet(tmp_path / "p.services.parquet")
    people = read_population(path, package.programme)
    expected = population(package, PEOPLE, {"depenses": DEPENSES})
    assert people.dossier(0).answers["depenses"] == expected.dossier(0).answers["depenses"]
    assert people.dossier(0).answers["services"] == ("gaz", "eau")


# what is wrong


def test_every_mistake_is_told_with_its_file_and_line(package: Package, tmp_path: Path) -> None:
    beside = {
        "p.depenses.csv": "dossier,montant,origine\nz,1,public\na,un,public\n,2,prive\na,3,4,5\n",
        "p.services.csv": "dossier,option\na,feu\nb,eau\n",
        "p.achats.csv": "dossier,annee,somme_due\na,2019,1\na,hier,1\nb,2020,1\n",
        "p.appreciations.csv": (
            "dossier,critere,niveau\na,accueil,bon\na,soin,parfait\nb,soin,bon\nb,soin,moyen\na,,bon\n"
        ),
    }
    assert told(faults(package, tmp_path, beside)) == [
        ("p.achats.csv", "unknown_year", 2, "annee"),
        ("p.achats.csv", "year", 3, "annee"),
        ("p.achats.csv", "unknown_year", 4, "annee"),
        ("p.appreciations.csv", "unknown_criterion", 2, "critere"),
        ("p.appreciations.csv", "unknown_level", 3, "niveau"),
        ("p.appreciations.csv", "criterion_twice", 5, "critere"),
        ("p.appreciations.csv", "unknown_criterion", 6, "critere"),
        ("p.depenses.csv", "unknown_dossier", 2, "dossier"),
        ("p.depenses.csv", "number", 3, "montant"),
        ("p.depenses.csv", "no_dossier", 4, "dossier"),
        ("p.depenses.csv", "unknown_option", 4, "origine"),
        ("p.depenses.csv", "ragged_row", 5, ""),
        ("p.services.csv", "unknown_option", 2, "option"),
    ]


def test_wrong_cells_of_the_population_are_told_with_those_of_the_others(package: Package, tmp_path: Path) -> None:
    people = "dossier,annee,ventes\na,2021,beaucoup\n"
    beside = {"p.depenses.csv": "dossier,montant\nz,1\n"}
    assert [code for _, code, _, _ in told(faults(package, tmp_path, beside, people))] == ["number", "unknown_dossier"]


def test_a_dossier_that_could_not_be_read_is_not_told_as_unknown(package: Package, tmp_path: Path) -> None:
    people = "dossier,annee,ventes\na,hier,1\nb,2021\n"
    beside = {"p.depenses.csv": "dossier,montant\nb,1\n"}
    assert [code for _, code, _, _ in told(faults(package, tmp_path, beside, people))] == ["year", "ragged_row"]


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("p.depenses.csv", "montant\n1\n", ["no_such_column"]),
        ("p.depenses.csv", "dossier,annee,montant\na,2021,1\n", ["unknown_column"]),
        ("p.depenses.csv", "dossier,montan\na,1\n", ["unknown_column"]),
        ("p.depenses.csv", "dossier,montant,montant\na,1,1\n", ["duplicate_column"]),
        ("p.depenses.csv", "", ["no_such_column"]),
        ("p.depenses.csv", b"\xff\xfe\x00", ["not_utf8"]),
        ("p.depenses.parquet", b"PAR1", ["parquet"]),
        ("p.achats.csv", "dossier,somme_due\na,1\n", ["no_such_column"]),
        ("p.services.csv", "dossier\na\n", ["no_such_column"]),
        ("p.appreciations.csv", "dossier,critere\na,soin\n", ["no_such_column"]),
        ("p.ventes.csv", "dossier,annee,ventes\na,2021,1\n", ["not_a_long_field"]),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    package: Package, tmp_path: Path, name: str, content: str | bytes, codes: list[str]
) -> None:
    assert [code for _, code, _, _ in told(faults(package, tmp_path, {name: content}))] == codes


def test_two_files_for_one_field_are_refused(package: Package, tmp_path: Path) -> None:
    pl.DataFrame({"dossier": ["a"], "option": ["gaz"]}).write_parquet(tmp_path / "p.services.parquet")
    assert [code for _, code, _, _ in told(faults(package, tmp_path, {"p.services.csv": SERVICES}))] == ["two_files"]


def test_lines_need_dossiers_that_have_names(package: Package, tmp_path: Path) -> None:
    problems = faults(package, tmp_path, {"p.services.csv": SERVICES}, "annee,ventes\n2021,1\n")
    assert [code for _, code, _, _ in told(problems)] == ["nameless_dossiers"]


def test_more_rows_than_a_table_takes_are_told_once_and_blank_ones_do_not_count(
    package: Package, tmp_path: Path
) -> None:
    five = "".join(f"a,{number}\n" for number in range(5))
    path = folder_of(tmp_path, {"p.depenses.csv": f"dossier,montant\n{five}a,\na,\n"})
    table = read_population(path, package.programme).dossier(0).answers["depenses"]
    assert isinstance(table, tuple)
    assert len(table) == 5
    problems = faults(package, tmp_path, {"p.depenses.csv": f"dossier,montant\n{five}a,6\na,7\nb,1\n"})
    assert told(problems) == [("p.depenses.csv", "too_many_rows", 7, "dossier")]


def test_a_column_that_no_cell_can_hold_says_which_file_would(package: Package, tmp_path: Path) -> None:
    path = folder_of(tmp_path, {}, "dossier,annee,depenses\na,2021,1\n")
    with pytest.raises(Unusable) as refused:
        read_population(path, package.programme)
    assert [each.remedy.fr for each in refused.value.problems if each.remedy] == [
        "Donnez-le à côté, dans « p.depenses.csv »."
    ]


# what is left aside


def test_a_file_that_means_nothing_is_left_aside_and_so_are_those_of_others(package: Package, tmp_path: Path) -> None:
    beside = {
        "p.brouillon.csv": "?",
        "p.depenses.vieux.csv": "?",
        "q.depenses.csv": "?",
        "p2.depenses.csv": "?",
        "p.depenses.txt": "?",
        "p.depenses.CSV": DEPENSES,
    }
    path = folder_of(tmp_path, beside)
    (tmp_path / "p.recettes.csv").mkdir()
    people = read_population(path, package.programme)
    assert people.strangers == ("p.brouillon.csv",)
    assert [(file.name, file.lines) for file in people.files] == [("p.depenses.CSV", 5)]


@pytest.mark.parametrize(
    ("language", "line"), [("fr", "p.depenses.csv\u00a0: lu, 5 lignes."), ("en", "read, 5 lines.")]
)
def test_the_command_tells_what_it_read_beside_results_and_not_among_them(
    package: Package, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, line: str
) -> None:
    path = folder_of(tmp_path, {"p.depenses.csv": DEPENSES, "p.depense.csv": "?", "p.services.csv": SERVICES})
    simulated = Command(capsys)("--lang", language, "simulate", tmp_path / "marche", path, "--json")
    assert json.loads(simulated.out)["outcomes"]["eau"]["before"] == {"met": 2, "not_met": 1, "undetermined": 1}
    assert line in simulated.errors
    assert [each.split("\u00a0")[0].split(":")[0] for each in simulated.errors.splitlines()] == [
        "p.depenses.csv",
        "p.services.csv",
        "p.depense.csv",
    ]


def test_a_population_without_lines_is_not_said_to_lack_a_column(package: Package, tmp_path: Path) -> None:
    problems = faults(package, tmp_path, {"p.services.csv": SERVICES}, "dossier,annee,ventes\n")
    assert [code for _, code, _, _ in told(problems)] == ["no_row"]


def test_a_column_that_is_misspelt_is_told_once(package: Package, tmp_path: Path) -> None:
    misspelt = SERVICES.replace("dossier", "dosier", 1)
    problems = faults(package, tmp_path, {"p.services.csv": misspelt}, "dossier,annee,ventes\na,2021,1\n")
    assert [code for _, code, _, _ in told(problems)] == ["unknown_column"]
