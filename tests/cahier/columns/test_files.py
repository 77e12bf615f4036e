"""Populations from CSV and Parquet: what is read is the same whatever the form, and every error has its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from poincon.cahier.basics.problems import Problem, Unusable
from poincon.cahier.basics.text import LANGUAGES
from poincon.cahier.columns import Population, evaluate, read_population
from poincon.cahier.loading import Package, load_package
from tests.cahier.columns.agreement import words
from tests.cahier.packages import form, rules, write_package

CONDITION = {"id": "regle", "condition": "ventes > loyer et complet et non (halle est plein_air)"}
HEADER = ("dossier", "annee", "loyer", "ventes", "complet", "halle", "gardiens", "enseigne")
ROWS = (
    ("a", "2020", "1250000.50", "0", "oui", "couverte", "7.333333", "Au bon, coin"),
    ("a", "2021", "", "12.30", "non", "plein_air", "", "Au bon, coin"),
    ("b", "2020", "0.1", "", "", "", "0", ""),
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    written = rules({"total": "loyer + apport"}, None, {"prerequis": [CONDITION]})
    return load_package(write_package(tmp_path_factory.mktemp("files"), form_piece=form(), rules_piece=written))


def csv_text(delimiter: str = ",", end: str = "\n") -> str:
    """The rows with every text quoted that holds a separator."""
    quoted = [[f'"{cell}"' if "," in cell or " " in cell else cell for cell in row] for row in (HEADER, *ROWS)]
    return "".join(delimiter.join(row) + end for row in quoted)


def read(package: Package, folder: Path, content: bytes | str, name: str = "population.csv") -> Population:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_population(file, package.programme)


def faults(package: Package, folder: Path, content: bytes | str, name: str = "population.csv") -> list[Problem]:
    with pytest.raises(Unusable) as refused:
        read(package, folder, content, name)
    return refused.value.problems


def places(problems: list[Problem]) -> list[tuple[str, int, str]]:
    return [(problem.code, problem.place.line, problem.place.path) for problem in problems]


def contents(people: Population) -> dict[tuple[str, int | None], dict[str, Any]]:
    """What each dossier-year answers, exactly."""
    years = people.years.tolist() if people.years is not None else [None] * people.rows
    return {
        (people.name(row), years[row]): {
            name: value for name, column in people.columns.items() if (value := column.at(row)) is not None
        }
        for row in range(people.rows)
    }


EXPECTED: dict[tuple[str, int | None], dict[str, Any]] = {
    ("a", 2020): {
        "loyer": Fraction(2500001, 2),
        "ventes": 0,
        "complet": True,
        "halle": "couverte",
        "gardiens": Fraction(7333333, 10**6),
        "enseigne": "Au bon, coin",
    },
    ("a", 2021): {"ventes": Fraction(123, 10), "complet": False, "halle": "plein_air", "enseigne": "Au bon, coin"},
    ("b", 2020): {"loyer": Fraction(1, 10), "gardiens": 0},
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_any_usual_csv_gives_the_same_population(
    package: Package, tmp_path: Path, delimiter: str, end: str, start: str
) -> None:
    assert contents(read(package, tmp_path, start + csv_text(delimiter, end))) == EXPECTED


FRENCH = (
    "dossier;annee;loyer;ventes;complet;halle;gardiens;enseigne;ouverture\n"
    "a;2020;1 250 000,50 €;0,00;VRAI;couverte;7,333333;Au bon, coin;31/12/2021\n"
    "a;2021;;12.3;faux;plein_air;;Au bon, coin;1/2/2020\n"
    "b;2020;0,1;;;;0;;2021-12-31\n"
)
"""As a French Excel saves it: decimal commas, grouped digits, days before months."""
DAYS = {("a", 2020): date(2021, 12, 31), ("a", 2021): date(2020, 2, 1), ("b", 2020): date(2021, 12, 31)}


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff", "sep=;\n", "\ufeffSEP=;\n", '"sep=;"\n', "\n", ";;;;;;;;\nsep=;\n \n"])
def test_a_population_saved_by_a_french_excel_is_read(
    package: Package, tmp_path: Path, start: str, end: str, space: str
) -> None:
    text = (
        (start + FRENCH + ";;;;;;;;\n; ;;;;;;;\n\n")
        .replace("\n", end)
        .replace("1 250 000,50 €", f"1{space}250{space}000,50{space}€")
    )
    expected = {key: {**EXPECTED[key], "ouverture": day} for key, day in DAYS.items()}
    assert contents(read(package, tmp_path, text)) == expected


@pytest.mark.parametrize("separator", ["|", "\t", ",", ";"])
def test_the_separator_is_what_the_first_line_says(package: Package, tmp_path: Path, separator: str) -> None:
    text = f'sep={separator}\ndossier{separator}enseigne\na{separator}"x,;,;,;|"\n'
    assert contents(read(package, tmp_path, text)) == {("a", None): {"enseigne": "x,;,;,;|"}}


@pytest.mark.parametrize(
    ("cell", "column", "typed"),
    [
        ("1,5", "etals", "1,5"),
        ("12,345", "loyer", "12,345"),
        ("1.250,50", "loyer", "1.250,50"),
        ("12 34,5", "loyer", "12 34,5"),
        ("5 €", "gardiens", "5 €"),
        ("31/02/2021", "ouverture", "31/02/2021"),
        ("12/31/2021", "ouverture", "12/31/2021"),
        ("31/12/21", "ouverture", "31/12/21"),
    ],
)
def test_a_wrong_cell_of_a_french_excel_is_told_as_it_is_typed(
    package: Package, tmp_path: Path, cell: str, column: str, typed: str
) -> None:
    (problem,) = faults(package, tmp_path, f"sep=;\n\ndossier;{column}\n;\na;{cell}\n")
    assert (problem.place.line, problem.place.path) == (5, column)
    for language in LANGUAGES:
        assert typed in problem.render(language)


@pytest.mark.parametrize("separator", [",", "\t"])
def test_where_no_semicolon_parts_cells_a_comma_is_no_decimal_mark(
    package: Package, tmp_path: Path, separator: str
) -> None:
    """« 1,250 » is a thousand in the files of an English Excel."""
    for column, cell in (("loyer", "1,25"), ("ouverture", "01/02/2021")):
        text = f'dossier{separator}{column}\na{separator}"{cell}"\n'
        assert [line for _, line, _ in places(faults(package, tmp_path, text))] == [2]


def test_a_dossier_named_in_two_forms_of_unicode_is_one(package: Package, tmp_path: Path) -> None:
    people = read(package, tmp_path, "dossier;annee;loyer\nÉcole;2020;1\nE\u0301cole;2021;2\n")
    assert contents(people) == {("École", 2020): {"loyer": 1}, ("École", 2021): {"loyer": 2}}


def test_empty_columns_that_excel_saves_beside_the_others_are_left_out(package: Package, tmp_path: Path) -> None:
    assert contents(read(package, tmp_path, "dossier;loyer;;\na;1;;\nb;2; ;\n")) == {
        ("a", None): {"loyer": 1},
        ("b", None): {"loyer": 2},
    }
    problems = faults(package, tmp_path, "dossier;loyer;;\na;1;;\nb;2;3;\n")
    assert [(code, line) for code, line, _ in places(problems)] == [("nameless_column", 3)]
    assert "colonne 3" in problems[0].message.fr


def test_the_order_of_rows_does_not_matter(package: Package, tmp_path: Path) -> None:
    header, *rows = csv_text().splitlines()
    for order in permutations(rows):
        people = read(package, tmp_path, "\n".join([header, *order]))
        assert contents(people) == EXPECTED
        outcomes = evaluate(package, people)
        statuses = dict(zip(contents(people), words(outcomes, "regle"), strict=True))
        assert statuses == {("a", 2020): "not_met", ("a", 2021): "not_met", ("b", 2020): "undetermined"}
        assert [order[int(row)].split(",")[0] for row in people.order] == list(people.dossiers)


def test_an_absent_column_is_missing_data(package: Package, tmp_path: Path) -> None:
    without = read(package, tmp_path, "dossier,annee,loyer\na,2020,1\n")
    empty = read(package, tmp_path, "dossier,annee,loyer,ventes,complet,halle\na,2020,1,,,\n")
    assert contents(without) == contents(empty)
    assert words(evaluate(package, without), "regle") == words(evaluate(package, empty), "regle") == ["undetermined"]


def test_parquet_of_typed_columns_is_the_population_of_the_csv(package: Package, tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "dossier": ["a", "a", "b"],
            "annee": [2020, 2021, 2020],
            "loyer": pl.Series([Decimal("1250000.50"), None, Decimal("0.10")], dtype=pl.Decimal(18, 2)),
            "ventes": [0.0, 12.3, float("nan")],
            "complet": [True, False, None],
            "halle": ["couverte", "plein_air", None],
            "gardiens": [7.333333, None, 0.0],
            "enseigne": ["Au bon, coin", "Au bon, coin", ""],
        }
    )
    file = tmp_path / "population.parquet"
    frame.write_parquet(file)
    assert contents(read_population(file, package.programme)) == EXPECTED


def test_parquet_decimals_of_many_places_are_read_as_numbers(package: Package, tmp_path: Path) -> None:
    """Python writes Decimal("0.00000000") as 0E-8."""
    values = pl.Series([Decimal(0), Decimal("1.5")], dtype=pl.Decimal(18, 8))
    file = tmp_path / "population.parquet"
    pl.DataFrame({"dossier": ["a", "b"], "loyer": values}).write_parquet(file)
    assert [answers.get("loyer") for answers in contents(read_population(file, package.programme)).values()] == [
        0,
        Fraction(3, 2),
    ]


@pytest.mark.parametrize("value", [float("inf"), -float("inf"), 0.1 + 0.2, 1e300])
def test_a_parquet_float_that_is_no_amount_is_refused(package: Package, tmp_path: Path, value: float) -> None:
    file = tmp_path / "population.parquet"
    pl.DataFrame({"dossier": ["a", "b"], "loyer": [1.0, value]}).write_parquet(file)
    with pytest.raises(Unusable) as refused:
        read_population(file, package.programme)
    assert [(problem.place.line, problem.place.path) for problem in refused.value.problems] == [(3, "loyer")]


def test_parquet_dates_and_whole_floats_are_read_as_they_are_typed(package: Package, tmp_path: Path) -> None:
    file = tmp_path / "population.parquet"
    frame = pl.DataFrame({"dossier": [1, 2], "annee": [2020.0, 2021.0], "ouverture": [date(2020, 2, 29), None]})
    frame.write_parquet(file)
    expected = {("1", 2020): {"ouverture": date(2020, 2, 29)}, ("2", 2021): {}}
    assert contents(read_population(file, package.programme)) == expected


@pytest.mark.parametrize("junk", [b"", b"PAR1PAR1", b"PAR1" + b"\0" * 40 + b"PAR1", b"\xff" * 100, b"dossier\na\n"])
def test_a_broken_parquet_is_refused_in_words(package: Package, tmp_path: Path, junk: bytes) -> None:
    assert [problem.code for problem in faults(package, tmp_path, junk, "p.parquet")] == ["parquet"]


def test_a_quoted_cell_may_hold_separators_quotes_and_line_ends(package: Package, tmp_path: Path) -> None:
    people = read(package, tmp_path, 'dossier,slogan\na,"un, ""deux"";\ntrois"\n')
    assert contents(people) == {("a", None): {"slogan": 'un, "deux";\ntrois'}}


def test_an_unknown_column_suggests_the_nearest_field(package: Package, tmp_path: Path) -> None:
    (problem,) = faults(package, tmp_path, "dossier,anne,gardien\na,2020,1\n")[1:]
    assert (problem.code, problem.place.line, problem.place.path) == ("unknown_column", 1, "gardien")
    assert problem.remedy is not None
    assert "gardiens" in problem.remedy.fr


def test_every_kind_of_wrong_cell_is_told_at_once_with_its_line_and_column(package: Package, tmp_path: Path) -> None:
    text = (
        "dossier,annee,loyer,etals,halle,complet,ouverture,accueil_1\n"
        "a,2020,zz,1,couverte,oui,2020-01-01,++\n"
        "a,2021,1,1.5,couverte,oui,2020-01-01,++\n"
        "b,2020,1,1,dehors,peut-être,2020-02-30,+++\n"
        ",20x0,1,1,couverte,oui,2020-01-01,++\n"
        "c,1800,1e3,-1,couverte,oui,2020-01-01,++\n"
    )
    cells = {(line, path) for _, line, path in places(faults(package, tmp_path, text))}
    assert cells == {
        (2, "loyer"),
        (3, "etals"),
        (4, "halle"),
        (4, "complet"),
        (4, "ouverture"),
        (4, "accueil_1"),
        (5, "dossier"),
        (5, "annee"),
        (6, "annee"),
        (6, "loyer"),
        (6, "etals"),
    }


def test_a_wrong_cell_is_quoted_as_it_stands_and_the_rest_of_its_message_is_left_alone(
    package: Package, tmp_path: Path
) -> None:
    (fault,) = faults(package, tmp_path, "dossier;coefficient\na;10 000\n")
    assert fault.message.fr.startswith("« 10 000 »")
    assert "1000" in fault.message.fr


def test_a_wrong_cell_is_told_with_its_line_after_a_blank_one(package: Package, tmp_path: Path) -> None:
    assert places(faults(package, tmp_path, "dossier,loyer\na,1\n\n\nb,zz\n")) == [("number", 5, "loyer")]


def test_a_wrong_cell_is_told_with_its_line_after_a_cell_of_two_lines(package: Package, tmp_path: Path) -> None:
    assert places(faults(package, tmp_path, 'dossier,slogan,loyer\na,"x\ny",1\nb,z,zz\n')) == [("number", 4, "loyer")]


def test_a_ragged_row_is_told_with_its_line(package: Package, tmp_path: Path) -> None:
    rows = places(faults(package, tmp_path, "dossier,loyer\na,1\nb,1,2\nc\nd,1\n"))
    assert [(code, line) for code, line, _ in rows] == [("ragged_row", 3), ("ragged_row", 4)]


def test_malformed_rows_and_wrong_values_are_told_together(package: Package, tmp_path: Path) -> None:
    rows = places(faults(package, tmp_path, "dossier,loyer\na,1\nb,1,2\nc,zz\nd\ne,1\n"))
    assert [(code, line) for code, line, _ in rows] == [("ragged_row", 3), ("number", 4), ("ragged_row", 5)]


def test_a_decimal_comma_among_commas_is_told_what_to_do(package: Package, tmp_path: Path) -> None:
    (problem,) = faults(package, tmp_path, "dossier,loyer\na,12,5\n")
    assert problem.render("fr").endswith(
        ":2: 3 cellules pour 2 colonnes. Un nombre à virgule demande des points-virgules entre les cellules ; "
        "sinon, écrivez-le avec un point."
    )
    assert problem.render("en").endswith(
        "A number with a decimal comma needs semicolons between cells; else write it with a point."
    )


def test_a_dossier_year_given_twice_is_told_with_both_lines(package: Package, tmp_path: Path) -> None:
    (problem,) = faults(package, tmp_path, "dossier,annee,loyer\na,2020,1\nb,2020,1\na,2021,1\na,2020,2\n")
    assert (problem.code, problem.place.line) == ("dossier_twice", 5)
    assert "ligne 2" in problem.message.fr


def test_a_repeated_column_is_refused(package: Package, tmp_path: Path) -> None:
    assert [problem.code for problem in faults(package, tmp_path, "dossier,loyer,loyer\na,1,1\n")] == [
        "duplicate_column"
    ]


@pytest.mark.parametrize("name", ["depenses", "services", "autre"])
def test_a_field_that_no_column_can_hold_is_refused(package: Package, tmp_path: Path, name: str) -> None:
    assert [problem.code for problem in faults(package, tmp_path, f"dossier,{name}\na,1\n")] == ["not_a_column"]


@pytest.mark.parametrize("content", ["", "\ufeff"])
def test_an_empty_file_is_refused_in_words(package: Package, tmp_path: Path, content: str) -> None:
    assert [problem.code for problem in faults(package, tmp_path, content)] == ["empty_file"]


def test_a_header_alone_is_a_population_of_no_rows(package: Package, tmp_path: Path) -> None:
    people = read(package, tmp_path, "dossier,annee,loyer,halle,complet\n")
    outcomes = evaluate(package, people)
    assert (people.rows, outcomes.counts("regle"), outcomes.counts("total")) == (0, {}, {})


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xfed\x00o\x00", b"dossier\n\xe9t\xe9\n"])
def test_a_file_that_is_no_text_is_refused_in_words(package: Package, tmp_path: Path, content: bytes) -> None:
    assert [problem.code for problem in faults(package, tmp_path, content)] == ["not_utf8"]


@pytest.mark.parametrize("sign", ["\0", "\x1b[31m", "\x07"])
def test_a_control_character_in_a_cell_is_refused_with_its_place(package: Package, tmp_path: Path, sign: str) -> None:
    assert places(faults(package, tmp_path, f"dossier,enseigne\na,x{sign}\n")) == [("control_character", 2, "enseigne")]


@pytest.mark.parametrize("sign", ["\0", "\x1b[31m", "\x07"])
def test_a_control_character_in_the_name_of_a_dossier_is_refused(package: Package, tmp_path: Path, sign: str) -> None:
    assert [(line, path) for _, line, path in places(faults(package, tmp_path, f"dossier,loyer\nx{sign}y,1\n"))] == [
        (2, "dossier")
    ]


@pytest.mark.parametrize("size", [60_000, 200_000])
def test_a_huge_cell_is_refused_in_words(package: Package, tmp_path: Path, size: int) -> None:
    (problem,) = faults(package, tmp_path, f"dossier,loyer\na,{'9' * size}\n")
    assert len(problem.render()) < 1000


@pytest.mark.parametrize(
    ("text", "line", "fr"),
    [
        ('dossier,slogan\na,b\nc,"sans\nfin\n', 3, "des guillemets ouverts ici ne sont jamais refermés."),
        ('dossier,slogan\na,b\nc,"du "bon" pain"\n', 3, "des guillemets se referment au milieu d'une cellule"),
        (f"dossier,slogan\na,{'x' * 140_000}\n", 2, "une cellule dépasse 131072 caractères."),
        ('"dossier,slogan\na,b\n', 1, "des guillemets ouverts ici ne sont jamais refermés."),
    ],
)
def test_what_is_no_csv_is_told_with_its_line_in_words(
    package: Package, tmp_path: Path, text: str, line: int, fr: str
) -> None:
    (problem,) = faults(package, tmp_path, text)
    assert (problem.code, problem.place.line) == ("csv", line)
    assert problem.message.fr.startswith(fr)
    assert problem.message.en != problem.message.fr


def test_a_folder_or_nothing_is_no_population(package: Package, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.csv", tmp_path / "nul\0.csv"):
        with pytest.raises(Unusable) as refused:
            read_population(path, package.programme)
        assert [problem.code for problem in refused.value.problems] == ["no_such_file"]


def test_the_same_mistake_is_told_at_each_row_that_makes_it(package: Package, tmp_path: Path) -> None:
    content = "dossier,loyer,ouverture\nb,x,2020-01-01\na,2,hier\nc,x,hier\n"
    expected = [("number", 2, "loyer"), ("date", 3, "ouverture"), ("number", 4, "loyer"), ("date", 4, "ouverture")]
    assert places(faults(package, tmp_path, content)) == expected
