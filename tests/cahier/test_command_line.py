"""The command line as scripts and people meet it: the contract's JSON, reports, languages, errors and exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from poincon.cahier.cli.commands import COMMANDS
from poincon.cahier.cli.main import main
from poincon.cahier.cli.schema import FILES, package_schema
from poincon.cahier.cli.terminal import Style, Terminal, wants_colour
from tests.cahier.packages import PROGRAMMES, ROOT, copy_of

AGREEMENT = ROOT / "programmes/subvention-pole-2012/exemples/convention-reelle.yaml"
EXAMPLE = """\
programme: crt-2022
exercice: 2021
reponses:
  exercices_complets: 3
  configuration_proche: true
  personnalite_juridique_propre: true
  comptabilite_propre: true
  permanents_temps_plein: 3
  annees:
    2021: {ca_total: 1250000.00, ca_pme: 390625.00, ca_formation: 90000.00, contrats_sur_mesure: 40,
           contrats_catalogue: 55, contrats_pme: 61, mises_en_relation_pme: 12, entreprises_visitees: 90,
           visites_centres: 15, etp_total: 9.5, etp_crt: 7.0, etp_label: 6.2, subventions: 300000.00,
           prestations_facturees: 900000.00}
parametres: {moyenne_nationale_ca_par_etp: 98000.00}
"""
"""The dossier of the contract, `contracts/command-line.md`."""


def flat(text: str) -> str:
    """The text on one line, all its spaces plain."""
    return " ".join(text.split())


class Result:
    def __init__(self, code: int, out: str, errors: str) -> None:
        self.code = code
        self.out = out
        self.errors = errors
        self.flat = flat(out)
        """The output on one line, so that a test does not depend on where lines are broken."""

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Command:
    """Runs `poincon` in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str | Path) -> Result:
        code = main([str(argument) for argument in arguments])
        captured = self.capsys.readouterr()
        return Result(code, captured.out, captured.err)


@pytest.fixture
def poincon(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return written(tmp_path / "exemple.yaml", EXAMPLE)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def changed(file: Path, old: str, new: str) -> int:
    """Replace the first occurrence of a text in a file; the line where it stood."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    written(file, text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def in_a_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from poincon.cahier.cli.main import run; run()", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment}, cwd=ROOT)


# assess --json


def test_the_dossier_of_the_contract_gives_the_outcomes_of_the_contract(poincon: Command, example: Path) -> None:
    result = poincon("assess", "crt-2022", example, "--json")
    document = result.json
    assert result.code == 0
    assert result.errors == ""
    assert list(document) == ["programme", "version", "digest", "on", "outcomes"]
    assert document["programme"] == "crt-2022"
    assert document["on"] == "2021-12-31"
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", document["digest"])
    outcome = document["outcomes"]["part_ca_pme"]
    assert {
        key: outcome[key] for key in ("kind", "strength", "status", "value", "exact", "unit", "missing", "cause")
    } == {
        "kind": "indicator",
        "strength": "recommended",
        "status": "met",
        "value": "0.3125",
        "exact": "5/16",
        "unit": "ratio",
        "missing": [],
        "cause": None,
    }
    assert "§5.6" in outcome["source"]
    assert outcome["per_year"]["2021"] == {"status": "met", "value": "0.3125", "exact": "5/16"}
    assert outcome["explanation"]["formula"] == "ca_pme / ca_total"


@pytest.mark.parametrize(
    ("name", "status", "exact"),
    [
        ("anciennete", "met", None),
        ("recevabilite", "met", None),
        ("part_sur_mesure", "met", "8/19"),
        ("visites_entreprises_par_etp", "met", "450/31"),
        ("ca_par_etp", "met", "2500000/19"),
        ("part_formation", "met", "9/125"),
        ("part_financement_public", None, "1/4"),
        ("tendance_pme", "not_applicable", None),
    ],
)
def test_each_fixed_outcome_of_the_contract_dossier_has_its_status_and_fraction(
    poincon: Command, example: Path, name: str, status: str | None, exact: str | None
) -> None:
    outcome = poincon("assess", "crt-2022", example, "--json").json["outcomes"][name]
    assert (outcome["status"], outcome["exact"]) == (status, exact)


def test_an_outcome_that_lacks_an_answer_names_it(poincon: Command, tmp_path: Path) -> None:
    dossier = written(tmp_path / "d.yaml", EXAMPLE.replace("etp_crt: 7.0, ", ""))
    outcome = poincon("assess", "crt-2022", dossier, "--json").json["outcomes"]["effectif"]
    assert (outcome["status"], outcome["missing"], outcome["cause"]) == (
        "undetermined",
        ["annees.2021.etp_crt"],
        "missing",
    )


def test_every_rule_and_every_parameter_is_an_outcome_in_a_stable_order(poincon: Command, example: Path) -> None:
    shown = poincon("show", "crt-2022", "--json").json
    outcomes = poincon("assess", "crt-2022", example, "--json").json["outcomes"]
    assert list(outcomes) == [one["id"] for one in (*shown["parameters"], *shown["rules"])]


def test_the_day_given_is_the_day_at_which_parameters_are_read(poincon: Command, example: Path, tmp_path: Path) -> None:
    package = copy_of("crt-2022", tmp_path)
    changed(package / "regles.yaml", "{2000-01-01: 0.25}", "{2000-01-01: 0.25, 2030-06-01: 0.5}")
    before = poincon("assess", package, example, "--json", "--on", "2030-05-31").json["outcomes"]
    after = poincon("assess", package, example, "--json", "--on", "2030-06-01").json["outcomes"]
    assert (before["part_ca_pme"]["status"], after["part_ca_pme"]["status"]) == ("met", "not_met")
    assert after["seuil_part_ca_pme"]["value"] == "0.5"


def test_json_is_written_with_its_accents_and_its_sentences_follow_the_language(
    poincon: Command, example: Path
) -> None:
    french = poincon("assess", "crt-2022", example, "--json")
    english = poincon("assess", "crt-2022", example, "--json", "--lang", "en")
    assert "\\u00e9" not in french.out
    assert french.json["outcomes"]["part_ca_pme"]["explanation"]["text"].endswith("Atteinte.")
    assert english.json["outcomes"]["part_ca_pme"]["explanation"]["text"].endswith("Met.")


# reports


def test_the_report_of_the_real_agreement_tells_its_figures(poincon: Command) -> None:
    result = poincon("assess", "subvention-pole-2012", AGREEMENT)
    assert result.code == 0
    for figure in ("517 000,00 €", "7 500,00 €", "4 500,00 €", "3 000,00 €", "16 mai 2014"):
        assert figure in result.flat
    assert "ÉCHÉANCIER" in result.out
    assert "CE QUI MANQUE" in result.out


def test_a_report_tells_status_by_word_and_mark_with_the_reason_below(poincon: Command, tmp_path: Path) -> None:
    dossier = written(tmp_path / "d.yaml", EXAMPLE.replace("ca_pme: 390625.00", "ca_pme: 312500.00"))
    lines = poincon("assess", "crt-2022", dossier).out.splitlines()
    (at,) = [index for index, line in enumerate(lines) if re.match(r"  ✘ Non atteinte +Part du chiffre", line)]
    assert lines[at].endswith("25\u202f%")
    reason = flat(" ".join(lines[at + 1 : at + 3]))
    assert "Cible recommandée : plus de 25 %" in reason
    assert "312 500,00 € ÷ 1 250 000,00 € = 25 %" in reason


def test_no_line_of_a_report_is_wider_than_80_columns(
    poincon: Command, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(example.parent)
    agreement = example.parent / "convention.yaml"
    agreement.write_bytes(AGREEMENT.read_bytes())
    for arguments in (("crt-2022", example.name), ("subvention-pole-2012", agreement.name)):
        for language in ("fr", "en"):
            lines = poincon("assess", *arguments, "--lang", language).out.splitlines()
            assert max(map(len, lines)) <= 80


def test_several_years_are_told_side_by_side(poincon: Command, tmp_path: Path) -> None:
    text = EXAMPLE.replace("  annees:\n", "  annees:\n    2020: {ca_total: 100, ca_pme: 20}\n")
    out = poincon("assess", "crt-2022", written(tmp_path / "d.yaml", text)).out
    assert re.search(r"Année par année +2020 +2021\n", out)
    assert re.search(r"Part du chiffre .+ 20\u202f% ✘ +31,25\u202f% ✔\n", out)


def test_answers_that_outcomes_wait_for_are_listed_once_with_their_number(poincon: Command, tmp_path: Path) -> None:
    flat = poincon("assess", "subvention-pole-2012", AGREEMENT).flat
    listed = flat[flat.index("CE QUI MANQUE") :]
    assert re.search(r"- Dépenses réalisées \(\d+ résultats\)", listed)
    assert listed.count("- Dépenses réalisées (") == 1


def test_a_report_in_english_holds_no_french_of_the_engine(poincon: Command, example: Path) -> None:
    out = poincon("assess", "crt-2022", example, "--lang", "en").out
    assert "WHAT IS MISSING" in out
    assert "✔ Met" in out
    for french in ("Atteinte", "Rempli ", "Indéterminé", "exigences", "réponses", "Il manque", "empreinte"):
        assert french not in out


def test_nothing_is_coloured_when_the_output_is_no_terminal(poincon: Command, example: Path) -> None:
    assert "\x1b" not in poincon("assess", "crt-2022", example).out


def test_colour_comes_on_a_terminal_unless_the_environment_refuses_it() -> None:
    assert wants_colour({"TERM": "xterm"})
    assert wants_colour({"NO_COLOR": ""})
    assert not wants_colour({"NO_COLOR": "1"})
    assert not wants_colour({"TERM": "dumb"})
    coloured = Terminal(StringIO(), StringIO(), colour=True)
    plain = Terminal(StringIO(), StringIO(), colour=False)
    assert coloured.paint("non", Style.RED) == "\x1b[31mnon\x1b[0m"
    assert plain.paint("non", Style.RED) == "non"


# explain


def test_an_explanation_gives_formula_values_origins_and_article(poincon: Command, example: Path) -> None:
    result = poincon("explain", "crt-2022", example, "part_ca_pme")
    assert result.code == 0
    for told in (
        "= 31,25 %. Cible recommandée : plus de 25 %",
        "ca_pme / ca_total = 31,25 %",
        "reponses.annees.2021.ca_pme",
        "seuil_part_ca_pme = 25 %",
        "depuis le 1er janvier 2000",
        "§5.6",
    ):
        assert told in result.flat


def test_an_incomplete_score_is_explained_by_its_statements_and_its_range(poincon: Command, tmp_path: Path) -> None:
    dossier = written(tmp_path / "d.yaml", 'reponses: {1A1: "++", 1A2: "--"}')
    out = poincon("explain", "dd-poles-2012", dossier, "score_1A").out
    assert re.search(r"énoncé +niveau +poids +points", out)
    assert re.search(r"1A1 +\+\+ .+ 2 +2\n", out)
    assert re.search(r"1A3 +\? +4 +\?\n", out)
    tree = poincon("explain", "dd-poles-2012", dossier, "score_1A", "--json").json
    assert tree["rule"] == "score_1A"
    assert tree["range"] == ["3/16", "3/4"]


def test_explaining_a_parameter_says_since_when_it_holds(poincon: Command, example: Path) -> None:
    assert "25 % (depuis le 1er janvier 2000)" in poincon("explain", "crt-2022", example, "seuil_part_ca_pme").flat


def test_an_unknown_outcome_is_refused_with_the_nearest_name(poincon: Command, example: Path) -> None:
    result = poincon("explain", "crt-2022", example, "part_ca_pm")
    assert (result.code, result.out) == (2, "")
    assert "« part_ca_pme »" in result.errors


# show, programmes, schema


def test_show_gives_weights_and_levers_to_statements_and_none_to_free_lines(poincon: Command) -> None:
    fields = {field["id"]: field for field in poincon("show", "dd-poles-2012", "--json").json["fields"]}
    assert fields["S1"]["weight"] == 4
    assert isinstance(fields["1A1"]["levers"], list)
    assert fields["1A1"]["levers"]
    assert "weight" not in fields["autre_A"]
    assert "levers" not in fields["autre_A"]
    assert sum("weight" in field for field in fields.values()) == 41


def test_show_gives_units_requirements_columns_and_formulas(poincon: Command) -> None:
    shown = poincon("show", "subvention-pole-2012", "--json").json
    fields = {field["id"]: field for field in shown["fields"]}
    columns = {column["id"]: column for column in fields["recettes"]["columns"]}
    assert columns["montant"]["unit"] == "euro"
    assert [option["id"] for option in columns["nature"]["options"]] == ["public", "propre"]
    assert fields["date_notification"]["unit"] is None
    crt = poincon("show", "crt-2022", "--json").json
    rule = next(rule for rule in crt["rules"] if rule["id"] == "part_ca_pme")
    assert rule["formula"] == "ca_pme / ca_total"
    assert rule["target"] == {"comparison": ">", "formula": "seuil_part_ca_pme"}
    assert {type(field["required"]) for field in crt["fields"]} <= {bool, str}
    parameter = next(one for one in crt["parameters"] if one["id"] == "seuil_part_ca_pme")
    assert parameter["values"] == [{"since": "2000-01-01", "value": "0.25", "exact": "1/4"}]


def test_programmes_lists_each_programme_with_its_digest(poincon: Command, example: Path) -> None:
    listed = poincon("programmes", "--json").json["programmes"]
    assert {one["id"] for one in listed} >= {"crt-2022", "dd-poles-2012", "subvention-pole-2012"}
    assert all(list(one) == ["id", "version", "kind", "title", "digest"] for one in listed)
    digest = next(one["digest"] for one in listed if one["id"] == "crt-2022")
    assert poincon("assess", "crt-2022", example, "--json").json["digest"] == digest


class CoreLoader(yaml.SafeLoader):
    """Scalars as editors read them: YAML 1.2's core schema, where `oui` and 2022-01-01 are texts."""


CoreLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def schema_errors(name: str, file: Path) -> list[str]:
    document = CoreLoader(file.read_text(encoding="utf-8")).get_single_data()
    schema = {"$ref": f"#/$defs/{name}", "$defs": package_schema()["$defs"]}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(document)]


@pytest.mark.parametrize("package", PROGRAMMES, ids=lambda path: path.name)
def test_the_schema_accepts_every_file_of_the_real_programmes(package: Path) -> None:
    for name, (pattern, _) in FILES.items():
        files = list(package.glob(pattern))
        assert files or name == "modeles", "a programme may have no templates of its own, and nothing else is optional"
        assert [error for file in files for error in schema_errors(name, file)] == []


def test_the_schema_refuses_an_unknown_key_and_a_missing_one(tmp_path: Path) -> None:
    package = copy_of("crt-2022", tmp_path)
    changed(package / "programme.yaml", "\nversion:", "\nverison:")
    errors = " ".join(schema_errors("programme", package / "programme.yaml"))
    assert "verison" in errors
    assert "'version' is a required property" in errors


def test_the_schema_command_prints_a_valid_schema_of_every_file(poincon: Command) -> None:
    schema = poincon("schema").json
    Draft202012Validator.check_schema(schema)
    assert set(schema["$defs"]) == {"programme", "formulaire", "regles", "modeles", "cas"}


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


def test_a_case_that_expects_something_else_fails_the_check(poincon: Command, tmp_path: Path) -> None:
    package = copy_of("crt-2022", tmp_path)
    changed(package / "cas/exemple_de_reference.yaml", "exact: 5/16", "exact: 6/16")
    result = poincon("check", package, "--lang", "en")
    assert result.code == 1
    assert "exact expected 3/8, found 5/16" in result.out


def test_a_folder_that_does_not_exist_is_unusable_input(poincon: Command) -> None:
    result = poincon("check", "nulle-part")
    assert (result.code, result.out) == (2, "")
    assert result.errors.startswith("nulle-part: ")


# compare and simulate


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
    assert "d1 (2021) : atteinte → non atteinte" in poincon(*arguments).flat


def test_without_a_change_a_simulation_gives_the_same_before_and_after(poincon: Command, tmp_path: Path) -> None:
    population = written(tmp_path / "population.csv", POPULATION)
    outcomes = poincon("simulate", "crt-2022", population, "--json").json["outcomes"]
    assert outcomes["part_ca_pme"]["before"]["met"] == 1
    assert all(one["before"] == one["after"] and one["changes"] == [] for one in outcomes.values())


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("seuil_part_ca_pm=0.3", "Vouliez-vous dire « seuil_part_ca_pme » ?"),
        ("seuil_part_ca_pme=beaucoup", "« beaucoup » n'est pas un nombre."),
        ("seuil_part_ca_pme=1/0", "n'est pas un nombre."),
        ("seuil_part_ca_pme=", "n'est pas un nombre."),
        ("seuil_part_ca_pme", "il faut PARAMÈTRE=VALEUR."),
    ],
)
def test_a_change_that_cannot_be_read_is_unusable_input(
    poincon: Command, tmp_path: Path, setting: str, said: str
) -> None:
    population = written(tmp_path / "population.csv", POPULATION)
    result = poincon("simulate", "crt-2022", population, "--set", setting)
    assert (result.code, result.out) == (2, "")
    assert said in result.errors


# errors, languages, help


def test_every_error_of_a_dossier_stands_on_its_own_line_of_the_error_stream(poincon: Command, tmp_path: Path) -> None:
    text = EXAMPLE.replace("ca_pme: 390625.00", 'ca_pme: "beaucoup"').replace("etp_crt: 7.0", "etp_ctr: 7.0")
    dossier = written(tmp_path / "d.yaml", text)
    result = poincon("assess", "crt-2022", dossier)
    assert (result.code, result.out) == (2, "")
    lines = result.errors.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{dossier}:") for line in lines)
    assert any("Vouliez-vous dire « etp_crt » ?" in line for line in lines)


def test_an_unknown_command_is_refused_with_the_nearest_one(poincon: Command) -> None:
    result = poincon("asess")
    assert result.code == 2
    assert result.errors == "poincon: « asess » n'est pas une commande. Vouliez-vous dire « assess » ?\n"


USAGE_ERRORS = [
    [],
    ["assess"],
    ["assess", "crt-2022"],
    ["explain", "crt-2022", "f"],
    ["assess", "crt-2022", "f", "--on"],
    ["programmes", "--inconnu"],
    ["programmes", "de-trop"],
    ["programmes", "--json=3"],
    ["programmes", "--lang", "de"],
    ["--lang", "de", "programmes"],
    ["check"],
    ["--inconnu", "programmes"],
    ["simulate", "crt-2022", "p", "--set"],
]
ENGLISH_OF_ARGPARSE = re.compile(
    r"usage:|argument\b(?! en trop)|arguments (?:are|is)|required|expected|invalid|choice|choose|unrecognized|"
    r"positional|options:|show this|exit\b|error",
    re.IGNORECASE,
)


@pytest.mark.parametrize("arguments", USAGE_ERRORS, ids=" ".join)
def test_a_wrong_command_line_is_told_in_french_on_one_line(poincon: Command, arguments: list[str]) -> None:
    result = poincon(*arguments)
    assert (result.code, result.out) == (2, "")
    assert len(result.errors.splitlines()) == 1
    assert not ENGLISH_OF_ARGPARSE.search(result.errors)


@pytest.mark.parametrize("arguments", [one for one in USAGE_ERRORS if "de" not in one], ids=" ".join)
def test_a_wrong_command_line_is_told_in_english_when_asked(poincon: Command, arguments: list[str]) -> None:
    result = poincon("--lang", "en", *arguments)
    assert result.code == 2
    assert len(result.errors.splitlines()) == 1
    assert not re.search(r"[éèàê«»]", result.errors)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_speaks_the_language_that_was_asked(poincon: Command, command: str) -> None:
    asked = [command] if command else []
    french, english = poincon(*asked, "--help"), poincon(*asked, "--help", "--lang", "en")
    assert (french.code, english.code) == (0, 0)
    assert french.out.startswith("usage : poincon")
    assert english.out.startswith("usage: poincon")
    assert "montre cette aide" in french.out
    assert "shows this help" in english.out
    assert not ENGLISH_OF_ARGPARSE.search(french.out)
    assert not re.search(r"[éèàê«»]", english.out)


def test_the_language_may_stand_before_or_after_the_command(poincon: Command) -> None:
    for arguments in (
        ["--lang", "en", "show", "nope"],
        ["show", "nope", "--lang", "en"],
        ["show", "--lang=en", "nope"],
    ):
        assert "no programme of that name" in poincon(*arguments).errors
    assert "aucun programme de ce nom" in poincon("show", "nope").errors


def test_the_version_is_told(poincon: Command) -> None:
    assert re.fullmatch(r"poincon \d+\.\d+\.\d+\n", poincon("--version").out)


@pytest.mark.parametrize("day", ["", "demain", "2021-02-30", "2021", "31/12/2021", "9" * 5000])
def test_a_day_that_does_not_exist_is_refused(poincon: Command, example: Path, day: str) -> None:
    result = poincon("assess", "crt-2022", example, f"--on={day}")
    assert (result.code, result.out) == (2, "")
    assert "n'est pas une date qui existe" in result.errors


# hostile input


HOSTILE_FILES: dict[str, bytes] = {
    "binaire.yaml": bytes(range(256)),
    "liste.yaml": b"- a\n",
    "texte.yaml": b"bonjour\n",
    "alias.yaml": b"a: &a [1]\nb: *a\n",
    "profond.yaml": b"[" * 5000,
    "profond.json": b"[" * 100_000,
    "nan.json": b'{"reponses": {"ca_total": NaN}}',
    "moitie.json": b'{"reponses": {"nom_structure": "\\ud800"}}',
    "autre.yaml": b"programme: dd-poles-2012\n",
    "seuil.yaml": b"parametres: {seuil_part_ca_pme: 0}\n",
}


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_a_file_that_is_no_dossier_is_refused(poincon: Command, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(HOSTILE_FILES[name])
    for arguments in (("assess", "crt-2022", file), ("explain", "crt-2022", file, "part_ca_pme")):
        result = poincon(*arguments)
        assert (result.code, result.out) == (2, "")
        assert str(file) in result.errors


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "/",
        "nulle-part.yaml",
        "a\nb",
        "a\0b",
        "\x1b[31mrouge",
        "\udcff\udcfe",
        "\ud800",
        "x" * 5000,
        "x/" * 3000,
        "/dev/zero",
    ],
    ids=ascii,
)
def test_a_hostile_name_is_refused_by_every_command_on_one_harmless_line(poincon: Command, name: str) -> None:
    for arguments in (
        ["assess", "crt-2022", name],
        ["simulate", "crt-2022", name],
        ["show", name],
        ["assess", name, name],
        ["compare", name, "crt-2022"],
        [name],
    ):
        result = poincon(*arguments)
        assert (result.code, result.out) == (2, "")
        assert result.errors
        assert result.errors.replace("\n", "").isprintable()
        assert all("\x1b" not in line and line for line in result.errors.split("\n")[:-1])


def test_a_folder_in_the_place_of_a_file_is_told_as_such(poincon: Command, tmp_path: Path) -> None:
    assert "il faut un fichier, pas un dossier." in poincon("assess", "crt-2022", tmp_path).errors


# in a process of its own


def test_the_output_is_utf_8_whatever_the_locale() -> None:
    done = in_a_process("programmes", LC_ALL="C", LANG="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "pôle de compétitivité" in done.stdout.decode("utf-8")


def test_a_reader_who_leaves_early_gets_no_traceback() -> None:
    command = [sys.executable, "-c", "from poincon.cahier.cli.main import run; run()", "show", "crt-2022", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141
