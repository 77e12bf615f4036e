"""Clauses of sentences: what decides is told first, what cannot be is left out, rows and questions read well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names, Sentences
from poincon.cahier.explanation.phrases import Phrases
from poincon.cahier.explanation.references import english_reference
from poincon.cahier.explanation.wording import Wording
from poincon.cahier.explanation.words import Mark, mark_of
from poincon.cahier.loading import load_package
from poincon.cahier.model import RuleKind, Status
from tests.cahier.conftest import Judge, Make
from tests.cahier.packages import PROGRAMMES, Piece, Verdicts, judged, plain

N = "\u202f"
GOALS: list[Piece] = [
    {
        "id": "actions",
        "type": "tableau",
        "colonnes": [
            {"id": "sens", "libelle": "Sens", "type": "choix", "options": [
                {"id": "au_moins", "libelle": "Au moins"}, {"id": "au_plus", "libelle": "Au plus"},
                {"id": "fait", "libelle": "Fait ou non"}]},
            {"id": "numero", "libelle": "Numéro", "type": "entier"},
            {"id": "titre", "libelle": "Titre", "type": "texte"},
            {"id": "cible", "libelle": "Cible", "type": "entier"},
            {"id": "obtenu", "libelle": "Résultat", "type": "entier"},
            {"id": "realise", "libelle": "Réalisée", "type": "oui_non"},
        ],
    }
]  # fmt: skip
REACHED = (
    "pour chaque ligne de actions : (ligne.sens est au_moins et ligne.obtenu >= ligne.cible) ou "
    "(ligne.sens est au_plus et ligne.obtenu <= ligne.cible) ou (ligne.sens est fait et ligne.realise)"
)


def told(judge: Judge, condition: str, answers: Piece, language: Language = "fr", **pieces: object) -> str:
    """The sentence of a condition, without its label and its source."""
    rule = {"id": "regle", "condition": condition}
    verdicts: Verdicts = judge(None, answers, prerequis=[rule], **pieces)
    return plain(verdicts.sentence("regle", language)).partition(": ")[2]


def test_a_row_shows_the_alternative_of_its_own_choice_and_no_other(judge: Judge) -> None:
    rows = [{"sens": "au_moins", "titre": "Visites", "cible": "30", "obtenu": "29"}]
    sentence = told(judge, REACHED, {"actions": rows}, fields=GOALS)
    assert sentence.startswith(
        "actions, « Visites » (ligne 1) : Résultat : 29, au moins 30 (Cible) : non (Sens : Au moins)"
    )
    assert "Au plus" not in sentence
    assert "Réalisée" not in sentence


def test_a_row_that_lacks_its_figure_shows_the_alternative_of_its_choice_too(judge: Judge) -> None:
    rows = [{"sens": "fait", "titre": "Annuaire"}]
    sentence = told(judge, REACHED, {"actions": rows}, fields=GOALS)
    assert sentence.startswith("actions, « Annuaire » (ligne 1) : Réalisée : inconnu (Sens : Fait ou non)")


def test_rows_are_named_by_their_first_text_and_by_their_number_when_they_have_none(judge: Judge) -> None:
    rows = [{"sens": "fait", "numero": "7", "titre": "Annuaire", "realise": "non"}, {"sens": "fait", "realise": "non"}]
    sentence = told(judge, REACHED, {"actions": rows}, fields=GOALS)
    assert sentence.startswith("actions, « Annuaire » (ligne 1) et ligne 2 : Réalisée : non")


def test_a_long_name_of_a_row_is_cut(judge: Judge) -> None:
    rows = [{"sens": "fait", "titre": "mot " * 60, "realise": "non"}]
    assert "mot…" in told(judge, REACHED, {"actions": rows}, fields=GOALS)


def test_many_rows_are_counted_after_the_first(judge: Judge) -> None:
    rows = [{"sens": "fait", "titre": f"A{number}", "realise": "non"} for number in range(1, 9)]
    assert "« A6 » (ligne 6) et 2 autres : Réalisée" in told(judge, REACHED, {"actions": rows}, fields=GOALS)


def test_a_missing_cell_is_named_by_its_row(judge: Judge) -> None:
    rows = [{"sens": "fait", "titre": "Annuaire"}]
    verdicts = judge(None, {"actions": rows}, fields=GOALS, prerequis=[{"id": "regle", "condition": REACHED}])
    sentence = plain(verdicts.sentence("regle"))
    assert sentence.endswith("il manque « Réalisée (actions, “Annuaire”, ligne 1) ».")


def test_rows_are_missing_in_the_order_of_their_numbers(judge: Judge) -> None:
    rows = [{"partie": "A"} for _ in range(12)]
    fields = [{"id": "lots", "type": "tableau", "colonnes": [{"id": "partie", "type": "texte"},
                                                             {"id": "prix", "type": "euros"}]}]  # fmt: skip
    verdicts = judge({"x": "somme(lots.prix) + loyer"}, {"lots": rows}, fields=fields)
    missing = verdicts.missing("x")
    assert missing[:3] == ["lots[0].prix", "lots[1].prix", "lots[2].prix"]
    assert missing[-2:] == ["lots[11].prix", "loyer"]


def test_missing_answers_are_told_in_the_order_of_the_form(judge: Judge) -> None:
    sentence = plain(judge({"x": "apport + loyer + caution"}, {}).sentence("x"))
    assert sentence.endswith("il manque « loyer », « apport » et « caution ».")


def test_the_cells_of_the_row_that_is_told_stand_in_its_conditions(judge: Judge) -> None:
    rows = [{"partie": "A", "poste": "Loyer"}, {"partie": "B", "poste": "Loyer", "detail_de": "Salaires"}]
    condition = "pour chaque ligne de depenses où connu(detail_de) : nombre(depenses où poste = ligne.detail_de) > 0"
    assert "(où poste = « Salaires ») : 0, plus de 0 : non" in told(judge, condition, {"depenses": rows})


def test_a_table_that_nobody_gave_is_not_told_as_empty(judge: Judge) -> None:
    condition = "pour chaque ligne de depenses : ligne.payee"
    assert told(judge, condition, {}).startswith("depenses : non renseigné")
    assert told(judge, condition, {"depenses": []}).startswith("aucune ligne à vérifier dans « depenses »")


# « et », « ou »


def test_what_fails_comes_first_and_the_others_are_counted(judge: Judge) -> None:
    answers = {"ouvert": "oui", "assure": "non", "gardiens": "0"}
    sentence = told(judge, "ouvert et gardiens > 0 et assure et loyer > 0", answers)
    assert sentence.startswith(
        f"gardiens : 0{N}ETP, plus de 0 : non ; assure : non ; "
        "1 autre condition inconnue ; 1 autre condition remplie (R §1)"
    )


def test_what_is_unknown_comes_before_what_holds(judge: Judge) -> None:
    sentence = told(judge, "ouvert et assure", {"ouvert": "oui"}, "en")
    assert sentence.startswith("assure in English: unknown; 1 other condition met")


def test_many_conditions_that_hold_are_counted(judge: Judge) -> None:
    fields = [{"id": f"clause_{number}", "type": "oui_non"} for number in range(9)]
    condition = " et ".join(str(field["id"]) for field in fields)
    answers = {str(field["id"]): "oui" for field in fields}
    assert told(judge, condition, answers, fields=fields).startswith("9 conditions remplies (R §1)")


def test_an_answer_that_is_asked_for_and_read_is_told_once(judge: Judge) -> None:
    assert told(judge, "connu(ouvert) et ouvert", {}).startswith("ouvert : non donné (R §1)")
    assert told(judge, "connu(ouvert) et ouvert", {"ouvert": "oui"}).startswith("ouvert : oui (R §1)")


def test_a_condition_that_only_asks_the_same_twice_has_words(make: Make) -> None:
    package = make({"essai": "connu(loyer) et connu(loyer)"})
    verdicts = judged(package)
    formula, sentences = verdicts["essai"].checked.formula, Sentences.of(verdicts.assessment, "fr")
    assert formula is not None
    assert Phrases(sentences.names, sentences.figures).condition(formula) == "loyer est donné"


def test_of_alternatives_those_that_decide_are_told(judge: Judge) -> None:
    assert told(judge, "ouvert ou assure", {"ouvert": "oui", "assure": "non"}).startswith("ouvert : oui (R §1)")
    assert told(judge, "ouvert ou assure", {"ouvert": "non"}).startswith("assure : inconnu (R §1)")
    both = told(judge, "ouvert ou assure", {"ouvert": "non", "assure": "non"})
    assert both.startswith("ouvert : non ou bien assure : non (R §1)")


def test_a_choice_says_what_was_answered_instead(judge: Judge) -> None:
    answers = {"halle": "plein_air"}
    assert told(judge, "halle est couverte", answers).startswith("halle = Couverte : non (réponse : Plein air)")
    several = "halle est couverte ou halle est plein_air"
    assert told(judge, several, {}).startswith("halle = Couverte ou Plein air : inconnu")


def test_a_comparison_that_is_denied_is_told_as_its_contrary(judge: Judge) -> None:
    sentence = told(judge, "non (etals > 0)", {"etals": "2"})
    assert sentence.startswith(f"etals : 2{N}étals, au plus 0 : non")


def test_a_rule_that_is_set_aside_tells_only_why(judge: Judge) -> None:
    rule = {"id": "regle", "condition": "loyer > 0", "applicable_si": "ouvert"}
    sentence = plain(judge(None, {"ouvert": "non"}, prerequis=[rule]).sentence("regle"))
    assert sentence == "regle (R §1). Sans objet : ouvert : non."


def test_a_rule_is_read_with_the_word_of_its_kind(judge: Judge) -> None:
    check = {"id": "accord", "condition": "loyer <= apport", "message": "Non."}
    advice = {"id": "conseil", "condition": "non_atteint(accord)", "texte": "Revoyez."}
    verdicts = judge(None, {"loyer": "2", "apport": "1"}, coherence=[check], recommandations=[advice])
    assert "accord : incohérent" in plain(verdicts.sentence("conseil"))
    assert "accord in English: inconsistent" in verdicts.sentence("conseil", "en")
    assert "Inconsistent. " in verdicts.sentence("accord", "en")


# questions, quotations, calculations


@pytest.mark.parametrize(
    ("name", "year", "french", "english"),
    [
        ("Effectif", None, "Effectif : oui", "Effectif: oui"),
        ("Effectif", 2021, "Effectif (2021) : oui", "Effectif (2021): oui"),
        ("Est-ce ouvert ?", None, "Est-ce ouvert ? oui", "Est-ce ouvert ? oui"),
        ("Est-ce ouvert ?", 2021, "Est-ce ouvert ? en 2021, oui", "Est-ce ouvert ? in 2021, oui"),
        ("Nous gardons le secret.", None, "Nous gardons le secret : oui", "Nous gardons le secret: oui"),
    ],
)
def test_what_is_said_of_a_name_reads_well_after_it(name: str, year: int | None, french: str, english: str) -> None:
    assert plain(Wording("fr").about(name, "oui", year)) == french
    assert Wording("en").about(name, "oui", year) == english


def test_quotations_inside_quotations_have_marks_of_their_own() -> None:
    assert plain(Wording("fr").quoted("le « crt »")) == "« le “crt” »"
    assert Wording("en").quoted('the "crt"') == "\"the 'crt'\""


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("folder", PROGRAMMES, ids=lambda path: path.name)
def test_no_sentence_of_an_empty_dossier_puts_a_colon_after_a_question(folder: Path, language: Language) -> None:
    package = load_package(folder)
    verdicts = judged(package, {})
    sentences = Sentences.of(verdicts.assessment, language)
    for result in verdicts.assessment.results.values():
        text = plain(sentences.outcome(result))
        assert re.search(r"\w ?\? ?[:=]", text) is None


def test_a_calculation_that_has_no_name_is_told_in_words_and_never_as_a_formula(make: Make) -> None:
    conditions = {
        "croissant(ventes + ventes)": "ventes + ventes en hausse, sans recul d'une année à l'autre",
        "max(loyer, apport) > avant(ventes)": "le plus grand de (loyer ; apport) plus de ventes, l'année d'avant",
        "ouvert ou assure et non (halle est couverte)": "ouvert ou (assure et halle n'est pas Couverte)",
        "somme(depenses.montant où payee) <> 0": "total de « depenses », montant (où payee) ≠ 0",
        "somme(ventes sur annees) > loyer": "somme de ventes, sur les années plus de loyer",
    }
    rules = [{"id": f"regle_{index}", "condition": text} for index, text in enumerate(conditions)]
    package = make(None, prerequis=rules)
    sentences = Sentences(package.programme, "fr")
    phrases = Phrases(Names(package.programme, "fr"), sentences.figures)
    texts = [phrases.condition(checked.formula) for checked in package.rulebook.rules if checked.formula is not None]
    assert [plain(text) for text in texts] == list(conditions.values())


def test_an_equality_that_is_shown_whole_is_not_told_as_rounded(judge: Judge) -> None:
    rule = {"id": "part", "valeur": "loyer / apport", "cible": {"plus_de": "seuil"}, "force": "requise"}
    verdicts = judge(
        None, {"loyer": "25000001", "apport": "100000000"}, indicateurs=[rule], parameters={"seuil": "0.25 ratio"}
    )
    assert f"= 25,000001{N}%" in verdicts.sentence("part")


# changes of a share


def test_a_change_of_a_share_is_told_in_points(judge: Judge) -> None:
    formulas = {"evolution": "ventes / loyer - avant(ventes / loyer)", "reste": "1 - remise"}
    years = {"2020": {"ventes": "25"}, "2021": {"ventes": "35"}}
    verdicts = judge(formulas, {"loyer": "100", "remise": "0.25"}, years=years)
    assert plain(verdicts.sentence("evolution")).partition("= ")[2].startswith("+ 10 points (R §1)")
    assert verdicts.sentence("evolution", "en").partition("= ")[2].startswith("+10\u00a0points (R §1)")
    assert f"= 75{N}%" in verdicts.sentence("reste")


def test_a_change_of_a_share_is_compared_in_points_and_counts_one_point_in_the_singular(judge: Judge) -> None:
    evolution = {"id": "evolution", "valeur": "ventes / loyer - avant(ventes / loyer)", "affiche": "oui"}
    rule = {"id": "regle", "condition": "evolution >= progres"}
    years = {"2020": {"ventes": "25"}, "2021": {"ventes": "24"}}
    verdicts = judge(
        None, {"loyer": "100"}, years=years, derives=[evolution], prerequis=[rule], parameters={"progres": "0.02 ratio"}
    )
    assert "evolution (2021) : − 1 point, au moins + 2 points : non" in plain(verdicts.sentence("regle"))


def test_the_gap_between_two_shares_is_told_in_points(judge: Judge) -> None:
    assert "(écart : 25 points)" in told(judge, "remise = coefficient", {"remise": "0.25", "coefficient": "0.5"})


def test_a_share_less_a_tolerance_is_a_share(judge: Judge) -> None:
    sentence = told(judge, "remise >= coefficient - marge", {"remise": "0.2", "coefficient": "0.5"},
                    parameters={"marge": "0.05 ratio"})  # fmt: skip
    assert f"50{N}% − 5{N}% = 45{N}%" in sentence


# marks, English


def test_a_tick_stands_only_for_what_is_met() -> None:
    ticks = {(kind, status) for kind in RuleKind for status in (*Status, None) if mark_of(kind, status) is Mark.MET}
    assert {status for _, status in ticks} == {Status.MET}
    assert {kind for kind, _ in ticks} == set(RuleKind) - {RuleKind.RECOMMENDATION, RuleKind.DERIVED}
    assert mark_of(RuleKind.RECOMMENDATION, Status.MET) is Mark.ADVICE
    assert mark_of(RuleKind.DERIVED, Status.NOT_MET) is Mark.KNOWN


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("002 articles 3 et 7, annexe 1", "002 articles 3 and 7, annex 1"),
        ("002 articles 6 à 8", "002 articles 6 to 8"),
        ("002 rapport §III", "002 report §III"),
        ("000 §5, note 1", "000 §5, note 1"),
        ("003 §Positionnement et missions", "003 §Positionnement et missions"),
        ("004 §III, mode d'emploi de la grille (1/3)", "004 §III, how to use the grid (1/3)"),
    ],
)
def test_a_place_in_a_source_is_told_in_english(french: str, english: str) -> None:
    texts = {"references.mode d'emploi de la grille": "how to use the grid"}
    assert english_reference(french, texts) == english


@pytest.mark.parametrize("answers", [{}, {"loyer": "1"}, {"loyer": "1", "apport": "2"}])
@pytest.mark.parametrize(
    "formula",
    [
        "connu(loyer) et connu(loyer)",
        "connu(loyer) et connu(-loyer) et loyer > 0",
        "connu(loyer) et connu(loyer + apport) et loyer > 0",
        "connu(loyer + apport) et connu(loyer) et loyer + apport > 0",
    ],
)
def test_tests_of_the_same_answer_are_told_once_and_never_all_left_out(
    judge: Judge, formula: str, answers: Piece
) -> None:
    assert re.search(r"loyer|€", judge({"essai": formula}, answers).sentence("essai"))
