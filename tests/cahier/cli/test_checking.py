"""`check`, `compare`, `simulate`: packages judged by their cases, by each other, on a population."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cahier.cli.terminal import Command, changed, written
from tests.cahier.packages import PROGRAMMES, copy_of, plain, rules, write_package

# check


def test_checking_the_real_programmes_succeeds_with_a_line_for_each(poincon: Command) -> None:
    result = poincon("check", *PROGRAMMES)
    assert result.code == 0
    lines = result.out.splitlines()
    assert len(lines) == len(PROGRAMMES)
    for line in lines:
        assert re.fullmatch(r"[\w-]+ \d+\.\d+\.\d+ : \d+ cas, \d+ champs, \d+ règles : tout est en ordre", line)


def test_a_folder_given_twice_or_with_a_slash_is_checked_once(poincon: Command) -> None:
    folder = str(PROGRAMMES[0])
    result = poincon("check", folder, f"{folder}/", folder)
    assert (result.code, len(result.out.splitlines())) == (0, 1)


def test_a_faulty_package_is_told_with_file_and_line_and_fails(poincon: Command, tmp_path: Path) -> None:
    package = copy_of("crt-2022", tmp_path)
    line = changed(package / "programme.yaml", "nature: label", "nature: labell")
    result = poincon("check", package)
    assert result.code == 1
    assert f"{package}/programme.yaml:{line}: nature: " in result.out
    assert "Vouliez-vous dire « label » ?" in result.out
    assert result.out.splitlines()[-1] == f"{package} : 1 erreur"


def _that_no_row_decides(folder: Path) -> Path:
    """A package with one warning, and two cases."""
    rule = {"id": "payees", "condition": "pour chaque ligne de depenses : ligne.payee"}
    package = write_package(folder, rules_piece=rules(blocks={"prerequis": [rule]}))
    (package / "cas").mkdir()
    case = "titre: Payée\ndossier: {reponses: {depenses: [{payee: oui}]}}\nattendu: {payees: atteint}\n"
    written(package / "cas/payee.yaml", case)
    other = "titre: Impayée\ndossier: {reponses: {depenses: [{payee: non}]}}\nattendu: {payees: non_atteint}\n"
    written(package / "cas/impayee.yaml", other)
    return package


def test_a_warning_is_told_with_its_place_and_what_would_be_right_and_fails_nothing(
    poincon: Command, tmp_path: Path
) -> None:
    package = _that_no_row_decides(tmp_path)
    result = poincon("check", package)
    assert (result.code, result.errors) == (0, "")
    warning, summary = result.out.splitlines()
    start = rf"{re.escape(str(package))}/regles\.yaml:\d+: prerequis\[0\]\.condition: "
    assert re.match(start + "avertissement : sans aucune ligne dans « depenses », ", warning)
    assert warning.endswith("« nombre(depenses) > 0 et … » dans la formule.")
    assert summary == "marche 1.0.0 : 2 cas, 27 champs, 1 règle : tout est en ordre, 1 avertissement"
    warning, summary = poincon("check", package, "--lang", "en").out.splitlines()
    assert re.match(start + 'warning: without any row in "depenses", ', warning)
    assert summary.endswith(": all is in order, 1 warning")


def test_a_package_with_a_warning_and_an_error_tells_both(poincon: Command, tmp_path: Path) -> None:
    package = _that_no_row_decides(tmp_path)
    changed(package / "cas/payee.yaml", "payees: atteint", "payees: non_atteint")
    result = poincon("check", package)
    assert result.code == 1
    warning, error, summary = result.out.splitlines()
    assert "avertissement : sans aucune ligne" in warning
    assert "cas/payee.yaml" in error
    assert summary.endswith(" : 1 erreur")


def test_a_package_with_a_warning_judges_dossiers_without_a_word_of_it(poincon: Command, tmp_path: Path) -> None:
    dossier = written(tmp_path / "dossier.yaml", "reponses: {depenses: [{payee: oui}]}\n")
    result = poincon("assess", _that_no_row_decides(tmp_path), dossier)
    assert (result.code, result.errors) == (0, "")
    assert "avertissement" not in result.out


def test_a_case_that_expects_something_else_fails_the_check(poincon: Command, tmp_path: Path) -> None:
    package = copy_of("crt-2022", tmp_path)
    changed(package / "cas/exemple_de_reference.yaml", "exact: 5/16", "exact: 6/16")
    result = poincon("check", package, "--lang", "en")
    assert result.code == 1
    assert "exact: expected 3/8, found 5/16" in result.out


def test_a_folder_that_does_not_exist_is_unusable_input(poincon: Command) -> None:
    result = poincon("check", "nulle-part")
    assert (result.code, result.out) == (2, "")
    assert result.errors.startswith("nulle-part: ")


# compare and simulate


def test_a_folder_of_here_is_checked_before_a_shipped_programme_of_that_name(
    poincon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crt-2022").mkdir()
    for command in ("check", "textes", "cases"):
        result = poincon(command, "crt-2022")
        assert "crt-2022: ce dossier n'est pas celui d'un programme" in result.out + result.errors, command
        assert result.code != 0


def test_a_programme_is_told_to_be_the_shipped_one_where_a_folder_has_its_name(
    poincon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert poincon("show", "crt-2022").errors == ""
    (tmp_path / "crt-2022").mkdir()
    result = poincon("show", "crt-2022")
    assert result.code == 0
    assert plain(result.errors) == (
        "« crt-2022 » : c'est le programme livré qui est lu. Pour le dossier d'ici, écrivez ./crt-2022\n"
    )


def test_comparing_a_programme_with_itself_finds_nothing(poincon: Command) -> None:
    assert "Rien n'a changé." in poincon("compare", "crt-2022", "crt-2022").out
    document = poincon("compare", "crt-2022", "crt-2022", "--json").json
    assert (document["same"], document["differences"]) == (True, [])


POPULATION = "dossier,annee,ca_total,ca_pme\nd1,2021,1000,300\nd2,2021,1000,240\nd3,2021,1000,\n"


def test_a_simulation_counts_before_and_after_and_names_who_changes(poincon: Command, tmp_path: Path) -> None:
    population = written(tmp_path / "population.csv", POPULATION)
    arguments = ("simulate", "crt-2022", population, "--set", "seuil_part_ca_pme=0.35")
    document = poincon(*arguments, "--json").json
    outcome = document["outcomes"]["part_ca_pme"]
    assert outcome["before"] == {"met": 1, "not_met": 1, "undetermined": 1}
    assert outcome["after"] == {"not_met": 2, "undetermined": 1}
    assert outcome["changes"] == [{"dossier": "d1", "annee": 2021, "from": "met", "to": "not_met"}]
    assert document["parameters"] == {"seuil_part_ca_pme": {"from": "0.25", "to": "0.35"}}
    report = poincon(*arguments).flat
    assert "d1 (2021) : atteinte → non atteinte" in report
    assert "25 % → 35 % : + 10 points" in report
    assert "cohér. incohér." in report
    english = poincon(*arguments, "--lang", "en")
    assert "25% → 35%: +10 points" in english.flat
    assert " ;" not in english.out


def test_without_a_change_a_simulation_gives_the_same_before_and_after(poincon: Command, tmp_path: Path) -> None:
    population = written(tmp_path / "population.csv", POPULATION)
    outcomes = poincon("simulate", "crt-2022", population, "--json").json["outcomes"]
    assert outcomes["part_ca_pme"]["before"]["met"] == 1
    assert all(outcome["before"] == outcome["after"] and outcome["changes"] == [] for outcome in outcomes.values())


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("seuil_part_ca_pm=0.3", "Vouliez-vous dire « seuil_part_ca_pme » ?"),
        ("seuil_part_ca_pme=beaucoup", "« beaucoup » n'est pas un nombre."),
        ("seuil_part_ca_pme=1/0", "n'est pas un nombre."),
        ("seuil_part_ca_pme=", "n'est pas un nombre."),
        ("seuil_part_ca_pme", "il faut PARAMÈTRE=VALEUR."),
    ],
)
def test_a_change_that_cannot_be_read_is_unusable_input(
    poincon: Command, tmp_path: Path, setting: str, sentence: str
) -> None:
    population = written(tmp_path / "population.csv", POPULATION)
    result = poincon("simulate", "crt-2022", population, "--set", setting)
    assert (result.code, result.out) == (2, "")
    assert sentence in result.errors
