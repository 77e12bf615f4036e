"""`assess` and `explain`: the JSON of the contract, reports for people, explanations."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest

from poincon.cahier.cli.terminal import Style, Terminal, wants_colour
from tests.cahier.cli.terminal import AGREEMENT, EXAMPLE, Command, changed, flat, written
from tests.cahier.packages import copy_of, date_threshold, form, plain, rules, write_package

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
        ("part_formation", "met", "1/10"),
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
    assert list(outcomes) == [outcome["id"] for outcome in (*shown["parameters"], *shown["rules"])]


def test_the_day_given_is_the_day_at_which_parameters_are_read(poincon: Command, example: Path, tmp_path: Path) -> None:
    package = copy_of("crt-2022", tmp_path)
    date_threshold(package)
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


def test_our_reading_of_a_parameter_stands_under_the_rules_that_use_it(poincon: Command, example: Path) -> None:
    report = poincon("assess", "crt-2022", example).flat
    assert "Notre choix pour « Part de la formation à ne pas dépasser » : « L’essentiel de l’activité »" in report
    explained = poincon("explain", "crt-2022", example, "part_formation", "--lang", "en").flat
    assert re.search(r'Our choice for "[^"]+"( \(in French\))?: ', explained)
    tree = poincon("explain", "crt-2022", example, "part_formation", "--json").json
    assert "essentiel" in tree["target"]["choice"]


def test_an_english_report_cites_places_and_separates_in_english(poincon: Command) -> None:
    report = poincon("assess", "subvention-pole-2012", AGREEMENT, "--lang", "en")
    assert "(002 articles 3 and 6)" in report.flat
    assert "annexe" not in report.out
    assert re.search(r" [;:?!](\s|$)", report.out.replace(" ?  ", "").replace("  ? ", "")) is None


def test_advice_to_follow_bears_an_arrow_and_never_a_tick(poincon: Command, tmp_path: Path) -> None:
    dossier = written(tmp_path / "d.yaml", EXAMPLE.replace("ca_formation: 90000.00", "ca_formation: 1200000.00"))
    report = poincon("assess", "crt-2022", dossier).out
    assert "→ À suivre" in report
    assert "✔ À suivre" not in report
    names = re.findall(r"^  → À suivre +(.+?) \(", report, re.MULTILINE)
    shown = poincon("show", "crt-2022", "--json").json["rules"]
    (advice,) = [rule["id"] for rule in shown if rule["label"].startswith(names[0])]
    assert "✔" not in poincon("explain", "crt-2022", dossier, advice).out.split("\n\n")[-2]


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
    for phrase in (
        "= 31,25 %. Cible recommandée : plus de 25 %",
        "ca_pme / ca_total = 31,25 %",
        "reponses.annees.2021.ca_pme",
        "seuil_part_ca_pme = 25 %",
        "paramètre, ",
        "§5.6",
    ):
        assert phrase in result.flat


def test_an_incomplete_score_is_explained_by_its_statements_and_its_range(poincon: Command, tmp_path: Path) -> None:
    dossier = written(tmp_path / "d.yaml", 'reponses: {1A1: "++", 1A2: "--"}')
    out = poincon("explain", "dd-poles-2012", dossier, "score_1A").out
    assert re.search(r"énoncé +niveau +poids +points", out)
    assert re.search(r"1A1 +\+\+ .+ 2 +2\n", out)
    assert re.search(r"1A3 +\? +4 +\?\n", out)
    tree = poincon("explain", "dd-poles-2012", dossier, "score_1A", "--json").json
    assert tree["rule"] == "score_1A"
    assert tree["range"] == {"lowest": "3/16", "highest": "3/4", "holes": ["1A3", "S1", "S2", "S3", "S4"]}


def test_a_step_that_is_not_known_exactly_is_explained_by_its_range(poincon: Command, tmp_path: Path) -> None:
    package = write_package(
        tmp_path, form_piece=form(), rules_piece=rules({"double": "somme(depenses.montant) + loyer"})
    )
    dossier = written(tmp_path / "d.yaml", "reponses: {loyer: 5, depenses: [{montant: 10}, {poste: Loyer}]}")
    explanation = plain(poincon("explain", package, dossier, "double").flat).replace("\u202f", " ")
    assert (
        "somme(depenses.montant) = au moins 10,00 € (il manque « montant (depenses, “Loyer”, ligne 2) »)" in explanation
    )


def test_explaining_a_parameter_says_since_when_it_holds(poincon: Command, example: Path, tmp_path: Path) -> None:
    package = copy_of("crt-2022", tmp_path)
    date_threshold(package)
    assert "25 % (depuis le 1er janvier 2000)" in poincon("explain", package, example, "seuil_part_ca_pme").flat
    changed(package / "regles.yaml", "{2000-01-01: 0.25}", "{sans_date: 0.25}")
    assert "25 % (sans date dans la source)" in poincon("explain", package, example, "seuil_part_ca_pme").flat
    assert "paramètre, sans date dans la source" in poincon("explain", package, example, "part_ca_pme").flat


def test_an_unknown_outcome_is_refused_with_the_nearest_name(poincon: Command, example: Path) -> None:
    result = poincon("explain", "crt-2022", example, "part_ca_pm")
    assert (result.code, result.out) == (2, "")
    assert "« part_ca_pme »" in result.errors
