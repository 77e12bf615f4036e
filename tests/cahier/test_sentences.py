"""Outcomes told to people: the figures of each language, and sentences that hide nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from poincon.cahier.basics.units import COUNT, EURO, FTE, RATIO, Unit, named
from poincon.cahier.dossiers import read_dossier_file
from poincon.cahier.evaluation import assess
from poincon.cahier.explanation import Figures, Sentences, outcome_json
from poincon.cahier.loading import Package, load_package
from tests.cahier.conftest import Judge, Make
from tests.cahier.packages import ROOT, Piece, Verdicts, judged

N = "\u202f"  # the narrow space before « % » and « € », and between thousands
C = "\u00a0:"

REFERENCE: Piece = {
    "programme": "crt-2022",
    "exercice": 2021,
    "reponses": {
        "exercices_complets": 3,
        "configuration_proche": True,
        "personnalite_juridique_propre": True,
        "comptabilite_propre": True,
        "permanents_temps_plein": 3,
        "annees": {
            "2021": {
                "ca_total": 1250000.00,
                "ca_pme": 390625.00,
                "ca_formation": 90000.00,
                "contrats_sur_mesure": 40,
                "contrats_catalogue": 55,
                "etp_total": 9.5,
                "etp_crt": 7.0,
            }
        },
    },
    "parametres": {"moyenne_nationale_ca_par_etp": 98000.00},
}


@pytest.fixture(scope="module")
def crt() -> Package:
    return load_package(ROOT / "programmes" / "crt-2022")


def of_reference(crt: Package, **changes: str | None) -> Verdicts:
    year = {**REFERENCE["reponses"]["annees"]["2021"], **changes}
    return judged(crt, {**REFERENCE, "reponses": {**REFERENCE["reponses"], "annees": {"2021": year}}})


def test_the_example_of_the_contract_is_told_in_french(crt: Package) -> None:
    label = "Part du chiffre d’affaires réalisée avec des PME"
    assert of_reference(crt).sentence("part_ca_pme") == (
        f"{label} (2021){C} 390{N}625,00{N}€ ÷ 1{N}250{N}000,00{N}€ = 31,25{N}%. "
        f"Cible recommandée{C} plus de 25{N}% (000 §5.1.1, §5.6). Atteinte."
    )


def test_the_example_of_the_contract_is_told_in_english(crt: Package) -> None:
    sentence = of_reference(crt).sentence("part_ca_pme", "en")
    assert (
        ": €390,625.00 ÷ €1,250,000.00 = 31.25%. Recommended target: more than 25% (000 §5.1.1, §5.6). Met." in sentence
    )
    assert "chiffre" not in sentence


def test_a_value_that_rounds_to_its_target_shows_enough_decimals_to_tell_them_apart(crt: Package) -> None:
    above = of_reference(crt, ca_total="100000000.00", ca_pme="25000000.01").sentence("part_ca_pme")
    assert f"25,00000001{N}%" in above
    assert "Atteinte." in above
    assert f"plus de 25{N}%" in above


def test_a_value_shown_in_full_is_equal_and_not_about_equal(crt: Package) -> None:
    above = of_reference(crt, ca_total="100000000.00", ca_pme="25000000.01").sentence("part_ca_pme")
    assert f"= 25,00000001{N}%" in above


def test_a_value_exactly_on_a_strict_target_is_told_without_decimals(crt: Package) -> None:
    equal = of_reference(crt, ca_total="100.00", ca_pme="25.00").sentence("part_ca_pme")
    assert f"= 25{N}%. Cible recommandée{C} plus de 25{N}%" in equal
    assert equal.endswith("Non atteinte.")


def test_a_rounded_value_says_that_it_is_rounded(crt: Package) -> None:
    assert f"≈ 42,11{N}%" in of_reference(crt).sentence("part_sur_mesure")


def test_what_is_missing_is_named_by_its_label_and_year(crt: Package) -> None:
    sentence = of_reference(crt, ca_pme=None).sentence("part_ca_pme")
    assert f" ÷ 1{N}250{N}000,00{N}€ = ?" in sentence
    assert "Indéterminée" in sentence
    assert "il manque «\u00a0Chiffre d’affaires" in sentence
    assert "(2021)" in sentence


def test_the_causes_are_told_in_words(judge: Judge) -> None:
    formulas = {"part": "loyer / apport", "hausse": "croissant(ventes)"}
    verdicts = judge(formulas, {"loyer": "1", "apport": "0"}, years={"2021": {"ventes": "1"}})
    assert verdicts.sentence("part").endswith("le diviseur est zéro.")
    assert verdicts.sentence("part", "en").endswith("the divisor is zero.")
    assert verdicts.sentence("hausse").endswith("il faut au moins une année de plus.")


def test_many_missing_answers_are_counted(judge: Judge) -> None:
    rows = [{"partie": "A"} for _ in range(5)]
    formula = {"x": "somme(depenses.montant) + loyer + apport + caution"}
    sentence = judge(formula, {"depenses": rows}).sentence("x")
    assert "montant (depenses, “A”, ligne 1)" in sentence
    assert "2 autres réponses" in sentence


# figures


@pytest.fixture
def figures(make: Make) -> tuple[Figures, Figures]:
    programme = make({"x": "loyer"}).programme
    return Figures(programme, "fr"), Figures(programme, "en")


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        (Fraction(5, 16), RATIO, f"31,25{N}%", "31.25%"),
        (1, RATIO, f"100{N}%", "100%"),
        (Fraction(1, 3), RATIO, f"33,33{N}%", "33.33%"),
        (Fraction(-1, 8), RATIO, f"−12,5{N}%", "−12.5%"),
        (1_250_000, EURO, f"1{N}250{N}000,00{N}€", "€1,250,000.00"),
        (Fraction(-1, 100), EURO, f"−0,01{N}€", "−€0.01"),
        (999, EURO, f"999,00{N}€", "€999.00"),
        (1_000, EURO, f"1{N}000,00{N}€", "€1,000.00"),
        (Fraction(250_000, 19), EURO / FTE, f"13{N}157,89{N}€/ETP", "€13,157.89/FTE"),
        (7, FTE, f"7{N}ETP", "7 FTE"),
        (Fraction(13, 2), FTE, f"6,5{N}ETP", "6.5 FTE"),
        (1, named("etal"), f"1{N}étal", "1 stall"),
        (2, named("etal"), f"2{N}étals", "2 stalls"),
        (Fraction(3, 2), named("etal"), f"1,5{N}étal", "1.5 stalls"),
        (0, named("etal"), f"0{N}étal", "0 stalls"),
        (14, named("etal") / FTE, f"14{N}étals/ETP", "14 stalls/FTE"),
        (2, named("an"), f"2{N}ans", "2 years"),
        (1_234, COUNT, f"1{N}234", "1,234"),
        (12, None, "12", "12"),
    ],
)
def test_figures_follow_each_language(
    figures: tuple[Figures, Figures], value: Fraction, unit: Unit | None, french: str, english: str
) -> None:
    assert figures[0].number(value, unit) == french
    assert figures[1].number(value, unit).replace(N, " ") == english


def test_days_are_written_out(figures: tuple[Figures, Figures]) -> None:
    french, english = figures
    assert (french.day(date(2014, 5, 16)), english.day(date(2014, 5, 16))) == ("16 mai 2014", "16 May 2014")
    assert (french.day(date(2022, 8, 1)), english.day(date(2022, 8, 1))) == ("1er août 2022", "1 August 2022")


def test_a_year_is_no_quantity(judge: Judge) -> None:
    sentence = judge({"x": "creation", "y": "creation = creation"}, {"creation": "2021"}).sentence("x")
    assert "2021" in sentence
    assert f"2{N}021" not in sentence


def test_a_test_shows_the_values_that_it_compared(judge: Judge) -> None:
    rule = [{"id": "assez", "condition": "gardiens >= effectif_minimal et ouvert"}]
    verdicts = judge(
        None, {"gardiens": "4.5", "ouvert": "oui"}, parameters={"effectif_minimal": "5 etp"}, prerequis=rule
    )
    sentence = verdicts.sentence("assez")
    assert sentence == (
        f"assez{C} gardiens{C} 4,5{N}ETP, au moins 5{N}ETP{C} non\u00a0; 1 autre condition remplie (R §1). Non rempli."
    )


def test_precedence_is_kept_when_values_replace_names(judge: Judge) -> None:
    formulas = {"x": "loyer - (apport - caution)", "y": "(loyer + apport) * remise", "z": "loyer / (apport / caution)"}
    verdicts = judge(formulas, {"loyer": "9", "apport": "5", "caution": "2", "remise": "0.5"})
    assert f"9,00{N}€ − (5,00{N}€ − 2,00{N}€) = 6,00{N}€" in verdicts.sentence("x")
    assert f"(9,00{N}€ + 5,00{N}€) × 50{N}% = 7,00{N}€" in verdicts.sentence("y")
    assert f"9,00{N}€ ÷ (5,00{N}€ ÷ 2,00{N}€) = 3,60{N}€" in verdicts.sentence("z")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("programme", ["crt-2022", "dd-poles-2012", "subvention-pole-2012"])
def test_an_empty_dossier_is_told_without_a_crash(programme: str, language: str) -> None:
    package = load_package(ROOT / "programmes" / programme)
    verdicts = judged(package, {})
    sentences = Sentences(package.programme, "fr" if language == "fr" else "en")
    for name in (*verdicts.assessment.results, *verdicts.assessment.parameters):
        outcome = outcome_json(verdicts.assessment, name, sentences)
        assert outcome["explanation"]["text"].endswith(".")


def test_the_real_agreement_gives_its_figures() -> None:
    package = load_package(ROOT / "programmes" / "subvention-pole-2012")
    file = ROOT / "programmes" / "subvention-pole-2012" / "exemples" / "convention-reelle.yaml"
    verdicts = Verdicts(assess(package, read_dossier_file(file, package.programme)))
    keys = (
        "total_depenses",
        "part_publique",
        "acompte_signature",
        "acompte_intermediaire",
        "solde_previsionnel",
        "date_caducite",
    )
    outcomes = [verdicts.json(name) for name in keys]
    exact = [outcome["exact"] or outcome["value"] for outcome in outcomes]
    assert exact == ["517000", "294/517", "7500", "4500", "3000", "2014-05-16"]
