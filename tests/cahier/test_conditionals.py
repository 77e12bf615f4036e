"""« si … alors … », roundings and minus signs, as sentences tell them."""

from __future__ import annotations

import pytest

from poincon.cahier.basics.text import Language
from poincon.cahier.basics.units import EURO, RATIO
from poincon.cahier.explanation import Names, Sentences
from poincon.cahier.explanation.figures import MINUS, Figures
from poincon.cahier.explanation.phrases import Phrases
from poincon.cahier.explanation.wording import Wording
from tests.cahier.conftest import Judge, Make
from tests.cahier.packages import Piece, judged, plain

N = "\u202f"
ANSWERS: Piece = {"loyer": "100", "apport": "40"}


def _amount(judge: Judge, formula: str, answers: Piece, language: Language = "fr") -> str:
    """How the value of a formula is told, held against 1 €."""
    target: Piece = {"id": "regle", "valeur": formula, "force": "requise", "cible": {"au_moins": "seuil"}}
    verdicts = judge(None, {**ANSWERS, **answers}, parameters={"seuil": "1 euro"}, indicateurs=[target])
    return plain(verdicts.sentence("regle", language)).replace(N, " ")


BY_PLACE = "si halle est couverte alors loyer sinon apport"


@pytest.mark.parametrize(
    ("answers", "french", "english"),
    [
        ({"halle": "couverte"}, "100,00 € (car halle est Couverte)", "€100.00 (since halle in English is Couverte"),
        ({"halle": "plein_air"}, "40,00 € (car halle est Plein air)", "€40.00 (since halle in English is Plein air"),
        (
            {},
            "? (selon que halle est Couverte ou non)",
            "? (depending on whether halle in English is Couverte in English)",
        ),
    ],
)
def test_a_conditional_over_a_choice_says_what_the_choice_is(
    judge: Judge, answers: Piece, french: str, english: str
) -> None:
    assert french in _amount(judge, BY_PLACE, answers)
    assert english in _amount(judge, BY_PLACE, answers, "en")


@pytest.mark.parametrize(
    ("condition", "answers", "sentence"),
    [
        ("non (halle est couverte)", {"halle": "couverte"}, "40,00 € (car halle est Couverte)"),
        ("services contient eau", {"services": ["gaz"]}, "40,00 € (car services ne contient pas Eau)"),
        ("services contient eau", {"services": ["gaz", "eau"]}, "100,00 € (car services contient Eau)"),
        ("services contient eau", {}, "(selon que services contient Eau ou non)"),
        ("non (halle est couverte)", {}, "(selon que halle est Couverte ou non)"),
        ("halle est couverte ou halle est plein_air", {}, "(selon que halle est Couverte ou Plein air ou non)"),
        ("etals > palier", {}, "(selon qu'etals dépasse palier ou non)"),
        ("etals >= palier", {}, "(selon qu'etals atteint palier ou non)"),
        ("etals = palier", {}, "(selon qu'etals = palier ou non)"),
        ("ouverture < fermeture", {}, "(selon qu'ouverture est avant fermeture ou non)"),
        ("ouvert", {}, "(selon la réponse à « ouvert »)"),
        ("ouvert et assure", {}, "(selon le résultat de « ouvert et assure »)"),
    ],
)
def test_what_an_unknown_condition_leaves_open_is_a_sentence(
    make: Make, condition: str, answers: Piece, sentence: str
) -> None:
    parameters = {"seuil": "1 euro", "palier": "3 etal"}
    target: Piece = {
        "id": "regle",
        "valeur": f"si {condition} alors loyer sinon apport",
        "force": "requise",
        "cible": {"au_moins": "seuil"},
    }
    package = make({"usage": "palier"}, parameters=parameters, indicateurs=[target])
    verdicts = judged(package, {"reponses": {**ANSWERS, **answers}})
    assert sentence.replace(" (palier)", "") in plain(verdicts.sentence("regle")).replace(N, " ").replace(
        " (palier)", ""
    )


def test_a_yes_or_no_by_choice_is_a_sentence_too(judge: Judge) -> None:
    rule: Piece = {"id": "regle", "condition": "si halle est couverte alors ouvert sinon assure"}
    assert "halle est Plein air, donc assure : oui" in plain(
        judge(None, {"halle": "plein_air", "assure": "oui"}, prerequis=[rule]).sentence("regle")
    )
    unknown = plain(judge(None, {"assure": "oui"}, prerequis=[rule]).sentence("regle"))
    assert "selon que halle est Couverte ou non : inconnu" in unknown
    assert "inconnu : inconnu" not in unknown


def test_an_unknown_condition_is_not_told_where_both_branches_agree(judge: Judge) -> None:
    rule: Piece = {"id": "regle", "condition": "si halle est couverte alors ouvert sinon assure"}
    sentence = plain(judge(None, {"ouvert": "oui", "assure": "oui"}, prerequis=[rule]).sentence("regle"))
    assert "ouvert : oui et assure : oui" in sentence
    amount = _amount(judge, BY_PLACE, {"loyer": "40"})
    assert amount.startswith("regle : 40,00 €")
    assert "selon" not in sentence + amount


def test_a_year_is_said_of_a_choice_that_has_years(judge: Judge) -> None:
    rule: Piece = {"id": "regle", "condition": "si emplacement est couverte alors ouvert sinon assure"}
    years = {"2021": {"emplacement": "couverte"}}
    sentence = plain(judge(None, {"ouvert": "oui"}, years=years, exercice="2021", prerequis=[rule]).sentence("regle"))
    assert "emplacement (2021) est Couverte, donc ouvert : oui" in sentence


@pytest.mark.parametrize(
    ("formula", "french", "english"),
    [
        ("arrondi_inf(loyer / 1, centime)", "arrondi vers le bas de (100,00 € ÷ 1)", "€100.00 ÷ 1, rounded down = "),
        ("arrondi_sup(loyer / 1, centime)", "arrondi vers le haut de (100,00 € ÷ 1)", "€100.00 ÷ 1, rounded up = "),
        ("arrondi(loyer / 1, euro)", "arrondi de (100,00 € ÷ 1)", "€100.00 ÷ 1, rounded = "),
        (
            "apport - arrondi_inf(loyer / 1, centime)",
            "40,00 € − arrondi vers le bas de (100,00 € ÷ 1)",
            "€40.00 − (€100.00 ÷ 1, rounded down)",
        ),
    ],
)
def test_a_rounding_reads_as_each_language_says_it(judge: Judge, formula: str, french: str, english: str) -> None:
    assert french in _amount(judge, formula, {})
    assert english in _amount(judge, formula, {}, "en")


def test_a_rounding_is_named_as_it_is_told(make: Make) -> None:
    package = make({"part": "arrondi_inf(loyer, centime) + apport"})
    node = package.rulebook.by_id["part"].formula
    assert node is not None
    sentences = Sentences.of(judged(package).assessment, "en")
    phrase = Phrases(Names(package.programme, "en"), sentences.figures).phrase(node)
    assert phrase == "(loyer in English, rounded down) + apport in English"


def test_figures_for_people_have_one_minus_sign_and_machines_a_hyphen(judge: Judge, make: Make) -> None:
    french, english = (Figures(make().programme, language) for language in ("fr", "en"))
    assert MINUS == "−"
    assert french.number(-1250, EURO) == f"{MINUS}1{N}250,00{N}€"
    assert english.number(-1250, EURO) == f"{MINUS}€1,250.00"
    assert french.number(-1, RATIO) == f"{MINUS}100{N}%"
    assert french.points(-1).startswith(MINUS)
    assert english.points(-1).startswith(MINUS)
    verdicts = judge({"reste": "apport - loyer", "repris": "apport - (apport - loyer)"}, ANSWERS)
    assert f"{MINUS}60,00" in verdicts.sentence("reste")
    assert "-" not in verdicts.sentence("reste")
    assert verdicts.json("reste")["value"] == "-60"


def test_a_negative_figure_is_bracketed_inside_a_calculation(judge: Judge) -> None:
    assert "40,00 € − (−5,00 €)" in _amount(judge, "apport - loyer", {"loyer": "-5"})


def test_only_french_elides() -> None:
    assert Wording("fr").whether("Étage est Bas") == "selon qu'Étage est Bas ou non"
    assert Wording("en").whether("Etage is Low") == "depending on whether Etage is Low"
